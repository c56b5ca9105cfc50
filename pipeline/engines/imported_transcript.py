"""Turns a transcript that somebody else made into what `transcribe` gives: words, cues and voice labels.

A word's time is `imported` where the file gives it: a timed word, or the first word of a cue, which starts with it.
All others are spread over their cue by the length of their text and say `interpolated`.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from pipeline.engines.transcript_files import LONGEST_S, RawCue, RawTranscript, RawWord, parse
from pipeline.errors import BadTranscript
from pipeline.records import Coverage, Cue, Heard, Identity, TimeSource, Word

MAX_BYTES = 50_000_000  # a 12-hour transcript with word times has about 10 MB
MAX_WORDS = 500_000  # 24 h at 350 words a minute
LEAST_S = 0.01  # of a word; a file may give none
UNDETERMINED = "und"  # BCP 47
ENGLISH = frozenset("the and to of a that is in it you i".split())
ENGLISH_SHARE = 0.12  # of words; English talk has about 25 % of these, other languages under 5 %


class TimedWord(NamedTuple):
    """A raw word with both its times."""

    raw: RawWord
    start: float
    end: float
    source: TimeSource


class ImportedTranscript:
    """Reads WebVTT, SRT, Podcasting 2.0 JSON, openai-whisper JSON and whisperX JSON."""

    identity = Identity(name="imported_transcript", version="1")

    def read(self, path: Path, *, language: str | None) -> Heard:
        """Return the words of a transcript file; `BadTranscript` names the line that cannot be read."""
        text, odd_bytes = _text_of(path)
        raw = parse(text, path.name)
        cues, words, flags = _assembled(raw)
        if not words:
            raise BadTranscript(f"expected a transcript, found no words: {path}")
        if len(words) > MAX_WORDS:
            raise BadTranscript(f"expected at most {MAX_WORDS:,} words, found {len(words):,}: {path}")
        told = language or raw.language
        flags |= {*raw.flags, *(["odd-bytes"] if odd_bytes else []), *([] if told else ["language-guessed"])}
        interpolated = sum(word.time_source == "interpolated" for word in words)
        return Heard(
            language=told or _guessed(words),
            engine=self.identity,
            words=tuple(words),
            cues=tuple(cues),
            coverage=Coverage(
                speech_s=None, worded_s=_covered(cues), interpolated_share=round(interpolated / len(words), 4)
            ),
            flags=tuple(sorted(flags)),
        )


def _text_of(path: Path) -> tuple[str, bool]:
    """Return the text of a file and whether its bytes were no UTF-8 and were read as Latin-1."""
    try:
        if not path.is_file():
            raise BadTranscript(f"expected a transcript file, found none: {path}")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise BadTranscript(f"expected at most {MAX_BYTES / 1e6:.0f} MB, found {size / 1e6:.0f} MB: {path}")
        data = path.read_bytes()
    except OSError as error:
        raise BadTranscript(f"expected a transcript file, cannot read {path}: {error.strerror}") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), False
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return data.decode("latin-1"), True


def _assembled(raw: RawTranscript) -> tuple[list[Cue], list[Word], set[str]]:
    """Return cues and words with times that never go back, and what had to be repaired."""
    cues: list[Cue] = []
    words: list[Word] = []
    flags: set[str] = set()
    ordered = sorted(raw.cues, key=lambda cue: cue.start)
    if list(raw.cues) != ordered or any(a.end > b.start + 1 for a, b in pairwise(ordered)):
        flags.add("cues-overlap")
    at = 0.0
    for cue in ordered:
        for label, run in groupby(_timed(cue), key=lambda word: word.raw.label):
            first = len(words)
            for word in run:
                start = max(word.start, at, 0.0)
                end = max(word.end, start + LEAST_S)
                if start > word.start + LEAST_S or word.end < word.start:
                    flags.add("times-repaired")
                at = start
                words.append(
                    Word(
                        i=len(words), text=word.raw.text, start=round(start, 3), end=round(end, 3), p=word.raw.p,
                        cue=len(cues), time_source=word.source,
                    )
                )  # fmt: skip
            cues.append(
                Cue(
                    i=len(cues), start=words[first].start, end=max(word.end for word in words[first:]),
                    words=(first, len(words)), speaker_label=label, **cue.figures,
                )
            )  # fmt: skip
    return cues, words, flags


def _timed(cue: RawCue) -> Iterator[TimedWord]:
    """Yield the words of a cue with times: given ones as they are, the others spread between their neighbours."""
    words = cue.words
    at, k = min(cue.start, LONGEST_S), 0
    while k < len(words):
        start, end = words[k].start, words[k].end
        if start is not None and end is not None:
            yield TimedWord(words[k], start, end, "imported")
            at, k = max(at, end), k + 1
            continue
        stop = k
        while stop < len(words) and (words[stop].start is None or words[stop].end is None):
            stop += 1
        until = words[stop].start if stop < len(words) else cue.end
        yield from _spread(words[k:stop], at, max(until or at, at), opens_cue=k == 0)
        k = stop


def _spread(words: Sequence[RawWord], start: float, end: float, *, opens_cue: bool) -> Iterator[TimedWord]:
    """Yield words in even time per character."""
    total = sum(len(word.text) + 1 for word in words)
    done = 0
    for k, word in enumerate(words):
        begin = start + (end - start) * done / total
        done += len(word.text) + 1
        source: TimeSource = "imported" if opens_cue and k == 0 else "interpolated"
        yield TimedWord(word, begin, start + (end - start) * done / total, source)


def _covered(cues: Sequence[Cue]) -> float:
    """Return the seconds that lie inside a cue, those inside two counted once."""
    total = until = 0.0
    for cue in cues:
        total += max(0.0, cue.end - max(cue.start, until))
        until = max(until, cue.end)
    return round(total, 3)


def _guessed(words: Sequence[Word]) -> str:
    """Return "en" where the commonest English words are as common as in English."""
    share = sum(word.text.lower().strip(",.?!") in ENGLISH for word in words) / len(words)
    return "en" if share >= ENGLISH_SHARE else UNDETERMINED
