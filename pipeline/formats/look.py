"""How the site looks and what it is called: its name, its logo and its colour, readable on light and on dark pages."""

import base64
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from pipeline.language.page_words import ENGLISH, LANGUAGES
from pipeline.language.tongues import primary
from pipeline.records import Record

NAME = "Podcast highlights"
PAPER, DARK_PAPER = "#fbf8f2", "#171512"  # base.css: the ground that text stands on
LEAST_CONTRAST = 5.5  # of the accent to the paper; 4.5 is WCAG AA, and the accent also stands on a tint of itself
STEPS = 50  # from a colour to black or white
LOGOS = {  # by their first bytes
    b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"<svg": "image/svg+xml",
    b"<?xml": "image/svg+xml", b"RIFF": "image/webp",
}  # fmt: skip


class SiteConfig(Record):
    """Name and look of the site over all episodes."""

    name: str = Field(
        default=NAME, min_length=1, max_length=120, description="Name of the site, on its pages and in its feeds"
    )
    about: str = Field(default="", max_length=500, description="One sentence below the name; empty shows none")
    language: str = Field(
        default="",
        pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$",
        description="Language of the feeds and of the site's own words (en, de, fr, es), such as en; "
        "empty takes that of most episodes",
    )
    logo: str = Field(
        default="", max_length=1000, description="Picture of the show (PNG, JPEG, WebP, GIF or SVG); empty shows none"
    )
    accent: str = Field(
        default="",
        pattern=r"^(#[0-9a-fA-F]{6})?$",
        description="Colour of links and buttons, such as #9a3b18; it is darkened or lightened until it can be read. "
        "Empty takes the usual one",
    )


@dataclass(frozen=True)
class Look:
    """What pages of the site need to know of it."""

    name: str = NAME
    about: str = ""
    language: str = ""
    picture: bytes = b""
    accent: str = ""

    @property
    def logo(self) -> str:
        """Return the picture as a data address; empty where there is none."""
        if not self.picture:
            return ""
        return f"data:{kind_of(self.picture)};base64,{base64.b64encode(self.picture).decode()}"

    @property
    def accent_on_paper(self) -> str:
        """Return the colour as it can be read on a light page; empty where none was chosen."""
        return readable(self.accent, PAPER) if self.accent else ""

    @property
    def style(self) -> str:
        """Return the rules that put the colour in place of the usual one; empty where none was chosen."""
        if not self.accent:
            return ""
        light, dark = self.accent_on_paper, readable(self.accent, DARK_PAPER)
        return (
            f"@media not print {{ :root {{ --accent: {light}; --accent-wash: {mixed(light, PAPER, 0.9)}; }} }}\n"
            f"@media not print and (prefers-color-scheme: dark) {{ :root {{ --accent: {dark}; "
            f"--accent-wash: {mixed(dark, DARK_PAPER, 0.85)}; }} }}\n"
        )


def look_of(config: SiteConfig, logo: bytes = b"") -> Look:
    """Return the look that settings ask for; `logo` is the file that they name, `kind_of` must know it."""
    return Look(config.name, config.about, config.language, logo, config.accent)


def site_language(of_pages: Iterable[str], look: Look) -> str:
    """Return the language of the site's own words: the one that was set where it has messages, else most pages'."""
    if primary(look.language) in LANGUAGES:
        return primary(look.language)
    return next((language for language, _ in Counter(of_pages).most_common(1)), ENGLISH)


def kind_of(picture: bytes) -> str | None:
    """Return the media type of a picture by its first bytes; None for what is no picture."""
    return next((kind for start, kind in LOGOS.items() if picture.lstrip().startswith(start)), None)


def readable(colour: str, paper: str) -> str:
    """Return the colour, moved towards black or white until text in it can be read on the paper.

    >>> readable("#ffff00", "#ffffff")
    '#6b6b00'
    >>> readable("#000080", "#ffffff")
    '#000080'
    """
    away = "#000000" if luminance(paper) > 0.18 else "#ffffff"
    shades = (mixed(colour, away, step / STEPS) for step in range(STEPS + 1))
    return next(shade for shade in shades if contrast(shade, paper) >= LEAST_CONTRAST)


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with this share of another: `mixed("#000000", "#ffffff", 0.5)` → `"#808080"`."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    parts = (part / 255 for part in _parts(colour))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
