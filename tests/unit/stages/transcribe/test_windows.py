"""Windows hold all speech, are short enough, and are cut in silence."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.transcribe.config import TranscribeConfig
from pipeline.stages.transcribe.windows import plan
from tests.unit.stages.transcribe.test_stage import CONFIG
from tests.unit.stages.transcribe.test_words import speeches

configs = st.builds(
    TranscribeConfig,
    max_window_s=st.floats(10, 30),
    min_window_s=st.floats(1, 30),
    bridge_s=st.floats(0, 20),
    pad_s=st.floats(0, 1),
)


@given(speeches(), configs)
def test_windows_are_in_order_without_overlap_and_short_enough(
    speech: list[tuple[float, float]], config: TranscribeConfig
) -> None:
    duration = speech[-1][1] if speech else 10.0
    windows = plan(speech, duration, config)
    assert [w.i for w in windows] == list(range(len(windows)))
    assert all(0 <= w.start < w.end <= duration for w in windows)
    assert all(a.end <= b.start for a, b in pairwise(windows))
    assert all(w.end - w.start <= config.max_window_s + 0.002 for w in windows)  # edges are whole milliseconds


@given(speeches(), configs)
def test_windows_cover_all_speech(speech: list[tuple[float, float]], config: TranscribeConfig) -> None:
    windows = plan(speech, speech[-1][1] if speech else 10.0, config)
    for start, end in speech:
        uncovered = (end - start) - sum(max(0.0, min(end, w.end) - max(start, w.start)) for w in windows)
        assert uncovered < 0.0011 * (1 + len(windows))


@given(speeches())
def test_a_window_is_cut_in_silence_unless_speech_has_none(speech: list[tuple[float, float]]) -> None:
    for window in plan(speech, 1e6, CONFIG):
        inside = [(a, b) for a, b in speech if a + 0.001 < window.start < b - 0.001]
        assert all(b - a > CONFIG.max_window_s - 2 * CONFIG.pad_s for a, b in inside)


def test_a_full_window_ends_at_its_longest_pause() -> None:
    speech = [(0.0, 10.0), (10.2, 20.0), (21.5, 25.0), (25.3, 29.0), (29.3, 40.0)]
    assert [(w.start, w.end) for w in plan(speech, 40.0, CONFIG)] == [(0.0, 20.2), (21.3, 40.0)]


def test_a_long_silence_ends_a_window_and_is_left_out() -> None:
    windows = plan([(1.0, 3.0), (60.0, 62.0)], 100.0, CONFIG)
    assert [(w.start, w.end) for w in windows] == [(0.8, 3.2), (59.8, 62.2)]


def test_the_middle_of_a_pause_is_rounded_once() -> None:
    config = TranscribeConfig(max_window_s=10.0, min_window_s=1.0, bridge_s=0.0, pad_s=1.0)
    first, second = plan([(0.0, 0.103), (0.282, 0.312)], 0.312, config)
    assert first.end == second.start


def test_no_speech_needs_no_window() -> None:
    assert plan([], 100.0, CONFIG) == ()
