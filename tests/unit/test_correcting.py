"""Corrections are made of an episode as it is; each may be taken back by its number, and so may what took it back."""

from pathlib import Path

import pytest

from pipeline.correcting import UNDO, Wish, correction_of, keep, passage_of, standing, undone_numbers
from pipeline.errors import BadInput
from pipeline.files import canonical, write_all
from pipeline.formats.word_addresses import word_address
from pipeline.language.anchoring import SpokenWords
from pipeline.language.words import plain
from pipeline.lasting_ids import named
from pipeline.records import Correction, Corrections
from pipeline.store import Store
from tests.record_builder import highlights, spoken

STAGES, TALK = highlights()
CLIP = STAGES.clips[0].model_copy(update={"words": spoken(TALK, "I kept a notebook for nine years.")})
RECORD = named(STAGES.model_copy(update={"clips": (CLIP,)}), TALK)


def made(*asked: str) -> Corrections:
    """Return corrections from "op target"."""
    pairs = (a.split(" ", 1) for a in asked)
    return Corrections(corrections=tuple(Correction(op=op, target=target, value="") for op, target in pairs))


@pytest.mark.parametrize(
    ("asked", "undone"),
    [
        (["merge S2", "pin q01"], set()),
        (["merge S2", "pin q01", f"{UNDO} 1"], {1}),
        (["merge S2", f"{UNDO} 1", f"{UNDO} 2"], {2}),
        (["merge S2", f"{UNDO} 1", f"{UNDO} 2", f"{UNDO} 3"], {1, 3}),
    ],
)
def test_the_last_word_counts(asked: list[str], undone: set[int]) -> None:
    assert undone_numbers(made(*asked)) == undone


@pytest.mark.parametrize("target", ["0", "2", "3", "-1", "S2", "", "1.0", "²"])
def test_only_one_made_before_can_be_taken_back(target: str) -> None:
    with pytest.raises(BadInput, match="expected the number of an earlier correction"):
        undone_numbers(made("merge S2", f"{UNDO} {target}"))


def text(span: tuple[int, int] | None) -> str:
    assert span
    return plain(TALK.words, span)


@pytest.mark.parametrize(
    ("target", "means"),
    [
        (RECORD.quotes[0].id, RECORD.quotes[0].text),
        ("a failed pot you forgot is a trap", "A failed pot you forgot is a trap."),
        (f"#{word_address([w.text for w in TALK.words], 3)}", TALK.words[3].text),
        ("0:46-0:50", "A failed pot you forgot is a trap."),
    ],
)  # fmt: skip
def test_a_passage_is_an_id_words_or_times(target: str, means: str) -> None:
    assert text(passage_of(RECORD, TALK, target)) == means


def test_a_time_is_a_turn_where_voices_are_known_and_a_sentence_where_they_are_not() -> None:
    assert text(passage_of(RECORD, TALK, "0:44")).endswith("nine years.")
    nobody = tuple(t.model_copy(update={"speaker": None, "speaker_label": None}) for t in TALK.turns)
    unknown = TALK.model_copy(update={"turns": nobody})
    assert text(passage_of(RECORD, unknown, "0:44")) == "A failed pot you wrote down is a map."


@pytest.mark.parametrize(
    ("wish", "op", "target"),
    [
        (Wish("pin", RECORD.quotes[0].id), "pin", RECORD.quotes[0].text),
        (Wish("ban", RECORD.clips[0].id), "ban-clip", "I kept a notebook for nine years."),
        (Wish("ban", RECORD.questions[0].id), "ban-question", RECORD.questions[0].text),
        (Wish("pin", "how do you choose a pot", kind="question"), "pin-question", "How do you choose a pot?"),
        (Wish("title", RECORD.sections[1].id, "On pots"), "title", RECORD.sections[1].title),
        (Wish("split", "0:43"), "split", None),
        (Wish("move", RECORD.sections[1].id, "0:13"), "move", RECORD.sections[1].title),
        (Wish("sponsor", "0:43-0:56"), "sponsor", None),
        (Wish("word", "twelve failed", "eleven failed"), "word", "twelve failed"),
        (Wish("word", "pot", "kettle", scope="episode"), "word", "pot"),
    ],
)  # fmt: skip
def test_a_correction_knows_what_it_is_about(wish: Wish, op: str, target: str | None) -> None:
    made_ = correction_of(RECORD, TALK, wish)
    assert made_.op == op
    assert target is None or made_.target == target
    if made_.said:
        assert SpokenWords(TALK.words).passage(made_.said, None if op == "move" else made_.there)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish("title", "t99", "x"), "expected the id of a section"),
        (Wish("pin", "pot"), "give more of them"),
        (Wish("word", "no such words", "x"), "them nowhere"),
        (Wish("word", "no such words", "x", scope="episode"), "them nowhere"),
        (Wish("speaker", "9:59", "Ada"), "expected a time at which somebody speaks"),
        (Wish("split", "59:00"), "expected a time inside the episode"),
        (Wish("merge", "S9", "S1"), "expected a voice of this episode"),
    ],
)
def test_what_is_not_there_is_one_clear_line(wish: Wish, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        correction_of(RECORD, TALK, wish)


def test_the_same_correction_is_kept_once_and_a_stage_gets_its_own(tmp_path: Path) -> None:
    place = Store(tmp_path).episode("kettle")
    write_all(place.folder, {"highlights.json": canonical(RECORD), "transcript.json": canonical(TALK)})

    def wished(*wishes: Wish) -> None:
        keep(place, lambda r, t, _: [correction_of(r, t, wish) for wish in wishes])

    pin, ban = Wish("pin", RECORD.quotes[0].id), Wish("ban", RECORD.quotes[0].id)
    title = Wish("title", RECORD.sections[1].id, "On pots")
    for wishes in ([pin], [pin], [title, pin], [ban], [pin]):
        wished(*wishes)
    kept = place.corrections()
    assert [c.op for c in kept.corrections] == ["pin", "title", "ban", "pin"]
    assert [c.op for c in standing(kept, {"title"}).corrections] == ["title"]
    wished(Wish(UNDO, "2"))
    assert standing(place.corrections(), {"title"}).corrections == ()


def test_a_word_that_was_corrected_is_asked_for_as_it_is_shown() -> None:
    k = spoken(TALK, "patience.")[0]
    mended = TALK.words[k].model_copy(update={"text": "patients.", "heard": "patience."})
    transcript = TALK.model_copy(update={"words": (*TALK.words[:k], mended, *TALK.words[k + 1 :])})
    again = correction_of(RECORD, transcript, Wish("word", "patients", "patience", scope="episode"))
    assert again.target == "patience"
    assert correction_of(RECORD, transcript, Wish("word", "patients", "Patience")).said is not None
