"""Reads what WebVTT and SubRip have in common: lines of time, each followed by lines of text.

Blank lines inside a cue are no end: the next time is. What stands before a time (a number, an identifier) is told from
the words of the cue before by what the whole file does.
"""

import re
from dataclasses import dataclass, field

from pipeline.transcripts.clocks import timing
from pipeline.transcripts.document import MARKUP, TIME, WORDS, Document, Note, Parsed, RawCue, Text, text_of

ID_SHARE = 0.5  # of cues with such a line before their time: then it is this file's identifier
_SETTING = re.compile(
    r"^(?:(?:vertical|line|position|size|align|region|snap-to-lines)\s*:\s*\S+|[XY][12]\s*:\s*\d+)", re.I
)
_COMMENT = re.compile(r"^(?:NOTE|STYLE|REGION)(?:\s|$|:)")
_NUMBER = re.compile(r"^\s*#?\d{1,7}[.)]?\s*$")
_DIGITS = re.compile(r"\d{1,7}")  # a longer one is no number of a cue
_TOKEN_ID = re.compile(r"^(?=\S*[\d_/-])[\w./#:{}-]+$", re.A)  # "cue-12", "5f2c…/12-0"
_QUOTED_ID = re.compile(r"^\d+\s+[\"“](?P<name>[^\"”]{1,80})[\"”](?:\s*\(\d+\))?$")  # Webex: 1 "Mara Lind" (3735)
_SENTENCE_END = (".", "?", "!", "…", "。", "？", "！", "؟", '"', "”")


@dataclass
class _Cue:
    """A line of time and the lines after it, before they are sorted into words and the rest."""

    line: int
    start: float | None
    end: float | None
    rest: str
    sound: bool
    body: list[tuple[int, str]] = field(default_factory=list)
    voice: str | None = None


def read_captions(doc: Document, *, webvtt: bool) -> Parsed:
    """Return the cues and notes of a caption file; header lines and comments exist where `webvtt` is true."""
    parsed = Parsed([])
    first, parsed.language = _header(doc, parsed) if webvtt else (0, None)
    found: list[_Cue] = []
    before: list[tuple[int, str]] = []
    comment = False
    for k in range(first, len(doc.lines)):
        line, number = doc.lines[k], k + 1
        blank = k == 0 or not doc.lines[k - 1].strip() or doc.lines[k - 1].startswith("WEBVTT")
        comment = bool(line.strip()) and (comment or (webvtt and blank and bool(_COMMENT.match(line))))
        if comment:
            parsed.notes.append(Note(number, MARKUP, line, "a comment or a style"))
        elif times := timing(line):
            found.append(_Cue(number, *times))
        elif found:
            found[-1].body.append((number, line))
        else:
            before.append((number, line))
    _part_ids(found, before, parsed)
    found = [part for cue in found for part in _without_time(cue, parsed)]
    parsed.cues = [_raw(cue, parsed) for cue in found]
    return parsed


def _header(doc: Document, parsed: Parsed) -> tuple[int, str | None]:
    """Return the number of header lines (up to the first blank or time) and the language that one of them names."""
    k = next((k for k, line in enumerate(doc.lines) if line.strip()), 0)
    language = None
    if not doc.lines or not doc.lines[k].lstrip("\ufeff").upper().startswith("WEBVTT"):
        return 0, None
    while k < len(doc.lines) and doc.lines[k].strip() and not timing(doc.lines[k]):
        line = doc.lines[k]
        if (
            k + 1 < len(doc.lines)
            and timing(doc.lines[k + 1])
            and (_NUMBER.match(line) or _TOKEN_ID.match(line.strip()))
        ):
            break  # the first cue's identifier, without a blank line before it
        if match := re.match(r"^(?:X-)?Language\s*[:=]\s*([\w-]+)\s*$", line, re.I):
            language = match[1]
        parsed.notes.append(Note(k + 1, MARKUP, line, "the header"))
        k += 1
    return k, language


def _part_ids(found: list[_Cue], before: list[tuple[int, str]], parsed: Parsed) -> None:
    """Take the identifiers out of the bodies: the line right before a time, where this file has such lines."""
    bodies = [before, *(cue.body for cue in found)]
    last = [_last(body, cue.line) for body, cue in zip(bodies, found, strict=False)]
    numbered = sum(line is not None and bool(_NUMBER.match(line)) for line in last)
    named = sum(
        line is not None and not _NUMBER.match(line) and _apart(body, inside=k > 0)
        for k, (line, body) in enumerate(zip(last, bodies, strict=False))
    )
    for k, (line, body, cue) in enumerate(zip(last, bodies, found, strict=False)):
        if line is None:
            continue
        apart = _apart(body, inside=k > 0)
        if _NUMBER.match(line):
            taken = apart or numbered > ID_SHARE * len(found)
        elif _QUOTED_ID.match(line.strip()) and apart:
            taken, cue.voice = True, _QUOTED_ID.match(line.strip())["name"]  # type: ignore[index]
        elif k == 0:
            taken = (
                _TOKEN_ID.match(line.strip()) is not None
                or named > ID_SHARE * len(found)
                or sum(bool(x.strip()) for _, x in body) == 1
            )
        else:
            taken = apart and (_TOKEN_ID.match(line.strip()) is not None or named > ID_SHARE * len(found))
        if taken:
            parsed.notes.append(Note(body[-1][0], MARKUP, line, "the number or name of a cue"))
            body.pop()
        elif apart and k and not _goes_on(line):
            parsed.notes.append(Note(body[-1][0], 6, line, "a cue's name or words of the cue before it", hole=True))
            body.pop()
    parsed.notes += [
        Note(number, 6, line, "stands before the first time", hole=True) for number, line in before if line.strip()
    ]


def _without_time(cue: _Cue, parsed: Parsed) -> list[_Cue]:
    """Return a cue and those in its body that have a number and no time of their own."""
    own = next(
        (int(n.text) for n in parsed.notes if n.line == cue.line - 1 and _DIGITS.fullmatch(n.text.strip())), None
    )
    parts = [cue]
    while own is not None:
        body, own = parts[-1].body, own + 1
        at = next(
            (k for k in range(1, len(body) - 1) if body[k][1].strip() == str(own) and not body[k - 1][1].strip()), None
        )
        if at is None or not body[at + 1][1].strip():
            break
        parsed.notes.append(Note(body[at][0], MARKUP, body[at][1], "the number of a cue without a time"))
        parts.append(_Cue(body[at][0], None, None, "", False, body[at + 1 :]))
        parts[-2].body = body[:at]
    return parts


def _last(body: list[tuple[int, str]], line: int) -> str | None:
    """Return the line right before a time."""
    return body[-1][1] if body and body[-1][0] == line - 1 and body[-1][1].strip() else None


def _apart(body: list[tuple[int, str]], *, inside: bool) -> bool:
    """Say whether the last line has a blank one before it, or nothing; right under a time it is that cue's words."""
    return (len(body) == 1 and not inside) or (len(body) > 1 and not body[-2][1].strip())


def _goes_on(line: str) -> bool:
    """Say whether a line reads like the words of a cue that a blank line parted, and not like a name."""
    line = line.strip()
    return line.endswith(_SENTENCE_END) and len(line.split()) > 2


def _raw(cue: _Cue, parsed: Parsed) -> RawCue:
    """Return a cue with its text; what follows the time on its own line is a setting, or words."""
    rest = cue.rest
    while match := _SETTING.match(rest):
        rest = rest[match.end() :].lstrip()
    parsed.notes.append(Note(cue.line, TIME, "" if rest else "time"))
    pieces = [(number, line) for number, line in cue.body if line.strip()]
    if rest:
        pieces.insert(0, (cue.line, rest))
    text = text_of(pieces) if pieces else Text("", ((0, cue.line),))
    assert WORDS == 0
    return RawCue(cue.line, cue.start, cue.end, text, voice=cue.voice, mended=not cue.sound)
