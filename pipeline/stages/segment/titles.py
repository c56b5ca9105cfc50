"""Name sections by their opening question or their best phrase, and group them into themes."""

import re

import numpy as np
from numpy.typing import NDArray

from pipeline.language.words import STOP_WORDS, content_words
from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.phrases import OPENING_S, PER_SECTION, TITLE_LENGTH, Phrases

QUESTION_WORDS = (3, 11)  # of a title that is a question
NAMED, SALIENT, PERSONAL, PER_WORD = 1.0, 0.5, 0.8, 0.04  # worth of a title: names, topic words; "you" and length cost
LEAST_WORTH = 0.6  # below, the best phrase is the better title
LEAST_THEMES, MOST_THEMES, SECTIONS_PER_THEME = 2, 5, 4

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
    r"that(?= (?:is|was|means|would|could|can|do|does|in)\b|[?,]))\b",
    re.I,
)
_OPINION = re.compile(r"\byour (?:thoughts?|views?|opinions?|take|sense|feelings?)\b", re.I)
_PERSONAL = re.compile(r"\b(?:you|your|i|me|my|we|us|our)\b", re.I)
_ADVICE = re.compile(
    r"\badvice (?:would|do|can|could|might) you (?:give|have|offer)(?: to| for)? "
    r"(?P<whom>(?:an? |the |some )?(?:\w+ ){0,2}?\w+?)"
    r"(?= (?:who|that|about|on|in|if|when|at|to|today|out|starting)\b|[,.?]|$)",
    re.I,
)
_NOBODY = frozenset("me us them him her someone somebody people anyone anybody everyone others this that it".split())
_EMPTY_VERBS = frozenset("think tell talk mean feel believe come look work happen ask find give take".split())


def headline(text: str) -> str:
    """Return sentence case: the first letter raised, the rest as it is.

    >>> headline("deep double descent")
    'Deep double descent'
    """
    return text[:1].upper() + text[1:]


def question_title(text: str, phrases: Phrases) -> str | None:
    """Shorten a question to a title that stands alone and is about the section's topic; `None` where it cannot be.

    "So, why did AlexNet work, when networks had disappointed people for so long?" → "Why did AlexNet work?"
    """
    sentence = re.sub(r"\s+", " ", text.strip())
    if not sentence.endswith("?"):
        return None
    tried = []
    for match in _CLAUSE.finditer(sentence):
        question = _YOU_THINK.sub(r"\1 \2", sentence[match.start(1) : -1].strip(" ,"))
        tried += [question, *_shortened(question)]
    worth = [(value, title) for title in tried if (value := _worth(title, phrases)) >= LEAST_WORTH]
    return headline(max(worth)[1]) + "?" if worth else None


def _shortened(question: str) -> list[str]:
    """Return the beginnings of a question that may stand for it.

    What is left of a yes-or-no question after a cut may be no question, and "between crust" is half of a pair.
    """
    if not _ASKS_WHAT.match(question):
        return []
    cuts = [(question[: cut.start()].rstrip(" ,;—–-"), question[cut.end() :]) for cut in _CUT.finditer(question)]
    return [kept for kept, rest in cuts if not (_PAIRED.search(kept) and re.match(r"(?:and|or)\b", rest, re.I))]


def _worth(title: str, phrases: Phrases) -> float:
    """Return how good a title a question makes: what it names and how short it is; -1 if it cannot stand alone."""
    words = title.split()
    fits = len(title) < TITLE_LENGTH and QUESTION_WORDS[0] <= len(words) <= QUESTION_WORDS[1]
    if (
        not fits
        or "," in title
        or words[-1].lower() in STOP_WORDS
        or not _HAS_VERB.search(title)
        or any(p.search(title) for p in (_POINTS_BACK, _OPINION, _TAKEN_AS_KNOWN, _ASKS_A_NAME))
    ):
        return -1.0
    content = {w for w in content_words(title) if w not in _EMPTY_VERBS}
    padded = f" {title.lower()} "
    named = sum(f" {phrase.lower()} " in padded for phrase in (*phrases.best[:PER_SECTION], *phrases.names))
    value = NAMED * min(2, named) + SALIENT * min(2, len(content & phrases.salient))
    return value - PERSONAL * bool(_PERSONAL.search(title)) - PER_WORD * len(words)


def advice_title(text: str) -> str | None:
    """Return the title of a question for advice, which nearly every interview asks; `None` for any other sentence.

    >>> advice_title("What advice would you give to young bakers who start today?")
    'Advice for young bakers'
    """
    match = _ADVICE.search(text)
    if not match or match["whom"].lower() in _NOBODY:
        return None
    return f"Advice for {match['whom']}"


def phrase_title(phrases: Phrases, taken: set[str]) -> str | None:
    """Return the best phrase not used by another section."""
    free = next((p for p in phrases.best if p.lower() not in taken), None)
    return free and headline(free)


def title_of(talk: Talk, group: NDArray[np.intp], phrases: Phrases, taken: set[str]) -> str | None:
    """Return a section's title: an opening question about its best phrase, else that; `None` where it says nothing."""
    best = phrases.best[0] if phrases.best else ""
    for i in group:
        if talk.start[i] > talk.start[group[0]] + OPENING_S:
            break
        title = question_title(talk.texts[i], phrases)
        if title and not re.search(rf"\b{re.escape(best)}\b", title, re.I):
            title = None  # it asks about something else: of such, .19 is in the editor's title, of the phrase .29
        title = title or advice_title(talk.texts[i])
        if title and title.lower() not in taken:
            return title
    return phrase_title(phrases, taken)


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
