"""Words that a person pointed at are found again where a recogniser hears otherwise, and nowhere else."""

import pytest

from pipeline.language.anchoring import CONTEXT, SpokenWords
from pipeline.records import Transcript, Word
from tests.builders import speech

TALK = (
    "0:00 Ann: We call it deep double decent and people laughed at the name. | "
    "0:20 Bo: The curve goes up before it comes down, which nobody expected from so plain a model. | "
    "0:40 Ann: A decent result in the end, and a decent dinner after it."
)


def span(transcript: Transcript, phrase: str) -> tuple[int, int]:
    (found,) = SpokenWords(transcript.words).places(phrase)
    return found


def text(words: tuple[Word, ...], found: tuple[int, int] | None) -> str | None:
    return None if found is None else " ".join(word.text for word in words[slice(*found)])


@pytest.mark.parametrize(
    ("again", "there"),
    [
        (TALK, "decent"),
        (TALK.replace("deep double decent", "deep double the scent"), "the scent"),
        (TALK.replace("We call it", "Well so we called it a").replace("double decent", "double dissent"), "dissent"),
        (TALK.replace("0:40", "10:40").replace("0:20", "10:20").replace("0:00", "10:00"), "decent"),
        ("0:40 Ann: A decent result in the end, and a decent dinner after it.", None),
    ],
)
def test_a_word_is_known_by_its_neighbours(again: str, there: str | None) -> None:
    before, after = speech(TALK), speech(again)
    first = SpokenWords(before.words).places("decent")[0]
    anchor = SpokenWords(before.words).anchor(first)
    assert text(after.words, SpokenWords(after.words).find(anchor)) == there


def test_a_long_passage_is_known_by_its_ends() -> None:
    transcript = speech(TALK)
    whole = (0, len(transcript.words))
    said, there = SpokenWords(transcript.words).pair(whole)
    assert there is not None
    assert len(said.text.split()) < whole[1] / 2
    assert SpokenWords(transcript.words).passage(said, there) == whole
    gone = speech(TALK.split("|", maxsplit=1)[0])
    assert SpokenWords(gone.words).passage(said, there) is None


def test_an_anchor_holds_what_was_heard_and_not_what_was_corrected() -> None:
    transcript = speech(TALK)
    k = span(transcript, "double decent")[1] - 1
    mended = transcript.words[k].model_copy(update={"text": "Descent", "heard": "decent"})
    words = (*transcript.words[:k], mended, *transcript.words[k + 1 :])
    assert SpokenWords(words).anchor((k, k + 1)).text == "decent"
    assert SpokenWords(words).find(SpokenWords(transcript.words).anchor((k, k + 1))) == (k, k + 1)


def test_neighbours_are_few() -> None:
    transcript = speech(TALK)
    anchor = SpokenWords(transcript.words).anchor(span(transcript, "which nobody expected"))
    assert len(anchor.before.split()) == CONTEXT
    assert anchor.after.startswith("from so plain")
