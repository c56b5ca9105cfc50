"""Sentences of highlighted sections that readers graded one by one: may each be printed, and after what?

`sentence_labels.csv` has a line per grade. It names a sentence by episode, the seconds it starts and ends at and a
digest of its words; no text is kept. `prints`: opens (it may be the first sentence of a passage), follows (only right
after the sentence before it) or no. `main`: it states one of its section's main points. Fifteen readers (models,
independent of the code) graded whole sections; 1,656 sentences were graded by two.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.context import NEAR_S, digest_of
from evaluation.labels import read
from pipeline.language.words import plain
from pipeline.records import Transcript

LABELS = Path(__file__).with_name("sentence_labels.csv")


@dataclass(frozen=True)
class SentenceLabel:
    """A sentence with what each reader said of it."""

    episode: str
    start: float
    digest: str
    prints: tuple[str, ...]
    main: tuple[bool, ...]

    @property
    def opens(self) -> bool:
        """Whether more than half of its readers say that it may open a passage."""
        return 2 * self.prints.count("opens") > len(self.prints)

    @property
    def printed(self) -> bool:
        """Whether more than half of its readers say that it may be printed at all."""
        return 2 * self.prints.count("no") < len(self.prints)


def labels() -> list[SentenceLabel]:
    """Return all labels, those of one sentence together, in the order of the file."""
    found: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    with LABELS.open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["episode"], row["start"], row["digest"]].append(row)
    return [
        SentenceLabel(
            episode,
            float(start),
            digest,
            tuple(row["prints"] for row in same),
            tuple(row["main"] == "1" for row in same),
        )
        for (episode, start, digest), same in found.items()
    ]


def labelled(data: Path) -> Iterator[tuple[SentenceLabel, Transcript, int]]:
    """Yield each label with its transcript and the number of its sentence, where that is found again."""
    known = labels()
    for episode in dict.fromkeys(label.episode for label in known):
        transcript = read(data, episode)[2]
        by_digest = defaultdict(list)
        for number, sentence in enumerate(transcript.sentences):
            by_digest[digest_of(plain(transcript.words, sentence.words))].append(number)
        for label in (label for label in known if label.episode == episode):
            near = [n for n in by_digest[label.digest] if abs(transcript.sentences[n].start - label.start) < NEAR_S]
            if near:
                yield label, transcript, near[0]
