"""Judge of how words read away from their talk: restarts, a transcript's own marks, openings that join on."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.language.words import bare

_BROKEN_OFF = frozenset(
    "the a an of to in on at for with from and or but only my your their its our very is was are were be".split()
)
_LEANERS = frozenset("before after with without for because in on of like besides despite through since by".split())
_MARKS = re.compile(r"[\[\]{}…]|\.\.\.|\(?\b\d{1,2}:\d\d\b\)?:?(?= [A-Z])|\(\d+:\d+")
_JOINS_ON = re.compile(
    r"(?:for (?:example|instance)|however|instead|therefore|otherwise|on the other hand|that said|at the same time|"
    r"similarly|likewise|besides|moreover|even|especially|meanwhile|still|most recently|recently|later|finally|"
    r"first|second|third|one is|one thing|at (?:one|this|that) point|as a result|the other|another|eventually|"
    r"the next|in (?:this|that|these|those|the end)|in terms of|both|all of (?:these|those|that|this)|"
    r"one of (?:these|those)|more often|over the|also|again|actually|some of|most of (?:them|these|those)|"
    r"the (?:reason|only difference))\b",
    re.I,
)


def marked(text: str) -> bool:
    """Say whether a transcript's own marks stand in the words: "(07:20): But …", "ta[king]"."""
    return bool(_MARKS.search(text))


def joins_on(text: str) -> bool:
    """Say whether a sentence opens as the next step of something: "Similarly, …", "One of these …"."""
    return bool(_JOINS_ON.match(re.sub(r"^(?:and|so|but|because),? ", "", text, flags=re.I)))


def stumbles(said: Sequence[str]) -> bool:
    """Say whether the speaker breaks off or starts again: "the only, so the good ones", "you could take, you could go".

    Whoever reads it would stumble too. Such a sentence is true and is left to the transcript.
    """
    words = [bare(w) for w in said]
    if len(words) < 2:
        return True
    for k, token in enumerate(said[:-1]):
        if not token.endswith((",", "-", "–", "—")):
            continue
        after = words[k + 1 : k + 3]
        window = words[max(0, k - 5) : k + 1]
        again = len(after) == 2 and any(window[n : n + 2] == after for n in range(len(window) - 1))
        if words[k] in _BROKEN_OFF or words[k] == words[k + 1] or again:
            return True
    leans = words[0] in _LEANERS and words[1] in {"that", "this", "it", "them", "these", "those"}
    refers = any(a in {"do", "does", "did"} and b in {"that", "this", "so"} for a, b in pairwise(words))
    return words[0] == "then" or leans or refers  # "before that …", "they already do that"
