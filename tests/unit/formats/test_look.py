"""The colour that a show chooses can be read on light and dark pages; its logo is a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.look import (
    DARK_PAPER,
    LEAST_CONTRAST,
    PAPER,
    Look,
    SiteConfig,
    contrast,
    kind_of,
    look_of,
    mixed,
    readable,
)

PNG = b"\x89PNG\r\n\x1a\nrest"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(COLOURS, st.sampled_from([PAPER, DARK_PAPER]))
def test_every_colour_can_be_read_on_its_paper(colour: str, paper: str) -> None:
    assert contrast(readable(colour, paper), paper) >= LEAST_CONTRAST


@given(COLOURS)
def test_a_colour_can_be_read_on_its_own_tint(colour: str) -> None:
    shade = readable(colour, PAPER)
    assert contrast(shade, mixed(shade, PAPER, 0.9)) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_readable_colour_stays_as_it_was_chosen() -> None:
    assert readable("#7a2e12", PAPER) == "#7a2e12"


def test_style_names_the_colour_for_light_and_dark_and_not_for_print() -> None:
    style = Look(accent="#0a7d6c").style
    assert style.count("--accent:") == 2
    assert style.count("not print") == 2
    assert Look().style == ""


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b'\n<svg xmlns="x"/>', "image/svg+xml"),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


def test_a_logo_stands_in_the_page_as_a_data_address() -> None:
    look = look_of(SiteConfig(name="Tea", logo="logo.png"), PNG)
    assert look.logo.startswith("data:image/png;base64,")
    assert look_of(SiteConfig()).logo == ""
