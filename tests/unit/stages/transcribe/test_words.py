"""Words are in order, inside their window, and spelled as words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ports import AsrCue, AsrWindow, AsrWord
from pipeline.records import Window
from pipeline.stages.transcribe.words import assemble, in_words, settle, spell
from tests.unit.stages.transcribe.test_stage import CONFIG, times


@st.composite
def speeches(draw: st.DrawFn) -> list[tuple[float, float]]:
    at, found = 0.0, []
    for pause, length in draw(st.lists(st.tuples(st.integers(0, 9000), st.integers(30, 70000)), max_size=40)):
        start = at + pause / 1000
        at = start + length / 1000
        found.append((round(start, 3), round(at, 3)))
    return found


@given(times, st.integers(0, 1000), st.integers(1, 30))
def test_settled_times_are_ordered_inside_and_not_empty(
    raw: list[tuple[float, float]], start: int, length: int
) -> None:
    settled = settle(raw, start, start + length)
    assert len(settled) == len(raw)
    assert all(start <= a < b <= start + length for a, b in settled)
    assert all(before[1] <= after[0] for before, after in pairwise(settled))


def test_times_that_are_in_order_stay_as_they_are() -> None:
    assert settle([(1.0, 1.5), (1.5, 2.0)], 0.0, 10.0) == [(1.0, 1.5), (1.5, 2.0)]


@given(st.lists(st.tuples(st.floats(0, 35), st.floats(0, 35)), min_size=1, max_size=30), speeches())
def test_words_are_monotone_and_capped_whatever_the_engine_says(
    raw: list[tuple[float, float]], speech: list[tuple[float, float]]
) -> None:
    words = tuple(AsrWord(" a", a, b, 0.5) for a, b in raw)
    answer = AsrWindow("en", 1.0, (AsrCue(0.0, 1.0, words, -0.1, 0.0, 1.0, 0.0),))
    made, cues = assemble([Window(i=0, start=100.0, end=130.0)], [answer], speech, CONFIG.max_word_s)
    assert [w.i for w in made] == list(range(len(raw)))
    assert all(100 <= w.start < w.end <= 130 for w in made)
    assert all(w.end - w.start <= CONFIG.max_word_s + 0.0011 for w in made)
    assert all(a.end <= b.start for a, b in pairwise(made))
    assert (cues[0].start, cues[0].end) == (made[0].start, made[-1].end)


def test_a_word_gives_back_the_silence_it_swallowed() -> None:
    words = (AsrWord(" ask", 2.1, 3.7, 0.9), AsrWord(" not", 3.7, 4.0, 0.9))
    answer = AsrWindow("en", 1.0, (AsrCue(0.0, 1.0, words, -0.1, 0.0, 1.0, 0.0),))
    made, _ = assemble([Window(i=0, start=0.0, end=5.0)], [answer], [(0.0, 2.2), (3.3, 5.0)], CONFIG.max_word_s)
    assert [(w.start, w.end) for w in made] == [(3.3, 3.7), (3.7, 4.0)]


@pytest.mark.parametrize(
    ("pieces", "spelled"),
    [
        ((" Mr", ".", " John"), ["Mr.", "John"]),
        ((" E", "-R", "."), ["E-R."]),
        ((' "', "Yes", ',"', " he", " said", "."), ['"Yes,"', "he", "said."]),
        ((" well", " -", " no"), ["well-", "no"]),
        (("...", " and", " then"), ["...and", "then"]),
        ((" minus", " -", "5", "%"), ["minus", "-5%"]),
        ((" R", " &", " D"), ["R", "&", "D"]),
        ((" ♪",), []),
        ((), []),
    ],
)
def test_pieces_are_spelled_as_words_with_their_punctuation(pieces: tuple[str, ...], spelled: list[str]) -> None:
    raw = [AsrWord(text, float(k), k + 1.0, 0.5) for k, text in enumerate(pieces)]
    assert [w.text for w in spell(raw)] == spelled


def test_punctuation_does_not_stretch_a_word() -> None:
    (word,) = spell([AsrWord(" Americans", 1.5, 2.1, 0.9), AsrWord(",", 2.1, 3.0, 0.3)])
    assert (word.text, word.start, word.end, word.p) == ("Americans,", 1.5, 2.1, 0.9)


def test_a_language_without_spaces_keeps_its_words_apart() -> None:
    raw = [AsrWord(text, float(k), k + 1.0, 0.5) for k, text in enumerate("你好。再见")]
    assert [w.text for w in spell(raw, spaced=False)] == ["你", "好。", "再", "见"]


def test_characters_without_spaces_are_joined_into_the_words_they_write() -> None:
    pieces = [
        AsrWord(sign, at / 10, at / 10 + 0.1, p)
        for at, (sign, p) in enumerate(zip("机器学习", (0.9, 0.7, None, 0.5), strict=True))
    ]
    assert in_words(pieces) == [AsrWord("机器", 0.0, 0.2, 0.8), AsrWord("学习", 0.2, 0.4, 0.5)]
    assert in_words([]) == []
