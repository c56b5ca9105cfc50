import pytest

from pipeline.formats.times import clock, guessed_in, length, marked_clock, one_line
from tests.builders import speech


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.99, "0:59"), (221.9, "3:41"), (3600, "1:00:00"), (36_061, "10:01:01")]
)
def test_clock_rounds_down(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(41, "41 s"), (60, "1 min"), (5823, "1 h 37 min"), (3600, "1 h")])
def test_length_is_in_words(seconds: float, shown: str) -> None:
    assert length(seconds) == shown


def test_a_moment_is_as_sure_as_the_word_heard_there() -> None:
    talk = speech("0:01 Ada: One two | 0:10 Ada: three")
    words = [word.model_copy(update={"time_source": "interpolated"}) if word.i == 2 else word for word in talk.words]
    guessed = guessed_in(talk.model_copy(update={"words": tuple(words)}))
    assert [marked_clock(s, guessed) for s in (1.0, 1.5, 9.0, 10.0)] == ["0:01", "0:01", "≈ 0:09", "≈ 0:10"]


def test_after_damage_in_the_file_no_time_is_exact() -> None:
    guessed = guessed_in(speech("0:01 Ada: One two | 0:10 Ada: three"), damaged_from=5.0)
    assert [marked_clock(s, guessed) for s in (1.0, 10.0)] == ["0:01", "≈ 0:10"]


def test_a_stretch_is_as_sure_as_its_first_and_last_word() -> None:
    talk = speech("0:01 Ada: One two three")
    words = [word.model_copy(update={"time_source": "interpolated"}) if word.i == 1 else word for word in talk.words]
    guessed = guessed_in(talk.model_copy(update={"words": tuple(words)}))
    assert [marked_clock(start, guessed, end) for start, end in ((1.0, 1.8), (1.4, 2.2), (1.0, 1.4), (1.0, 2.2))] == [
        "≈ 0:01–0:01", "≈ 0:01–0:02", "0:01–0:01", "0:01–0:02",
    ]  # fmt: skip


def test_one_line_drops_what_no_line_format_can_hold() -> None:
    assert one_line(" a\r\n\tb\x00\x9f\u2028c\ufffe ") == "a b c"
