"""Sections of talk made ready for search: their sentences, words and the names spoken in them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.language.stems import singular, stem
from pipeline.language.words import content_words, squash
from pipeline.records import Outline, Section, Transcript


@dataclass(frozen=True)
class IndexedSection:
    """A section of talk with its sentences, ready for search."""

    section: Section
    rows: NDArray[np.intp]  # sentence numbers
    bag: Counter[str]  # words without a plural s
    stems: Counter[str]  # words by their stems
    said: tuple[tuple[float, tuple[str, ...]], ...]  # each sentence's start and words, letters and digits only

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of all sentences in order."""
        return tuple(token for _, tokens in self.said for token in tokens)


def talk_parts(transcript: Transcript, outline: Outline, texts: Sequence[str]) -> list[IndexedSection]:
    """Return the sections of talk that hold a sentence; introductions, sponsors and goodbyes take no part."""
    parts = []
    for section in outline.sections:
        first, last = section.words
        rows = [k for k, s in enumerate(transcript.sentences) if first <= s.words[0] < last]
        if section.kind == "talk" and rows:
            said = [word for k in rows for word in content_words(texts[k])]
            tokens = [tuple(bare for w in texts[k].split() if (bare := squash(w))) for k in rows]
            starts = [transcript.sentences[k].start for k in rows]
            bag, stems = Counter(map(singular, said)), Counter(map(stem, said))
            parts.append(IndexedSection(section, np.array(rows), bag, stems, tuple(zip(starts, tokens, strict=True))))
    return parts


def mentions(tokens: Sequence[str], name: str) -> int:
    """Count where consecutive words read together as `name`, plural or not.

    >>> mentions(("the", "alex", "net", "paper", "alexnets"), "AlexNet")
    2
    """
    target = singular(squash(name))
    count = 0
    for i, token in enumerate(tokens):
        if not (target + "s").startswith(token):
            continue
        joined, j = "", i
        while j < len(tokens) and len(joined) < len(target):
            joined += tokens[j]
            j += 1
        count += bool(target) and joined in (target, target + "s")
    return count
