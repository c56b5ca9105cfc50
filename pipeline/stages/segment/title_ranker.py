"""How an editor would grade a title: a linear model fitted to readers' grades.

`title_ranker.json` holds plain numbers that `training/train_titles.py` fitted to `evaluation/title_labels.csv`:
candidate titles of sections, graded 0 to 3 by readers who knew neither how they were made nor which was printed.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Fitted, Shipped, flat
from pipeline.language.stems import stem
from pipeline.language.word_frequency import telling
from pipeline.language.words import STOP_WORDS, content_words
from pipeline.ports import Reading, Vectors
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrases import (
    ANNOUNCED_WITHIN,
    ANNOUNCES,
    OPENING_MINUTE_S,
    PER_SECTION,
    VAGUE,
    Phrases,
    unit,
)
from pipeline.stages.segment.title_candidates import KINDS, Candidate, Matter

TITLES = Shipped("pipeline.stages.segment", "title_ranker.json")
EARLY_HALF_S = 30.0  # said so long after the start, a title counts half as early
MANY = 8  # words; more are all the same

Floats = NDArray[np.float64]

_PERSONAL = re.compile(r"\b(?:i|me|my|we|us|our|you|your)\b", re.I)
_ADDRESSED = re.compile(r"\b(?:you|your)\b", re.I)
_POINTING = re.compile(r"\b(?:it|this|that|these|those|they|them|their|he|she|his|her|here|there)\b", re.I)
_DENIAL = re.compile(r"\b(?:not|no|never|nothing|nobody)\b|n't\b", re.I)
_ASKS_HOW = re.compile(r"^(?:how|why)\b", re.I)
_ASKS_WHAT = re.compile(r"^(?:what|who|which)\b", re.I)
_TIED = re.compile(r" (?:of|in|for|to|that|who|which|with|on|about|from|between|at|as|than|by|and|or)\b|-", re.I)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|can|will|does|did|do)\b|'s\b", re.I)
_WEAK_START = re.compile(
    r"^(?:more|most|many|some|other|another|same|first|last|next|different|certain|whole|every|own|similar|such|several)\b",
    re.I,
)

FACTS = (
    "words", "words_2", "one_word", "long", "content_words", "stop_share",
    "share", "share_squared", "near_section", "near_section_squared", "near_opening", "near_episode", "near_title",
    "best", "phrases", "is_best", "telling", "telling_least", "vague", "wide", "unknown_words",
    "early", "said", "names", "only_a_name", "capitals", "digits",
    "personal", "addressed", "pointing", "denial", "how_why", "what_who", "finite", "weak_start",
    "person", "only_a_person", "announced", "goes_on", "asked_early", "from_whole", "from_pointing", "from_question",
    "likeness_of_halves", "head_share", "said_least", "said_most", "of", "and", "letters",
)  # fmt: skip
PLACES = ("near_others", "covers", "near_least_third", "sentence_near", "near_z", "share_z", "covers_z")
COLUMNS = (*FACTS, *PLACES, *(f"kind_{kind}" for kind in KINDS), "meaning")
ABOUT = 0.3  # cosine from which a sentence is about a title


@dataclass(frozen=True)
class Scene:
    """What the candidates of one section are weighed against."""

    talk: Talk
    group: NDArray[np.intp]
    readings: Sequence[Reading]
    phrases: Phrases
    matter: Matter
    spread: dict[str, float]  # share of the sections that say a stem
    middles: Vectors  # (4, dim): of the section, its first minute, the episode, and the episode's title
    others: Vectors  # (n, dim): of the other sections


def rows(scene: Scene, candidates: Sequence[Candidate], vectors: Vectors, heads: Vectors) -> Floats:
    """Return `(n, columns and dimensions)` what is known of each candidate title.

    `vectors` are of the titles, `heads` of what stands before a colon, or of the whole title where there is none.
    """
    if not candidates:
        return np.zeros((0, len(FACTS) + len(PLACES) + len(KINDS) + vectors.shape[1]))
    near, halves = vectors @ scene.middles.T, np.einsum("ij,ij->i", vectors, heads)
    said = [scene.readings[i] for i in scene.group]
    names = {name.lower() for reading in said for name in reading.names}
    people = {word for reading in said for name in reading.people for word in name.lower().split()}
    told = _Told(names, people)
    facts = [
        tuple(_facts(scene, one, close, float(half), told).values())
        for one, close, half in zip(candidates, near, halves, strict=True)
    ]
    kinds = [[float(one.kind == kind) for kind in KINDS] for one in candidates]
    shares = np.array([scene.matter.share(one.text) for one in candidates])
    return np.hstack([facts, _places(scene, candidates, vectors, near[:, 0], shares), kinds, vectors])


def _places(scene: Scene, candidates: Sequence[Candidate], vectors: Vectors, near: Floats, shares: Floats) -> Floats:
    """Return `(n, len(PLACES))`: how a title lies to the parts of its section, and beside the other candidates."""
    said = scene.talk.vectors[scene.group]
    thirds = [unit(part.mean(0)) for part in np.array_split(said, 3) if len(part)]
    apart = (vectors @ scene.others.T).max(1) if len(scene.others) else np.zeros(len(vectors))
    covers = ((vectors @ said.T) >= ABOUT).mean(1)
    least = (vectors @ np.array(thirds).T).min(1)
    sentence = scene.talk.vectors[[one.at for one in candidates]] @ scene.middles[0]
    beside = [(x - x.mean()) / (x.std() + 1e-6) for x in (near, shares, covers)]
    return np.column_stack([apart, covers, least, sentence, *beside]).astype(np.float64)


class _Told(NamedTuple):
    """Who and what a section names, in lower case: names whole, people word by word."""

    names: set[str]
    people: set[str]


def _facts(scene: Scene, one: Candidate, near: NDArray[np.floating], halves: float, told: _Told) -> dict[str, float]:
    text, talk = one.text, scene.talk
    words = text.rstrip("?").split()
    content = content_words(text)
    stems = {stem(w) for w in content}
    padded = f" {text.lower().rstrip('?')} "
    said = [p for p in scene.phrases.best[:PER_SECTION] if f" {p.lower()} " in padded.replace(":", " ")]
    tells = [telling(w) for w in content] or [0.0]
    share, reading = scene.matter.share(text), scene.readings[one.at]
    asks = talk.texts[one.at].rstrip().endswith("?")
    early = bool(talk.start[one.at] < talk.start[scene.group[0]] + OPENING_MINUTE_S)
    times = [scene.matter.count.get(x, 1) for x in stems] or [0]
    held = [n for n in told.names if f" {n} " in padded]
    facts = {
        "words": min(len(words), MANY) / MANY,
        "words_2": len(words) == 2,
        "one_word": len(words) == 1,
        "long": max(0, len(words) - MANY),
        "content_words": min(len(content), 5) / 5,
        "stop_share": sum(w.lower() in STOP_WORDS for w in words) / len(words),
        "share": share,
        "share_squared": share * share,
        "near_section": near[0],
        "near_section_squared": near[0] * near[0],
        "near_opening": near[1],
        "near_episode": near[2],
        "near_title": near[3],
        "best": bool(said and said[0] == scene.phrases.best[0]),
        "phrases": min(len(said), 2),
        "is_best": bool(scene.phrases.best) and text.lower() == scene.phrases.best[0].lower(),
        "telling": sum(tells) / len(tells),
        "telling_least": min(tells),
        "vague": sum(w.lower() in VAGUE for w in words) / len(words),
        "wide": sum(scene.spread.get(s, 0.0) for s in stems) / max(1, len(stems)),
        "unknown_words": sum(s not in scene.matter.weight for s in stems) / max(1, len(stems)),
        "early": 1 / (1 + float(talk.start[one.at] - talk.start[scene.group[0]]) / EARLY_HALF_S),
        "said": math.log(one.said),
        "names": min(len(held), 2),
        "only_a_name": text.lower() in told.names,
        "capitals": sum(w[:1].isupper() for w in words[1:]) / len(words),
        "digits": any(c.isdigit() for c in text),
        "personal": bool(_PERSONAL.search(text)),
        "addressed": bool(_ADDRESSED.search(text)),
        "pointing": bool(_POINTING.search(text)),
        "denial": bool(_DENIAL.search(text)),
        "how_why": bool(_ASKS_HOW.match(text)),
        "what_who": bool(_ASKS_WHAT.match(text)),
        "finite": bool(_FINITE.search(text)),
        "weak_start": bool(_WEAK_START.match(text)),
        "person": any(w.lower() in told.people for w in words),
        "only_a_person": all(w.lower() in told.people for w in words),
        "announced": _announced(talk.texts[one.at], text),
        "goes_on": _goes_on(talk.texts[one.at], text),
        "asked_early": asks and early,
        "from_whole": reading.whole,
        "from_pointing": reading.points_back,
        "from_question": asks,
        "likeness_of_halves": halves if one.kind == "colon" else 0.0,
        "said_least": math.log(1 + min(times)),
        "said_most": math.log(1 + max(times)),
        "of": " of " in padded,
        "and": " and " in padded,
        "letters": len(text) / 60,
        "head_share": scene.matter.share(one.head) if one.head else 0.0,
    }
    return {name: float(facts[name]) for name in FACTS}


def _announced(said: str, text: str) -> bool:
    """Say whether a sentence names a title's words as what is talked about: "let's talk about X"."""
    low = said.lower()
    return any(text.lower() in low[m.end() : m.end() + ANNOUNCED_WITHIN + len(text)] for m in ANNOUNCES.finditer(said))


def _goes_on(said: str, text: str) -> bool:
    """Say whether the sentence goes on with something that belongs to a title's last word: it may be cut off."""
    at = said.lower().find(text.lower().rstrip("?"))
    return at >= 0 and bool(_TIED.match(said[at + len(text.rstrip("?")) :]))


def scene_of(
    talk: Talk, group: NDArray[np.intp], readings: Sequence[Reading], phrases: Phrases, matter: Matter,
    *, spread: dict[str, float], title: NDArray[np.float32], others: Vectors,
) -> Scene:  # fmt: skip
    """Return what a section's candidates are weighed against.

    `title` is the vector of the episode's title, `others` the rows of the other sections' means.
    """
    minute = [i for i in group if talk.start[i] < talk.start[group[0]] + OPENING_MINUTE_S]
    parts = (talk.vectors[group], talk.vectors[minute], talk.vectors)
    middles = [unit(part.mean(0)) for part in parts]
    return Scene(talk, group, readings, phrases, matter, spread, np.array([*middles, title], np.float32), others)


def grades(table: Floats, numbers: Fitted | None = None) -> Floats:
    """Return `(n,)` the grade, 0 to 3, that readers are expected to give."""
    fitted = numbers or TITLES.of(COLUMNS)
    weights, plain = flat(fitted.columns), len(COLUMNS) - 1
    if table.shape[1] != len(weights):  # vectors of another width than those fitted on take no part
        table, weights = table[:, :plain], weights[:plain]
    graded: Floats = table @ weights + fitted.bias
    return graded
