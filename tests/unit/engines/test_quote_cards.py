"""Cards are pictures of one size in which every quote can be read, whatever its length and script."""

import io
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cards import QuoteCard
from pipeline.engines import quote_cards
from pipeline.engines.quote_cards import EDGE, HIGH, SIZES, WIDE, QuoteCards

with as_file(files("pipeline.formats") / "page" / "fonts") as folder:
    READING, WORKING = (folder / f"{name}-latin-wght-normal.woff2" for name in ("newsreader", "figtree"))
CARDS = QuoteCards(READING, WORKING)
CARD = QuoteCard("“It works.”", "Ada", "Tea · 1:15", "#fbf8f2", "#1f1c18", "#645d53", "#9a3b18")
SENTENCE = "You can't hurry a leaf, and you can't fool one either. "


def drawn(text: str) -> Image.Image:
    data = CARDS.draw(replace(CARD, text=text))
    assert data
    return Image.open(io.BytesIO(data)).convert("RGB")


def inked(picture: Image.Image) -> np.ndarray:
    """Return where there is ink, without the bar at the left."""
    return np.asarray(picture.convert("L"), dtype=float)[:, 20:] < 120


@pytest.mark.parametrize("words", [1, 12, 60, 400])
def test_words_of_any_length_stay_inside_the_card(words: int) -> None:
    picture = drawn("“" + " ".join((SENTENCE * 200).split()[:words]) + "”")
    assert picture.size == (WIDE, HIGH)
    ink = inked(picture)
    assert ink.any()
    assert not ink[: EDGE // 2].any()
    assert not ink[:, WIDE - 20 - EDGE // 2 :].any()


def test_a_word_without_an_end_is_broken() -> None:
    ink = inked(drawn("a" * 500))
    assert not ink[:, WIDE - 20 - EDGE // 2 :].any()


def test_fewer_words_stand_larger() -> None:
    few, _ = quote_cards._fitted("It works.", READING, 1000, 360)
    many, lines = quote_cards._fitted(SENTENCE * 8, READING, 1000, 360)
    assert few.size == SIZES[0] > many.size
    assert " ".join(lines) == (SENTENCE * 8).strip()  # nothing is lost while it fits


def test_what_does_not_fit_is_cut_with_a_sign() -> None:
    font, lines = quote_cards._fitted(SENTENCE * 60, READING, 1000, 360)
    assert font.size == SIZES[-1]
    assert lines[-1].endswith("…")
    assert (SENTENCE * 60).startswith(" ".join(lines).removesuffix(" …"))


def test_a_text_that_no_font_holds_has_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quote_cards, "_installed", tuple)
    assert CARDS.draw(replace(CARD, text="这是一个播客")) is None
    assert CARDS.draw(CARD)


def test_an_installed_font_writes_what_the_page_s_own_lacks() -> None:
    greek = "Καλημέρα"
    if not any(quote_cards._holds(path, frozenset(greek)) for path in quote_cards._installed()):
        pytest.skip("NO GREEK FONT ON THIS MACHINE: install one such as fonts-dejavu")
    path = quote_cards._holding(greek, READING)
    assert path != READING
    assert CARDS.draw(replace(CARD, text=greek))


@pytest.mark.parametrize(
    ("text", "rtl"), [("هذا اقتباس", True), ("“שלום, 2012”", True), ("It works", False), ("2012", False)]
)
def test_arabic_and_hebrew_run_from_the_right(text: str, rtl: bool) -> None:
    assert quote_cards._runs_from_the_right(text) is rtl


def test_scripts_without_blanks_break_between_letters() -> None:
    assert list(quote_cards._parts("A tea 播客")) == ["A ", "tea ", "播", "客"]


def test_a_long_title_is_cut_and_a_logo_that_is_no_picture_is_left_out() -> None:
    data = CARDS.draw(replace(CARD, about="Tea and patience " * 30, logo=b"<svg/>"))
    assert data
    assert not inked(Image.open(io.BytesIO(data)))[:, WIDE - 20 - EDGE // 2 :].any()


def test_a_logo_stands_at_the_foot(tmp_path: Path) -> None:
    Image.new("RGB", (300, 100), "#0000ff").save(tmp_path / "logo.png")
    data = CARDS.draw(replace(CARD, logo=(tmp_path / "logo.png").read_bytes()))
    assert data
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))[HIGH - EDGE - 72 : HIGH - EDGE, WIDE - EDGE - 72 :]
    assert (pixels[:, :, 2].astype(int) - pixels[:, :, 0] > 150).sum() > 500


def test_the_same_quote_is_the_same_bytes() -> None:
    assert CARDS.draw(CARD) == CARDS.draw(CARD)
