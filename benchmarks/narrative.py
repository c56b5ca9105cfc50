"""How well the judge of free sentences tells faithful from false ones, on sentences written for it.

    python -m benchmarks.narrative --data DATA --model FOLDER [--labels dev held_back] [--entailment]

`--entailment`: with the second entailments kept in `entailment.json` (`benchmarks.entailment`). Each line of
`evaluation/claims/*.jsonl` is [episode, from, to, label, kind, sentence]: a sentence of ours about the sentences that
begin in [from, to) seconds of a development episode, `good` or `bad` by the kind of change made.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from evaluation.claims import entailments, labelled
from pipeline.checks.statement import CitedWords, Reason, measured, reasons, weighed
from pipeline.engines.embeddings import EmbeddingConfig, MiniLM


def like(claim: str, evidence: CitedWords, model: MiniLM) -> float:
    """Return the cosine of a sentence, with or without its attribution, to the best window of the words it cites."""
    vectors = model.embed(measured(claim, evidence))
    return round(float((vectors[:2] @ vectors[2:].T).max()), 4)


def judged(data: Path, model: MiniLM, name: str, *, asked: bool) -> list[tuple[str, str, str, list[Reason], float]]:
    """Return label, kind, sentence, reasons and likeness of every labelled sentence; its form is not judged."""
    rows = []
    sure: Sequence[float | None] = entailments(name) if asked else ()
    for row, stated in zip_longest(labelled(data, name), sure):
        likeness = like(row.claim, row.evidence, model)
        found = reasons(row.claim, row.evidence, likeness)
        if stated is not None:
            found = weighed(row.claim, row.evidence, likeness, stated)
        rows.append((row.label, row.kind, row.claim, found, likeness))
    return rows


def main() -> None:
    """Print a table per set of labels, and what the judge got wrong with `--wrong`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--labels", nargs="+", default=["dev", "held_back"])
    parser.add_argument("--entailment", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    args = parser.parse_args()
    model = MiniLM(args.model, EmbeddingConfig())
    for name in args.labels:
        rows = judged(args.data, model, name, asked=args.entailment)
        kinds = Counter((label, kind) for label, kind, *_ in rows)
        print(f"\n{name}: {len(rows)} sentences")
        for (label, kind), count in sorted(kinds.items()):
            refused = sum(bool(r) for lab, k, _, r, _ in rows if (lab, k) == (label, kind))
            print(f"  {label:5} {kind:12} refused {refused:3}/{count:3} = {refused / count:.3f}")
        for label, kinds_of in (("bad", None), ("bad", {"negation", "direction"}), ("good", None)):
            mine = [bool(r) for lab, k, _, r, _ in rows if lab == label and (not kinds_of or k in kinds_of)]
            if not mine:
                continue
            named = f"{label}, {'polarity and direction' if kinds_of else 'all'}"
            print(f"  {named:28} refused {sum(mine):3}/{len(mine):3} = {sum(mine) / len(mine):.3f}")
        for label, kind, claim, found, likeness in rows if args.wrong else []:
            if (label == "good") == bool(found):
                print(f"  {label} {kind} {likeness:.2f} {claim}\n      {'; '.join(map(str, found))}")


if __name__ == "__main__":
    main()
