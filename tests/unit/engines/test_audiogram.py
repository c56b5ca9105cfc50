"""Captions of an audiogram are drawn as plain words: no tag and no command of the subtitle format survives."""

from pipeline.engines.audiogram import styled

CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:03.250
<v Ada>Hot water &amp; patience

01:00:04.000 --> 01:00:05.500
{\\b1}never\\Nhurry
"""


def test_captions_become_lines_at_their_times_under_the_title() -> None:
    lines = [line for line in styled(CAPTIONS, "Tea").splitlines() if line.startswith("Dialogue")]
    assert lines == [
        "Dialogue: 0,0:00:00.00,1:00:05.50,Title,Tea",
        "Dialogue: 1,0:00:00.00,0:00:03.25,Said,Hot water & patience",
        "Dialogue: 1,1:00:04.00,1:00:05.50,Said,(∖b1)never∖Nhurry",
    ]


def test_without_a_caption_the_title_is_shown_for_a_second() -> None:
    assert "Dialogue: 0,0:00:00.00,0:00:01.00,Title,Tea\n" in styled("WEBVTT\n", "Tea")
