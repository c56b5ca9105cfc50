"""The points of a section: what its speakers say that covers it best, and the questions they answer."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.checks.context import alone_fault, sentences_of
from pipeline.checks.support import answers, said_in
from pipeline.checks.verbatim import render
from pipeline.language.words import content_words
from pipeline.records import Point, Quote, Section, Span
from pipeline.spans import contains, hull, overlaps
from pipeline.stages.narrate import tellable
from pipeline.stages.narrate.passages import Passage, ToldTalk

TOGETHER = (0, 42, 60, 75, 85, 90)  # most words of one sentence and of more that are told as one point
EACH_S = 100.0  # seconds of a section that one more point stands for
FEWEST, MOST = 3, 6
LEAST_COSINE = 0.15  # below, sentences have nothing to do with each other
LEAST_OPENED = 10  # words of an answer that means by "it" what the question named
LIKE_THE_QUESTION = 0.3  # cosine of an answer and its question
EARLY = 2  # sentences of a turn that are told as the answer; later ones often answer something else (two readers)
_KEY = re.compile(r"\b(?:key|main|fundamental|critical|biggest|essential|crucial|important|real)\b", re.I)
_OPINION = re.compile(r"\b(?:I think|I believe|I would say|I feel|in my view)\b", re.I)
_EXAMPLE = re.compile(r"\b(?:for example|for instance|let's say|imagine|suppose|say you)\b", re.I)
_PAST = re.compile(r"\b(?:was|were|had|did|went|came|said|told|saw|got|took|made|built)\b", re.I)
_CAUSES = re.compile(r"\b(?:because|the reason|that's why|in such a way)\b|^(?:if|when) ", re.I)
_DEFINES = re.compile(r"\b(?:is|are) (?:a|an|the|when|where)\b|\bmeans\b", re.I)
_GOES_ON = re.compile(r"(?:and|then|but|so)\b", re.I)
NAMED_WITHIN = 3  # sentences before a thought in which a watched topic was named
OF_TOPIC, CAUSE, DEFINITION = 0.4, 1.2, 0.7  # odds that a thought gains in a section with a watched topic
CONTINUED = 2  # sentences, at least
LEANING = 0.6  # odds that a first sentence costs which points back to what stands before it
FEW_WORDS = 8  # of a thought that says little
SHORT = 3  # words of "Yeah, definitely."


@dataclass(frozen=True)
class Thought:
    """One to five sentences in a row that may be told together, and the question that they answer."""

    passages: tuple[Passage, ...]
    value: float = 0.0
    question: Span | None = None
    odds: float = 0.0  # log-odds that a reader prints it (tellable.py)
    explains: bool = False  # says of a watched topic what it is, why or how
    of_topic: float = 0.0  # odds that it gains because it speaks of a watched topic, and explains it

    @property
    def within(self) -> Span:
        """The stretch from its first word to its last, without the question."""
        return self.passages[0].within[0], self.passages[-1].within[1]

    @property
    def length(self) -> int:
        """Return the number of its words."""
        return sum(p.length for p in self.passages)

    @property
    def speaker(self) -> str | None:
        """Return who says it."""
        return self.passages[0].speaker


def points_of(
    talk: ToldTalk, section: Section, quotes: Sequence[Quote], watched: Sequence[str] = ()
) -> tuple[list[Thought], list[Thought]]:
    """Return all thoughts that may be told of a section, and those that carry it, in time order.

    None overlaps a quote that is printed beside them. `watched`: topics that were found in this section.
    """
    inside = [k for k in talk.sentences(section) if not _asks(talk, k) and len(content_words(talk.texts[k])) > 2]
    if not inside:
        return [], []
    printed = [hull(q.words) for q in quotes if q.section == section.id]
    thoughts = [t for t in _thoughts(talk, section, inside) if not any(overlaps(t.within, p) for p in printed)]
    if not thoughts:
        return [], []
    lead = [q for q in quotes if q.section == section.id and q.rank == 1]
    shown = [k for k in inside if any(overlaps(talk.transcript.sentences[k].words, hull(q.words)) for q in lead)]
    number = min(MOST, max(FEWEST, round((section.end - section.start) / EACH_S) + 1))
    valued = [_of_topic(talk, t, watched) for t in _valued(talk, section, inside, thoughts)]
    return valued, _covering(talk, inside, valued, shown, number)


def _asks(talk: ToldTalk, k: int) -> bool:
    return talk.texts[k].rstrip("”\"'").endswith("?")


def _thoughts(talk: ToldTalk, section: Section, inside: Sequence[int]) -> list[Thought]:
    """Return every run of sentences of a turn that may be told without its neighbours.

    One sentence names what it speaks of, or answers a question that does. Several make their matter plain as they go
    on: the first may point back, at a cost (LEANING).
    """
    asked = [q for q in talk.asked if contains(section.words, q)]
    found: list[Thought] = []
    for k in inside:
        passage = talk.passages.get(k)
        if passage is None or not passage.sound or passage.next_step:
            continue
        question = _question(talk, k, asked)
        opened = question is not None and _is_first(talk, k)
        for n in range(1, len(TOGETHER)):
            run = [talk.passages.get(k + m) for m in range(n)]
            parts = tuple(p for p in run if p is not None)
            if len(parts) < n or not _go_together(talk, parts):
                break
            if alone_fault(talk.standings, k, k + n, opened=opened) is None:
                near = question is not None and _is_about(talk, question, range(k, k + n))
                answers_it = near and opened and passage.length >= LEAST_OPENED
                if passage.alone or n > 1 or answers_it:
                    found.append(Thought(parts, question=question if near else None))
    return found


def _is_about(talk: ToldTalk, question: Span, said: Sequence[int]) -> bool:
    """Say whether sentences speak of what was asked."""
    asked = range(*sentences_of(talk.transcript, question))
    return float((talk.vectors[list(asked)] @ talk.vectors[list(said)].T).max()) >= LIKE_THE_QUESTION


def _go_together(talk: ToldTalk, parts: Sequence[Passage]) -> bool:
    sentences = talk.transcript.sentences
    turns = {sentences[p.sentence].turn for p in parts}
    return len(turns) == 1 and sum(p.length for p in parts) <= TOGETHER[len(parts)]


def _is_first(talk: ToldTalk, k: int) -> bool:
    """Say whether a sentence opens its turn, or follows nothing there but a word or two."""
    sentences = talk.transcript.sentences
    before = k - 1
    while before >= 0 and sentences[before].turn == sentences[k].turn:
        if sentences[before].words[1] - sentences[before].words[0] > SHORT:
            return False
        before -= 1
    return True


def _question(talk: ToldTalk, k: int, asked: Sequence[Span]) -> Span | None:
    """Return the question that a sentence answers: the last one before its turn; None where it comes too late."""
    sentences = talk.transcript.sentences
    question = next((q for q in reversed(asked) if answers(talk.transcript, q, sentences[k].words)), None)
    if question is None:
        return None
    since = question[1] if sentences[k].speaker is None else talk.transcript.turns[sentences[k].turn].words[0]
    early = sum(since <= s.words[0] for s in sentences[max(0, k - EARLY) : k]) < EARLY
    return question if early else None


def _valued(talk: ToldTalk, section: Section, inside: Sequence[int], thoughts: Sequence[Thought]) -> list[Thought]:
    """Return the thoughts with what each is worth for itself, in standard deviations of centrality."""
    vectors = talk.vectors[list(inside)]
    centre = vectors.mean(0)
    central = {k: float(v @ centre) for k, v in zip(inside, vectors, strict=True)}
    spread = np.std(list(central.values())) + 1e-9
    middle = float(np.mean(list(central.values())))
    scores = np.array([s for k in inside if (s := talk.scores.get(k)) is not None] or [0.0])
    valued = []
    for thought in thoughts:
        ks = [p.sentence for p in thought.passages]
        text = " ".join(p.text for p in thought.passages).replace("’", "'")
        length = sum(j - i for p in thought.passages for i, j in p.spans)
        quotable = [q for k in ks if (q := talk.scores.get(k)) is not None]
        value = 0.4 * max((central[k] - middle) / spread for k in ks if k in central)
        value += 0.3 * max(((q - scores.mean()) / (scores.std() + 1e-9) for q in quotable), default=-0.8)
        value += (
            0.8 * min(1.0, math.log(length / 10)) + 0.5 * bool(_OPINION.search(text)) + 0.3 * bool(_KEY.search(text))
        )
        value -= 0.5 * bool(_EXAMPLE.search(text)) + 0.2 * min(2, len(_PAST.findall(text)))
        value += 0.7 * (thought.question is not None)
        value -= 0.8 * sum(p.rough or not p.sound for p in thought.passages) + 1.0 * (length < FEW_WORDS)
        leaning = LEANING * (not thought.passages[0].alone and thought.question is None)
        odds = -leaning + float(tellable.odds(tellable.columns(talk, thought.passages, float(value))[None])[0])
        valued.append(replace(thought, value=float(value), odds=odds))
    return valued


def _of_topic(talk: ToldTalk, thought: Thought, watched: Sequence[str]) -> Thought:
    """Return a thought of a section with a watched topic: what the topic is, why and how comes first."""
    if not watched:
        return thought
    sentences = talk.transcript.sentences
    first, last = thought.passages[0].sentence, thought.passages[-1].sentence
    near = (sentences[max(0, first - NAMED_WITHIN)].words[0], sentences[last].words[1])
    if not any(_names(talk, near, name) for name in watched):
        return thought
    text = thought.passages[0].text
    more = CAUSE if _CAUSES.search(text) else DEFINITION if _DEFINES.search(text) else 0.0
    return replace(thought, of_topic=OF_TOPIC + more, explains=more > 0)


def _names(talk: ToldTalk, span: Span, topic: str) -> bool:
    """Say whether words name a topic, or the last two words of a longer name: "double descent"."""
    short = " ".join(topic.split()[-2:])
    return any(said_in(talk.transcript.words, span, name) for name in (short, short.removesuffix("s")))


def continuation(talk: ToldTalk, thought: Thought) -> Thought | None:
    """Return what a speaker goes on with right after a thought that is told: "And at some point it gets worse."

    One sentence that is no passage may stand between. What it points back to was told.
    """
    k = thought.passages[-1].sentence + 1
    run: list[Passage] = []
    for n in range(k, k + len(TOGETHER)):
        passage = talk.passages.get(n)
        if passage is None and n == k:
            continue
        if passage is None or talk.standings[n].refused or not _go_together(talk, (*run, passage)):
            break
        run.append(passage)
    while run and (
        not run[-1].sound or alone_fault(talk.standings, run[0].sentence, run[-1].sentence + 1, opened=True)
    ):
        run.pop()
    same = run and _same_turn(talk, thought.passages[-1], run[0])
    goes_on = run and _GOES_ON.match(talk.texts[run[0].sentence])
    return Thought(tuple(run), odds=thought.odds) if same and goes_on and len(run) >= CONTINUED else None


def _same_turn(talk: ToldTalk, a: Passage, b: Passage) -> bool:
    sentences = talk.transcript.sentences
    return sentences[a.sentence].turn == sentences[b.sentence].turn


def _covering(
    talk: ToldTalk, inside: Sequence[int], thoughts: Sequence[Thought], shown: Sequence[int], number: int
) -> list[Thought]:
    """Pick thoughts one by one: what covers most of the section that none before covers, and is worth most."""
    rows = {k: n for n, k in enumerate(inside)}
    vectors = talk.vectors[list(inside)]
    likeness = np.maximum(vectors @ vectors.T - LEAST_COSINE, 0.0)
    covered = likeness[[rows[k] for k in shown]].max(0) if shown else np.zeros(len(inside))
    reach = [likeness[[rows[p.sentence] for p in t.passages if p.sentence in rows]].max(0) for t in thoughts]
    chosen: list[int] = []
    while len(chosen) < number:
        taken = [thoughts[c] for c in chosen]
        free = [
            n for n, t in enumerate(thoughts)
            if not any(overlaps(t.within, o.within) for o in taken)
        ]  # fmt: skip
        if not free:
            break
        gain = np.array([np.maximum(reach[n] - covered, 0.0).sum() for n in free])
        worth = np.array([thoughts[n].value for n in free])
        best = free[int(np.argmax(2.0 * gain / (gain.max() + 1e-9) + worth))]
        chosen.append(best)
        covered = np.maximum(covered, reach[best])
    return sorted((thoughts[c] for c in chosen), key=lambda t: t.within)


def record_of(talk: ToldTalk, thought: Thought) -> Point:
    """Return a thought as the record keeps it."""
    words = talk.transcript.words
    return Point(
        answers=render(words, [thought.question]) if thought.question else None,
        text=" ".join(render(words, p.tidy) for p in thought.passages),
        speaker=thought.speaker,
        sentences=tuple(talk.transcript.sentences[p.sentence].id for p in thought.passages),
        words=tuple(span for p in thought.passages for span in p.tidy),
        score=round(thought.value, 4),
    )
