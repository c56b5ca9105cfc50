"""Where a section starts by signs that every language has: words that recur, marks, pauses, and who speaks when.

For languages whose words the fitted scores do not know, and for sentence models that they were not fitted on. The
numbers (`cohesion.json`, `training/train_cohesion.py`) were fitted on English talk through these columns alone, so
they hold no word of English (decision 2021).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np

from pipeline.fitted import Shipped
from pipeline.language.signs import is_asked
from pipeline.language.terms import terms
from pipeline.records import Transcript
from pipeline.stages.segment.boundaries import Prior, SearchNumbers
from pipeline.stages.segment.features import Floats, Talk, Windows, meaning, shifted
from pipeline.stages.segment.regression import regression_of

COHESION = Shipped("pipeline.stages.segment", "cohesion.json")
LEAST_HOLDING = 2  # sentences; a word of one sentence ties nothing together
MOST_SHARE = 0.25  # of the sentences; a word of more is grammar, whatever the list says
RECURRING = 3  # a new word announces a topic only if it is used at least this often
SHIFTED = ("cos60", "depth120", "asks", "new_turn")


def bags_of(transcript: Transcript) -> list[Counter[str]]:
    """Return the words of each sentence that carry content, in the form in which they are compared, counted."""
    words = transcript.words
    return [
        Counter(terms([word.text for word in words[slice(*s.words)]], transcript.language))
        for s in transcript.sentences
    ]


def vectors_of(bags: Sequence[Counter[str]]) -> Floats:
    """Return `(n, terms)`: the rows of sentences by how often they hold a word and how rare it is, of unit length.

    Sentences without any such word have a row of zeros.
    """
    holding = Counter(word for bag in bags for word in bag)
    most = max(LEAST_HOLDING, MOST_SHARE * len(bags))
    known = {word: k for k, word in enumerate(sorted(w for w, n in holding.items() if LEAST_HOLDING <= n <= most))}
    rows = np.zeros((len(bags), max(1, len(known))))
    for row, bag in zip(rows, bags, strict=True):
        for word, count in bag.items():
            if word in known:
                row[known[word]] = (1 + math.log(count)) * math.log(len(bags) / holding[word])
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Floats = rows / np.where(length > 0, length, 1.0)
    return unit


def columns(talk: Talk, transcript: Transcript, bags: Sequence[Counter[str]]) -> tuple[Floats, tuple[str, ...]]:
    """Return ((n, columns), names): what speaks for a section starting at each sentence."""
    found, within = meaning(talk), Windows(talk.start)
    sentences, ones = transcript.sentences, np.ones(talk.n)
    asked = np.array([float(is_asked(text, transcript.language)) for text in talk.texts])
    turn = np.array([s.turn for s in sentences])
    opens = np.append(0.0, (np.diff(turn) != 0).astype(np.float64))
    new = _new_words(bags)
    found["new_words_next"], found["new_words_previous"] = within(new, 0, 40), within(new, -40, 0)
    for name, values in (("asks", asked), ("new_turn", opens)):
        found[name] = values
        for label, from_s, to_s in (("n30", 0, 30), ("p30", -30, 0), ("n12", 0, 12), ("p12", -12, 0)):
            found[f"{name}_{label}"] = within(values, from_s, to_s)
    found["asks_in_turn"] = _any_in_turn(turn, asked)
    found["opens_and_asks"] = opens * found["asks_in_turn"]
    found["length_of_turn_before"] = opens * np.log1p(np.maximum(shifted(_turn_s(talk, turn), -1), 0.0))
    found["share"] = _share(transcript)
    found["told_apart"] = ones * float(len({s.speaker for s in sentences}) > 1)
    seconds = np.maximum(talk.end - talk.start, 0.0)
    found["length"], found["length_before"] = np.log1p(seconds), shifted(np.log1p(seconds), -1)
    found["pause"] = np.clip(np.append(0.0, talk.start[1:] - talk.end[:-1]), 0, 3)
    found["sentences_n30"], found["sentences_p30"] = within(ones, 0, 30), within(ones, -30, 0)
    found["at"] = talk.start / max(talk.duration, 1.0)
    for name in SHIFTED:
        for by in (-2, -1, 1, 2):
            found[f"{name}@{by:+d}"] = shifted(found[name], by)
    return np.column_stack(list(found.values())), tuple(found)


def _new_words(bags: Sequence[Counter[str]]) -> Floats:
    """Count, per sentence, the first uses of words that will come back."""
    frequency = Counter(word for bag in bags for word in bag)
    seen: set[str] = set()
    new = np.zeros(len(bags))
    for k, bag in enumerate(bags):
        new[k] = sum(frequency[word] >= RECURRING for word in bag.keys() - seen)
        seen |= bag.keys()
    return new


def _any_in_turn(turn: Floats, values: Floats) -> Floats:
    """Say of each sentence whether any of its turn has the value."""
    having = {int(t) for t, value in zip(turn, values, strict=True) if value}
    return np.array([float(int(t) in having) for t in turn])


def _turn_s(talk: Talk, turn: Floats) -> Floats:
    """Return the seconds of the turn that each sentence is of."""
    seconds: defaultdict[int, float] = defaultdict(float)
    for t, start, end in zip(turn, talk.start, talk.end, strict=True):
        seconds[int(t)] += end - start
    return np.array([float(seconds[int(t)]) for t in turn])


def _share(transcript: Transcript) -> Floats:
    """Return, for each sentence, the share of the talk that its speaker has: a host has the smaller one."""
    spoken: defaultdict[str | None, float] = defaultdict(float)
    for s in transcript.sentences:
        spoken[s.speaker] += s.end - s.start
    total = sum(spoken.values()) or 1.0
    return np.array([spoken[s.speaker] / total for s in transcript.sentences])


@cache
def search_numbers() -> SearchNumbers:
    """Return the numbers of the search that were chosen for these scores."""
    chosen = dict(COHESION.numbers.constants)
    return SearchNumbers(
        prior=Prior(**{name: chosen.pop(name) for name in Prior.model_fields}),
        calibration=(chosen.pop("slope"), chosen.pop("offset")),
        **chosen,
    )


def scores(talk: Talk, transcript: Transcript, bags: Sequence[Counter[str]]) -> Floats:
    """Return the log-odds of a section starting at each sentence, `(n,)`."""
    rows, names = columns(talk, transcript, bags)
    return regression_of(COHESION.of(names)).log_odds(rows)
