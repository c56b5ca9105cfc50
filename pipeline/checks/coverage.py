"""Judge of completeness: which speech has no words, and which words nobody may quote.

Suspect words stay in the transcript; they are named here with a reason, and every later stage keeps off them.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from pipeline.language.words import bare
from pipeline.records import ESTIMATED, Coverage, Cue, Gap, Quarantine, Span, Word
from pipeline.spans import clip

MAX_COMPRESSION = 2.4  # zlib ratio of repetitive text (openai-whisper's guard)
MIN_LOGPROB = -1.0  # mean log probability of a guess (openai-whisper's guard)
MAX_PHRASE = 40  # words in the longest phrase a loop is looked for; a sentence seldom has more
MAX_CHARS_PER_S = 35.0  # lively talk has 15 to 20 with its spaces; a cue of five words never twice that
RATE_MIN_WORDS = 5  # fewer words say nothing about a rate
MIN_CUE_WORDS = 3  # two people may say "Yeah." by turns; three equal cues of three words are a loop
MIN_SPEECH_SHARE = 0.1  # of a cue's own time that must be speech
BRIDGE_S = 0.5  # a pause this short between two words belongs to them
LOOP = "the same words over and over"
COMPRESSED = "text that compresses like a loop"
GUESS = "the decoder was guessing"
SILENCE = "words where nobody speaks"
RUSHED = "more words than anybody can say in the time"

Stretch = tuple[float, float]


def coverage(
    words: Sequence[Word], cues: Sequence[Cue], speech: Sequence[Stretch] | None, gap_s: float = 3.0
) -> Coverage:
    """Return how much of the speech became words, the holes, and the words to keep off.

    `speech` is in order and without overlap, or `None` where there was no audio to listen to.
    """
    suspects = list(suspect(words, cues, speech))
    worded = _worded(words)
    if speech is None:
        worded_s = sum(b - a for a, b in worded)
    else:
        clock = _Clock(speech)
        worded_s = sum(clock.between(a, b) for a, b in worded)
    return Coverage(
        speech_s=None if speech is None else round(sum(b - a for a, b in speech), 3),
        worded_s=round(worded_s, 3),
        gap_s=gap_s,
        gaps=() if speech is None else tuple(gaps(words, speech, gap_s)),
        loops=tuple(Gap(start=q.start, end=q.end) for q in suspects if q.reason in (LOOP, COMPRESSED)),
        interpolated_share=estimated_share(words),
        quarantined=tuple(suspects),
    )


def estimated_share(words: Sequence[Word]) -> float:
    """Return the share of words whose times are estimated, 0 to 1; 0 for none."""
    estimated = sum(word.time_source in ESTIMATED for word in words)
    return round(estimated / len(words), 4) if words else 0.0


def gaps(words: Sequence[Word], speech: Sequence[Stretch], gap_s: float) -> Iterator[Gap]:
    """Yield stretches between words that hold at least `gap_s` seconds of speech, cut to that speech."""
    clock = _Clock(speech)
    end_of_all = speech[-1][1] if speech else 0.0
    at = 0.0
    for start, end in [*_worded(words), (end_of_all, end_of_all)]:
        if clock.between(at, start) >= gap_s:
            inside = [part for stretch in speech if (part := clip(stretch, (at, start)))]
            inside = [(a, b) for a, b in inside if b - a > BRIDGE_S] or inside  # a word's last breath is no gap
            yield Gap(start=inside[0][0], end=inside[-1][1])
        at = max(at, end)


def suspect(words: Sequence[Word], cues: Sequence[Cue], speech: Sequence[Stretch] | None) -> Iterator[Quarantine]:
    """Yield the words that are not to be quoted, each stretch once per reason."""
    found = [(span, LOOP) for span in [*repeated_phrases(words), *repeated_cues(words, cues)]]
    clock = _Clock(speech) if speech is not None else None
    for cue in cues:
        if cue.compression_ratio is not None and cue.compression_ratio > MAX_COMPRESSION:
            found.append((cue.words, COMPRESSED))
        if cue.avg_logprob is not None and cue.avg_logprob < MIN_LOGPROB:
            found.append((cue.words, GUESS))
        if clock and clock.between(cue.start, cue.end) < MIN_SPEECH_SHARE * (cue.end - cue.start):
            found.append((cue.words, SILENCE))
        if cue.words[1] - cue.words[0] >= RATE_MIN_WORDS and _chars_per_s(words, cue) > MAX_CHARS_PER_S:
            found.append((cue.words, RUSHED))
    for reason in dict.fromkeys(reason for _, reason in found):
        for first, end in _joined([span for span, other in found if other == reason]):
            yield Quarantine(start=words[first].start, end=words[end - 1].end, words=(first, end), reason=reason)


def repeated_phrases(words: Sequence[Word]) -> list[Span]:
    """Return runs of one phrase said over and over: four times and eight words, or three times four words or more.

    "no, no, no" is speech and "it was the age of … it was the epoch of …" is rhetoric; neither is found.
    """
    numbers: dict[str, int] = {}
    tokens = np.array([numbers.setdefault(bare(w.text), len(numbers)) for w in words], dtype=np.int64)
    found: list[Span] = []
    for n in range(1, min(MAX_PHRASE, len(tokens) // 2) + 1):
        same = tokens[:-n] == tokens[n:]
        edges = np.flatnonzero(np.diff(np.concatenate([[0], same.astype(np.int8), [0]])))
        for first, end in zip(edges[::2], edges[1::2], strict=True):
            length = int(end - first) + n
            if (length >= 4 * n and length >= 8) or (n >= 4 and length >= 3 * n):
                found.append((int(first), int(end) + n))
    return _joined(found)


def repeated_cues(words: Sequence[Word], cues: Sequence[Cue]) -> list[Span]:
    """Return runs of three or more cues that say the same three words or more."""
    found: list[Span] = []
    for text, run in groupby(cues, key=lambda c: tuple(bare(w.text) for w in words[c.words[0] : c.words[1]])):
        same = list(run)
        if len(same) >= 3 and len(text) >= MIN_CUE_WORDS:
            found.append((same[0].words[0], same[-1].words[1]))
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return the union of spans, in order; spans that touch become one."""
    union: list[Span] = []
    for first, end in sorted(spans):
        if union and first <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((first, end))
    return union


def _worded(words: Sequence[Word]) -> list[Stretch]:
    """Return where there are words, short pauses between them included."""
    union: list[Stretch] = []
    for word in words:
        if union and word.start - union[-1][1] <= BRIDGE_S:
            union[-1] = (union[-1][0], max(word.end, union[-1][1]))
        else:
            union.append((word.start, word.end))
    return union


def _chars_per_s(words: Sequence[Word], cue: Cue) -> float:
    chars = sum(len(w.text) + 1 for w in words[cue.words[0] : cue.words[1]])
    return chars / max(cue.end - cue.start, 1e-3)


class _Clock:
    """Counts seconds of speech between two moments."""

    def __init__(self, speech: Sequence[Stretch]) -> None:
        self._edges = np.array([edge for stretch in speech for edge in stretch] or [0.0])
        steps = np.diff(self._edges, prepend=self._edges[0])
        steps[0::2] = 0.0  # from an end to the next start nobody speaks
        self._spoken = np.cumsum(steps)

    def between(self, start: float, end: float) -> float:
        """Return the seconds of speech in [start, end)."""
        if end <= start:
            return 0.0
        first, last = np.interp([start, end], self._edges, self._spoken)
        return float(last - first)
