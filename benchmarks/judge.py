"""Judge claims against the words that they cite, and measure the judge on labelled sets.

    python -m benchmarks.judge FILE.jsonl [--no-net]
    python -m benchmarks.judge --set editor_claims|wice|dialsummeval|NAME --data DATA

A row of FILE is `{"id", "evidence": [{"speaker", "text"} or "text"], "before": […], "after": […], "claim"}`; `id`,
`before` and `after` may be missing. A row `{"id", "accepted", "score", "reasons"}` is printed for each, in order; one
without a claim or without evidence is not accepted, and says so. `--set` reads labelled sets below DATA and prints the
figures alone; a NAME is one of `evaluation/claims`.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.claims import SETS, episode, labelled
from evaluation.premises import cited, speech
from pipeline.checks import judging
from pipeline.checks.judging import Judgement
from pipeline.checks.statement import CitedWords
from pipeline.engines import weights
from pipeline.engines.embeddings import MiniLM
from pipeline.engines.entailment_net import EntailmentNet, shipped
from pipeline.language.words import bare
from pipeline.ports import ClaimReader, Premise
from pipeline.spans import overlaps

SUPPORTED, CONSISTENT, INCONSISTENT = "supported", 4.6, 2.0  # mean of three people; between them no label


@dataclass(frozen=True)
class Judged:
    """A claim, what it cites, and its label where it has one."""

    name: str | int | None
    claim: str
    premise: Premise
    label: bool | None = None
    evidence: CitedWords | None = None  # where the whole talk is known


class Judge:
    """The judge as `highlights check` uses it, over premises given as rows."""

    def __init__(self, embedder: MiniLM, net: ClaimReader | None) -> None:
        self._embedder, self._net = embedder, net

    @property
    def least(self) -> float:
        """Return the probability from which a claim is accepted."""
        return judging.least(self._net is not None)

    def judged(self, row: Judged) -> list[Judgement]:
        """Return the judgement of each sentence of a claim; the claim is as good as the worst of them."""
        found = []
        for part in judging.parts(row.claim):
            pieces = [part, *(text for _, text in row.premise.evidence)]
            premise = judging.narrowed(part, row.premise, self._embedder.embed(pieces))
            evidence = row.evidence or cited(premise)
            vectors = self._embedder.embed(judging.texts(part, evidence))
            net = self._net.supported([(part, premise)])[0] if self._net else None
            found.append(judging.judged(part, evidence, vectors, net))
        return found


def rows_of(lines: Iterable[str]) -> Iterator[tuple[Any, Judged | None, str | None]]:
    """Return for each line its id, the claim to judge, and what is wrong with it where it cannot be judged."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            yield number, None, "row: is no JSON"
            continue
        if not isinstance(row, dict):
            yield number, None, "row: is no object"
            continue
        name = row.get("id", number)
        claim = row.get("claim")
        premise = Premise(*(speech(row.get(part) or []) for part in ("evidence", "before", "after")))
        if not isinstance(claim, str) or not any(c.isalnum() for c in claim):
            yield name, None, "claim: there is none"
        elif not premise.evidence:
            yield name, None, "evidence: there is none"
        else:
            yield name, Judged(name, claim, premise), None


def answers(lines: Iterable[str], judge: Judge) -> Iterator[dict[str, Any]]:
    """Return the answer to each line, in order."""
    for name, row, wrong in rows_of(lines):
        if row is None:
            yield {"id": name, "accepted": False, "score": 0.0, "reasons": [wrong]}
            continue
        found = judge.judged(row)
        score = min(j.probability for j in found)
        why = [str(reason) for j in found for reason in j.reasons]
        why += [f"likeness: {j.likeness:.2f}" for j in found]
        why += [f"net: {j.net:+.2f}" for j in found if j.net is not None]
        yield {"id": name, "accepted": score >= judge.least, "score": round(score, 4), "reasons": why}


def labelled_rows(name: str, data: Path) -> list[Judged]:
    """Return a labelled set; claims whose label is in doubt (DialSummEval between 2 and 4.6) are left out."""
    if name == "editor_claims":
        return editor_claims(data)
    if name in (*SETS, "model_page"):
        return [
            Judged(None, row.claim, judging.speech_of(row.evidence), row.label == "good", row.evidence)
            for row in labelled(data, name)
        ]
    found = []
    for line in (data / "entailment" / f"{name}_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "label" in row:
            label = row["label"] == SUPPORTED
        else:
            mean = float(np.mean(row["consistency"]))
            if INCONSISTENT < mean < CONSISTENT:
                continue
            label = mean >= CONSISTENT
        found.append(Judged(row.get("id"), row["claim"], Premise(speech(row["evidence"])), label))
    return found


def editor_claims(data: Path) -> list[Judged]:
    """Return an editor's sentences on #94: each cites the sentences in which its phrases stand."""
    talk = episode(data, "ep094")
    words = [bare(w.text) for w in talk.transcript.words]
    found = []
    for line in (data / "ep094" / "editor_claims.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = set()
        for phrase in row["cites"]:
            wanted = [bare(w) for w in phrase.split()]
            at = next((k for k in range(len(words)) if words[k : k + len(wanted)] == wanted), None)
            if at is None:
                raise SystemExit(f"{row['id']}: “{phrase}” does not stand in the transcript")
            spans |= {s.words for s in talk.transcript.sentences if overlaps(s.words, (at, at + len(wanted)))}
        evidence = CitedWords(talk, tuple(sorted(spans)))
        found.append(Judged(row["id"], row["sentence"], judging.speech_of(evidence), row["true"], evidence))
    return found


def figures(name: str, rows: list[Judged], judge: Judge) -> str:
    """Return what is found and refused of a labelled set, and its balanced accuracy."""
    scores = np.array([min(j.probability for j in judge.judged(row)) for row in rows])
    good = np.array([bool(row.label) for row in rows])
    taken = scores >= judge.least
    found, refused = int((~taken & ~good).sum()), int((~taken & good).sum())
    above = scores[good][:, None] - scores[~good][None, :]
    area = float((above > 0).mean() + 0.5 * (above == 0).mean())
    least_lies = np.quantile(scores[~good], 0.95) if (~good).any() else 1.0
    balanced = (found / max(1, (~good).sum()) + 1 - refused / max(1, good.sum())) / 2
    return (
        f"{name}: {len(rows)} claims · false found {found}/{(~good).sum()} · true refused {refused}/{good.sum()} · "
        f"balanced accuracy {balanced:.3f} · area {area:.3f} · "
        f"true refused at .95 of lies found {(scores[good] <= least_lies).mean():.3f}"
    )


def main() -> None:
    """Print a row for each claim, or the figures of a labelled set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--set", dest="sets", nargs="+", default=[])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--most", type=int, help="read so many claims of each set, evenly spread")
    parser.add_argument("--no-net", action="store_true", help="judge without the entailment net")
    args = parser.parse_args()
    if bool(args.file) == bool(args.sets) or (args.sets and not args.data):
        parser.error("expected FILE, or --set with --data")
    if args.file and not args.file.is_file():
        parser.error(f"expected a file of rows (one JSON object a line), found none at {args.file}")
    folder, net = weights.fetch("minilm-l6-int8", say=lambda what: print(what, file=sys.stderr)), shipped()
    judge = Judge(MiniLM(folder), EntailmentNet(net, folder) if net and not args.no_net else None)
    for name in args.sets:
        rows = labelled_rows(name, args.data)
        count = min(len(rows), args.most or len(rows))
        print(figures(name, [rows[k * len(rows) // count] for k in range(count)], judge), flush=True)
    if args.file:
        with args.file.open(encoding="utf-8", errors="replace") as lines:
            for answer in answers(lines, judge):
                print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
