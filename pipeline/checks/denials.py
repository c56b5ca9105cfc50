"""Judge of denials: whether what a claim affirms is denied just where its words speak of it, or taken back after."""

import re
from collections.abc import Collection

from pipeline.checks.polarity import NEAR, Tokens, clauses, neighbours, tokens

COMPANY = 2  # words of content that a place must share with a claim's before its "not" counts
_REPORTING = frozenset("claim claims claimed accused accuse accuses myth allegation rumor rumors called calls".split())
_DENIAL = re.compile(
    r"(?:(?:which|and|but|so|well|no|that|this|it|he|she|they|i)[, ]+)*(?:(?:is|was|are|am|i'm|that's|it's)[, ]+)*"
    r"(?:not|isn't|wasn't|aren't|never|wrong|false|untrue)"
    r"(?: (?:quite|really|at all|true|so|one of them|right|it|that))*"
    r"(?:, right)?[.?!]*$",
    re.I,
)


def denied_elsewhere(claim: str, said: str) -> list[str]:
    """Return what the clauses of a claim affirm and its words deny, or the other way round; see `_votes`."""
    ours, theirs = tokens(claim), tokens(said)
    parts = [Tokens(ours.words[i:j], ours.stems[i:j]) for i, j in clauses(ours)]
    return [what for part in parts for what in _votes(part, theirs)]


def _votes(here: Tokens, theirs: Tokens) -> list[str]:
    """Return what a clause affirms and its words deny, or the other way round, each word laid where its company stands.

    A word said several times is laid beside the place that shares most words around it. Only words denied on either
    side vote, and most of them must disagree.
    """
    wanted = {here.stems[k] for k in range(len(here.words)) if here.content(k)}
    agree, against = 0, list[str]()
    for k, word in enumerate(here.stems):
        places = [n for n, s in enumerate(theirs.stems) if s == word] if here.content(k) else []
        shared = {n: (neighbours(here, k, theirs, n), _company(theirs, n, wanted)) for n in places}
        best = max(shared.values(), default=(0, 0))
        if best[0] < min(COMPANY, max(1, len(wanted) - 2)):
            continue
        said = {theirs.denied(n) for n in places if shared[n] == best}
        if here.denied(k) in said:
            agree += here.denied(k)
        else:
            against.append(here.words[k])
    return [f"is not as its words have it on “{' '.join(against)}”: denied or not"] if len(against) > agree else []


def _company(theirs: Tokens, place: int, wanted: Collection[str]) -> int:
    """Count a claim's words of content within two reaches of a place, over the ends of sentences too."""
    return len(set(theirs.stems[max(0, place - 2 * NEAR) : place + 2 * NEAR + 1]) & set(wanted))


def denied(claim: str, said: str) -> list[str]:
    """Return what a claim states that the next words deny: "They say I'm against it. Which I'm not." """
    ours = tokens(claim)
    if ours.negators() or _REPORTING & set(ours.words):
        return []
    wanted = {ours.stems[k] for k in range(len(ours.words)) if ours.content(k)}
    sentences = re.split(r"(?<=[.?!])\s+", said.replace("’", "'"))
    shares = [len(wanted & set(tokens(s).stems)) for s in sentences]
    best = max(range(len(sentences)), key=lambda k: shares[k], default=0)
    after = sentences[best + 1] if best + 1 < len(sentences) else ""
    return [f"states what “{after}” takes back"] if shares and shares[best] > 1 and _DENIAL.match(after) else []
