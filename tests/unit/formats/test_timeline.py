import re

import pytest

from pipeline.formats.timeline import BARS, cover, timeline
from pipeline.formats.transcript_view import voices_of
from pipeline.records import Audio, Highlights, Transcript
from tests.record_builder import DURATION_S, highlights


def drawn(record: Highlights, transcript: Transcript) -> list[tuple[int, float]]:
    """Return (bar, height) of every bar that is drawn, in order."""
    paths = timeline(record, transcript, voices_of(transcript)).paths
    return sorted((int(x), float(h)) for _, d in paths for x, h in re.findall(r"M(\d+)\.5 [\d.]+v([\d.]+)", d))


def with_waveform(digits: str) -> tuple[Highlights, Transcript]:
    return highlights(Audio(path="a.wav", waveform=digits))


@pytest.mark.parametrize("digits", ["0z", "0a5z" * 120, "z", "7" * 1000, "0" * 480])
def test_every_bar_is_drawn_once_whatever_was_measured(digits: str) -> None:
    assert [bar for bar, _ in drawn(*with_waveform(digits))] == list(range(BARS))


def test_loud_parts_are_higher_than_quiet_ones() -> None:
    heights = dict(drawn(*with_waveform("1" * 240 + "y" * 240)))
    assert heights[BARS - 1] > 3 * heights[0]


def test_without_sound_a_stretch_with_words_is_higher_than_a_pause() -> None:
    record, transcript = highlights(Audio())
    heights = dict(drawn(record, transcript))
    said_at = int(transcript.words[20].start / DURATION_S * BARS)
    assert heights[said_at] > heights[0]  # the talk begins after a second of silence


def test_bars_have_the_colour_of_who_speaks() -> None:
    record, transcript = highlights()
    voices = voices_of(transcript)
    ada = next(d for voice, d in timeline(record, transcript, voices).paths if voice == voices["Ada"])
    assert f"M{int(9 / DURATION_S * BARS)}.5 " in ada
    assert f"M{int(20 / DURATION_S * BARS)}.5 " not in ada


def test_bands_and_ticks_lie_where_their_sections_and_quotes_are() -> None:
    record, transcript = highlights()
    picture = timeline(record, transcript, voices_of(transcript))
    assert [band.id for band in picture.bands] == ["t01", "t02", "t03"]
    assert picture.bands[1].x == pytest.approx(8.0 / DURATION_S * BARS, abs=0.01)
    assert dict(picture.ticks)["q01"] == pytest.approx(29.6 / DURATION_S * BARS, abs=0.01)


def test_episode_without_length_or_words_is_still_drawn() -> None:
    record, _ = highlights(Audio())
    record = record.model_copy(update={"episode": record.episode.model_copy(update={"duration": 0.0})})
    silent = Transcript(revision="0", language="en", words=(), cues=(), turns=(), sentences=())
    assert len(drawn(record, silent)) == BARS
    assert cover(record, silent, voices_of(silent))
