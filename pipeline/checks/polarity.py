"""Judge of polarity: whether a claim denies what was said, turns its direction round, or says more than "some".

The claim is laid beside the stretch of speech that shares most words with it; then every "not", every word with an
opposite (WordNet's antonyms and the groups below) and both sides of every comparison must agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.lexicon import COMPARED, TOTALS, alike, antonyms
from pipeline.language.stems import regular_stem, stem
from pipeline.language.words import STOP_WORDS

NEGATORS = frozenset(
    """not never no without nobody none nothing neither nor cannot hardly barely rarely seldom lack lacks lacked lacking
    fail fails failed failing refuse refuses refused deny denies denied unable unlikely impossible stop stops stopped
    prevent prevents prevented avoid avoids avoided""".split()
)
_NEGATED = re.compile(r"\b(\w+)n['’]t\b", re.I)
# "go up", "is down"; elsewhere "up" is a particle: "divide the world up"
_UP_OR_DOWN = re.compile(
    r"\b(?:go|goes|going|gone|went|is|are|was|were|moves?|moved|jumps?|jumped|shoots?|shot|drives?|drove|"
    r"push\w*) (up|down)\b",
    re.I,
)
_WORDS = re.compile(r"\d[\d,.]*\d|[A-Za-z0-9][\w'’-]*|[.?!;:,]")
_BOUNDARIES = frozenset(".?!;:,") | {
    "but",
    "because",
    "although",
    "though",
    "while",
    "whereas",
    "so",
    "and",
    "or",
    "if",
}
_NOT_ONLY = frozenset({"only", "just", "merely", "simply", "necessarily"})
_ORDER = frozenset(map(stem, "first last next later earlier early late before after begin end start".split()))
AFTER = 14  # words that a stretch of speech may go on after the last word it shares with a clause
REACH = 5  # words after a negator that it can deny
NEAR = 6  # words around a word that tell which of two places a claim means


@dataclass(frozen=True)
class Tokens:
    """A text as lower-case words and stems; punctuation is kept, for it bounds what a "not" denies."""

    words: tuple[str, ...]
    stems: tuple[str, ...]

    def content(self, at: int) -> bool:
        """Say whether the word in this place carries meaning of its own."""
        word = self.words[at]
        plain = word[0].isalnum() and "'" not in word and len(word) > 2
        return plain and word not in STOP_WORDS and word not in NEGATORS

    def negators(self) -> list[int]:
        """Return the places of words that deny what follows; "not only" and "no doubt" deny nothing."""
        found = []
        for k, word in enumerate(self.words):
            following = self.words[k + 1] if k + 1 < len(self.words) else ""
            if (
                word in NEGATORS
                and not (word == "not" and following in _NOT_ONLY)
                and following not in ("doubt", "matter")
                and self.words[k + 1 : k + 3] != ("know", ",")
            ):
                found.append(k)
        return found

    def denied(self, at: int) -> bool:
        """Say whether an odd number of negators reaches the word in this place."""
        count, k = 0, at - 1
        negators = set(self.negators())
        while k >= max(0, at - REACH) and self.words[k] not in ".?!;:" and self.words[k] not in ("but", "because"):
            count += k in negators
            k -= 1
        return count % 2 == 1

    def target(self, at: int) -> int | None:
        """Return the first word of content that the negator in this place reaches."""
        for k in range(at + 1, min(at + 1 + REACH, len(self.words))):
            if self.words[k] in ".?!;:," or self.words[k] == "know":  # "I don't know, it solves …"
                return None
            if self.content(k):
                return k
        return None


def tokens(text: str) -> Tokens:
    """Take a text apart: "It didn't work." → it did not work ."""
    text = re.sub(r"\bcan(?:['’]t|not)\b", "can not", text, flags=re.I)
    text = re.sub(r"\bwon['’]t\b", "will not", text, flags=re.I)
    text = _NEGATED.sub(r"\1 not", text.replace("’", "'"))
    text = re.sub(r"(?<=[A-Za-z])-(?=[A-Za-z])", " ", text)
    text = _UP_OR_DOWN.sub(r"go\1", text)
    words = tuple(w.lower().strip("'-") or "," for w in _WORDS.findall(text))
    return Tokens(words, tuple(stem(w) for w in words))


def flips(claim: str, said: str) -> list[str]:
    """Return how a claim turns round what was said; empty where nothing is turned."""
    ours, theirs = tokens(claim), tokens(said)
    found: list[str] = []
    for first, last in clauses(ours):
        here = Tokens(ours.words[first:last], ours.stems[first:last])
        region = _region(here, theirs)
        if region is None:
            continue
        there = Tokens(theirs.words[region[0] : region[1]], theirs.stems[region[0] : region[1]])
        found += _negations(here, there, theirs)
        found += _opposed(here, there, theirs, frozenset(ours.stems))
    found += _undirected(ours, theirs)
    found += _totals(ours, theirs)
    return list(dict.fromkeys(found))


def clauses(text: Tokens) -> list[tuple[int, int]]:
    """Cut a text at strong punctuation and at "but", "because", "while": [first, last) of each part."""
    edges, parts = [0], []
    for k, word in enumerate(text.words):
        if word in (".", "?", "!", ";", ":", "but", "because", "while", "whereas", "although", "though"):
            edges.append(k)
    edges.append(len(text.words))
    first = 0
    for last in edges[1:]:  # a part of less than two words of content stays with the next
        if sum(text.content(k) for k in range(first, last)) >= 2:
            parts.append((first, last))
            first = last
    if first < len(text.words):
        parts[-1:] = [((parts[-1][0] if parts else 0), len(text.words))]
    return parts


def _region(here: Tokens, theirs: Tokens) -> tuple[int, int] | None:
    """Return the stretch of speech that shares most words of content with a clause, grown to whole parts."""
    wanted = {here.stems[k] for k in range(len(here.words)) if here.content(k)}
    hits = [k for k, s in enumerate(theirs.stems) if s in wanted and theirs.content(k)]
    if not hits:
        return None
    length = max(14, 2 * len(here.words))
    best: tuple[int, int, int] = (0, 0, 0)
    for k, start in enumerate(hits):
        inside = [h for h in hits[k:] if h < start + length]
        score = len({theirs.stems[h] for h in inside})
        if score > best[0] or (score == best[0] and inside[-1] - start < best[2] - best[1]):
            best = (score, start, inside[-1])
    if best[0] < (2 if len(wanted) > 2 else 1):
        return None
    first, last = best[1], best[2] + 1
    while first > 0 and theirs.words[first - 1] not in ".?!" and best[1] - first < 8:
        first -= 1
    while last < len(theirs.words) and theirs.words[last] not in ".?!" and last - best[2] < AFTER:
        last += 1
    return first, last


def _negations(here: Tokens, there: Tokens, theirs: Tokens) -> list[str]:
    found = []
    against_of = antonyms()
    for at in here.negators():
        target = here.target(at)
        if target is None:
            continue
        word = here.stems[target]
        places = [k for k, s in enumerate(theirs.stems) if s == word or s in against_of.get(word, ())]
        places = [k for k in places if theirs.stems[k] == word] or places
        agree = [k for k in places if (theirs.denied(k) == here.denied(target)) == (theirs.stems[k] == word)]
        turned = any(against_of.get(s, frozenset()) & set(there.stems) for s in here.stems)
        if (places and not agree) or (not places and not there.negators() and not turned):
            found.append(f"denies “{here.words[target]}”, which its words do not")
    for at in there.negators():
        target = there.target(at)
        if target is None or there.stems[target] not in here.stems:
            continue
        word = there.stems[target]
        elsewhere = any(s == word and not there.denied(k) for k, s in enumerate(there.stems))
        close = [k for k, s in enumerate(here.stems) if s == word]
        denied = any(here.denied(k) or any(abs(k - n) <= 3 for n in here.negators()) for k in close)
        turned = bool(against_of.get(word, frozenset()) & set(here.stems))
        if not (elsewhere or denied or turned):
            found.append(f"affirms “{there.words[target]}”, which its words deny")
    return found


def _opposed(here: Tokens, there: Tokens, theirs: Tokens, told: frozenset[str]) -> list[str]:
    """Return words of a clause whose opposite stands in its words instead; not where the claim (`told`) has both."""
    found = []
    against_of = antonyms()
    for k, word in enumerate(here.stems):
        against = against_of.get(word)
        if not against or not here.words[k][0].isalpha():
            continue
        same = [n for n, s in enumerate(theirs.stems) if s in alike(word) and s not in against]
        other = [n for n, s in enumerate(there.stems) if s in against and s not in alike(word)]
        nearest = max(other, key=lambda n: neighbours(here, k, there, n), default=None)
        beside = nearest is not None and there.stems[nearest] in told - _ORDER  # "a father … Mother's Day"
        if not same and nearest is not None and not beside and there.denied(nearest) == here.denied(k):
            found.append(f"says “{here.words[k]}” where its words say “{there.words[nearest]}”")
        elif same and other:
            whole = [n for n, s in enumerate(theirs.stems) if s in against and s not in alike(word)]
            ours = max(neighbours(here, k, theirs, n) for n in same)
            turned = max((neighbours(here, k, theirs, n) for n in whole), default=0)
            if turned >= ours + 2 and not here.denied(k):
                found.append(f"says “{here.words[k]}” of what its words call “{there.words[other[0]]}”")
    return found


def neighbours(here: Tokens, at: int, theirs: Tokens, place: int) -> int:
    """Count the words of content that stand near a word both in the claim and in a place of the speech."""
    ours = {here.stems[k] for k in range(max(0, at - NEAR), min(len(here.words), at + NEAR + 1)) if here.content(k)}
    ours -= {here.stems[at]}
    near = set()
    for step in (-1, 1):
        k = place + step
        while 0 <= k < len(theirs.words) and abs(k - place) <= NEAR and theirs.words[k] not in ".?!;":
            near.add(theirs.stems[k])
            k += step
    return len(ours & near)


def _undirected(ours: Tokens, theirs: Tokens) -> list[str]:
    """Return directions ("rises", "worse") that the words give in no form, not even as a denied opposite."""
    found = []
    for k, word in enumerate(ours.stems):
        compared = regular_stem(ours.words[k]) in COMPARED  # "smaller"; "small" compares nothing
        if not compared or not (ours.content(k) or ours.words[k] in ("more", "most")):
            continue
        spoken = set(theirs.stems)
        if not spoken & alike(word) and not spoken & antonyms().get(word, frozenset()):
            found.append(f"says “{ours.words[k]}”, which its words do not")
    return found


def _totals(ours: Tokens, theirs: Tokens) -> list[str]:
    """Return words that leave no exception ("all", "only", "first") where the words leave some."""
    spoken = set(theirs.words) | set(theirs.stems)
    found = []
    for word in ours.words:
        allowed = TOTALS.get(word)
        if (
            allowed
            and not spoken & set(allowed.split())
            and not spoken & {stem(w) for w in allowed.split() if len(w) > 4}
        ):
            found.append(f"says “{word}”, which its words do not")
    return found


def stems_of(text: str) -> list[str]:
    """Return the stems of a text's words of content, in order."""
    found = tokens(text)
    return [found.stems[k] for k in range(len(found.words)) if found.content(k)]


def shared(claim: Sequence[str], said: Sequence[str]) -> float:
    """Return the share of a claim's stems that were said; 1.0 for an empty claim."""
    spoken = set(said)
    return sum(s in spoken for s in claim) / len(claim) if claim else 1.0
