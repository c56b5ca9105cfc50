"""Sentences of ours about development episodes, labelled true or false, and a model's entailment score of them.

Each line of `claims/*.jsonl` is [episode, from, to, label, kind, sentence]: a sentence about the sentences that begin
in [from, to) seconds of an episode, `good` or `bad` by the kind of change made.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.episodes import transcript_of
from pipeline.checks.statement import CitedWords, SpeechContext
from pipeline.language.words import plain

SETS = ("dev", "held_back", "unseen", "last", "fifth", "sixth", "seventh", "eighth", "ninth")
CLAIMS = Path(__file__).parent / "claims"


START_S = 0.06  # the times in the labels are rounded to this


def episode(data: Path, name: str) -> SpeechContext:
    """Return a transcript and the people in it."""
    here = name == "ep094"
    folder = data / name if here else data / "episodes" / name
    file = "transcript_speakers.jsonl" if here else "transcript.jsonl"
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    people = meta.get("speakers") or [meta["host"], meta["guest"]]
    return SpeechContext(transcript_of([json.loads(line) for line in lines]), tuple((p, None) for p in people))


@dataclass(frozen=True)
class Labelled:
    """A sentence of ours, what it is, and the words it is about."""

    label: str  # good, bad
    kind: str
    claim: str
    evidence: CitedWords

    @property
    def speech(self) -> list[tuple[str | None, str]]:
        """The cited sentences, as a entailment score reads them."""
        here, (first, last) = self.evidence.transcript, self.evidence.spans[0]
        inside = [s for s in here.sentences if first <= s.words[0] < last]
        return [(s.speaker, plain(here.words, s.words)) for s in inside]


def labelled(data: Path, name: str) -> list[Labelled]:
    """Return the sentences of a set, in order."""
    known: dict[str, SpeechContext] = {}
    rows = []
    for line in (CLAIMS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        where, start, end, label, kind, claim = json.loads(line)
        if where not in known:
            known[where] = episode(data, where)
        cited = [s for s in known[where].transcript.sentences if start - START_S <= s.start < end]
        assert cited, line
        spans = ((cited[0].words[0], cited[-1].words[1]),)
        rows.append(Labelled(label, kind, claim, CitedWords(known[where], spans)))
    return rows


def entailments(name: str) -> list[float]:
    """Return how sure the entailment score was of each sentence of a set, in order."""
    kept: dict[str, list[float]] = json.loads((CLAIMS / "entailment.json").read_text(encoding="utf-8"))["sets"]
    return kept[name]
