"""Judge of sides: whether a claim exchanges who did what, what stands before and after, or one thing for another."""

import re
from collections.abc import Collection, Sequence

from pipeline.checks.polarity import Tokens, tokens
from pipeline.language.lexicon import alike, synonyms
from pipeline.language.stems import stem
from pipeline.language.words import STOP_WORDS

GAP = 7  # words between two that a claim takes over, in which it may have put another word

_SIDES = ("than", "before", "after", "because", "cause", "causes", "caused", "to", "from", "instead", "rather",
          "without", "replaced", "beats", "beat", "leads", "led", "drives")  # fmt: skip


def swapped(claim: str, said: str) -> list[str]:
    """Return comparisons and causes whose two sides stand the other way round than they were said."""
    ours, theirs = tokens(claim), tokens(said)
    found = []
    for k, word in enumerate(ours.words):
        places = [n for n, other in enumerate(theirs.words) if other == word] if word in _SIDES else []
        if word == "to":  # has sides only in "from … to …"
            places = [n for n in places if _from(ours, k) and _from(theirs, n)]
        if any(_crossed(_sides(ours, k, width), _sides(theirs, n, width)) for n in places for width in (4, 8)):
            found.append(f"turns the sides of “{word}” round")
    return found


def _from(text: Tokens, at: int) -> bool:
    return "from" in text.words[max(0, at - 8) : at]


def _crossed(ours: tuple[set[str], set[str]], theirs: tuple[set[str], set[str]]) -> bool:
    (left, right), (there_left, there_right) = ours, theirs
    straight = len((left - right) & there_left) + len((right - left) & there_right)
    to_right, to_left = (left - right) & (there_right - there_left), (right - left) & (there_left - there_right)
    return bool(to_right and to_left) and len(to_right) + len(to_left) > straight


def _sides(text: Tokens, at: int, width: int) -> tuple[set[str], set[str]]:
    """Return the words of content up to `width` words before and after a place, inside its sentence."""
    sides: list[set[str]] = []
    for step in (-1, 1):
        k, side = at + step, set[str]()
        while 0 <= k < len(text.words) and abs(k - at) <= width and text.words[k] not in ".?!;":
            if text.content(k):
                side.add(text.stems[k])
            k += step
        sides.append(side)
    return sides[0], sides[1]


def exchanged(claim: str, said: str, names: Sequence[str]) -> list[str]:
    """Return pairs of names between which a claim exchanges what was said of each.

    "A grows, B shrinks" said of "B grows. A shrinks.": each name's part holds a word said only beside the other.
    """
    parts = [set(tokens(p).stems) for p in re.split(r"[,;]|\b(?:while|whereas|but|and)\b", claim)]
    beside = [set(tokens(p).stems) for p in re.split(r"(?<=[.?!])\s+", said)]
    marks = [stem(n) for n in dict.fromkeys(names)]
    found = []
    for i, a in enumerate(marks):
        for b in marks[i + 1 :]:
            strayed = [_only_beside(parts, beside, x, y) for x, y in ((a, b), (b, a))]
            if all(strayed):
                found.append(f"exchanges what was said of {names[i]} and of another")
    return found


def _only_beside(parts: list[set[str]], beside: list[set[str]], mine: str, other: str) -> bool:
    """Say whether the part that names `mine` alone holds a word said only where `other` alone is named."""
    own = set().union(*(p for p in parts if mine in p and other not in p)) - {mine, other}
    with_mine = set().union(*(s for s in beside if mine in s))
    with_other = set().union(*(s for s in beside if other in s and mine not in s))
    return any(len(w) > 3 and w not in STOP_WORDS for w in own & with_other - with_mine)


def misgiven(claim: str, said: str, names: Sequence[str]) -> list[str]:
    """Return words that a claim gives to one name and the speech to another: who stands next before them.

    "China rearms because of Japan." said of "Japan rearms because of China."
    """
    ours, theirs = tokens(claim), tokens(said)
    marks = {stem(n) for n in names} & set(theirs.stems) & set(ours.stems)
    found = []
    for k, word in enumerate(ours.stems if len(marks) > 1 else ()):
        mine = _owner(ours, k, marks)
        if mine is None or word in marks or not ours.content(k) or ours.words[k + 1 : k + 2] == ("by",):
            continue
        following = set(ours.stems[k + 1 : k + 3])  # "the newsletter Transformer": the name it belongs to comes after
        places = [n for n, s in enumerate(theirs.stems) if s == word]
        if any(mine in (_after(theirs, n, "by"), _after(theirs, n, "named")) for n in places):
            continue  # "was conquered by Rome", "a slave woman named Musa"
        owners = {o for n in places if (o := _owner(theirs, n, marks))}
        if owners and mine not in owners and not owners & following:
            found.append(f"gives “{ours.words[k]}” to another than its words do")
    return found


_ENDS = frozenset([*".?!;:,", "who", "whom", "whose", "which"])


def _after(text: Tokens, at: int, link: str) -> str | None:
    """Return the word after the "by" or "named" that follows a place in its clause: "all was conquered by Rome"."""
    for k in range(at + 1, min(at + 6, len(text.words) - 1)):
        if text.words[k] in _ENDS:
            return None
        if text.words[k] == link:
            return text.stems[k + 1]
    return None


def _owner(text: Tokens, at: int, marks: Collection[str]) -> str | None:
    """Return the nearest name up to six words before a place, in its clause.

    A comma or a "who" ends the search, unless the name stands right before it: "Ito, a baker", "Ito, who bakes".
    """
    ended = False
    for k in range(at - 1, max(-1, at - 7), -1):
        if text.words[k] in ".?!;:":
            return None
        if text.stems[k] in marks:
            return text.stems[k]
        if ended and text.words[k] not in _ENDS:
            return None
        ended |= text.words[k] in _ENDS
    return None


def replaced(claim: str, said: str) -> list[str]:
    """Return words put in the place of others: what stands before and after was said, with another word between.

    "a curved space" said of "a flat space", "laws to break" of "laws to follow". Words of one side of the groups of
    `antonyms` and WordNet's synonyms ("backs", "supports") are no replacement; names and numbers have own judges.
    """
    ours, theirs = tokens(claim), tokens(said)
    content = [k for k in range(len(ours.words)) if ours.content(k)]
    names = {w.lower() for w in re.findall(r"\b[A-Z][\w'’-]+", claim)}
    spoken, told = set(theirs.stems), set(ours.stems)
    found = []
    last = len(content) - 1
    for n, k in enumerate(content):
        word = ours.stems[k]
        if word in spoken or ours.words[k] in names or ours.words[k] in _LOOSE or ours.words[k][0].isdigit():
            continue
        between = _between(theirs, ours.stems[content[n - 1]], ours.stems[content[n + 1]]) if 0 < n < last else []
        between += _in_its_place(ours, k, theirs)
        instead = [p for p in between if theirs.content(p) and theirs.stems[p] not in told]
        same = alike(word) | synonyms().get(word, frozenset())
        if instead and not any(theirs.stems[p] in same for p in instead):
            found.append(f"says “{ours.words[k]}” where its words say “{theirs.words[instead[0]]}”")
    return found


_LOOSE = frozenset("though although however whereas while since namely rather instead often roughly almost".split())


def _between(text: Tokens, left: str, right: str) -> list[int]:
    """Return the places between the closest pair of two stems, in this order, at most GAP apart; [] where none is."""
    pairs = [
        (b - a, a, b)
        for a, s in enumerate(text.stems)
        if s == left
        for b in range(a + 2, min(a + 1 + GAP, len(text.stems)))
        if text.stems[b] == right and "." not in text.words[a:b]
    ]
    return list(range(min(pairs)[1] + 1, min(pairs)[2])) if pairs else []


def _in_its_place(ours: Tokens, at: int, theirs: Tokens) -> list[int]:
    """Return the places of the speech that have the same three words around them as a word of the claim.

    One before and two after, or two before and one after: "the X of this", "on the X."; an end of a sentence counts.
    """
    found = []
    for before, after in ((1, 2), (2, 1)):
        mine = _around(ours, at, before, after)
        found += [p for p in range(len(theirs.stems)) if _around(theirs, p, before, after) == mine]
    return found


def _around(text: Tokens, at: int, before: int, after: int) -> list[str]:
    padded = [".", ".", *(s if s not in ("?", "!") else "." for s in text.stems), ".", "."]
    return padded[at + 2 - before : at + 2] + padded[at + 3 : at + 3 + after]
