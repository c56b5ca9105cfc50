"""Score how well a question stands alone, and refuse what is not left to somebody else to answer.

The score is the log-odds of a logistic regression over the cues of `standalone.py` and `surroundings.py`, fitted
to labels by hand (`training/train_questions.py`) and kept as plain numbers.
"""

import re
from collections.abc import Mapping

from pipeline.fitted import Fitted, Shipped, number
from pipeline.language.openers import opens_with
from pipeline.stages.questions.context import Scene, is_fragment
from pipeline.stages.questions.standalone import wording
from pipeline.stages.questions.surroundings import surroundings

SOON_S = 60.0  # what is said within a minute tells whether a question is answered
LEFT_TO_OTHERS = 2  # sentences the asker may still add; after more, the question was rhetorical
LEFT_TO_HOST = 4
MOST_WORDS = 50  # a longer question is a speech, and nobody reads it in a list
REFUSED = -99.0
QUESTION_WEIGHTS = Shipped("pipeline.stages.questions", "weights.json")


_OPENS_ASKING = re.compile(
    r"(?:what|how|why|who|whom|"
    r"whose|where|when|which|do|did|does|are|is|was|were|have|has|would|will|can|could|should|what's|who's|"
    r"how's|where's|"
    r"isn't|aren't|don't|doesn't|tell me|give me|let me ask|in what|at what|to what|for what|if you|i wonder|any)\b",
    re.I,
)
_SECOND_PERSON = re.compile(
    r"\b(?:you|your|you're|you've|yourself|you'd)\b|^(?:so |and )?(?:tell|give) (?:me|us)\b", re.I
)
_EMPTY = re.compile(
    r"\b(?:who knows|right|you know(?: what i mean)?|does that make sense|"
    r"what (?:were|was) (?:we|i) (?:talking about|saying)|where (?:was|were) (?:i|we)|"
    r"what's (?:his|her|the) name|how do (?:you|i) say(?: \w+)?)\?\W*$",
    re.I,
)
RESTATES = re.compile(
    r"\b(?:the question is|your question|you're asking|you asked|question (?:is|would be)|let me ask|"
    r"(?:great|good|interesting|tough|hard|excellent) question)\b",
    re.I,
)
_QUOTED = re.compile(
    r"^[\"“‘]|\b(?:said|says|ask|asks|asked|asking|like|goes|wonder)[,:]? [\"“]?(?:what|how|why|who|do|is)\b", re.I
)


def cues(scene: Scene, k: int) -> Mapping[str, float]:
    """Return all cues of the question that ends with sentence k, by name."""
    return {**wording(scene, k), **surroundings(scene, k)}


def standalone_score(scene: Scene, k: int, weights: Fitted | None = None) -> float:
    """Return the log-odds that the question ending with sentence k stands alone; REFUSED where it cannot be listed.

    A cue without a weight has no part in it.
    """
    if not may_be_listed(scene, k):
        return REFUSED
    weights = weights or QUESTION_WEIGHTS.numbers
    return weights.bias + sum(number(weights.columns.get(name, 0.0)) * value for name, value in cues(scene, k).items())


def may_be_listed(scene: Scene, k: int) -> bool:
    """Say whether a question is whole, the asker's own, and left to somebody else to answer."""
    text = scene.said(k)
    refused = _QUOTED.search(text) or is_fragment(text) or _EMPTY.search(text) or _is_rhetorical(scene, k)
    return not refused and len(text.split()) <= MOST_WORDS


def _following(scene: Scene, k: int) -> list[int]:
    """Return the sentences of the minute after a question."""
    end = scene.sentences[k].end
    return [n for n in range(k + 1, min(k + 16, len(scene.texts))) if scene.sentences[n].start < end + SOON_S]


def _is_rhetorical(scene: Scene, k: int) -> bool:
    """Say whether the asker goes on without waiting, or nobody can be said to answer.

    With speakers: the asker's turn goes on for more than a few sentences that ask nothing. Without: neither "you"
    nor a question word opens it, or the next sentences are questions too.
    """
    sentence = scene.sentences[k]
    if sentence.speaker is None:
        follow = _following(scene, k)[:3]
        addressed = _SECOND_PERSON.search(scene.texts[k]) or opens_with(_OPENS_ASKING, scene.texts[k])
        return not addressed or not follow or sum(scene.asks(n) for n in follow) > 1
    same_turn = [n for n in range(k + 1, min(k + 12, len(scene.texts))) if scene.sentences[n].turn == sentence.turn]
    left = LEFT_TO_HOST if sentence.speaker in scene.hosts else LEFT_TO_OTHERS
    return sum(not scene.asks(n) for n in same_turn) > left
