"""Candidate titles graded by readers, and the sections that they are of.

`title_labels.csv` names a candidate by episode, the second its section starts at, and a digest of its words; four
readers graded each 0 to 3 without knowing how it was made (0 embarrassing, 1 weak, 2 printable, 3 an editor's own).
Sections are cut by this program in the first 40 minutes of an episode. No text of the episodes is kept.
"""

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.teasers import read_cues, transcript_of
from pipeline.language.stems import stem
from pipeline.language.words import content_words, plain
from pipeline.ports import Embedder, SentenceParse, SentenceParser
from pipeline.records import Transcript
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrases import Phrases, key_phrases

LABELS = Path(__file__).with_name("title_labels.csv")
OUTLINES = Path(__file__).with_name("title_outlines.csv")  # where this program started the sections of each episode
GRADED_S = 2400.0  # of each episode; seconds
READERS = ("r1", "r2", "r3", "r4")
SAME_SUBJECT = 0.5  # cosine from which two titles that share no word name one subject


@dataclass(frozen=True)
class TitleLabel:
    """What readers said of one candidate title."""

    episode: str
    start: str  # of the section, seconds
    end: str
    digest: str
    kind: str
    printed: bool  # what the program printed before this was fitted
    grades: tuple[int, ...]

    @property
    def grade(self) -> float:
        """The mean of the grades."""
        return sum(self.grades) / len(self.grades)


@dataclass(frozen=True)
class Outlined:
    """An episode cut into sections, with what its titles are made of."""

    title: str
    talk: Talk
    groups: tuple[NDArray[np.intp], ...]
    readings: tuple[SentenceParse, ...]
    phrases: tuple[Phrases, ...]


def labels() -> list[TitleLabel]:
    """Return the labels in the order of the file."""
    with LABELS.open(encoding="utf8") as file:
        return [
            TitleLabel(
                row["episode"], row["start"], row["end"], row["candidate"], row["kind"], row["printed"] == "1",
                tuple(int(row[r]) for r in READERS if row[r]),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def outlines() -> dict[str, list[float]]:
    """Return where the sections of each graded episode start, in seconds."""
    with OUTLINES.open(encoding="utf8") as file:
        return {row["episode"]: [float(s) for s in row["starts"].split()] for row in csv.DictReader(file)}


def digest(title: str) -> str:
    """Return what stands for a title's words in the labels; capitals and the question mark count for nothing."""
    return hashlib.sha256(title.lower().rstrip("?").encode()).hexdigest()[:12]


def read(data: Path, id_: str, until_s: float | None = GRADED_S) -> tuple[str, Transcript]:
    """Return an episode's title and its transcript, after its cold open and up to so many seconds after it."""
    teased = {i["id"]: i["teaser_end"] for i in json.loads((data / "teasers" / "gold.json").read_text("utf8"))}
    folder = next(data / kind / id_ for kind in ("episodes", "teasers", "ads") if (data / kind / id_).is_dir())
    since = teased.get(id_, 0.0) if id_.startswith("lennyt") else 0.0
    cues = read_cues(folder / "transcript.jsonl", since)
    meta = json.loads((folder / "meta.json").read_text("utf8")) if (folder / "meta.json").is_file() else {}
    title = meta.get("title") or "Guest: " + id_.removeprefix("lennyt-").replace("-", " ").title()
    return title, transcript_of([cue for cue in cues if until_s is None or cue["start"] < since + until_s])


def outlined(
    title: str, transcript: Transcript, edges_s: Sequence[float], *, embedder: Embedder, reader: SentenceParser
) -> Outlined:
    """Return an episode with sections that start at the sentences nearest to these seconds."""
    said = transcript.sentences
    texts = tuple(plain(transcript.words, s.words) for s in said)
    start = np.maximum.accumulate(np.array([s.start for s in said], np.float64))
    end = np.array([s.end for s in said], np.float64)
    talk = Talk(
        texts=texts, start=start, end=end, vectors=embedder.embed(texts), duration=float(end.max()),
        embedder=embedder.identity.digest,
    )  # fmt: skip
    firsts = sorted({0, *np.searchsorted(start, np.array(edges_s) - 0.006).tolist()} - {len(texts)})
    groups = [np.arange(a, b) for a, b in zip(firsts, [*firsts[1:], len(texts)], strict=True)]
    readings = reader.parse(texts)
    return Outlined(title, talk, tuple(groups), tuple(readings), tuple(key_phrases(talk, groups, readings, embedder)))


def shares_subject(title: str, other: str, cosine: float) -> bool:
    """Say whether two titles of a section name one subject: a stem of a content word in common, or a close meaning."""
    return bool(_stems(title) & _stems(other)) or cosine >= SAME_SUBJECT


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}
