"""Judge of names: a claim may name only what its words name, however a recogniser spelled it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from pipeline.checks.reported import LOWERED
from pipeline.language.stems import stem
from pipeline.language.word_frequency import shares
from pipeline.language.words import STOP_WORDS

_WORD = re.compile(r"[A-Za-z][\w'’&.-]*")
_NOT_NAMES = frozenset(
    """i i'm i've i'd i'll ok okay mr mrs ms dr prof according similarly finally however moreover instead today there
    yet also both others another he she they it we you his her their its our monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december english
    asked asking despite given overall later earlier toward towards then thus therefore by""".split()
)  # fmt: skip
_SHORT = 5  # letters; shorter names must match in every letter
_LONG = 8


def letters(word: str) -> str:
    """Return a word's letters and digits in lower case, possessive cut: "AlexNet's" → alexnet."""
    return re.sub(r"[\W_]", "", re.sub(r"['’]s$", "", word).lower())


@lru_cache(maxsize=8)
def _stems(common: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in common)


def names(text: str, common: frozenset[str]) -> list[str]:
    """Return the words of a text that are written as names; `common` holds letters of words seen in lower case.

    The first word of a sentence counts where it is never seen in lower case, or another capital follows it.
    """
    found = []
    for sentence in re.split(r"(?<=[.?!:])\s+", text):
        words = [w.group().rstrip(".'’-") for w in _WORD.finditer(sentence)]
        for k, word in enumerate(words):
            plain = letters(word)
            if not (word[:1].isupper() or any(c.isupper() for c in word)) or plain in _NOT_NAMES or len(plain) < 2:
                continue
            shouted = word.isupper() or any(c.isupper() for c in word[1:])
            if k == 0 and (plain in STOP_WORDS or plain in LOWERED):
                continue
            known = plain in common or plain.rstrip("s") in common or (k == 0 and stem(plain) in _stems(common))
            known |= plain in shares()  # "Far too few": said in most shows, if not in this one
            follows = k + 1 < len(words) and words[k + 1][:1].isupper() and letters(words[k + 1]) not in _NOT_NAMES
            if k == 0 and not shouted and known and not follows:
                continue
            found.append(word)
    return found


def _distance(a: str, b: str, most: int) -> int:
    """Return the edit distance of two short words, `most + 1` where it is more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        above, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (x != y))
    return row[-1]


def same_name(a: str, b: str) -> bool:
    """Say whether two spellings may be one name: equal letters, a plural, or a slip of a recogniser's ear.

    One letter may differ in names of five letters and more, two in those of eight and more; the first stays, and
    digits must agree: GPT2 is not GPT3.
    """
    a, b = letters(a), letters(b)
    if a == b or a.rstrip("s") == b.rstrip("s"):
        return True
    if a[:1] != b[:1] or re.sub(r"\D", "", a) != re.sub(r"\D", "", b):
        return False
    shorter = min(len(a), len(b))
    most = 0 if shorter < _SHORT else 1 if shorter < _LONG else 2
    return _distance(a, b, most) <= most


def unsaid(claim: str, said: str, known: Iterable[str], common: frozenset[str]) -> list[str]:
    """Return which names of a claim neither its words nor the episode's own facts (`known`) hold."""
    spoken = [w.group() for text in (said, *known) for w in _WORD.finditer(text)]
    spoken += ["".join(pair) for pair in pairwise(spoken)]  # "Alex Net"
    spoken += re.findall(r"\w+", " ".join((said, *known)))
    if re.search(r"\b(?:the|The) States\b", said):
        spoken.append("United")
    found = []
    for name in names(claim, common):
        parts = [p for p in re.split(r"[-&.]", name) if p]
        if any(same_name(name, s) for s in spoken) or (len(letters(name)) > 3 and letters(name) in letters(said)):
            continue
        if len(parts) > 1 and all(any(same_name(p, s) for s in spoken) for p in parts):
            continue
        acronym = name.isupper() and letters(name) in _initials(said)
        if not acronym:
            found.append(f"names {name}, which its words do not")
    return found


def _initials(text: str) -> set[str]:
    """Return the initials of every run of two to six words: "graphics processing unit" → gpu."""
    words = [letters(w) for w in re.findall(r"[\w'’-]+", text)]
    return {"".join(w[:1] for w in words[k : k + n]) for n in range(2, 6) for k in range(max(0, len(words) - n + 1))}
