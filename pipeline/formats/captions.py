"""Captions made from word times: WebVTT and SRT within the line rules that podcast apps ask for.

Line lengths: Podcasting 2.0 transcript specification (WebVTT at most 65 characters a line; SRT at most two lines of 32,
a new card where the speaker changes, opened by the name).
"""

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain, pairwise

from pipeline.formats.times import one_line
from pipeline.language.breaks import joined
from pipeline.language.signs import is_closed
from pipeline.records import Span, Transcript, Word

VTT_CHARS = 65
SRT_CHARS, SRT_LINES = 32, 2
CARD_S = 7.0  # longest time one card stays: the usual subtitle guideline
PAUSE_S = 1.5  # a longer silence ends a card, so that no caption hangs over it
SENTENCE_SHARE = 0.5  # a sentence end closes a card that is at least this full
ORPHAN_SHARE = 0.4  # the rest of a sentence that fills less than this of a card takes words from the card before


@dataclass(frozen=True)
class CaptionCue:
    """One caption: its lines, unescaped, and its time in milliseconds."""

    start_ms: int
    end_ms: int
    speaker: str | None
    lines: tuple[str, ...]


def vtt(transcript: Transcript) -> str:
    """Return WebVTT: one line a cue, each with its voice where the name is known."""
    parts = ["WEBVTT\n"]
    for card in _cards(transcript, VTT_CHARS, 1, named=False):
        text = escape("\n".join(card.lines), quote=False)
        voice = f"<v {escape(card.speaker, quote=False)}>" if card.speaker else ""
        parts.append(f"{_stamp(card.start_ms, '.')} --> {_stamp(card.end_ms, '.')}\n{voice}{text}\n")
    return "\n".join(parts)


def podcast_json(transcript: Transcript) -> str:
    """Return the Podcasting 2.0 JSON transcript 1.0.0: one word a segment, which is its most precise form."""
    segments = []
    for word in transcript.words:
        text = one_line(word.text)
        if not text or word.time_source == "absent":
            continue
        segment: dict[str, object] = {"startTime": word.start, "endTime": word.end, "body": text}
        if word.speaker:
            segment = {"speaker": one_line(word.speaker), **segment}
        segments.append(json.dumps(segment, ensure_ascii=False, allow_nan=False))
    listed = ",\n".join(segments)
    return f'{{"version": "1.0.0", "segments": [\n{listed}\n]}}\n'


def clip_vtt(transcript: Transcript, span: Span, start: float) -> str:
    """Return WebVTT of some words, timed from `start` on: the captions of a clip that was cut there."""
    words = tuple(
        word.model_copy(update={"start": max(0.0, word.start - start), "end": max(0.0, word.end - start)})
        for word in transcript.words[span[0] : span[1]]
    )
    return vtt(transcript.model_copy(update={"words": words}))


def srt(transcript: Transcript) -> str:
    """Return SubRip: at most two short lines a card, opened by the name where the speaker changes."""
    cards = _cards(transcript, SRT_CHARS, SRT_LINES, named=True)
    return "\n".join(
        f"{n}\n{_stamp(card.start_ms, ',')} --> {_stamp(card.end_ms, ',')}\n{_unarrowed(card.lines)}\n"
        for n, card in enumerate(cards, start=1)
    )


def _unarrowed(lines: Sequence[str]) -> str:
    """Return the lines without an arrow that could be read as a time line: SubRip has no escapes."""
    return "\n".join(line.replace("-->", "—>") for line in lines)


def _stamp(ms: int, mark: str) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{ms:03d}"


def _cards(transcript: Transcript, chars: int, lines: int, *, named: bool) -> list[CaptionCue]:
    """Return the captions in order: starts never go back, each ends after it starts and before the next one."""
    spoken = [word for word in transcript.words if word.time_source != "absent"]
    groups = _without_orphans(_groups(spoken, chars, lines, named=named), chars, lines)
    starts = [0]
    for group in groups:
        starts.append(max(starts[-1], round(group[0].start * 1000)))
    cards = []
    previous: str | None = None
    for group, (start, following) in zip(groups, pairwise([*starts[1:], 1 << 62]), strict=True):
        speaker = one_line(group[0].speaker or "") or None
        name = speaker if named and speaker != previous else None
        end = min(round(group[-1].end * 1000), following)
        cards.append(CaptionCue(start, max(end, start + 1), speaker, tuple(_wrapped(group, name, chars))))
        previous = speaker
    return cards


def _groups(words: Sequence[Word], chars: int, lines: int, *, named: bool) -> list[list[Word]]:
    """Return the words in the portions that fit a card, cut at a change of speaker, a pause or a sentence end."""
    groups: list[list[Word]] = []
    spoken_by: str | None = None
    for word in chain.from_iterable(_pieces(word, chars) for word in words):
        last = groups[-1][-1] if groups else None
        if last is None or _closes(groups[-1], word, chars * lines):
            spoken_by = last.speaker if last else None
            groups.append([word])
            continue
        name = word.speaker if named and spoken_by != word.speaker else None
        if len(_wrapped([*groups[-1], word], name, chars)) > lines:
            spoken_by = word.speaker
            groups.append([word])
        else:
            groups[-1].append(word)
    return groups


def _without_orphans(groups: list[list[Word]], chars: int, lines: int) -> list[list[Word]]:
    """Return the portions with words moved on from a card to a short rest of its sentence, until both are alike."""
    for before, after in pairwise(groups):
        begun = not is_closed(before[-1].text) and before[-1].speaker == after[0].speaker
        if not begun or after[0].start - before[-1].end > PAUSE_S or _size(after) >= ORPHAN_SHARE * chars * lines:
            continue
        while _size(after) + len(before[-1].text) < _size(before) - len(before[-1].text):
            if len(_wrapped([before[-1], *after], None, chars)) > lines:
                break
            after.insert(0, before.pop())
    return groups


def _size(group: Sequence[Word]) -> int:
    return sum(len(word.text) + 1 for word in group)


def _pieces(word: Word, chars: int) -> list[Word]:
    """Return a word in pieces no longer than a line, its time shared out; nothing for a word without text."""
    if 0 < len(text := one_line(word.text)) <= chars:
        return [word]
    texts = textwrap.wrap(text, chars)
    if len(texts) < 2:
        return [word] if texts else []
    step = (word.end - word.start) / len(texts)
    return [
        word.model_copy(update={"text": text, "start": word.start + k * step, "end": word.start + (k + 1) * step})
        for k, text in enumerate(texts)
    ]


def _closes(group: Sequence[Word], word: Word, chars: int) -> bool:
    """Say whether a card is finished before `word` for another reason than room."""
    last = group[-1]
    full = _size(group) >= SENTENCE_SHARE * chars
    return (
        word.speaker != last.speaker
        or word.start - last.end > PAUSE_S
        or word.end - group[0].start > CARD_S
        or (full and is_closed(last.text))
    )


def _wrapped(group: Sequence[Word], name: str | None, chars: int) -> list[str]:
    """Return the lines of a card; a name longer than a line is cut."""
    spoken = one_line(joined(word.text for word in group))
    if name and (name := one_line(name)):
        label = name if len(name) < chars else f"{name[: chars - 2]}…"
        spoken = f"{label}: {spoken}"
    if 0 < len(spoken) <= chars:
        return [spoken]  # as textwrap would say, which is asked for every word that is added
    return textwrap.wrap(spoken, chars, break_on_hyphens=False)
