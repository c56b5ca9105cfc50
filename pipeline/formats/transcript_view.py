"""The transcript as people read it: paragraphs, voices with their colours, and who spoke how much."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from zlib import crc32

from pipeline.cuts import inserted
from pipeline.language.breaks import joined
from pipeline.records import Highlights, NarrativeSentence, Section, Span, Transcript

PARAGRAPH_WORDS = 70  # a transcript paragraph closes at the first sentence end after this many: half a minute of talk
BREAK = "\u200b"  # between words that are written without a blank: a line may end there
VOICE_COLOURS = 6  # the style sheet has this many; further speakers share the last one

_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")

Voices = Mapping[str | None, int]


@dataclass(frozen=True)
class Paragraph:
    """A stretch of one turn, short enough to find a place in; `heading` is the section that starts with it."""

    first: int  # number of its first word
    start: float
    speaker: str | None
    label: str | None  # the voice, where no name is known
    voice: int
    new_turn: bool
    uncertain: bool
    absent: bool  # not in the recording that the times are of
    text: str
    heading: Section | None


def voices_of(transcript: Transcript) -> Voices:
    """Return a colour number from 1 for each name, and for each voice without one, in the order they are heard.

    Nobody at all is 0: a transcript whose voices were not told apart has one grey voice.
    """
    found: dict[str | None, int] = {None: 0}
    for turn in transcript.turns:
        found.setdefault(turn.speaker or turn.speaker_label, min(len(found), VOICE_COLOURS))
    return found


def talk_shares(transcript: Transcript) -> dict[str, str]:
    """Return each name's share of all the time in which words were spoken: `{"Ana": "62 %"}`."""
    seconds: dict[str | None, float] = {}
    for word in transcript.words:
        seconds[word.speaker] = seconds.get(word.speaker, 0.0) + word.end - word.start
    total = sum(seconds.values())
    return {name: f"{100 * s / total:.0f}\u00a0%" for name, s in seconds.items() if name and total}


def said(transcript: Transcript, span: Span) -> str:
    """Return words so that splitting at spaces, and at the breaks between words that touch, gives them back."""
    return joined((spaceless(word.text) for word in transcript.words[slice(*span)]), touching=BREAK)


def spaceless(text: str) -> str:
    """Return a word's text with every space in it made hard."""
    parts = text.split()
    return parts[0] if len(parts) == 1 else "\u00a0".join(parts) or "\u00a0"


def paragraphs(record: Highlights, transcript: Transcript, voices: Voices) -> list[Paragraph]:
    """Return the transcript in paragraphs that never run across a turn, a section, or what is uncertain or absent."""
    words = transcript.words
    headings = {section.words[0]: section for section in record.sections}
    quarantined = [q.words for q in record.coverage.quarantined]
    turn_starts = {turn.words[0]: turn for turn in transcript.turns}
    apart = [*quarantined, *absent(transcript)]
    breaks = {0, *headings, *turn_starts, *(edge for span in apart for edge in span)}
    sentence_ends = {sentence.words[1] for sentence in transcript.sentences}
    found: list[Paragraph] = []
    first, label = 0, None
    for end in range(1, len(words) + 1):
        full = end in sentence_ends and end - first >= PARAGRAPH_WORDS
        if not (full or end in breaks or end == len(words)):
            continue
        if first in turn_starts:
            label = turn_starts[first].speaker_label
        speaker = words[first].speaker
        found.append(
            Paragraph(
                first=first,
                start=words[first].start,
                speaker=speaker,
                label=None if speaker else label,
                voice=voices.get(speaker or label, 0),
                new_turn=first == 0 or first in turn_starts or first in headings,
                absent=words[first].time_source == "absent",
                uncertain=any(i <= first < j for i, j in quarantined),
                text=said(transcript, (first, end)),
                heading=headings.get(first),
            )
        )
        first = end
    return found


def absent(transcript: Transcript) -> list[Span]:
    """Return the runs of words that are not in the recording that the times are of."""
    runs = groupby(transcript.words, key=lambda word: word.time_source == "absent")
    held = [[word.i for word in run] for is_absent, run in runs if is_absent]
    return [(run[0], run[-1] + 1) for run in held]


def recording(record: Highlights, transcript: Transcript) -> dict[str, object]:
    """Return what the page says of the recording that its times are of, where that is not the one transcribed."""
    audio, words = record.episode.audio, transcript.words
    return {
        "recording": PurePath(audio.path or "").name,
        "inserted": inserted(audio),
        "absent": [(words[i].start, words[j - 1].end) for i, j in absent(transcript)],
    }


def headline(title: str, show: str | None) -> str:
    """Return a title without the show at its end, which stands above it: "Tea | The Show" → "Tea"."""
    if show and title.lower().endswith(show.lower()):
        return title[: -len(show)].rstrip(" |–—-:·,") or title
    return title


def respelled(transcript: Transcript) -> list[tuple[str, str, int]]:
    """Return (as heard, as written, how often) for every word that a glossary spells otherwise, most often first."""
    counts: dict[tuple[str, str], int] = {}
    for word in transcript.words:
        if word.heard:
            pair = (word.heard.strip(".,!?;:"), word.text.strip(".,!?;:"))
            counts[pair] = counts.get(pair, 0) + 1
    return [(*pair, n) for pair, n in sorted(counts.items(), key=lambda item: -item[1])]


def is_list(sentences: Sequence[NarrativeSentence]) -> bool:
    """Say whether sentences are points to be printed one below the other, not prose."""
    return bool(sentences) and all(sentence.method == "extract" for sentence in sentences)


def opening_sentences(section: Section) -> int:
    """Return how many sentences of a section stand above its quote: all but the last where they are prose."""
    told = section.narrative
    return len(told) - 1 if section.quote and len(told) > 1 and not is_list(told) else len(told)


def slug(name: str) -> str:
    """Return a name as it can stand in a file's name, at most 60 characters: "Double Descent" → double-descent.

    A name without any of a–z and 0–9 becomes a number made of its letters.
    """
    return _NOT_IN_A_SLUG.sub("-", name.lower()).strip("-")[:60].strip("-") or f"{crc32(name.encode()):08x}"
