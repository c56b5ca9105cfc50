"""What ffmpeg says of a damaged file is read line by line until the damage is found."""

import pytest

from pipeline.engines.ffmpeg_report import DamageClock

FRAME = (
    "[Parsed_ashowinfo_0 @ 0x5] n:{n} pts:0 pts_time:{at:g} fmt:fltp channel_layout:mono rate:48000 nb_samples:4800 x"
)


def told(*lines: str) -> DamageClock:
    clock = DamageClock()
    for line in lines:
        if clock.take(line, error="Header missing" in line):
            break
    return clock


def frames(*times: float) -> list[str]:
    return [FRAME.format(n=n, at=at) for n, at in enumerate(times)]


@pytest.mark.parametrize("began", [0.0, 7.0])
def test_a_whole_file_has_no_damage(began: float) -> None:
    assert not told(*frames(*(began + k / 10 for k in range(50)))).found


def test_the_first_complaint_counts_with_a_margin() -> None:
    clock = told(*frames(*(k / 10 for k in range(50))), "Header missing", *frames(*(5 + k / 10 for k in range(50))))
    assert (clock.found, clock.damaged_from) == (True, 4.0)


def test_a_jump_of_the_clock_counts_as_well() -> None:
    clock = told(*frames(*(k / 10 for k in range(30)), 9.0, 9.1))
    assert (clock.found, clock.damaged_from) == (True, 2.0)


def test_damage_at_the_beginning_leaves_no_time_to_trust() -> None:
    assert told("Header missing", *frames(0.0)).damaged_from == 0.0
