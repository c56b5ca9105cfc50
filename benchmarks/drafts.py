"""Judge the recorded drafts of strong writers, and say what is printed of them.

    python -m benchmarks.drafts ARTIFACTS [--no-net] [--why]

ARTIFACTS holds the episodes of `evaluation/drafts` as the program made them; a draft whose speech differs is left out
and counted. Printed are: sentences and clauses that the judge lets by, how many of the clauses printed a reader found
false, and what true clauses were refused for.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.bench import equip
from pipeline.checks.statement import SpeechContext
from pipeline.engines.entailment import NoNet
from pipeline.language.words import plain
from pipeline.ports import DraftClause
from pipeline.settings import gather
from pipeline.stages.narrate.clause_judge import ClauseJudge, JudgedSentence
from pipeline.store import Store

DRAFTS = Path(__file__).parents[1] / "evaluation" / "drafts"


@dataclass
class Counted:
    """What came out of all drafts."""

    left_out: int = 0
    sentences: int = 0
    printed: int = 0
    clauses: int = 0
    kept: int = 0
    false: int = 0  # printed clauses that the reader found false
    lies: int = 0  # drafted ones
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, drafted: list[DraftClause], grades: list[float], judged: JudgedSentence) -> None:
        """Count one sentence."""
        refused = {r.text: r.why for r in judged.refused}
        self.sentences += 1
        self.printed += judged.sentence is not None
        for clause, grade in zip(drafted, grades, strict=True):
            kept = judged.sentence is not None and clause.text not in refused
            self.clauses += 1
            self.kept += kept
            self.lies += grade == 0
            self.false += kept and grade == 0
            if not kept and grade == 1:
                self.reasons[refused.get(clause.text, "the rest fell").split(":")[0]] += 1


def drafts(file: Path) -> list[dict[str, Any]]:
    """Return the recorded drafts of a writer."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Print the figures of each writer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--no-net", action="store_true")
    parser.add_argument("--why", action="store_true", help="say what true clauses were refused for")
    args = parser.parse_args()
    bench, store = equip(gather()), Store(args.artifacts)
    net = NoNet() if args.no_net else bench.entailment
    for file in sorted(DRAFTS.glob("*.jsonl")):
        counted = Counted()
        for row in drafts(file):
            record, transcript = store.episode(row["episode"]).published()
            ids = [s.id for s in transcript.sentences]
            first, last = ids.index(row["first"]), ids.index(row["last"])
            talk = SpeechContext(transcript, tuple((p.name, p.role) for p in record.episode.people))
            sent = [s for s in transcript.sentences[first : last + 1] if s.id not in talk.commands]
            said = " ".join(plain(transcript.words, s.words) for s in sent)
            if sha256(said.encode()).hexdigest()[:16] != row["sha256"]:
                counted.left_out += 1
                continue
            judge = ClauseJudge(
                talk, bench.embedder, bench.parser, net, lambda *_: None, "recorded",
                {p.name: p.pronouns for p in record.episode.people},
            )  # fmt: skip
            wanted = [
                [DraftClause(c["text"], tuple(c["ids"]), tuple(c.get("quotes", ()))) for c in s["clauses"]]
                for s in row["sentences"]
            ]
            found = judge.sentences(wanted, {s.id: s for s in sent})
            for drafted, grades, judged in zip(wanted, row["grades"], found, strict=True):
                counted.add(drafted, grades, judged)
        share = counted.printed / max(1, counted.sentences)
        print(
            f"{file.stem}: {counted.printed}/{counted.sentences} sentences printed ({share:.2f}) · clauses "
            f"{counted.kept}/{counted.clauses} · false {counted.false} of {counted.lies} drafted · left out "
            f"{counted.left_out} drafts",
            flush=True,
        )
        if args.why:
            print("  true ones refused for:", dict(counted.reasons.most_common()))


if __name__ == "__main__":
    main()
