"""Marks what formats the words: tags, ASS overrides, Markdown. Voice tags and times in tags are kept apart."""

import re
from collections.abc import Sequence

from pipeline.transcripts.clocks import CLOCK, seconds
from pipeline.transcripts.document import BREAK, MARKUP, RawCue, Stamp, Text, Voice

_INLINE = frozenset(
    """b i u s c v lang ruby rt rp font span strong em small big mark sub sup a code q cite abbr del ins strike tt color
    center time bdi bdo body html tt""".split()
)
_BLOCK = frozenset("br p div li ul ol tr td th hr h1 h2 h3 h4 h5 h6 blockquote section table".split())
_TAG = re.compile(
    r"<!--.*?-->|<\|[^|<>]{0,40}\|>"
    rf"|<\s*(?P<time>{CLOCK})\s*>"
    r"|<(?P<close>/?)\s*(?P<name>[A-Za-z][\w:-]*)(?P<classes>(?:\.[^\s<>.]*)*)(?P<more>\s[^<>]*|/)?>",
    re.S,
)
_ASS = re.compile(r"\{\s*\\[^{}]*\}|\{/?[biusBIUS]\}|\{[a-zA-Z]:[^{}]*\}|\{\\?an\d\}?")
_ASS_BREAK = re.compile(r"(?<![:\\/])\\n|\\[Nh]")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)(\1)")
_LINK = re.compile(r"(!?\[)([^\[\]]+)(\]\(https?://[^()\s]*\))")
_RUBY = re.compile(r"<r[tp]>.*?</r[tp]>", re.I | re.S)


def strip_markup(cue: RawCue) -> list[str]:
    """Mark the markup of a cue, note its voice tags and word times; return what was marked, as it is written."""
    text = cue.text
    found = list(text.decoded)
    if "<" in text.chars:
        found += _tags(cue)
    for pattern, kind, sign in ((_ASS, MARKUP, "{"), (_ASS_BREAK, BREAK, "\\")):
        if sign in text.chars:
            found += _marked(text, pattern, kind)
    if "**" in text.chars or "__" in text.chars:
        found += _marked(text, _STRONG, MARKUP, groups=(1, 3))
    if "](" in text.chars:
        found += _marked(text, _LINK, MARKUP, groups=(1, 3))
    return found


def _tags(cue: RawCue) -> list[str]:
    text, found = cue.text, []
    for match in _RUBY.finditer(text.chars):
        found.append(text.mark(range(*match.span()), MARKUP))
    closed = {match.lower() for match in re.findall(r"</\s*([A-Za-z][\w:-]*)", text.chars)}
    for match in _TAG.finditer(text.chars):
        if match["time"]:
            cue.stamps.append(Stamp(match.end(), seconds(match["time"]) or 0.0))
        elif match["name"]:
            name, more = match["name"].lower(), (match["more"] or "").strip().strip("/").strip()
            if not _is_tag(name, more, match["close"], closed):
                continue
            if name == "v":
                said_by = None if match["close"] else " ".join(more.split()) or None
                cue.voices.append(Voice(match.end(), said_by, fixed=True))
            if name in _BLOCK:
                found.append(text.mark(range(*match.span()), BREAK))
                continue
        found.append(text.mark(range(*match.span()), MARKUP))
    return found


def _is_tag(name: str, more: str, close: str, closed: set[str]) -> bool:
    """Say whether `<name more>` is markup: `<laughs>`, `<Mara>` and the types of a programming talk are none."""
    if name in ("v", "lang"):
        return True
    if "=" in more or (close and not more):
        return True
    return not more and (name in _INLINE or name in _BLOCK or name in closed)


def _marked(text: Text, pattern: re.Pattern[str], kind: int, groups: Sequence[int] = (0,)) -> list[str]:
    seen, where = text.seen()
    found = []
    for match in pattern.finditer(seen):
        for group in groups:
            if piece := text.mark(where[match.start(group) : match.end(group)], kind):
                found.append(piece)
    return found
