"""Score how well a question stands alone and is left to somebody else to answer."""

import re

import numpy as np

from pipeline.checks.verbatim import bare
from pipeline.checks.wording import content_words
from pipeline.stages.asking.scene import Scene, is_fragment

SOON_S = 60.0  # what is said within a minute tells whether a question is answered
LEFT_TO_OTHERS = 2  # sentences the asker may still add; after more, the question was rhetorical
LEFT_TO_HOST = 4
REFUSED = -9.0
NAMED_WORDS = 6  # content words before "that part": with as many, the question has said which
LONG_WORDS = 14  # a question this long has usually named what its last word points at

_ASKING = re.compile(
    r"\b(?:what|how|why|who|whom|whose|where|when|which|do|did|does|are|is|was|were|have|has|would|will|can|"
    r"could|should|"
    r"what's|who's|how's|where's|isn't|aren't|don't|doesn't)\b",
    re.I,
)
_OPENS_ASKING = re.compile(
    r"^(?:(?:so|and|but|or|well|okay|now|because|yeah|then|also|you know|i mean|like)[, ]+)*(?:what|how|why|who|whom|"
    r"whose|where|when|which|do|did|does|are|is|was|were|have|has|would|will|can|could|should|what's|who's|"
    r"how's|where's|"
    r"isn't|aren't|don't|doesn't|tell me|give me|let me ask|in what|at what|to what|for what|if you|i wonder|any)\b",
    re.I,
)
_SECOND_PERSON = re.compile(
    r"\b(?:you|your|you're|you've|yourself|you'd)\b|^(?:so |and )?(?:tell|give) (?:me|us)\b", re.I
)
_THIRD_PERSON = re.compile(r"\b(?:he|she|they|him|them|his)\b", re.I)
_ENDS_POINTING = re.compile(
    r"\b(?:of|about|on|for|with|to|like|behind|from|in|by|at|and|did|do|does|say|said|mean) "
    r"(?:that|this|it|them|those|these|there)\W*$",
    re.I,
)
# "This country", "this planet" and the like are the reader's too.
_DEMONSTRATIVE = re.compile(
    r"\b(?:this|that|these|those|such)(?: (?:whole|kind|sort|type|kinds|sorts|types)(?: of)?)? (?!country|world|"
    r"planet|year|"
    r"week|time|day|point|podcast|show|episode|conversation|way|is|was|are|were|would|could|will|can|has|had|"
    r"have|do|does|did|"
    r"you|i|we|they|he|she|it|the|a|an|people|there|maybe|if|when|in|to|for|of|on|with|as|at|and|or|not|so|really|just|"
    r"actually|who|that|this|may|might|should|someone|one|may|what|how|aren't|isn't|don't|doesn't)\w+|"
    r"\b(?:the (?:actual|same|other|whole|latter|former|second|third|first)|another|anything else|what else|"
    r"who else)\b",
    re.I,
)
_HYPOTHESIS = re.compile(
    r"^(?:(?:and|so|but|now|well|because|then)[, ]+)*(?:you ask|you have|you look|you say|i look|we got|"
    r"they want|the question is|"
    r"the challenge|in other words|again|two|one|first|second|then|therefore|how about i|why should|"
    r"just being able|it allows|"
    r"i would encourage|i imagine|along those lines|on the other hand|what would you ask|now you)\b",
    re.I,
)
_ADDRESSED = re.compile(
    r"\b(?:do|did|can|could|would|are|have|will|were) (?:you|your)\b|\byou (?:think|see|feel|believe|recommend|"
    r"mean|hope|say)\b|"
    r"\byour\b|\btell (?:me|us)\b|\bhow (?:do|did|would) you\b|\byou're\b",
    re.I,
)
_GOES_ON = re.compile(
    r"^(?:(?:and|so|but)[, ]+)*(?:or|like|even|if (?:it|that|this|they|he|she|so|not)\b|"
    r"when (?:it|that|this|they|he|she)\b)\b",
    re.I,
)
_POINTS_AT = re.compile(
    r"^(?:(?:and|so|but|or|well)[, ]+)*(?:where|what|who|how|which)(?:'s| is| are| was) (?:that|those)\b", re.I
)
# A question word, or a verb before its subject, where a clause can begin.
_INVERTED = re.compile(
    r"(?:^|[,;:.!?–—] ?|\b(?:and|or|but|so|then|because|if|think|say|tell me|know|wonder|just|about|is|for|in|to|"
    r"on|of) )"
    r"(?:what|how|why|who|whose|where|when|which|do|does|did|is|are|was|were|can|could|would|will|should|have|"
    r"has|had|am|"
    r"what's|who's|how's|where's|isn't|aren't|don't|doesn't|any|can't|won't|wouldn't)\b",
    re.I,
)
_EMPTY = re.compile(
    r"\b(?:who knows|right|you know(?: what i mean)?|does that make sense|"
    r"what (?:were|was) (?:we|i) (?:talking about|saying)|where (?:was|were) (?:i|we)|"
    r"what's (?:his|her|the) name|how do (?:you|i) say(?: \w+)?)\?\W*$",
    re.I,
)
_NAME = re.compile(r"(?<![.?!] )\b(?!I\b|I')[A-Z][a-z]+|\b(?:people|those who|companies|scientists|students)\b")
_BARE_POINTER = re.compile(
    r"\b(?:it|it's|it'll|its|they|they're|them|their)\b(?! (?:take|takes|took|mean|means|like|possible|true|"
    r"fair|hard|easy|"
    r"important|worth|safe|difficult|that|you|matter|feel like|make sense|to be|ever|okay|about)\b)|"
    r"\b(?:that|this|these|those)(?='s|'d|'ll|\?|\.|,| (?:is|was|are|were|mean|means|work|works|happen|happens|"
    r"feel|feels|do|"
    r"does|did|have|has|had|look|looks|come|comes|go|goes|makes?|would|could|should|will|can|in|to|for|with|as|"
    r"at|on|and|"
    r"like|really|tests?|on a)\b)",
    re.I,
)
_POINTS_BACK = re.compile(r"\b(?:it|it's|that|that's|this|those|these|they|he|she|there|so)\b", re.I)
_CHECKS_BACK = re.compile(
    r"^(?:so |and |but )*(?:is that|is it|right|you mean|does that|do you mean|you're saying)\b", re.I
)
_TAG = re.compile(r"(?:,|\.) (?:right|correct|you know|okay|no|yeah|huh|isn't it|doesn't it|don't you|true)\?$", re.I)
RESTATES = re.compile(
    r"\b(?:the question is|your question|you're asking|you asked|question (?:is|would be)|let me ask|"
    r"(?:great|good|interesting|tough|hard|excellent) question)\b",
    re.I,
)
_OPENS_LOOSELY = re.compile(r"^(?:like|yeah|yes|no|right|okay|i mean|you know|well|sort of|kind of)\b", re.I)
_QUOTED = re.compile(
    r"^[\"“‘]|\b(?:said|says|ask|asks|asked|asking|like|goes|wonder)[,:]? [\"“]?(?:what|how|why|who|do|is)\b", re.I
)


def points_of(scene: Scene, k: int) -> float:
    """Return how well a question stands alone and is left to somebody else; -9 where it cannot be listed."""
    text = scene.said(k)
    if _QUOTED.search(text) or is_fragment(text) or _EMPTY.search(text) or _is_rhetorical(scene, k):
        return REFUSED
    length, content = len(text.split()), len(content_words(text))
    points = 0.5 * min(4, content)
    points += 1.0 if _ASKING.search(text) else -1.0
    points -= 1.2 * (content < 2 and bool(_POINTS_BACK.search(text))) + 0.7 * bool(_CHECKS_BACK.match(text))
    points -= 1.8 * _points_away(text) + 0.5 * (k in scene.opens) + 0.8 * bool(_POINTS_AT.match(text))
    points -= 1.0 * (not _INVERTED.search(text)) + 1.2 * bool(_GOES_ON.match(text))
    points -= 2.5 * bool(_TAG.search(text))
    points -= 0.5 * bool(_OPENS_LOOSELY.match(text)) + 1.0 * _begins_again(text)
    points -= 1.7 * _undefined(text) + 1.5 * bool(_HYPOTHESIS.match(text)) + 1.5 * _by_a_guest(scene, k)
    points -= 1.0 * (scene.sentences[k].speaker is None and not _ADDRESSED.search(text))
    points -= 1.5 * (length < 6) + 0.5 * (length > 30) + 0.8 * _unnamed(text)
    points += 0.3 * bool(_SECOND_PERSON.search(text)) + 0.6 * (scene.sentences[k].speaker in scene.hosts)
    return points + 0.8 * _answered_share(scene, k)


def _by_a_guest(scene: Scene, k: int) -> bool:
    """Say whether somebody else than a host asks, where the hosts are known: a guest's are mostly rhetoric."""
    return bool(scene.hosts) and scene.sentences[k].speaker not in scene.hosts


def _undefined(text: str) -> bool:
    """Say whether the question speaks of a thing as known that it has not named: "that part", "the actual process"."""
    found = _DEMONSTRATIVE.search(text)
    return bool(found) and len(content_words(text[: found.start()] if found else "")) < NAMED_WORDS


def _points_away(text: str) -> bool:
    """Say whether "that", "this" or "it" stands for something that the question does not name before it."""
    if _ENDS_POINTING.search(text) and len(text.split()) < LONG_WORDS:
        return True
    found = _BARE_POINTER.search(text)
    return bool(found) and len(content_words(text[: found.start()] if found else "")) < 2


def _unnamed(text: str) -> bool:
    """Say whether the question speaks of somebody ("he", "they") whom it does not name before."""
    found = _THIRD_PERSON.search(text)
    return bool(found) and not _NAME.search(text[1 : found.start()] if found else "")


def _begins_again(text: str) -> bool:
    """Say whether three words in a row come twice: "do you think in some, do you think it …"."""
    words = [bare(word) for word in text.split()]
    runs = list(zip(words, words[1:], words[2:], strict=False))
    return len(set(runs)) < len(runs)


def _following(scene: Scene, k: int) -> list[int]:
    """Return the sentences of the minute after a question."""
    end = scene.sentences[k].end
    return [n for n in range(k + 1, min(k + 16, len(scene.texts))) if scene.sentences[n].start < end + SOON_S]


def _answered_share(scene: Scene, k: int) -> float:
    """Return which share of the minute after a question asks nothing; 0 where nothing follows."""
    following = _following(scene, k)
    return float(np.mean([not scene.asks(n) for n in following])) if following else 0.0


def _is_rhetorical(scene: Scene, k: int) -> bool:
    """Say whether the asker goes on without waiting, or nobody can be said to answer.

    With speakers: the asker's turn goes on for more than a few sentences that ask nothing. Without: neither "you"
    nor a question word opens it, or the next sentences are questions too.
    """
    sentence = scene.sentences[k]
    if sentence.speaker is None:
        follow = _following(scene, k)[:3]
        addressed = _SECOND_PERSON.search(scene.texts[k]) or _OPENS_ASKING.match(scene.texts[k])
        return not addressed or not follow or sum(scene.asks(n) for n in follow) > 1
    same_turn = [n for n in range(k + 1, min(k + 12, len(scene.texts))) if scene.sentences[n].turn == sentence.turn]
    left = LEFT_TO_HOST if sentence.speaker in scene.hosts else LEFT_TO_OTHERS
    return sum(not scene.asks(n) for n in same_turn) > left
