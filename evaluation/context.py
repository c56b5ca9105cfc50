"""Passages that three readers graded with their neighbours: does each stand alone, is its meaning turned if it does?

`context_labels.csv` names a passage by episode, the second it starts at and a digest of its words; no text is kept.
`turned`: 0 no, 1 in part, 2 its speaker does not assert it. `need`: what must be printed with it: none, before, after,
both, or never (nothing helps). `kind`: the main reason. `part` is `first` for episodes that nobody looked at while the
rules were written.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from evaluation.teasers import read_cues, transcript_of
from pipeline.language.words import plain, squash
from pipeline.records import Transcript

LABELS = Path(__file__).with_name("context_labels.csv")
READERS = 3
LONGEST = 6  # sentences of a passage
NEAR_S = 20.0  # the times of two readers of a transcript differ by less
AFTER = frozenset({"after", "both", "never"})
BEFORE = frozenset({"before", "both", "never"})


@dataclass(frozen=True)
class Grade:
    """What one reader said of a passage."""

    turned: int
    need: str
    kind: str


@dataclass(frozen=True)
class Label:
    """A passage with its grades; `set` says where it came from: quote, told, answer, or hard."""

    episode: str
    start: float
    digest: str
    set: str
    part: str
    grades: tuple[Grade, ...]

    @property
    def turned(self) -> bool:
        """Whether most readers say that it is turned, wholly or in part, if told alone."""
        return 2 * sum(grade.turned > 0 for grade in self.grades) > len(self.grades)

    @property
    def needs(self) -> bool:
        """Whether most readers say that it does not stand alone."""
        return 2 * sum(grade.need != "none" for grade in self.grades) > len(self.grades)

    @property
    def sound(self) -> bool:
        """Whether most readers say that it stands alone and none that it is turned wholly."""
        return not self.needs and not self.turned and all(grade.turned < 2 for grade in self.grades)


def digest_of(said: str) -> str:
    """Return what names the words of a passage: twelve characters of the SHA-256 of their letters and digits."""
    return sha256(squash(said).encode()).hexdigest()[:12]


def labels() -> list[Label]:
    """Return all labels in the order of the file."""
    with LABELS.open(encoding="utf8") as file:
        return [
            Label(
                r["episode"], float(r["start"]), r["digest"], r["set"], r["part"],
                tuple(
                    Grade(int(r[f"turned{n}"]), r[f"need{n}"], r[f"kind{n}"])
                    for n in range(1, READERS + 1)
                ),
            )
            for r in csv.DictReader(file)
        ]  # fmt: skip


def labelled(data: Path) -> Iterator[tuple[Label, Transcript, int, int]]:
    """Yield each label with its transcript and the sentences [first, last) that it is of."""
    known = labels()
    for episode in dict.fromkeys(label.episode for label in known):
        folder = next(data / kind / episode for kind in ("episodes", "ads") if (data / kind / episode).is_dir())
        transcript = transcript_of(read_cues(folder / "transcript.jsonl"))
        for label in (label for label in known if label.episode == episode):
            yield label, transcript, *_place(transcript, label)


def _place(transcript: Transcript, label: Label) -> tuple[int, int]:
    """Return the sentences that a label is of."""
    sentences = transcript.sentences
    for first, sentence in enumerate(sentences):
        if abs(sentence.start - label.start) > NEAR_S:
            continue
        for last in range(first + 1, min(first + LONGEST, len(sentences)) + 1):
            if digest_of(plain(transcript.words, (sentence.words[0], sentences[last - 1].words[1]))) == label.digest:
                return first, last
    raise ValueError(
        f"expected the passage {label.digest} at {label.start} s of {label.episode}, found none: other data?"
    )
