"""How an editor would grade a title: a linear model fitted to readers' grades.

`title_ranker.json` holds plain numbers that `training/train_titles.py` fitted to `evaluation/title_labels.csv`:
candidate titles of sections, graded 0 to 3 by readers who knew neither how they were made nor which was printed.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Fitted, Shipped, flat
from pipeline.language.stems import stem
from pipeline.language.word_frequency import telling
from pipeline.language.words import STOP_WORDS, content_words
from pipeline.ports import Vectors
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrases import (
    ANNOUNCED_WITHIN,
    ANNOUNCES,
    OPENING_MINUTE_S,
    PER_SECTION,
    Phrases,
    unit,
)
from pipeline.stages.segment.title_candidates import Kind, Matter, TitleCandidate, holds

TITLES = Shipped("pipeline.stages.segment", "title_ranker.json")
EARLY_HALF_S = 30.0  # said so long after the start, a title counts half as early

Floats = NDArray[np.float64]

_PERSONAL = re.compile(r"\b(?:i|me|my|we|us|our|you|your)\b", re.I)
_ADDRESSED = re.compile(r"\b(?:you|your)\b", re.I)
_POINTING = re.compile(r"\b(?:it|this|that|these|those|they|them|their|he|she|his|her|here|there)\b", re.I)
_ASKS_HOW = re.compile(r"^(?:how|why)\b", re.I)

FACTS = (
    "words_2", "one_word", "stop_share", "of", "share", "unknown_words", "said", "said_least", "said_most", "phrases",
    "telling", "early", "announced", "asked_early", "how_why", "personal", "addressed", "pointing",
    "likeness_of_halves",
)  # fmt: skip
PLACES = (
    "near_section", "near_section_squared", "near_opening", "near_least_third", "sentence_near", "covers", "covers_z",
    "share_z",
)  # fmt: skip
HEARD_KINDS: tuple[Kind, ...] = ("question", "how", "colon", "pair")  # the others weigh nothing (decision 1124)
COLUMNS = (*FACTS, *PLACES, *(f"kind_{kind}" for kind in HEARD_KINDS), "meaning")
ABOUT = 0.3  # cosine from which a sentence is about a title


@dataclass(frozen=True)
class TitleScene:
    """What the candidates of one section are weighed against."""

    talk: Talk
    group: NDArray[np.intp]
    phrases: Phrases
    matter: Matter


def rows(scene: TitleScene, candidates: Sequence[TitleCandidate], vectors: Vectors, heads: Vectors) -> Floats:
    """Return `(n, columns and dimensions)` what is known of each candidate title.

    `vectors` are of the titles, `heads` of what stands before a colon, or of the whole title where there is none.
    """
    if not candidates:
        return np.zeros((0, len(COLUMNS) - 1 + vectors.shape[1]))
    halves = np.einsum("ij,ij->i", vectors, heads)
    facts = [_facts(scene, one, float(half)) for one, half in zip(candidates, halves, strict=True)]
    kinds = [[float(one.kind == kind) for kind in HEARD_KINDS] for one in candidates]
    shares = np.array([row["share"] for row in facts])
    return np.hstack(
        [[list(row.values()) for row in facts], _places(scene, candidates, vectors, shares), kinds, vectors]
    )


def _places(scene: TitleScene, candidates: Sequence[TitleCandidate], vectors: Vectors, shares: Floats) -> Floats:
    """Return `(n, len(PLACES))`: how a title lies to the parts of its section, and beside the other candidates."""
    talk, group = scene.talk, scene.group
    said, middle = talk.vectors[group], unit(talk.vectors[group].mean(0))
    minute = talk.vectors[group[talk.start[group] < talk.start[group[0]] + OPENING_MINUTE_S]]
    thirds = np.array([unit(part.mean(0)) for part in np.array_split(said, 3) if len(part)])
    near, covers = vectors @ middle, ((vectors @ said.T) >= ABOUT).mean(1)
    columns = (
        near,
        near * near,
        vectors @ unit(minute.mean(0)),
        (vectors @ thirds.T).min(1),
        talk.vectors[[one.at for one in candidates]] @ middle,
        covers,
        _beside(covers),
        _beside(shares),
    )
    return np.column_stack(columns).astype(np.float64)


def _beside(values: Floats) -> Floats:
    standard: Floats = (values - values.mean()) / (values.std() + 1e-6)
    return standard


def _facts(scene: TitleScene, one: TitleCandidate, halves: float) -> dict[str, float]:
    text, talk, matter = one.text, scene.talk, scene.matter
    words, content = text.rstrip("?").split(), content_words(text)
    stems = {stem(w) for w in content}
    times = [matter.count.get(x, 1) for x in stems] or [0]
    tells = [telling(w) for w in content] or [0.0]
    start, sentence = talk.start[scene.group[0]], talk.texts[one.at]
    facts = {
        "words_2": len(words) == 2,
        "one_word": len(words) == 1,
        "stop_share": sum(w.lower() in STOP_WORDS for w in words) / len(words),
        "of": " of " in text,
        "share": matter.share(text),
        "unknown_words": sum(x not in matter.weight for x in stems) / max(1, len(stems)),
        "said": math.log(one.said),
        "said_least": math.log(1 + min(times)),
        "said_most": math.log(1 + max(times)),
        "phrases": min(2, sum(holds(text, p) for p in scene.phrases.best[:PER_SECTION])),
        "telling": sum(tells) / len(tells),
        "early": 1 / (1 + float(talk.start[one.at] - start) / EARLY_HALF_S),
        "announced": _announced(sentence, text),
        "asked_early": sentence.rstrip().endswith("?") and talk.start[one.at] < start + OPENING_MINUTE_S,
        "how_why": bool(_ASKS_HOW.match(text)),
        "personal": bool(_PERSONAL.search(text)),
        "addressed": bool(_ADDRESSED.search(text)),
        "pointing": bool(_POINTING.search(text)),
        "likeness_of_halves": halves if one.kind == "colon" else 0.0,
    }
    return {name: float(facts[name]) for name in FACTS}


def _announced(said: str, text: str) -> bool:
    """Say whether a sentence names a title's words as what is talked about: "let's talk about X"."""
    low = said.lower()
    return any(text.lower() in low[m.end() : m.end() + ANNOUNCED_WITHIN + len(text)] for m in ANNOUNCES.finditer(said))


def grades(table: Floats, numbers: Fitted | None = None) -> Floats:
    """Return `(n,)` the grade, 0 to 3, that readers are expected to give."""
    fitted = numbers or TITLES.of(COLUMNS)
    weights, plain = flat(fitted.columns), len(COLUMNS) - 1
    if table.shape[1] != len(weights):  # vectors of another width than those fitted on take no part
        table, weights = table[:, :plain], weights[:plain]
    graded: Floats = table @ weights + fitted.bias
    return graded
