"""Name sections by the candidate that readers would grade highest, and group them into themes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.checks.naming import letters, same_name
from pipeline.language.stems import stem
from pipeline.language.word_frequency import shares
from pipeline.language.words import content_words
from pipeline.ports import Embedder, SentenceParse, SentenceParser
from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.phrases import Phrases
from pipeline.stages.segment.title_candidates import TitleCandidate, gathered, holds, matters
from pipeline.stages.segment.title_questions import headline
from pipeline.stages.segment.title_ranker import TitleScene, grades, rows

LEAST_THEMES, MOST_THEMES, SECTIONS_PER_THEME = 2, 5, 4
_NAME = re.compile(r"\b[A-Z][a-z]\w{3,}")  # a name of five letters or more; shorter ones are too like other words
SAID_AGAIN = 0.6  # of a grade: what a title loses whose words all stand in another section's title
SUBJECT = (
    0.3,
    0.15,
)  # of a grade: holds the section's best and second phrase; costs no printable title (decision 1121)
RUNNERS_UP = 12


@dataclass(frozen=True)
class GradedTitles:
    """The possible titles of a section and the grade expected of each, best first."""

    candidates: tuple[TitleCandidate, ...]
    grades: tuple[float, ...]


def described(
    talk: Talk,
    groups: Sequence[NDArray[np.intp]],
    readings: Sequence[SentenceParse],
    phrases: Sequence[Phrases],
    *,
    wanted: Sequence[bool],
    embedder: Embedder,
    parser: SentenceParser,
) -> list[tuple[list[TitleCandidate], Floats]]:
    """Return, for each wanted group of sentences, its possible titles and `(n, columns)` what is known of them.

    Groups that want no title have none; they still say what sets the others apart. A question must be a whole sentence
    to the parser once it has been shortened.
    """
    about = matters(talk, groups)
    pools = [
        gathered(talk, group, readings, said, matter) if asks else []
        for group, said, matter, asks in zip(groups, phrases, about, wanted, strict=True)
    ]
    asked = list(dict.fromkeys(one.text for pool in pools for one in pool if one.kind == "question"))
    broken = {text for text, reading in zip(asked, parser.parse(asked), strict=True) if not reading.whole}
    pools = [[one for one in pool if one.text not in broken] for pool in pools]
    written = (text for pool in pools for one in pool for text in (one.text, one.head) if text)
    texts = list(dict.fromkeys(written))
    at, vectors = {text: k for k, text in enumerate(texts)}, embedder.embed(texts)
    found = []
    for group, said, matter, pool in zip(groups, phrases, about, pools, strict=True):
        scene = TitleScene(talk, group, said, matter)
        own, heads = ([at[one.text] for one in pool], [at[one.head or one.text] for one in pool])
        found.append((pool, rows(scene, pool, vectors[own], vectors[heads])))
    return found


def graded(pools: Sequence[tuple[list[TitleCandidate], Floats]], phrases: Sequence[Phrases]) -> list[GradedTitles]:
    """Return the possible titles of each section with the grade that readers would give, best first.

    A title that holds the phrase that editors name such a section by is worth more than its grade.
    """
    found = []
    for (pool, table), said in zip(pools, phrases, strict=True):
        value = grades(table) if pool else np.zeros(0)
        for phrase, worth in zip(said.best, SUBJECT, strict=False):
            value += [worth * holds(one.text, phrase) for one in pool]
        order = sorted(range(len(pool)), key=lambda k: (-round(float(value[k]), 6), pool[k].text))
        found.append(GradedTitles(tuple(pool[k] for k in order), tuple(float(value[k]) for k in order)))
    return found


def titles(pools: Sequence[GradedTitles]) -> list[tuple[str, ...]]:
    """Return each section's title and after it its runners-up, as said; nothing for a section without candidates.

    The section with the best candidate chooses first. A title loses what its words have in common with one chosen.
    """
    chosen: list[tuple[str, ...]] = [()] * len(pools)
    taken: list[frozenset[str]] = []
    for k in sorted((k for k, pool in enumerate(pools) if pool.grades), key=lambda k: -pools[k].grades[0]):
        texts = [one.text for one in pools[k].candidates]
        value = [g - SAID_AGAIN * _said_again(text, taken) for text, g in zip(texts, pools[k].grades, strict=True)]
        ranked = sorted(range(len(texts)), key=lambda i: (-round(value[i], 6), texts[i]))
        chosen[k] = tuple(texts[i] for i in ranked[:RUNNERS_UP])
        taken.append(_stems(chosen[k][0]))
    return chosen


def spelled(title: str, known: Sequence[str]) -> str:
    """Return a title with names as the publisher writes them, where a recogniser misheard a letter or two.

    >>> spelled("Why Sutskevar left", ("Ilya Sutskever: Deep Learning",))
    'Why Sutskever left'
    """
    names = [word for text in known for word in _NAME.findall(text) if word.lower() not in shares()]

    def written(match: re.Match[str]) -> str:
        word = match.group()
        if word.lower() in shares() or any(letters(word).rstrip("s") == letters(name).rstrip("s") for name in names):
            return word
        return next((name for name in names if same_name(word, name)), word)

    return _NAME.sub(written, title)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in content_words(text))


def _said_again(text: str, taken: Sequence[frozenset[str]]) -> float:
    """Return the largest share of a title's words that one other title holds."""
    own = _stems(text)
    return max((len(own & other) / len(own) for other in taken), default=0.0) if own else 0.0


def phrase_title(phrases: Phrases, taken: set[str]) -> str | None:
    """Return the best phrase not used by another section."""
    free = next((p for p in phrases.best if p.lower() not in taken), None)
    return free and headline(free)


def theme_groups(means: Floats) -> list[tuple[int, int]]:
    """Group adjacent sections into two to five themes of least squared error, `means` being `(n, dim)` unit rows."""
    n = len(means)
    k = max(1, min(n // 2, max(LEAST_THEMES, min(MOST_THEMES, round(n / SECTIONS_PER_THEME)))))
    total = np.vstack([np.zeros(means.shape[1]), np.cumsum(means, 0)])
    cost = np.full((n + 1, n + 1), np.inf)
    for i in range(n):
        for j in range(i + 2, n + 1):  # a theme of one section would say the same twice
            run = total[j] - total[i]
            cost[i, j] = (j - i) - run @ run / (j - i)
    reach = np.full((k + 1, n + 1), np.inf)
    back = np.zeros((k + 1, n + 1), int)
    reach[0, 0] = 0.0
    for layer in range(1, k + 1):
        for j in range(1, n + 1):
            options = reach[layer - 1, :j] + cost[:j, j]
            back[layer, j] = i = int(np.argmin(options))
            reach[layer, j] = options[i]
    groups, j = [], n
    for layer in range(k, 0, -1):
        groups.append((int(back[layer, j]), j))
        j = int(back[layer, j])
    return groups[::-1]
