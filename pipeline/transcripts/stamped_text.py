"""Plain text with stamps, as Descript, Rev, Otter, YouTube's own panel and typists write it; also LRC and SBV.

A stamp stands before the words, after the speaker's name, or alone on its line; the words follow until the next one.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.transcripts.clocks import CLOCK, seconds
from pipeline.transcripts.document import MARKUP, SKIPPED, TIME, Document, Note, Parsed, RawCue, Text, text_of
from pipeline.transcripts.names import read_label

NAME = "text with time stamps"
LEAST_STAMPS = 2
IN_ORDER = 0.8  # of the stamps follow on each other; the times of a text about times do not
_OPEN, _CLOSE = r"[\[(（<【]?\s*", r"\s*[\])）>】]?"
_RANGE = rf"(?:\s*(?:[-–—,]|to|bis)\s*(?P<end>{CLOCK}))?"
_FIRST = re.compile(
    rf"^\s*(?:\*\*|#+\s|>\s)?{_OPEN}(?P<start>{CLOCK}){_RANGE}{_CLOSE}(?:\*\*)?\s*(?:[-–—|:]\s+|:$)?(?P<rest>.*)$"
)
_AFTER = re.compile(
    rf"^\s*(?P<label>\S.{{0,78}}?)\s*[,|·•–—-]?\s+{_OPEN}(?P<start>{CLOCK}){_RANGE}{_CLOSE}\s*(?:\*\*)?\s*:?\s*(?:\*\*)?$"
)
_AMID = re.compile(
    rf"^\s*(?P<label>[^:：]{{1,60}}[:：])\s*(?:\*\*)?\s*[\[(]\s*(?P<start>{CLOCK})\s*[\])](?P<rest>\s.*)$"
)
_INSIDE = re.compile(rf"^\s*(?P<label>[^:：\[(]{{1,60}}?)\s*[\[(]\s*(?P<start>{CLOCK})\s*[\])]\s*[:：](?P<rest>.*)$")
_BROKEN = re.compile(rf"^\s*(?P<start>\d[\w:.]*)\s*(?:,|-->|-)\s*(?P<end>{CLOCK})\s*$")  # a start that is no time
_TAG = re.compile(r"^\s*\[(?:ti|ar|al|by|au|re|ve|length|offset|id|la|tool|#)\s*:[^\]]*\]\s*$", re.I)


@dataclass
class _Stamped:
    line: int
    start: float | None
    end: float | None
    body: list[tuple[int, str]] = field(default_factory=list)


def _stamp(line: str) -> tuple[float | None, float | None, list[str]] | None:
    """Return (start, end, the words and names beside the stamp); `None` where a line has no stamp in its place."""
    if (match := _BROKEN.match(line)) and seconds(match["start"]) is None:
        return None, seconds(match["end"]), []
    if match := _FIRST.match(line):
        rest = match["rest"].strip()
        bracketed = line.lstrip("*#> ")[:1] in "[(（<【"
        if rest and not bracketed and not match["end"] and not line[match.end("start") :][:1].isspace():
            return None
        return seconds(match["start"]), seconds(match["end"] or ""), [rest] if rest else []
    for pattern in (_INSIDE, _AMID):
        if (match := pattern.match(line)) and read_label(match["label"].rstrip(":：")):
            label = match["label"].strip().rstrip(":：")
            return seconds(match["start"]), None, [f"{label} ({match['start']}): {match['rest'].strip()}"]
    if (match := _AFTER.match(line)) and read_label(match["label"].strip("*#> ").rstrip(":：")):
        label = match["label"].strip("*#> ").rstrip(":：")
        return seconds(match["start"]), seconds(match["end"] or ""), [f"{label} ({match['start']}):"]
    return None


def sniff(doc: Document) -> bool:
    """Say whether stamps stand where they do in transcripts, and rise."""
    if doc.text.lstrip()[:1] in ("{", "<") or doc.is_json:
        return False
    times = [found[0] for line in doc.lines if (found := _stamp(line)) and found[0] is not None]
    rising = sum(b >= a for a, b in pairwise(times))
    return len(times) >= LEAST_STAMPS and rising >= IN_ORDER * (len(times) - 1)


def read(doc: Document) -> Parsed:
    """Return a cue per stamp; it ends where the next one starts."""
    parsed = Parsed([])
    found: list[_Stamped] = []
    for number, line in enumerate(doc.lines, start=1):
        if not line.strip():
            continue
        if _TAG.match(line):
            parsed.notes.append(Note(number, MARKUP, line, "the header"))
        elif times := _stamp(line):
            parsed.notes.append(Note(number, TIME, "time"))
            found.append(_Stamped(number, times[0], times[1], [(number, part) for part in times[2]]))
        elif found:
            found[-1].body.append((number, line))
        else:
            parsed.notes.append(Note(number, SKIPPED, line, "stands before the first time"))
    for one in found:
        text = text_of(one.body) if one.body else Text("", ((0, one.line),))
        parsed.cues.append(RawCue(one.line, one.start, one.end, text))
    return parsed
