"""Draws the picture of a quote that a link to it shows: 1200 x 630 pixels, as Open Graph readers ask for.

The words stand as large as they fit. A font is used for what it holds whole: the page's own first, else one that is
installed.
"""

import io
import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from pipeline.cards import QuoteCard

WIDE, HIGH = 1200, 630  # Open Graph: 1.91 : 1; Facebook, LinkedIn, Mastodon and X show it whole
EDGE = 84  # pixels around what is drawn
FOOT = 132  # of the lines below the quote: who says it, and where
SIZES = tuple(range(82, 32, -4))  # of the quote's letters, in pixels; a phone shows the card at a third of its width
LEADING = 1.22
SMALL, LOGO = 30, 72
MOST_COLOURS = 64  # few, so that a card is a small file; text on one ground needs no more
FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/System/Library/Fonts",
    "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
KINDS = (".ttf", ".otf", ".ttc", ".woff2")
LIKED = ("notoserif", "dejavuserif", "notosans", "dejavusans")  # made for reading, in this order; then by name
NOT_LIKED = ("bold", "italic", "oblique", "mono", "light", "black", "thin", "condensed", "math", "emoji", "icon")
NO_CHARACTER = "\u0378"  # never assigned: a font draws its sign for a missing letter
WITHOUT_BLANKS = (  # first and last of the ranges whose lines may break anywhere: Thai to Khmer, kana and Han
    ("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u3040", "\u30ff"), ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"), ("\uac00", "\ud7af"),
)  # fmt: skip
Font = ImageFont.FreeTypeFont


class QuoteCards:
    """Draws cards."""

    def __init__(self, reading: Path, working: Path) -> None:
        """`reading` is the font for the quote, `working` the one for the lines below it."""
        self._reading, self._working = reading, working

    def draw(self, card: QuoteCard) -> bytes | None:
        """Return a PNG; None where no font at hand holds every letter of the quote."""
        path = _holding(card.text, self._reading)
        if path is None:
            return None
        picture = Image.new("RGB", (WIDE, HIGH), card.paper)
        canvas = ImageDraw.Draw(picture)
        canvas.rectangle((0, 0, 18, HIGH), fill=card.accent)
        self._quote(canvas, card, path)
        self._foot(picture, canvas, card)
        made = io.BytesIO()
        picture.quantize(MOST_COLOURS, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
        return made.getvalue()

    def _quote(self, canvas: ImageDraw.ImageDraw, card: QuoteCard, path: Path) -> None:
        """Draw the words, as large as they fit, in the middle of the space above the foot."""
        room = HIGH - 2 * EDGE - FOOT
        font, lines = _fitted(card.text, path, WIDE - 2 * EDGE, room)
        step = font.size * LEADING
        top = EDGE + max((room - step * len(lines)) / 2, 0)
        rtl = _runs_from_the_right(card.text)
        for k, line in enumerate(lines):
            at, anchor = (WIDE - EDGE, "ra") if rtl else (EDGE, "la")
            canvas.text((at, top + k * step), line, card.ink, font, anchor, direction="rtl" if rtl else "ltr")

    def _foot(self, picture: Image.Image, canvas: ImageDraw.ImageDraw, card: QuoteCard) -> None:
        """Draw who says it and where, each on a line that is cut where it is too long, and the logo at the right."""
        right = WIDE - EDGE
        logo = _logo(card.logo)
        if logo:
            right -= LOGO
            picture.paste(logo, (right, HIGH - EDGE - LOGO), logo)
            right -= 24
        for line, colour, base in ((card.by, card.accent, 46), (card.about, card.soft, 0)):
            path = _holding(line, self._working)
            if line and path:
                font = _font(path, SMALL, weight=600 if colour == card.accent else 400)
                at = (EDGE, HIGH - EDGE - base)
                canvas.text(at, _cut(line, font, right - EDGE), colour, font, "ls")


def _fitted(text: str, path: Path, wide: int, high: int) -> tuple[Font, list[str]]:
    """Return the largest font in which the text fits, with its lines; the smallest with the text cut off else."""

    def lines_of(size: int) -> list[str]:
        return list(_lines(text, _font(path, size), wide))

    at = bisect_left(SIZES, True, key=lambda size: len(lines_of(size)) * size * LEADING <= high)
    size = SIZES[min(at, len(SIZES) - 1)]
    font, lines, most = _font(path, size), lines_of(size), int(high / (size * LEADING))
    if len(lines) <= most:
        return font, lines
    return font, [*lines[: most - 1], _cut(f"{lines[most - 1]} …", font, wide, always=True)]


def _lines(text: str, font: Font, wide: int) -> Iterator[str]:
    """Give the lines of a text, broken at blanks, and anywhere in scripts that have none or in an endless word."""
    line = ""
    for part in _parts(text):
        longer = line + part
        if not line or font.getlength(longer.rstrip()) <= wide:
            line = longer
        else:
            yield line.rstrip()
            line = part.lstrip()
        while font.getlength(line.rstrip()) > wide:
            fits = max(bisect_right(range(len(line)), wide, key=lambda n: math.ceil(font.getlength(line[:n]))) - 1, 1)
            yield line[:fits]
            line = line[fits:]
    if line.strip():
        yield line.rstrip()


def _parts(text: str) -> Iterator[str]:
    """Give what a line may end with: a word and the blank behind it, or one letter of a script without blanks."""
    part = ""
    for letter in text:
        alone = any(first <= letter <= last for first, last in WITHOUT_BLANKS) and not unicodedata.combining(letter)
        if alone and part:
            yield part
            part = ""
        part += letter
        if letter == " ":
            yield part
            part = ""
    yield part


def _cut(line: str, font: Font, wide: int, *, always: bool = False) -> str:
    """Return a line that is not wider; what is left out is shown by `…`."""
    if font.getlength(line) <= wide:
        return line
    words = line.removesuffix("…").split()
    while len(words) > 1 and font.getlength(" ".join(words) + " …") > wide:
        words.pop()
    shown = " ".join(words)
    while shown and font.getlength(f"{shown}…") > wide:
        shown = shown[:-1]
    return f"{shown} …" if always else f"{shown}…"


def _runs_from_the_right(text: str) -> bool:
    strong = (kind for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def _holding(text: str, first: Path) -> Path | None:
    """Return the first font that holds every letter of a text; the wanted one before those that are installed."""
    letters = frozenset(letter for letter in text if not letter.isspace() and unicodedata.category(letter)[0] != "C")
    return next((path for path in (first, *_installed()) if _holds(path, letters)), None)


@cache
def _holds(path: Path, letters: frozenset[str]) -> bool:
    try:
        font = _font(path, 20)
    except OSError:
        return False  # no font, or one that cannot be scaled
    missing = bytes(font.getmask(NO_CHARACTER))
    return all(bytes(font.getmask(letter)) != missing for letter in letters)


@cache
def _installed() -> tuple[Path, ...]:
    """Return the fonts of this machine, those made for reading first."""
    found = [
        path
        for folder in FOLDERS
        for path in sorted(Path(folder).expanduser().rglob("*"))
        if path.suffix.lower() in KINDS
    ]

    def order(path: Path) -> tuple[bool, int, str]:
        name = path.stem.lower().replace("-", "").replace("_", "")
        liked = next((k for k, start in enumerate(LIKED) if name.startswith(start)), len(LIKED))
        return any(part in name for part in NOT_LIKED), liked, name

    return tuple(sorted(found, key=order))


@cache
def _font(path: Path, size: int, *, weight: int = 400) -> Font:
    font = ImageFont.truetype(path, size)
    try:
        axes = font.get_variation_axes()
    except OSError:
        return font  # of one weight
    wanted = [weight if axis["name"] == b"Weight" else axis["default"] for axis in axes]
    font.set_variation_by_axes([float(value or 0) for value in wanted])
    return font


def _logo(data: bytes | None) -> Image.Image | None:
    """Return a picture of the logo's size; None for what is no picture that can be drawn (an SVG is none)."""
    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.thumbnail((LOGO, LOGO))
            square = Image.new("RGBA", (LOGO, LOGO))
            square.paste(picture.convert("RGBA"), ((LOGO - picture.width) // 2, (LOGO - picture.height) // 2))
            return square
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
