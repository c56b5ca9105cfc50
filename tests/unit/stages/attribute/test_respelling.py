"""A misheard word is corrected, in one place or everywhere; times, cues and holes go along, and nothing is lost."""

import pytest

from pipeline.language.anchoring import SpokenWords
from pipeline.records import Correction, Coverage, Quarantine, RawTranscript
from pipeline.stages.attribute.respelling import respelled, with_coverage, with_moved
from tests.builders import heard, speech

SCRIPT = (
    "0:00 Ann: They call it Double Decent. A decent name. | 0:10 Bo: The lama model of Ilya's group is open. | "
    "0:20 Ann: Who read the the scent paper?"
)


def said(raw: RawTranscript) -> str:
    return " ".join(word.text for word in raw.words)


def one(raw: RawTranscript, words: str, value: str, place: int = 0) -> Correction:
    found = SpokenWords(raw.words)
    anchor = found.anchor(found.places(words)[place])
    return Correction(op="word", target=words, value=value, said=anchor)


def test_one_place_is_corrected_and_keeps_its_stop() -> None:
    raw = heard(SCRIPT)
    after, (told,) = respelled(raw, [one(raw, "decent", "Descent")])
    assert said(after) == said(raw).replace("Double Decent.", "Double Descent.")
    assert (told.state, told.why) == ("applied", "")
    assert next(w for w in after.words if w.text == "Descent.").heard == "Decent."


def test_everywhere_keeps_capitals_and_possessives() -> None:
    raw = heard(SCRIPT)
    asked = [
        Correction(op="word", target="decent", value="descent", scope="episode"),
        Correction(op="name", target="Ilya", value="Elia"),
    ]
    after, told = respelled(raw, asked)
    assert "Double Descent. A descent name." in said(after)
    assert "model of Elia's group" in said(after)
    assert [c.state for c in told] == ["applied", "applied"]


@pytest.mark.parametrize(
    ("words", "value", "there"),
    [("lama", "LLaMA 2", "The LLaMA 2 model"), ("the scent", "descent", "read the descent paper?")],
)
def test_more_or_fewer_words_move_what_lies_behind(words: str, value: str, there: str) -> None:
    raw = heard(SCRIPT).model_copy(update={"holes": (16,)})
    hole = raw.words[16]
    after, _ = respelled(raw, [one(raw, words, value)])
    assert there in said(after)
    assert [word.i for word in after.words] == list(range(len(after.words)))
    assert [k for cue in after.cues for k in range(*cue.words)] == [word.i for word in after.words]
    assert all(after.cues[word.cue].words[0] <= word.i < after.cues[word.cue].words[1] for word in after.words)
    times = [t for word in after.words for t in (word.start, word.end)]
    assert times == sorted(times)
    assert after.words[after.holes[0]].text == hole.text


def test_what_is_heard_right_now_is_no_conflict_and_what_is_gone_is_one() -> None:
    raw = heard(SCRIPT)
    asked = [one(raw, "decent", "Descent"), one(raw, "lama", "LLaMA")]
    right = heard(SCRIPT.replace("Decent", "Descent").replace("The lama model of Ilya's group is open.", "Hm."))
    after, (first, second) = respelled(right, asked)
    assert said(after).replace("Descent.", "") == said(right).replace("Descent.", "")
    assert (first.state, first.why) == ("applied", "it is heard like that now")
    assert (second.state, second.why) == ("conflict", "its words are not in the transcript any more")


def test_doubtful_words_are_found_by_their_time() -> None:
    raw = heard(SCRIPT)
    doubt = Quarantine(
        start=raw.words[-2].start, end=raw.words[-1].end, words=(len(raw.words) - 2, len(raw.words)), reason="x"
    )
    coverage = Coverage(speech_s=None, worded_s=1, interpolated_share=0, quarantined=(doubt,))
    after, _ = respelled(raw, [one(raw, "lama", "LLaMA 2")])
    transcript = speech(SCRIPT).model_copy(update={"words": after.words})
    n = len(after.words)
    assert with_coverage(coverage, transcript).quarantined[0].words == (n - 2, n)
    assert with_moved(raw.model_copy(update={"coverage": coverage}), transcript).coverage.quarantined[0].words == (
        n - 2,
        n,
    )
    assert with_coverage(coverage, speech(SCRIPT)) is coverage
