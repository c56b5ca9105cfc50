"""What is said where a section starts: words and short runs of words around a sentence start, each with a weight.

A bag-of-words logistic regression kept as a table of plain numbers (`training/train_segmenter.py` fits it). It learns
how hosts open a subject ("let me ask you about") and what guests end an answer with.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from pipeline.records import Record
from pipeline.stages.segment.features import Floats
from pipeline.stages.segment.regression import CLIP

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|\?")
LONGEST = 60  # tokens read of a sentence
OPENING = 4  # tokens: the longest opening that is one gram
AROUND = 2  # sentences before and after whose openings and ends count too
LENGTHS = 7  # steps of a sentence's length on a log scale


class GramWeights(Record):
    """The log-odds that each gram adds, and those of a sentence start about which nothing is known."""

    bias: float
    weights: dict[str, float]


def tokens(text: str) -> list[str]:
    """Return the lower-case words, numbers and question marks of a sentence.

    >>> tokens("So, what's next?")
    ['so', "what's", 'next', '?']
    """
    return _TOKEN.findall(text.lower().replace("’", "'"))[:LONGEST]


def grams(texts: Sequence[str]) -> Iterator[set[str]]:
    """Yield, per sentence, the grams of it and of its neighbours; a prefix tells where a gram stands.

    `^` opening, `$` end, `w` word, `b` two words, `t` three words, `L` length; `>1` and `<1` the sentence after and
    before, `<1=` a whole short sentence before ("Yeah.").
    """
    said = [tokens(text) for text in texts]
    for i, own in enumerate(said):
        found = _openings("^", own, OPENING) | {f"w_{w}" for w in own} | {f"L{_length(own)}"}
        found |= {f"b_{'_'.join(run)}" for run in pairwise(own)}
        found |= {f"t_{'_'.join(run)}" for run in zip(own, own[1:], own[2:], strict=False)}
        if own:
            found.add("$" + "_".join(own[-2:]))
        for away in range(1, AROUND + 1):
            if i + away < len(said):
                found |= _openings(f">{away}^", said[i + away], OPENING - 1)
            if i >= away:
                found |= _before(f"<{away}", said[i - away])
        if i + 1 < len(said):
            after = said[i + 1]
            found |= {f">w_{w}" for w in after}
            found |= {f">b_{'_'.join(run)}" for run in pairwise(after)}
        if i:
            found |= {f"<w_{w}" for w in said[i - 1]}
        yield found


def _openings(mark: str, words: Sequence[str], longest: int) -> set[str]:
    return {mark + "_".join(words[:k]) for k in range(1, min(longest, len(words)) + 1)}


def _before(mark: str, words: Sequence[str]) -> set[str]:
    found = _openings(mark + "^", words, OPENING - 1)
    if words:
        found.add(f"{mark}$" + "_".join(words[-2:]))
    if len(words) <= OPENING - 1:
        found.add(f"{mark}=" + "_".join(words))
    return found


def _length(words: Sequence[str]) -> int:
    return min(LENGTHS, int(1.5 * np.log2(len(words) + 1)))


def gram_odds(texts: Sequence[str], table: GramWeights) -> Floats:
    """Return the log-odds, `(n,)`, of a section starting at each sentence by what is said around it."""
    weight = table.weights.get
    odds = np.array([sum(weight(gram, 0.0) for gram in sorted(found)) for found in grams(texts)], np.float64)
    clipped: Floats = np.clip(odds + table.bias, -CLIP, CLIP)
    return clipped
