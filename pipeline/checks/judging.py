"""Judge of any sentence about speech: how probable it is that the words bear it out.

What the rules of `statement` find, how like the words are in meaning and in wording, and what the entailment net says
are columns of one logistic regression; none has a threshold of its own. Without the net the other columns are weighed
alone, by weights of their own, fitted on claims of writers who saw no code (`training/train_judging.py`). No net ships,
and no weights for it: the one that was trained did not judge well enough (decision 1203).
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.checks.figures import figures
from pipeline.checks.statement import CitedWords, Reason, core, measured, reasons
from pipeline.fitted import Shipped, number
from pipeline.language.stems import stem
from pipeline.language.words import content_words, plain
from pipeline.ports import Premise, Speech, Vectors
from pipeline.spans import overlaps

RULES = ("number", "name", "polarity", "mood", "attribution", "distant", "wording", "run", "tail", "unsaid")
ALONE = ("likeness", "overlap", "fresh", *RULES)
WITH_NET = ("net", *ALONE)
BY_RULES = Shipped("pipeline.checks", "judging_rules.json")
BY_NET = Shipped("pipeline.checks", "judging_net.json")
CAP = 6.0  # log odds of the net beyond which it is not heard: it was never measured there
FRESH_CAP = 6  # content words
READ_WORDS = 170  # of evidence that the net reads at once: about 230 word pieces
_PART = re.compile(
    r"(?<=[a-z0-9)”’\"'] [.!?]) +(?=\w)|(?<=[a-z0-9)”’\"'][.!?]) +(?=[A-Za-z“\"])|(?<=[.!?][”’\"]) +(?=[A-Z])"
)


@dataclass(frozen=True)
class Judgement:
    """How probable it is that words bear a claim out, and what was found."""

    probability: float
    reasons: tuple[Reason, ...]
    likeness: float
    net: float | None  # log odds by the entailment net; None where there is none


def columns(claim: str, evidence: CitedWords, found: Collection[Reason], likeness: float) -> dict[str, float]:
    """Return the columns of a claim beside the net's: likeness, wording, and which rules object."""
    said = {stem(w) for w in content_words(evidence.said)}
    said |= {stem(w) for speaker in evidence.by_speaker if speaker for w in content_words(speaker)}
    own = [stem(w) for w in content_words(core(claim))]
    fresh = [w for w in own if w not in said]
    ruled = {reason.rule for reason in found}
    values = {
        "likeness": likeness,
        "overlap": 1 - len(fresh) / len(own) if own else 0.0,
        "fresh": float(min(len(fresh), FRESH_CAP)),
    }
    return values | {rule: float(rule in ruled) for rule in RULES}


def probability(values: Mapping[str, float], net: float | None) -> float:
    """Return how probable it is that a claim with these columns is borne out."""
    names, weights = (ALONE, BY_RULES) if net is None else (WITH_NET, BY_NET)
    numbers = weights.of(names)
    if net is not None:
        values = {**values, "net": max(-CAP, min(CAP, net))}
    return logistic(numbers.bias + sum(number(numbers.columns[name]) * values[name] for name in names))


def logistic(odds: float) -> float:
    """Return the probability of log odds."""
    return 1 / (1 + math.exp(-odds))


def least(with_net: bool) -> float:
    """Return the probability from which a claim is called supported: four of five lies of unseen writers lie below."""
    return (BY_NET if with_net else BY_RULES).numbers.constants["supported"]


def texts(claim: str, evidence: CitedWords) -> list[str]:
    """Return the texts whose vectors `judged` wants, in order."""
    return measured(claim, evidence)


def judged(claim: str, evidence: CitedWords, vectors: Vectors, net: float | None) -> Judgement:
    """Return the judgement of one claim; `vectors` are those of `texts`, `net` the log odds of the entailment net."""
    likeness = float((vectors[:2] @ vectors[2:].T).max()) if len(vectors) > 2 else 0.0
    found = tuple(reasons(claim, evidence))
    values = columns(claim, evidence, found, likeness)
    return Judgement(probability(values, net), found, likeness, net)


def parts(claim: str) -> list[str]:
    """Return a text of several sentences as its sentences, whatever case they begin in.

    >>> parts("tom is late . anna waits . ")
    ['tom is late.', 'anna waits.']
    """
    tidy = re.sub(r"\s+([.,!?;:])", r"\1", " ".join(claim.split()))
    return [part for part in _PART.split(tidy) if re.search(r"\w", part)] or [tidy]


def narrowed(claim: str, premise: Premise, vectors: Vectors) -> Premise:
    """Return a premise whose evidence is short enough to be read at once: the sentences nearest to the claim, in order.

    `vectors` hold the claim's first and then one per piece of evidence. A long premise has no neighbours: what stood
    beside single sentences of it is not known.
    """
    if sum(len(text.split()) for _, text in premise.evidence) <= READ_WORDS:
        return premise
    own = {stem(w) for w in content_words(claim)} | {str(f.value) for f in figures(claim)}
    held = [
        {stem(w) for w in content_words(f"{speaker or ''} {text}")} | {str(f.value) for f in figures(text)}
        for speaker, text in premise.evidence
    ]
    near = vectors[1:] @ vectors[0]
    left, taken, words = set(own), set[int](), 0
    while len(taken) < len(held):
        gain = [
            -np.inf if k in taken else float(near[k]) + len(held[k] & left) / max(1, len(own)) for k in range(len(held))
        ]
        best = int(np.argmax(gain))
        size = len(premise.evidence[best][1].split())
        if taken and words + size > READ_WORDS:
            break
        taken.add(best)
        words += size
        left -= held[best]
    return Premise(tuple(premise.evidence[k] for k in sorted(taken)))


def speech_of(evidence: CitedWords, beside: int = 2) -> Premise:
    """Return cited words as the net reads them: whole sentences by speaker, with some before and after them."""
    everything = evidence.transcript.sentences
    inside = [k for k, s in enumerate(everything) if any(overlaps(s.words, span) for span in evidence.spans)]

    def told(numbers: Sequence[int]) -> Speech:
        return tuple((everything[k].speaker, plain(evidence.transcript.words, everything[k].words)) for k in numbers)

    if not inside:
        return Premise(())
    first, last = inside[0], inside[-1]
    return Premise(
        told(inside),
        told(range(max(0, first - beside), first)),
        told(range(last + 1, min(last + 1 + beside, len(everything)))),
    )
