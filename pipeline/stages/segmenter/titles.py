"""Name sections: key phrases by class TF-IDF, titles from the opening question or the best phrase, and themes."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.checks.wording import STOP_WORDS, content_words
from pipeline.ports import Embedder, Reading
from pipeline.stages.segmenter.features import Floats, Talk

TITLE_LENGTH = 60  # characters: what a podcast app shows of a chapter on one line
SHORTEST_TITLE = 3  # characters: "AI" or "co" tell nothing
OPENING_S = 45.0  # a section says early what it is about
OPENING_BOOST = 1.2  # mentions that being in the opening is worth
SHAPE = {1: 1.0, 2: 1.25, 3: 1.1}  # people title with two words more often than with one
NAME_BOOST = 1.3
ANNOUNCED_BOOST = 2.0  # of a phrase that the host names as what comes next
ANNOUNCED_WITHIN = 45  # characters after the announcing words
TRIED = 40  # phrases that are embedded per section
LIKENESS, SAMENESS = 0.8, 0.7  # pull towards the section's meaning; push away from phrases chosen before
PER_SECTION = 4
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
_LITTLE = r"(?: a (?:bit|little(?: bit)?))?(?: more)?"
_ANNOUNCES = re.compile(
    rf"\b(?:talk(?:ed|ing)?(?: to (?:me|us|you))?{_LITTLE} about|ask(?:ed|ing)?(?: you)? about|speaking of|"
    rf"t(?:ell|old) (?:me|us|people){_LITTLE} about|the story of|(?:turn|move on|switch|go|get back|come back) to|"
    r"brings us to|on (?:the|this|that) (?:topic|subject|question) of|"
    r"(?:topic|subject|surprise|chapter|question)(?: is|,|:)|wrote (?:a (?:book|paper|post) )?(?:about|on|called)|"
    r"book (?:is )?called|what (?:is|are|was|were)|what's|define|explain|describe|"
    r"(?:think|thoughts|views?|opinions?) (?:about|on))\b",
    re.I,
)
_ADVICE = re.compile(
    r"\badvice (?:would|do|can|could|might) you (?:give|have|offer)(?: to| for)? "
    r"(?P<whom>(?:an? |the |some )?(?:\w+ ){0,2}?\w+?)"
    r"(?= (?:who|that|about|on|in|if|when|at|to|today|out|starting)\b|[,.?]|$)",
    re.I,
)
_NOBODY = frozenset("me us them him her someone somebody people anyone anybody everyone others this that it".split())
_VAGUE = frozenset(
    """problem problems difference differences step steps area areas role process approach piece pieces experience
    experiences conversation result results topic topics subject subjects story stories aspect aspects element issue
    issues situation situations level stage form type types value values change changes amount number set list case
    work job skill skills field line state small big good bad new old different same great whole real certain important
    interesting hard first last next other little young right best better wrong separate single main key huge early
    late long short strong simple common general specific particular entire full nice true possible favorite""".split()
)
_EMPTY_VERBS = frozenset("think tell talk mean feel believe come look work happen ask find give take".split())


@dataclass(frozen=True)
class Phrases:
    """A section's phrases, best first, with the words that carry its topic."""

    best: tuple[str, ...]
    salient: frozenset[str]
    names: frozenset[str]
    opening: frozenset[str] = frozenset()  # in lower case: the phrases said early, by which a section names itself


def key_phrases(
    talk: Talk, groups: Sequence[NDArray[np.intp]], readings: Sequence[Reading], embedder: Embedder
) -> list[Phrases]:
    """Return the phrases that tell each group of sentences from the others: class TF-IDF, meaning, then variety."""
    said = [tuple(dict.fromkeys((*r.noun_phrases, *r.names))) for r in readings]
    written = _usual_writing(said)
    names = frozenset(name.lower() for r in readings for name in r.names)
    counts = [Counter(p.lower() for i in group for p in said[i]) for group in groups]
    spread = Counter(phrase for count in counts for phrase in count)
    found = []
    for group, count in zip(groups, counts, strict=True):
        opening = {p.lower() for i in group if talk.start[i] < talk.start[group[0]] + OPENING_S for p in said[i]}
        announced = _announced(talk, group, said)
        whole = _with_longer(count)
        weight = {
            p: (whole[p] + OPENING_BOOST * (p in opening))
            * math.log(1 + len(groups) / spread[p])
            * SHAPE.get(len(p.split()), 1.0)
            * (NAME_BOOST if p in names else 1.0)
            * (ANNOUNCED_BOOST if p in announced else 1.0)
            for p in _repeated(count, names | announced)
            if SHORTEST_TITLE <= len(p) <= TITLE_LENGTH and not set(p.split()) <= STOP_WORDS | _VAGUE
        }
        best = _varied(talk, group, weight, embedder)
        salient = frozenset(word for p in best[: 2 * PER_SECTION] for word in content_words(p))
        found.append(Phrases(tuple(written[p] for p in best), salient, names & count.keys(), frozenset(opening)))
    return found


def _announced(talk: Talk, group: NDArray[np.intp], said: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the phrases that follow announcing words in the opening: "let's talk about sourdough"."""
    found = set()
    for i in (i for i in group if talk.start[i] < talk.start[group[0]] + OPENING_S):
        text = talk.texts[i].lower()
        for match in _ANNOUNCES.finditer(text):
            after = text[match.end() : match.end() + ANNOUNCED_WITHIN]
            found |= {p.lower() for p in said[i] if p.lower() in after}
    return frozenset(found)


def _repeated(count: Counter[str], names: frozenset[str]) -> list[str]:
    """Return the phrases said at least twice, and the given ones; all of them where that leaves too few."""
    kept = [p for p, c in count.items() if c > 1 or p in names]
    return kept if len(kept) >= PER_SECTION else list(count)


def _with_longer(count: Counter[str]) -> dict[str, float]:
    """Count a phrase also where it ends or begins a longer one: "double descent" in "deep double descent"."""
    total = {phrase: float(c) for phrase, c in count.items()}
    for phrase, c in count.items():
        words = phrase.split()
        for i in range(len(words)):
            for part in {" ".join(words[i:]), " ".join(words[: i + 1])} - {phrase}:
                if part in total and " " in part:
                    total[part] += c
    return total


def _usual_writing(said: Sequence[Sequence[str]]) -> dict[str, str]:
    """Map each phrase in lower case to the way it is written most often."""
    surface = Counter(phrase for phrases in said for phrase in phrases)
    ordered = sorted(surface, key=lambda p: (surface[p], p))
    return {phrase.lower(): phrase for phrase in ordered}


def _varied(talk: Talk, group: NDArray[np.intp], weight: dict[str, float], embedder: Embedder) -> list[str]:
    """Choose by weight and nearness to the group's mean, against nearness to those chosen (MMR)."""
    tried = sorted(weight, key=lambda p: (-weight[p], p))[:TRIED]
    if not tried:
        return []
    vectors = embedder.embed(tried)
    mean = talk.vectors[group].mean(0)
    mean = mean / (np.linalg.norm(mean) + 1e-9)
    top = max(weight[p] for p in tried)
    value = np.array([weight[p] / top for p in tried]) + LIKENESS * (vectors @ mean)
    chosen: list[int] = []
    while len(chosen) < min(2 * PER_SECTION, len(tried)):
        left = value - (SAMENESS * (vectors @ vectors[chosen].T).max(1) if chosen else 0.0)
        left[[k for k in range(len(tried)) if k in chosen or _same(tried[k], [tried[c] for c in chosen])]] = -np.inf
        if not np.isfinite(left).any():
            break
        chosen.append(int(left.argmax()))
    return [tried[k] for k in chosen]


def _same(phrase: str, chosen: Sequence[str]) -> bool:
    """Say whether a phrase repeats a chosen one: the same words, or some of them, but for a plural s."""
    words = {w.rstrip("s") for w in phrase.split()}
    return any(words <= (other := {w.rstrip("s") for w in c.split()}) or other <= words for c in chosen)


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
        tried.append(question)
        if _ASKS_WHAT.match(question):  # what is left of a yes-or-no question after a cut may be no question
            tried += [question[: cut.start()].rstrip(" ,;—–-") for cut in _CUT.finditer(question)]
    worth = [(value, title) for title in tried if (value := _worth(title, phrases)) >= LEAST_WORTH]
    return headline(max(worth)[1]) + "?" if worth else None


def _worth(title: str, phrases: Phrases) -> float:
    """Return how good a title a question makes: what it names and how short it is; -1 if it cannot stand alone."""
    words = title.split()
    fits = len(title) < TITLE_LENGTH and QUESTION_WORDS[0] <= len(words) <= QUESTION_WORDS[1]
    if (
        not fits
        or "," in title
        or words[-1].lower() in STOP_WORDS
        or _POINTS_BACK.search(title)
        or _OPINION.search(title)
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
    """Return the best phrase not used by another section; two where it is a single common word not said early."""
    free = [p for p in phrases.best if p.lower() not in taken]
    if not free:
        return None
    first = free[0]
    alone = " " in first or first != first.lower() or first.lower() in phrases.opening
    second = next((p for p in free[1:] if p.lower() not in phrases.names), None)
    if alone or second is None:
        return headline(first)
    pair = f"{first} and {second}"
    return headline(pair) if len(pair) <= TITLE_LENGTH else headline(first)


def title_of(talk: Talk, group: NDArray[np.intp], phrases: Phrases, taken: set[str]) -> str | None:
    """Return a section's title: its opening question, else its best phrase; `None` where it says nothing."""
    for i in group:
        if talk.start[i] > talk.start[group[0]] + OPENING_S:
            break
        title = question_title(talk.texts[i], phrases) or advice_title(talk.texts[i])
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
