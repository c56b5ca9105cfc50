from collections.abc import Sequence

import pytest

from pipeline.checks.coverage import GUESS, LOOP, RUSHED, SILENCE, coverage, repeated_phrases, suspect
from pipeline.records import Cue, Word
from tests.builders import words_of


def made(script: str, **figures: float) -> tuple[list[Word], list[Cue]]:
    words, cues = words_of(script)
    return words, [c.model_copy(update=figures) for c in cues]


def reasons(script: str, speech: Sequence[tuple[float, float]] | None = None, **figures: float) -> set[str]:
    return {q.reason for q in suspect(*made(script, **figures), speech)}


@pytest.mark.parametrize(
    "script",
    [
        "0:00 " + "no " * 8,
        "0:00 and so " + "thank you " * 4,
        "0:00 " + "the same long phrase again and again " * 3,
        "0:00 I will see you there. | 0:03 I will see you there. | 0:06 I will see you there.",
        "0:00 Go on now. | 0:03 go on, now | 0:06 Go on now!",
    ],
)
def test_loops_are_found(script: str) -> None:
    assert LOOP in reasons(script)


@pytest.mark.parametrize(
    "script",
    [
        "0:00 No, no, no, no, I did not.",
        "0:00 It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of folly",
        "0:00 Yeah. | 0:02 Yeah. | 0:04 Yeah. | 0:06 Right.",
        "0:00 I think, I think, you know, I think so.",
    ],
)  # fmt: skip
def test_speech_that_repeats_itself_is_no_loop(script: str) -> None:
    assert reasons(script) == set()


def test_a_loop_is_found_where_it_is_and_nowhere_else() -> None:
    words, _ = words_of("0:00 one two three " + "round and round " * 5 + "four five")
    ((first, end),) = repeated_phrases(words)
    assert (first, end) == (3, 18)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [({"compression_ratio": 2.5}, "text that compresses like a loop"), ({"avg_logprob": -1.2}, GUESS)],
)
def test_failed_guards_are_named(figures: dict[str, float], reason: str) -> None:
    assert reasons("0:00 Lex: a b c", None, **figures) == {reason}


def test_words_where_nobody_speaks_are_named() -> None:
    assert reasons("0:10 Thank you. | 0:20 Really?", [(20.0, 21.0)]) == {SILENCE}


def test_more_words_than_time_are_named() -> None:
    words, cues = words_of("0:10 characteristically unbelievably extraordinarily incomprehensible representatives")
    fast = [w.model_copy(update={"start": 10 + w.i * 0.1, "end": 10.1 + w.i * 0.1}) for w in words]
    assert {q.reason for q in suspect(fast, [cues[0].model_copy(update={"end": 10.5})], None)} == {RUSHED}


def test_imported_words_have_no_speech_to_be_held_against() -> None:
    words, cues = words_of("0:00 a b c d e")
    found = coverage(words, cues, None)
    assert (found.speech_s, found.worded_s, found.gaps) == (None, 2.0, ())


def test_the_seconds_of_speech_and_of_worded_speech_are_counted() -> None:
    words, cues = words_of("0:10 a b c d e | 0:20 f g h i j")
    found = coverage(words, cues, [(9.0, 13.0), (20.0, 22.0)])
    assert (found.speech_s, found.worded_s) == (6.0, 4.0)


@pytest.mark.parametrize(("speech", "gaps"), [
    ([(0.0, 10.0)], [(2.0, 10.0)]),
    ([(0.0, 2.0), (5.0, 6.5), (7.0, 8.6)], [(5.0, 8.6)]),
    ([(0.0, 4.9)], []),
    ([], []),
])  # fmt: skip
def test_gaps_hold_three_seconds_of_speech(speech: list[tuple[float, float]], gaps: list[tuple[float, float]]) -> None:
    words, cues = words_of("0:00 a b c d e")
    assert [(g.start, g.end) for g in coverage(words, cues, speech).gaps] == gaps


def test_a_hundred_planted_gaps_are_all_found() -> None:
    script = " | ".join(f"{k // 3}:{k % 3 * 20:02d} a b c d e f g h i j" for k in range(100))
    words, cues = words_of(script)
    speech = [(k * 20.0, k * 20.0 + 4 + 3 + k / 100) for k in range(100)]
    assert len(coverage(words, cues, speech).gaps) == 100


def test_an_empty_transcript_is_covered_by_nothing() -> None:
    found = coverage((), (), [(0.0, 30.0)])
    assert (found.worded_s, [(g.start, g.end) for g in found.gaps]) == (0.0, [(0.0, 30.0)])
