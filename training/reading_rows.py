"""Rows to train the reading net on: all that readers graded, as the net is to read it.

Quotes, passages with their neighbours and titles come from the label files of `evaluation/`; the words of titles stand
in no label, so that the items which the readers saw are asked for.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evaluation import context, titles
from evaluation.labels import read
from pipeline.checks.verbatim import render
from pipeline.language.words import plain
from pipeline.reading import Extract, ReadingOdds
from pipeline.records import Transcript
from pipeline.stages.quotes.cleaning import printed_spans
from training.train_readable import LABELS, NEAR_S, PRINTABLE, WORTH

NEAR = 2  # sentences before and after
HEADS = ReadingOdds._fields
TOLD_LABELS = LABELS.with_name("telling_labels.csv")
MOST_TOLD = 7  # sentences; more is a passage that was not found again
HALF = 0.5


@dataclass(frozen=True)
class ReadingRow:
    """An extract, which head it is for, what was said of it (0 to 1), and whether that counts as yes."""

    head: str
    episode: str
    extract: Extract
    worth: float
    good: bool
    place: str = ""  # of a thought: its first and last second, as its label has them

    @property
    def show(self) -> str:
        """Its show; shows of one episode are one."""
        known = ("lex", "lenny", "axrp")
        return next((show for show in known if self.episode.startswith(show)), "other")


def title_of(data: Path, episode: str) -> str:
    """Return the title of an episode; where the data has none, its guest."""
    folder = next(data / kind / episode for kind in context.FOLDERS if (data / kind / episode).is_dir())
    meta = json.loads((folder / "meta.json").read_text("utf8")) if (folder / "meta.json").is_file() else {}
    return meta.get("title") or "Guest: " + episode.removeprefix("lennyt-").replace("-", " ").title()


def extract_of(transcript: Transcript, first: int, last: int, episode: str, text: str | None = None) -> Extract:
    """Return the sentences [first, last), or `text` in their place, with NEAR sentences on each side."""
    said = [plain(transcript.words, s.words) for s in transcript.sentences[max(0, first - NEAR) : last + NEAR]]
    at = min(first, NEAR)
    inside = text or " ".join(said[at : at + last - first])
    return Extract(inside, episode, " ".join(said[:at]), " ".join(said[at + last - first :]))


def quoted(data: Path) -> Iterator[ReadingRow]:
    """Yield the graded quotes that are found again, in the order of the labels by episode."""
    with LABELS.open(encoding="utf8") as file:
        labels = list(csv.DictReader(file))
    for id_ in dict.fromkeys(label["episode"] for label in labels):
        transcript, title = read(data, id_)[2], title_of(data, id_)
        starts = np.array([s.start for s in transcript.sentences])
        ends = np.array([s.end for s in transcript.sentences])
        for label in (label for label in labels if label["episode"] == id_):
            start, end = float(label["start"]), float(label["end"])
            first, last = int(np.abs(starts - start).argmin()), int(np.abs(ends - end).argmin())
            if abs(starts[first] - start) >= NEAR_S or abs(ends[last] - end) >= NEAR_S or last < first:
                continue
            whole = (transcript.sentences[first].words[0], transcript.sentences[last].words[1])
            text = render(transcript.words, printed_spans(transcript.words, whole) or (whole,))
            by = "abcd" if label["grader"] in "abcd" else "efgh"
            grade = int(float(label["grade"]))
            extract = extract_of(transcript, first, last + 1, title, text)
            yield ReadingRow("printable", id_, extract, WORTH[by][grade], grade >= PRINTABLE[by])


def neighboured(data: Path) -> Iterator[ReadingRow]:
    """Yield the passages that were graded with their neighbours, once for each question."""
    for label, transcript, first, last in context.labelled(data):
        extract = extract_of(transcript, first, last, title_of(data, label.episode))
        n = len(label.grades)
        alone = sum(grade.need == "none" for grade in label.grades) / n
        yield ReadingRow("alone", label.episode, extract, alone, not label.needs)
        turned = sum(grade.turned > 0 for grade in label.grades) / n
        yield ReadingRow("turned", label.episode, extract, turned, label.turned)


def told(data: Path) -> Iterator[ReadingRow]:
    """Yield the thoughts that were graded for a section's note and are found again, once for each of them."""
    with TOLD_LABELS.open(encoding="utf8", newline="") as file:
        labels = [label for label in csv.DictReader(file) if label["start"]]
    grades = defaultdict(list)
    for label in labels:
        grades[label["episode"], float(label["start"]), float(label["end"])].append(int(label["grade"]))
    for id_ in dict.fromkeys(episode for episode, *_ in grades):
        try:
            transcript, title = read(data, id_)[2], title_of(data, id_)
        except StopIteration:  # a folder of another name
            continue
        starts = np.array([s.start for s in transcript.sentences])
        ends = np.array([s.end for s in transcript.sentences])
        for (episode, start, end), given in grades.items():
            first = int(np.searchsorted(starts, start + NEAR_S, side="right")) - 1
            last = int(np.searchsorted(ends, end - NEAR_S, side="left"))
            if episode != id_ or first < 0 or last < first or last >= len(ends) or last - first >= MOST_TOLD:
                continue
            extract = extract_of(transcript, first, last + 1, title)
            worth = float(np.mean([WORTH["efgh"][grade] for grade in given]))
            printed = float(np.mean([grade >= PRINTABLE["efgh"] for grade in given]))
            yield ReadingRow("told", id_, extract, worth, printed > HALF, f"{start:.2f}-{end:.2f}")


def entitled(data: Path, items: Path) -> Iterator[ReadingRow]:
    """Yield the graded titles; `items` is the folder of what the readers saw (`items_rN.jsonl`)."""
    known = {(title_of(data, label.episode), label.digest): label for label in titles.labels()}
    seen = set()
    for path in sorted(items.glob("items_r*.jsonl")):
        for section in map(json.loads, path.read_text("utf8").splitlines()):
            for candidate in section["candidates"]:
                label = known.get((section["episode"], titles.digest(candidate["title"])))
                if label and candidate["id"] not in seen:
                    seen.add(candidate["id"])
                    extract = Extract(candidate["title"], section["episode"], opening=section["excerpt"])
                    yield ReadingRow("title", label.episode, extract, label.grade / 3, label.grade >= 1.5)


def rows(data: Path, items: Path) -> list[ReadingRow]:
    """Return everything that there is to train on; the episodes held out are in none of the labels."""
    return [*quoted(data), *neighboured(data), *entitled(data, items), *told(data)]
