"""Whether every sentence of ours names words of its own section, over whole folders of artifacts; and how fast.

    python -m benchmarks.footnotes ARTIFACTS

A sentence counts when it has a footnote, each footnote exists, and the words of each lie inside the sentence's section
(the summary's and "in short": inside one section of talk each).
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from pipeline.checks.proof import prove
from pipeline.records import Footnote, Highlights, Section, Transcript
from pipeline.spans import contains


@dataclass(frozen=True)
class Row:
    """One episode; counts of sentences, seconds."""

    sentences: int
    resolved: int
    problems: int
    talk_s: float
    proof_s: float


def resolves(notes: Sequence[int], known: dict[int, Footnote], homes: Sequence[Section]) -> bool:
    """Say whether there are footnotes, all exist, and the words of each lie inside one of the sections."""
    found = [known.get(n) for n in notes]
    return bool(found) and all(note is not None and any(contains(s.words, note.words) for s in homes) for note in found)


def measured(folder: Path) -> Row:
    """Measure one episode's artifacts: reading them, proving them, and where every footnote lies."""
    begun = time.perf_counter()
    record = Highlights.model_validate_json((folder / "highlights.json").read_text(encoding="utf-8"))
    transcript = Transcript.model_validate_json((folder / "transcript.json").read_text(encoding="utf-8"))
    problems = prove(record, transcript)
    proof_s = time.perf_counter() - begun
    known = {note.n: note for note in record.footnotes}
    talk = [s for s in record.sections if s.kind == "talk"]
    told = [resolves(x.footnotes, known, [s]) for s in record.sections for x in s.narrative]
    told += [resolves(x.footnotes, known, talk) for x in record.in_short]
    told += [resolves(record.summary.footnotes, known, talk)] if record.summary.footnotes else []
    return Row(len(told), sum(told), len(problems), record.episode.duration, proof_s)


def main() -> None:
    """Print one row per episode and the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    folders = sorted(p.parent for p in parser.parse_args().artifacts.glob("*/highlights.json"))
    rows = [measured(folder) for folder in folders]
    total = Row(*map(sum, zip(*map(astuple, rows), strict=True)))
    for name, row in zip([*(f.name for f in folders), "all"], [*rows, total], strict=True):
        share = row.resolved / max(1, row.sentences)
        hours = row.talk_s / 3600
        print(
            f"{name:24} {row.sentences:4} sentences, footnotes inside their section {share:7.2%}, "
            f"{row.problems} problems, proved in {row.proof_s:.2f} s = {row.proof_s / hours:.2f} s per hour"
        )
    print(json.dumps({"sentences": total.sentences, "resolved": total.resolved, "problems": total.problems}))


if __name__ == "__main__":
    main()
