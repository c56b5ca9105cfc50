"""What a transcript file is made of: numbered lines, cues of characters that each have a kind, and what is left over.

A reader of one format gives cues and notes. The passes after it (markup, sounds, labels) say what every character of
a cue is. Nothing is taken out: what is no word is marked, so that the report can account for every line.
"""

import html
import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

from pipeline.records.flags import Flag

WORDS, LABEL, MARKUP, BREAK, SOUND, TIME, SKIPPED = range(7)  # kinds of characters; BREAK is markup that parts words
KINDS = ("words", "label", "markup", "markup", "sound", "time", "skipped")
_SHOWN = bytes(kind in (WORDS, BREAK) for kind in range(256))  # which kinds are seen
_ODD_BREAKS = re.compile(
    "[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]"
)  # str.splitlines breaks at these, no caption format does


class Stamp(NamedTuple):
    """A time that the file gives for the word at an offset of a cue's text."""

    offset: int
    start: float
    end: float | None = None
    p: float | None = None
    speaker: str | None = None


class Note(NamedTuple):
    """A line outside the cues. Where it is skipped, `hole` says that speech may be missing there."""

    line: int
    kind: int
    text: str
    reason: str = ""
    hole: bool = False


class Skip(NamedTuple):
    """A stretch of a cue's text that is skipped."""

    start: int
    end: int
    reason: str
    hole: bool


class Voice(NamedTuple):
    """From an offset on, this label speaks; `None` is nobody, who may be another nobody than before.

    `fixed` is a label that stands outside the words, `carried` one that goes on from the cue before.
    """

    offset: int
    label: str | None
    fixed: bool = False
    carried: bool = False


@dataclass
class Text:
    """The characters of a cue, each with its kind; `lines` are (offset, number of the line in the file)."""

    chars: str
    lines: tuple[tuple[int, int], ...] = ((0, 0),)
    kinds: bytearray = field(default_factory=bytearray)
    skips: list[Skip] = field(default_factory=list)
    decoded: list[str] = field(default_factory=list)  # entities and invisible characters, as the file writes them

    def __post_init__(self) -> None:
        self.kinds = self.kinds or bytearray(len(self.chars))

    def seen(self) -> tuple[str, Sequence[int]]:
        """Return the characters that are still words, and the offset of each; markup that parts words is a line end."""
        if not any(self.kinds):
            return self.chars, range(len(self.chars))
        mask = self.kinds.translate(_SHOWN)
        chars: Iterable[str] = self.chars
        if BREAK in self.kinds:
            chars = ("\n" if kind == BREAK else char for char, kind in zip(self.chars, self.kinds, strict=True))
        return "".join(compress(chars, mask)), list(compress(range(len(mask)), mask))

    def mark(self, offsets: Sequence[int], kind: int) -> str:
        """Give the words among these characters a kind; return them."""
        changed = [k for k in offsets if self.kinds[k] == WORDS]
        for k in changed:
            self.kinds[k] = kind
        return "".join(self.chars[k] for k in changed)

    def skip(self, offsets: Sequence[int], reason: str, *, hole: bool = True) -> None:
        """Mark characters as skipped, and keep why."""
        if offsets and self.mark(offsets, SKIPPED).strip():
            self.skips.append(Skip(offsets[0], offsets[-1] + 1, reason, hole))

    def line_at(self, offset: int) -> int:
        """Return the number of the line that a character stands in."""
        return self.lines[max(0, bisect_right(self.lines, (offset, 1 << 60)) - 1)][1]


@dataclass
class RawCue:
    """A timed piece of text; a time that the file does not give is `None`."""

    line: int
    start: float | None
    end: float | None
    text: Text
    voice: str | None = None  # a label that the format gives beside the words
    stamps: list[Stamp] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    voices: list[Voice] = field(default_factory=list)
    mended: bool = False  # its time was not as the format writes it


@dataclass
class Parsed:
    """What a reader found in a file."""

    cues: list[RawCue]
    notes: list[Note] = field(default_factory=list)
    language: str | None = None
    flags: set[Flag] = field(default_factory=set)
    unit_known: bool = True  # the format says whether its times are seconds


@dataclass(frozen=True)
class Document:
    """The text of a file."""

    name: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines, by the line ends that caption formats know; others are blanks, unless they part a time off."""
        found: list[str] = []
        for line in re.split(r"\r\n|\n|\r", self.text):
            parts = _ODD_BREAKS.split(line)
            if len(parts) > 1 and any("-->" in part for part in parts):
                found += parts
            else:
                found.append(" ".join(parts))
        return found

    @cached_property
    def json(self) -> Any:
        """The content as JSON; raises what `json.loads` raises."""
        return json.loads(self.text)

    @property
    def is_json(self) -> bool:
        """Whether the content begins as JSON does."""
        return self.text.lstrip()[:1] in ("{", "[") and not re.match(r"\s*\[[^\]\n\"{]{1,40}\](?!\s*$)", self.text)


_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|&(?:lt|gt|amp|quot|nbsp)(?![\w;])"
)
_KEPT = "\u200c\u200d"  # joiners are letters' own business in Persian, Indic scripts and emoji
DEEPEST = 3  # times that an export escapes what was escaped


def decoded(text: str, seen: list[str]) -> str:
    """Return text without entities and invisible characters; what stood there is added to `seen`.

    >>> decoded("Tom &amp;amp; Jerry &lt;i&gt;run", [])
    'Tom & Jerry <i>run'
    """
    for _ in range(DEEPEST):
        if "&" not in text or not (found := _ENTITY.findall(text)):
            break
        seen += found
        text = _ENTITY.sub(lambda m: html.unescape(m[0] if m[0].endswith(";") else f"{m[0]};"), text)
    if text.isprintable() and text.isascii():
        return text
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category == "Cs":
            kept.append("\ufffd")
        elif category == "Cc" and char != "\t":
            kept.append(" ")
        elif category == "Cf" and char not in _KEPT:
            seen.append(f"U+{ord(char):04X}")
        else:
            kept.append(char)
    return "".join(kept)


def text_of(pieces: Sequence[tuple[int, str]]) -> Text:
    """Return the text of a cue whose lines are (number, characters as the file writes them)."""
    seen: list[str] = []
    offset, starts, lines = 0, [], []
    for number, raw in pieces:
        line = decoded(raw, seen).replace("\n", " ")
        starts.append((offset, number))
        lines.append(line)
        offset += len(line) + 1
    return Text("\n".join(lines), tuple(starts) or ((0, 0),), decoded=seen)
