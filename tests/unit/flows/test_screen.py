import pytest

from flows.screen import Pace, Screen


def test_the_time_left_is_told_from_the_pace_of_this_run() -> None:
    pace = Pace()
    assert pace.report("transcribe", 120.0, 520.0, now=10.0), "kept from an earlier run: no pace yet"
    assert pace.said() == "120 of 520 s of audio"
    assert not pace.report("transcribe", 220.0, 520.0, now=15.0)
    assert pace.said() == "220 of 520 s of audio, 20.0 × real time, about 15 s left"
    pace.report("transcribe", 520.0, 520.0, now=30.0)
    assert pace.said() == "520 of 520 s of audio, 20.0 × real time"


def test_another_kind_of_work_has_a_pace_of_its_own() -> None:
    pace = Pace()
    pace.report("transcribe", 500.0, 500.0, now=1.0)
    assert pace.report("second pass", 0.0, 20.0, now=2.0)
    pace.report("second pass", 1.0, 20.0, now=32.0)
    assert pace.said() == "1 of 20 s of audio, 0.0 × real time, about 10 min left"


def test_without_a_terminal_the_pace_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    show = Screen()
    show.progress("transcribe", 0.0, 30.0)
    show.progress("transcribe", 30.0, 30.0)
    assert capsys.readouterr().err.startswith("    transcribing: 30 of 30 s of audio")
