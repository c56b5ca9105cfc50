"""Find the acronym of a watched topic, or what its acronym stands for, in what was said."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.language.words import content_words, squash

SHORTEST, LONGEST = 2, 6  # letters
NEAR = 1  # sentences between the acronym and the words that it stands for
_EXPLAINS = re.compile(r"\b(?:or|stands? for|short for|called|known as|abbreviated|which is|that's|means)\b|\(", re.I)
_WORD = re.compile(r"[A-Za-z][\w’'-]*")


def also_said(name: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the names that the talk itself gives a topic: its acronym, or the words that the acronym stands for.

    Both must be said in one sentence or in neighbouring ones. Words for an acronym must be said so twice, or once
    with words that explain ("or", "stands for").

    >>> also_said("convolutional neural network", ["A CNN, or convolutional neural network, sees edges."])
    ('CNN',)
    >>> also_said("CNN", ["A CNN, or convolutional neural network, sees edges."])
    ('convolutional neural network',)
    >>> also_said("CNN", ["I saw it on CNN.", "Cats never nap."])
    ()
    """
    if is_acronym(name):
        return _stands_for(name, texts)
    initials = "".join(word[0] for word in content_words(name)).upper()
    if not SHORTEST <= len(initials) <= LONGEST or len(name.split()) < SHORTEST:
        return ()
    spelled = re.compile(rf"\b{initials}(?:s|'s|’s)?\b")
    target = squash(name)
    named = [k for k, text in enumerate(texts) if target in squash(text)]
    return (initials,) if any(spelled.search(texts[k]) for k in _around(named, len(texts))) else ()


def is_acronym(name: str) -> bool:
    """Say whether a name is an acronym: two to six capital letters."""
    return name.isalpha() and name.isupper() and SHORTEST <= len(name) <= LONGEST


def _around(found: Sequence[int], n: int) -> Iterator[int]:
    for k in found:
        yield from range(max(0, k - NEAR), min(n, k + NEAR + 1))


def _stands_for(acronym: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the run of words with these initials that is said most beside the acronym."""
    letters = acronym.lower()
    spelled = re.compile(rf"\b{acronym}(?:s|'s|’s)?\b")
    named = [k for k, text in enumerate(texts) if spelled.search(text)]
    runs: Counter[str] = Counter()
    explained: set[str] = set()
    for k in sorted(set(_around(named, len(texts)))):
        words = _WORD.findall(texts[k])
        for i in range(len(words) - len(letters) + 1):
            run = words[i : i + len(letters)]
            initials = "".join(word[0] for word in run).lower() == letters
            if initials and len(content_words(" ".join(run))) == len(run):
                phrase = " ".join(run).lower()
                runs[phrase] += 1
                if k in named and _EXPLAINS.search(texts[k]):
                    explained.add(phrase)
    told = [phrase for phrase, count in runs.most_common() if count > 1 or phrase in explained]
    return tuple(told[:1])
