"""What the JSON formats share: fields under several names, words with times, and the text that they stand in."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from pipeline.transcripts.clocks import moment, number
from pipeline.transcripts.document import SKIPPED, Note, Parsed, RawCue, Stamp, Text, Voice, text_of

FIGURES = ("avg_logprob", "no_speech_prob", "compression_ratio", "temperature")
MOST_SPEAKERS = 10**9  # a larger number is no speaker
CUE_WORDS, CUE_PAUSE_S = 40, 1.5  # words without cues of their own are divided so
_ENDS = (".", "?", "!", "…", "。", "？", "！")
_BARE = re.compile(r"[^\w'’-]+")


class SpokenField(NamedTuple):
    """A word with its times."""

    text: str
    start: float | None
    end: float | None
    p: float | None = None
    speaker: str | None = None


def as_dicts(value: Any) -> list[dict[str, Any]]:
    """Return a list's objects; empty where it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def time_of(piece: dict[str, Any], *keys: str, unit: float = 1.0) -> float | None:
    """Return the first of the keys that holds a time, in seconds; `unit` is what one is worth."""
    for key in keys:
        if (value := moment(piece.get(key))) is not None:
            return value * unit
    return None


def text_in(piece: dict[str, Any], *keys: str) -> str | None:
    """Return the first of the keys that holds a text."""
    return next((piece[key] for key in keys if isinstance(piece.get(key), str)), None)


def speaker_in(piece: dict[str, Any], *keys: str) -> str | None:
    """Return the speaker that a piece names; a number becomes "Speaker 1"."""
    for key in keys or ("speaker",):
        value = piece.get(key)
        if isinstance(value, dict):
            value = value.get("name") or value.get("label") or value.get("id")
        if isinstance(value, bool) or value is None:
            continue
        if (number := _whole(value)) is not None:
            return f"Speaker {number}"
        if isinstance(value, str) and (said := " ".join(text_of([(0, value)]).chars.split())):
            return said
    return None


def _whole(value: object) -> int | None:
    """Return the number that a speaker is called by; None where it is none."""
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"\s*\d{1,9}\s*", value) else None
    return int(value) if isinstance(value, int | float) and abs(value) < MOST_SPEAKERS else None


def word_of(token: dict[str, Any], *, unit: float = 1.0) -> SpokenField:
    """Return a word of a list of words, under the names that exports give its fields."""
    p = next(
        (x for key in ("probability", "score", "confidence", "p") if (x := number(token.get(key))) is not None), None
    )
    return SpokenField(
        text_in(token, "punctuated_word", "word", "text", "value") or "",
        time_of(token, "start", "startTime", "start_time", "ts", unit=unit),
        time_of(token, "end", "endTime", "end_time", "end_ts", unit=unit),
        min(max(p, 0.0), 1.0) if p is not None else None,
        speaker_in(token, "speaker", "speaker_id"),
    )


def figures_of(piece: dict[str, Any]) -> dict[str, float]:
    """Return Whisper's own figures of a segment; one that is no number is unknown."""
    return {key: value for key in FIGURES if (value := number(piece.get(key))) is not None}


def cue_of_words(
    line: int, words: Sequence[SpokenField], text: str | None = None, *, voice: str | None = None,
    times: tuple[float | None, float | None] = (None, None), figures: dict[str, Any] | None = None,
) -> RawCue:  # fmt: skip
    """Return a cue whose words have times; their text is `text`, with its punctuation, where that holds them all."""
    spoken = [word for word in words if word.text.strip()]
    chars, offsets = _placed(spoken, text)
    given = [
        Stamp(at, w.start, w.end if w.end is not None else w.start, w.p)
        for at, w in zip(offsets, spoken, strict=True)
        if w.start is not None
    ]
    starts = [w.start for w in spoken if w.start is not None]
    ends = [w.end for w in spoken if w.end is not None]
    start = times[0] if times[0] is not None else min(starts, default=None)
    end = times[1] if times[1] is not None else max(ends, default=None)
    cue = RawCue(line, start, end, Text(chars, ((0, line),)), voice=voice, stamps=given, figures=figures or {})
    said_by = voice
    for at, word in zip(offsets, spoken, strict=True):
        if word.speaker is not None and word.speaker != said_by:
            said_by = word.speaker
            cue.voices.append(Voice(at, said_by, fixed=True))
    return cue


def _placed(words: Sequence[SpokenField], text: str | None) -> tuple[str, list[int]]:
    """Return the text of words and the offset of each; joined with blanks where no text holds them all in order."""
    if text and (found := _found(words, text)):
        return found
    blanks = any(word.text.startswith((" ", "\u00a0")) for word in words[1:])
    chars, offsets = "", []
    for word in words:
        shown = text_of([(0, word.text.strip())]).chars
        new = not blanks or word.text.startswith((" ", "\u00a0"))
        chars += " " if chars and new and not _runs_on(chars, shown) else ""
        offsets.append(len(chars))
        chars += " ".join(shown.split()) if " " in shown else shown
    return chars, offsets


def _runs_on(before: str, word: str) -> bool:
    """Say whether two words stand together without a blank, as in Japanese and Chinese."""
    return "\u3040" <= before[-1:] <= "\u9fff" and "\u3000" <= word[:1] <= "\u9fff"


def _found(words: Sequence[SpokenField], text: str) -> tuple[str, list[int]] | None:
    """Return the text and where each word stands in it; `None` unless it holds all of them in order."""
    chars = text_of([(0, " ".join(text.split()))]).chars
    low = chars.lower()
    at, offsets = 0, []
    for word in words:
        wanted = text_of([(0, " ".join(word.text.split()))]).chars.lower()
        place = low.find(wanted, at)
        if place < 0 or place - at > 80:
            wanted = _BARE.sub("", wanted)
            place = low.find(wanted, at) if wanted else at
        if place < 0 or place - at > 80:
            return None
        offsets.append(place)
        at = place + len(wanted)
    return (chars, offsets) if len(low) - at <= 80 else None


def cue_of_text(
    line: int, text: str, start: float | None, end: float | None, *, voice: str | None = None,
    figures: dict[str, Any] | None = None,
) -> RawCue:  # fmt: skip
    """Return a cue of plain text."""
    pieces = [(line, part) for part in re.split(r"\r\n|\n|\r", text) if part.strip()] or [(line, "")]
    return RawCue(line, start, end, text_of(pieces), voice=voice, figures=figures or {})


def skipped(parsed: Parsed, line: int, piece: Any, reason: str) -> None:
    """Keep a piece that cannot be placed among the notes; it is a hole where it holds text."""
    text = text_in(piece, "body", "text", "transcript", "word") if isinstance(piece, dict) else piece
    shown = text if isinstance(text, str) else repr(piece)
    parsed.notes.append(Note(line, SKIPPED, shown[:400], reason, hole=isinstance(text, str) and bool(text.strip())))


def divided(words: Sequence[SpokenField]) -> Iterable[list[SpokenField]]:
    """Divide words without cues: at a change of speaker, a pause, or the end of a sentence in a long stretch."""
    held: list[SpokenField] = []
    for a, b in pairwise([*words, None]):
        if a is None:
            break
        held.append(a)
        if b is None:
            break
        paused = a.end is not None and b.start is not None and b.start - a.end > CUE_PAUSE_S
        ended = a.text.rstrip("\"'”’)").endswith(_ENDS)
        if b.speaker != a.speaker or paused or (ended and len(held) >= 8) or len(held) >= CUE_WORDS:
            yield held
            held = []
    if held:
        yield held


def punctuated(words: Sequence[SpokenField], text: str | None) -> list[SpokenField]:
    """Return words with the punctuation and capitals they have in the text; as they are where it does not hold them."""
    if not text or not (found := _found(words, text)):
        return list(words)
    chars, offsets = found
    edges = [*offsets, len(chars)]
    out = []
    for word, a, b in zip(words, edges, edges[1:], strict=False):
        shown = chars[a:b]
        out.append(word._replace(text=shown if shown.strip() else word.text))
    if offsets and offsets[0]:
        out[0] = out[0]._replace(text=chars[: edges[1]])
    return [w._replace(text=f" {w.text.strip()}" if k == 0 or chars[edges[k] - 1 : edges[k]] == " " else w.text.strip())
            for k, w in enumerate(out)]  # fmt: skip
