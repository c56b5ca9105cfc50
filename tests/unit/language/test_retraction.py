import pytest

from pipeline.language.retraction import taken_back
from pipeline.language.words import plain
from tests.builders import speech


def withdrawn(script: str) -> frozenset[int]:
    transcript = speech(script)
    return taken_back(transcript, [plain(transcript.words, s.words) for s in transcript.sentences])


@pytest.mark.parametrize(
    "words",
    [
        "Let me take that back.", "I take that back.", "I'll retract my statement.", "Scratch that.", "I misspoke.",
        "Actually, no.", "Well that's not right.", "Correction, it was four.", "Sorry, I meant the other one.",
    ],
)  # fmt: skip
def test_a_sentence_is_taken_back_by_what_follows_it(words: str) -> None:
    assert withdrawn(f"0:00 Ada: Tea cures everything there is. {words}") == {0}


def test_a_retraction_reaches_past_the_other_speaker() -> None:
    assert withdrawn("0:00 Ada: Tea cures everything. | 0:05 Bo: Really? | 0:08 Ada: I take that back.") == {0}


def test_a_denial_that_answers_the_other_speaker_takes_nothing_back() -> None:
    assert (
        withdrawn("0:00 Ada: Tea cures colds. | 0:05 Bo: Does it cure boredom? | 0:08 Ada: Actually, no.")
        == frozenset()
    )


def test_what_was_said_long_before_still_stands() -> None:
    assert withdrawn("0:00 Ada: Tea cures colds. | 2:00 Ada: I take that back.") == frozenset()


def test_only_the_nearest_sentences_are_taken_back() -> None:
    assert withdrawn("0:00 Ada: One is red. Two is blue. Three is green. Four is pink. Scratch that.") == {1, 2, 3}
