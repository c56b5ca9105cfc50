"""What search knows of an episode: passages of the transcript and what was made of it, with words and times."""

import hashlib
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.formats.transcript_view import spaceless
from pipeline.language.words import search_words
from pipeline.records import Highlights, Section

SAID, QUOTES, QUESTIONS, TITLES, NARRATIVE = KINDS = ("said", "quotes", "questions", "titles", "narrative")
PASSAGE = 100  # words after which a new passage of one turn begins, at the next sentence
PER_S = 1000  # times are kept in whole milliseconds


class SearchPassage(NamedTuple):
    """A row of the table of passages, without its episode."""

    kind: str  # one of KINDS
    section: str
    section_kind: str
    speaker: str | None
    start: float  # seconds
    end: float
    first_word: int
    end_word: int
    text: str


class KnownId(NamedTuple):
    """An id of an episode, what it is the id of, and what stands in its place where it is no longer used."""

    id: str
    kind: str  # section, quote, question, clip, footnote or gone
    now: str | None = None


@dataclass(frozen=True)
class SaidWords:
    """All words of an episode, folded for search and packed."""

    folded: bytes  # folded words, each between two blanks
    word_of: bytes  # for each folded word, the number of the word it is part of
    times: bytes  # start and end of each word

    @classmethod
    def of(cls, words: Sequence[Mapping[str, Any]]) -> "SaidWords":
        """Return the words of a transcript as JSON has them."""
        tokens: list[str] = []
        word_of, times = array("I"), array("I")
        for i, word in enumerate(words):
            found = _folded(word["text"])
            tokens += found
            word_of.extend([i] * len(found))
            times.extend((_whole(word["start"]), _whole(word["end"])))
        return cls(_packed(between_blanks(tokens).encode()), _packed(_steps(word_of)), _packed(_steps(times)))

    @property
    def tokens(self) -> str:
        """Return the folded words, each between two blanks."""
        return zlib.decompress(self.folded).decode()

    def numbers(self) -> NDArray[np.int64]:
        """Return for each folded word the number of the word that it is part of."""
        return _summed(self.word_of)

    def starts_and_ends(self) -> NDArray[np.int64]:
        """Return start and end of each word by turns, in milliseconds."""
        return _summed(self.times)


def between_blanks(tokens: Sequence[str]) -> str:
    """Return folded words as `mentions` reads them: `["hot", "tea"]` → " hot tea "."""
    return f" {' '.join(tokens)} " if tokens else " "


def passages(record: Highlights, transcript: Mapping[str, Any]) -> list[SearchPassage]:
    """Return what was said: parts of turns inside one section, of whole sentences; `transcript` is plain JSON."""
    words, turns = transcript["words"], transcript["turns"]
    section_at = _section_finder(record.sections)
    found: list[SearchPassage] = []
    for (turn, section), some in groupby(transcript["sentences"], lambda s: (s["turn"], section_at(s["words"][0]))):
        for first, end in _stretches([tuple(s["words"]) for s in some]):
            found.append(
                SearchPassage(
                    SAID, section.id if section else "", section.kind if section else "", turns[turn]["speaker"],
                    words[first]["start"], words[end - 1]["end"], first, end,
                    " ".join(spaceless(word["text"]) for word in words[first:end]),
                )
            )  # fmt: skip
    return found


def made(record: Highlights) -> list[SearchPassage]:
    """Return what was made of an episode: quotes, questions, titles and the narrative."""
    kinds = {section.id: section.kind for section in record.sections}
    notes = {note.n: note for note in record.footnotes}
    found = [
        SearchPassage(QUOTES, q.section, kinds.get(q.section, ""), q.speaker, q.start, q.end, *_reach(q.words), q.text)
        for q in record.quotes
    ]
    found += [
        SearchPassage(
            QUESTIONS, q.section, kinds.get(q.section, ""), q.speaker, q.start, q.end, *_reach(q.words), q.text
        )
        for q in record.questions
    ]
    length = max((section.words[1] for section in record.sections), default=0)
    found.append(SearchPassage(TITLES, "", "", None, 0.0, record.episode.duration, 0, length, record.episode.title))
    for s in record.sections:
        found.append(SearchPassage(TITLES, s.id, s.kind, None, s.start, s.end, *s.words, s.title))
        for one in s.narrative:
            first = notes.get(one.footnotes[0]) if one.footnotes else None
            start, end = (first.start, first.end) if first else (s.start, s.end)
            found.append(
                SearchPassage(NARRATIVE, s.id, s.kind, None, start, end, *_reach(one.words or (s.words,)), one.text)
            )
    return [one._replace(text=" ".join(map(spaceless, one.text.split()))) for one in found if one.text.strip()]


def known_ids(record: Highlights) -> list[KnownId]:
    """Return every id of an episode, those of earlier runs first: one that is used again stands for what is there."""
    things = (("section", record.sections), ("quote", record.quotes), ("question", record.questions),
              ("clip", record.clips), ("footnote", record.footnotes))  # fmt: skip
    gone = [KnownId(stone.id, "gone", stone.now) for stone in record.gone]
    return gone + [KnownId(one.id, kind) for kind, some in things for one in some if one.id]


def content_key(record: Highlights, made_rows: Sequence[SearchPassage], transcript: object) -> str:
    """Return what changes when anything changes that search knows of an episode; `transcript` is its file's sign."""
    e = record.episode
    sections = [(s.id, s.kind, s.words) for s in record.sections]
    about = (transcript, e.title, e.show, e.published, e.language, e.duration, sections, made_rows, known_ids(record))
    return hashlib.sha256(repr(about).encode()).hexdigest()


def folded_kind(rows: Sequence[SearchPassage], kind: str) -> str:
    """Return all texts of one kind as FTS5 gets them."""
    return " ".join(between_blanks(fold_text(one.text)).strip() for one in rows if one.kind == kind)


def fold_text(text: str) -> list[str]:
    """Return the folded words of a text, those of each word in order."""
    return [token for word in text.split(" ") for token in _folded(word)]


@lru_cache(maxsize=200_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(search_words(word))


def _section_finder(sections: Sequence[Section]) -> Any:
    """Return what gives the section of a word; words must be asked in order."""
    left = list(sections)

    def section_at(word: int) -> Section | None:
        while len(left) > 1 and left[0].words[1] <= word:
            left.pop(0)
        return left[0] if left else None

    return section_at


def _stretches(sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield stretches of sentences that follow each other, each ended by the sentence that makes it long enough."""
    first = None
    for k, (i, j) in enumerate(sentences):
        first = i if first is None else first
        if j - first >= PASSAGE or k == len(sentences) - 1:
            yield first, j
            first = None


def _reach(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return min(i for i, _ in spans), max(j for _, j in spans)


def _whole(seconds: float) -> int:
    return round(seconds * PER_S)


def _steps(numbers: "array[int]") -> bytes:
    """Return numbers as differences: small ones pack well; one may be below 0, where two words overlap."""
    return array("i", (b - a for a, b in pairwise([0, *numbers]))).tobytes()


def _packed(data: bytes) -> bytes:
    return zlib.compress(data, 6)


def _summed(packed: bytes) -> NDArray[np.int64]:
    return np.frombuffer(zlib.decompress(packed), dtype=np.int32).cumsum(dtype=np.int64)
