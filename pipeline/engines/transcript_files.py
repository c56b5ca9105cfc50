"""Reads the transcript files podcasters have: WebVTT, SRT, Podcasting 2.0 JSON, openai-whisper JSON, whisperX JSON.

Text in, raw cues out; nothing here knows of records. Times are seconds; a time that a file does not give is `None`.
"""

import html
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pipeline.errors import BadTranscript

LONGEST_S = 48 * 3600.0  # a later time is a mistake, not an episode
LABEL_REPEATS = 2  # a name before a colon is a speaker when it comes back
LABEL_WITHIN = 3  # and the first one stands in one of the first cues
ROLLING_SHARE = 0.2  # of cues that repeat the line before: captions that roll, as automatic ones do


@dataclass(frozen=True)
class RawWord:
    """A token as the file gives it."""

    text: str
    start: float | None = None
    end: float | None = None
    p: float | None = None
    label: str | None = None


@dataclass(frozen=True)
class RawCue:
    """A timed piece of text; `figures` are openai-whisper's own."""

    start: float
    end: float
    words: tuple[RawWord, ...]
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RawTranscript:
    """What a file holds."""

    cues: tuple[RawCue, ...]
    language: str | None = None
    flags: tuple[str, ...] = ()


def parse(text: str, name: str) -> RawTranscript:
    """Return what is in a transcript file, whatever its suffix says; `name` is only for messages."""
    if text.lstrip().startswith(("{", "[")):
        return _json(text, name)
    return _captions(text, name)


# ---- WebVTT and SRT

_CLOCK = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?$")
_BLOCK = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")
_LANGUAGE = re.compile(r"^Language:\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*$", re.M)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>|</v>")
_TAG = re.compile(r"</?(?:[cibu]|ruby|rt|lang|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>")
_PREFIX = re.compile(
    r"^(?:>>|-)?\s*((?:[A-Z][\w.'’-]*|SPEAKER[_ ]?\d+)(?: (?:[A-Z][\w.'’&-]*|\d+|of|de|van|von|der)){0,4}):(?:\s+|$)"
)
_NOISE = re.compile(r"^[\s♪♫#*]*(?:[\[(][^\])]{1,60}[\])][\s♪♫.]*)*$")  # nothing was said: [Music], (applause), ♪
_MARKS = re.compile(r"^(?:>>+|-)\s+")  # a change of speaker in broadcast captions
_STAMP = re.compile(r"[(\[]\d{1,2}:\d\d(?::\d\d)?[)\]]:?(?=\s|$)")  # "(11:29):", a typist's mark, never a word


@dataclass(frozen=True)
class _Caption:
    line: int
    start: float
    end: float
    lines: tuple[str, ...]


def _captions(text: str, name: str) -> RawTranscript:
    captions = list(_blocks(text, name))
    if not captions:
        raise BadTranscript(
            f"expected cue times such as 00:01.000 --> 00:02.500, found none in {text.count(chr(10)) + 1} lines: {name}"
        )
    captions, rolled = _unrolled(captions)
    labels = _name_prefixes(captions)
    label: str | None = None
    cues = []
    for caption in captions:
        words: list[RawWord] = []
        for line in caption.lines:
            for said_by, piece in _pieces(line, labels):
                label = said_by or label
                words += [RawWord(token, label=label) for token in piece.split()]
        if words:
            cues.append(RawCue(caption.start, caption.end, tuple(words)))
    language = _LANGUAGE.search(text.partition("-->")[0])
    return RawTranscript(tuple(cues), language and language[1], ("rolling-captions",) if rolled else ())


def _blocks(text: str, name: str) -> Iterator[_Caption]:
    """Yield the cues of a caption file; what stands outside them (numbers, notes, styles) is passed over."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if _BLOCK.match(line) and (at == 0 or not lines[at - 1].strip()):
            while at < len(lines) and lines[at].strip():
                at += 1
            continue
        at += 1
        if "-->" not in line:
            continue
        if not (times := _TIMING.match(line)):
            raise BadTranscript(f"expected cue times such as 00:01.000 --> 00:02.500, found {line[:80]!r}: {name}:{at}")
        first, body = at, []
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            body.append(lines[at])
            at += 1
        if at < len(lines) and "-->" in lines[at] and body and body[-1].strip().isdigit():
            body.pop()  # no empty line before the next cue's number
        yield _Caption(first, _clock(times.groups()[:4]), _clock(times.groups()[4:]), tuple(body))


def _clock(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + (int(fraction.ljust(3, "0")) / 1000 if fraction else 0.0)


def _unrolled(captions: list[_Caption]) -> tuple[list[_Caption], bool]:
    """Leave out lines that are shown again: a cue given twice, and in rolling captions the line carried over."""

    def begins_with_last(before: _Caption, cue: _Caption) -> bool:
        return bool(cue.lines and before.lines) and _shown(cue.lines[0]) == _shown(before.lines[-1])

    pairs = list(pairwise(captions))
    rolling = sum(begins_with_last(*pair) for pair in pairs) > ROLLING_SHARE * max(len(pairs), 5)
    kept = captions[:1]
    shown = captions[0]
    for cue in captions[1:]:
        again = [_shown(x) for x in cue.lines] == [_shown(x) for x in shown.lines] and cue.start < shown.end
        fresh = cue.lines
        if rolling and begins_with_last(shown, cue):
            fresh = cue.lines[1:]
        if not again and fresh:
            kept.append(replace(cue, lines=fresh))
        shown = cue if cue.lines else shown
    return kept, rolling


def _shown(line: str) -> str:
    return " ".join(_TAG.sub("", _VOICE.sub("", line)).split())


def _name_prefixes(captions: list[_Caption]) -> frozenset[str]:
    """Return the names that stand before a colon and are speakers: they come back, and one opens the transcript."""
    found = [(k, match[1]) for k, c in enumerate(captions) for x in c.lines if (match := _PREFIX.match(_shown(x)))]
    if not found or found[0][0] >= LABEL_WITHIN:
        return frozenset()
    if len({k for k, _ in found}) == len(captions):  # every cue names its speaker
        return frozenset(name for _, name in found)
    return frozenset(name for name, n in Counter(name for _, name in found).items() if n >= LABEL_REPEATS)


def _pieces(line: str, labels: frozenset[str]) -> Iterator[tuple[str | None, str]]:
    """Yield (speaker or None for the same as before, text) of one line: by voice tags, else by a name and a colon."""
    parts = _VOICE.split(line)
    for said_by, piece in zip([None, *parts[1::2]], parts[::2], strict=True):
        text = _STAMP.sub("", html.unescape(_TAG.sub("", piece))).strip()
        label = html.unescape(said_by).strip() if said_by else None
        if not label and (match := _PREFIX.match(text)) and match[1] in labels:
            label, text = match[1], text[match.end() :]
        if not _NOISE.match(text):
            yield label, _MARKS.sub("", text)
        elif label:
            yield label, ""


# ---- JSON

_SHAPES = "Podcasting 2.0 JSON (segments with startTime, endTime, body), or the JSON of openai-whisper or whisperX"
_FIGURES = ("avg_logprob", "no_speech_prob", "compression_ratio", "temperature")


def _json(text: str, name: str) -> RawTranscript:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadTranscript(f"expected JSON, found {error.msg}: {name}:{error.lineno}") from error
    except (RecursionError, ValueError) as error:
        raise BadTranscript(f"expected {_SHAPES}, found JSON that cannot be read: {name}") from error
    about = data if isinstance(data, dict) else {"segments": data}
    pieces = about.get("segments")
    if not isinstance(pieces, list) or not all(isinstance(piece, dict) for piece in pieces):
        raise BadTranscript(f"expected {_SHAPES}, found other JSON: {name}")
    cues = [cue for k, piece in enumerate(pieces) if (cue := _segment(piece, f"{name}, segment {k}")).words]
    language = about.get("language")
    known = isinstance(language, str) and re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*", language)
    return RawTranscript(tuple(_joined(cues)), language if known else None)


def _segment(piece: dict[str, Any], place: str) -> RawCue:
    start, end = (_first(piece, keys, place) for keys in (("startTime", "start"), ("endTime", "end")))
    if start is None or end is None:
        raise BadTranscript(f"expected {_SHAPES}, found no start or end: {place}")
    label = piece.get("speaker") if isinstance(piece.get("speaker"), str) else None
    figures = {key: value for key in _FIGURES if (value := _first(piece, (key,), place)) is not None}
    if isinstance(given := piece.get("words"), list) and given:
        return RawCue(start, end, tuple(_words(given, label, place)), figures)
    text = piece.get("body", piece.get("text"))
    if not isinstance(text, str):
        raise BadTranscript(f"expected {_SHAPES}, found no text: {place}")
    text = _STAMP.sub("", text)
    tokens = [] if _NOISE.match(text) else text.split()
    if len(tokens) == 1:
        return RawCue(start, end, (RawWord(tokens[0], start, end, label=label),), figures)
    return RawCue(start, end, tuple(RawWord(token, label=label) for token in tokens), figures)


def _words(given: list[Any], label: str | None, place: str) -> Iterator[RawWord]:
    """Yield a segment's words; openai-whisper puts a blank before each word, so a token without one goes on."""
    tokens = [token for token in given if isinstance(token, dict)]
    texts = [str(token.get("word", token.get("text", ""))) for token in tokens]
    blanks = any(text.startswith(" ") for text in texts)
    held: RawWord | None = None
    for token, text in zip(tokens, texts, strict=True):
        start, end, p = (_first(token, keys, place) for keys in (("start",), ("end",), ("probability", "score")))
        p = min(max(p, 0.0), 1.0) if p is not None else None
        said_by = token.get("speaker") if isinstance(token.get("speaker"), str) else label
        if not text.strip():
            continue
        if held and blanks and not text.startswith(" "):
            sure = min((x for x in (held.p, p) if x is not None), default=None)
            held = replace(held, text=held.text + text.strip(), end=end, p=sure)
            continue
        if held:
            yield held
        held = RawWord("".join(text.split()), start, end, p, said_by)
    if held:
        yield held


def _joined(cues: list[RawCue]) -> Iterator[RawCue]:
    """Join the one-word cues that Podcasting 2.0 files are made of where they time each word."""
    if sum(len(cue.words) == 1 for cue in cues) < 0.8 * len(cues):
        yield from cues
        return
    held: list[RawCue] = []
    for cue in cues:
        last = held[-1] if held else None
        if last and (
            len(held) >= 12
            or cue.start - last.end > 1.0
            or cue.words[0].label != last.words[-1].label
            or last.words[-1].text.endswith((".", "?", "!", "…"))
        ):
            yield _one(held)
            held = []
        held.append(cue)
    if held:
        yield _one(held)


def _one(cues: list[RawCue]) -> RawCue:
    return RawCue(cues[0].start, max(cue.end for cue in cues), tuple(word for cue in cues for word in cue.words))


def _first(piece: dict[str, Any], keys: tuple[str, ...], place: str) -> float | None:
    """Return the first of the keys that holds a sensible number."""
    for key in keys:
        value = piece.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not math.isfinite(value) or abs(value) > LONGEST_S:
                raise BadTranscript(f"expected a time in seconds, found {key} = {value}: {place}")
            return float(value)
    return None
