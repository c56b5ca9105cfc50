"""Make titles of questions: whole, or shortened where a clause ends; and of the question for advice."""

import re

from pipeline.language.tongues import raised
from pipeline.language.words import STOP_WORDS

QUESTION_WORDS = (3, 11)  # of a title that is a question

_START = (
    r"(?:what|how|why|who|(?:when|where) (?:do|does|did|is|are|was|were|will)|which|whose|do|does|did|is|are|was|were|"
    r"can|could|should|would|will|has|have)\b"
)
_CLAUSE = re.compile(
    rf"(?:^|[,;:—–-] |\b(?:so|and|but|or|ask|say|explain|describe|"
    rf"tell (?:me|us)|question is|wonder|curious)[,:]? )({_START})",
    re.I,
)
_CUT = re.compile(r"(?:, | — | – |; | (?=(?:when|because|if|while|like|such as|and|or|but|given|in terms of) ))", re.I)
_YOU_THINK = re.compile(
    r"^(what|who|where|why|how|when) (?:do|would) you (?:think|say|believe|feel) (is|are|was|were|will)\b", re.I
)
_PAIRED = re.compile(r"\b(?:between|both|either|whether|and not|difference)\b", re.I)
_HAS_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|might|may|must)\b|\w'(?:s|re|ve|d|ll)\b|"
    r"^(?:what about|how about|why not|how to) \w|^who \w+(?:ed|es|s)\b",
    re.I,
)
# "What are the gifts?" takes for known what only the talk before it tells; "What is the game of chess?" does not.
_TAKEN_AS_KNOWN = re.compile(
    r"^what(?:'s| is| are| was| were| about) (?:the|some|your|another|other)(?: (?-i:[a-z][\w'-]*)){1,2}$", re.I
)
_ASKS_A_NAME = re.compile(r"^what(?:'s| is| was)? (?:the|your|his|her|its) (?:name|title|word|term)\b", re.I)
_ASKS_WHAT = re.compile(r"(?:what|how|why|who)\b", re.I)
_POINTS_BACK = re.compile(
    r"\b(?:it|they|them|their|he|she|him|his|her|those|these|there|one|ones|here|that's|it's|mean by|kind of|sort of|"
    r"thing|things|"
    r"then|this|"
    r"(?:is|was|are|were|does|did) that|"
    r"that(?= (?:is|was|means|would|could|can|do|does|in)\b|[?,]))\b",
    re.I,
)
_OPINION = re.compile(r"\byour (?:thoughts?|views?|opinions?|take|sense|feelings?)\b", re.I)
_ADVICE = re.compile(
    r"\badvice (?:would|do|can|could|might) you (?:give|have|offer)(?: to| for)? "
    r"(?P<whom>(?:an? |the |some )?(?:\w+ ){0,2}?\w+?)"
    r"(?= (?:who|that|about|on|in|if|when|at|to|today|out|starting)\b|[,.?]|$)",
    re.I,
)
_NOBODY = frozenset("me us them him her someone somebody people anyone anybody everyone others this that it".split())


def headline(text: str) -> str:
    """Return sentence case: the first letter raised, the rest as it is.

    >>> headline("deep double descent")
    'Deep double descent'
    """
    return raised(text)


def asked(text: str) -> list[str]:
    """Return the questions that a sentence asks and that stand alone, each also shortened at the ends of its clauses.

    >>> asked("So, why did AlexNet work, when networks had disappointed people for so long?")
    ['Why did AlexNet work?']
    """
    sentence = re.sub(r"\s+", " ", text.strip())
    if not sentence.endswith("?"):
        return []
    tried = []
    for match in _CLAUSE.finditer(sentence):
        question = _YOU_THINK.sub(r"\1 \2", sentence[match.start(1) : -1].strip(" ,"))
        tried += [question, *_shortened(question)]
    return list(dict.fromkeys(headline(question) + "?" for question in tried if _stands_alone(question)))


def _shortened(question: str) -> list[str]:
    """Return the beginnings of a question that may stand for it.

    What is left of a yes-or-no question after a cut may be no question, and "between crust" is half of a pair.
    """
    if not _ASKS_WHAT.match(question):
        return []
    cuts = [(question[: cut.start()].rstrip(" ,;—–-"), question[cut.end() :]) for cut in _CUT.finditer(question)]
    return [kept for kept, rest in cuts if not (_PAIRED.search(kept) and re.match(r"(?:and|or)\b", rest, re.I))]


def _stands_alone(question: str) -> bool:
    """Say whether a reader who sees nothing but a question understands it."""
    words = question.split()
    return bool(
        QUESTION_WORDS[0] <= len(words) <= QUESTION_WORDS[1]
        and "," not in question
        and words[-1].lower() not in STOP_WORDS
        and _HAS_VERB.search(question)
        and not any(p.search(question) for p in (_POINTS_BACK, _OPINION, _TAKEN_AS_KNOWN, _ASKS_A_NAME))
    )


def advice_title(text: str) -> str | None:
    """Return the title of a question for advice, which nearly every interview asks; `None` for any other sentence.

    >>> advice_title("What advice would you give to young bakers who start today?")
    'Advice for young bakers'
    """
    match = _ADVICE.search(text)
    if not match or match["whom"].lower() in _NOBODY:
        return None
    return f"Advice for {match['whom']}"
