"""Choose what is told of a section: its opening question, and central statements that are unlike each other."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.checks.frames import CLOSING_SHARE, OPENING_S
from pipeline.checks.support import turn_of
from pipeline.checks.verbatim import render
from pipeline.language.fluency import marked
from pipeline.language.words import content_words, leans_on_before
from pipeline.ports import Embedder, SentenceParser, Vectors
from pipeline.records import Questions, Quotes, Section, Sentence, Span, Transcript
from pipeline.spans import contains, hull, overlaps
from pipeline.stages.narrate.passages import Passage, passages

LEAST_CONTENT = 2  # content words of an opening question; "What is it?" tells nothing
MOST_AFTER = 25  # words that may follow a question in its turn before the other answers
REPORTED_BONUS = 0.8  # points (1 = a standard deviation of centrality): third person reads as an editor's note
SHORT, SHORT_COST = 5, 0.8  # content words, points: "the model finds the point" is central and tells little
PER_COSINE = 4.0  # points of value that one unit of cosine is worth


def opening_question(
    transcript: Transcript, section: Section, questions: Questions, parser: SentenceParser
) -> tuple[Span, ...] | None:
    """Return the words of the question of the section's first minute that tells most of it, if one can be told.

    Most: shares words with the title, is listed by the question stage, comes first, in this order. One that stands
    alone though the question stage listed another beside it (they are listed some way apart) counts. One that its own
    speaker goes on to answer is no question to anybody, and one that points back is none to a reader.
    """
    asked = {s.words for s in transcript.sentences if contains(section.words, s.words) and _tells(transcript, s)}
    asked |= {hull(q.words) for q in questions.questions if q.section == section.id}
    early = [span for span in sorted(asked) if transcript.words[span[0]].start - section.start <= OPENING_S]
    early = [span for span in early if _is_put(transcript, span)]
    readings = parser.parse([render(transcript.words, [span]) for span in early])
    early = [span for span, reading in zip(early, readings, strict=True) if not reading.points_back]
    if not early:
        return None
    listed = {hull(q.words): q.words for q in questions.questions}
    about = set(content_words(section.title))
    tells = [(len(set(content_words(render(transcript.words, [s]))) & about), s in listed, -s[0], s) for s in early]
    best = max(tells)[-1]
    return listed.get(best, (best,))


def _is_put(transcript: Transcript, span: Span) -> bool:
    """Say whether somebody else speaks soon after a question; where speakers are unknown, any question may be one."""
    turn = turn_of(transcript, span)
    if turn is None or transcript.turns[turn].speaker is None:
        return True
    following = transcript.turns[turn + 1 : turn + 2]
    left = transcript.turns[turn].words[1] - span[1]
    return left <= MOST_AFTER and any(t.speaker != transcript.turns[turn].speaker for t in following)


def _tells(transcript: Transcript, sentence: Sentence) -> bool:
    """Say whether a sentence is a question with a subject of its own: "What is deep double descent?", not "Is it?"."""
    text = render(transcript.words, [sentence.words])
    alone = not leans_on_before(text) and not marked(text)
    return text.endswith("?") and alone and len(content_words(text)) >= LEAST_CONTENT


def choose(  # noqa: PLR0917 -- what a section's telling rests on
    transcript: Transcript,
    section: Section,
    quotes: Quotes,
    sentences: int,
    diversity: float,
    embedder: Embedder,
    parser: SentenceParser,
    *,
    after: int,
) -> list[Passage]:
    """Pick up to `sentences` statements that carry a section, in time order.

    The quotes are left to themselves, for they stand beside it, and every passage the quote stage refused (retracted,
    hypothetical, the host's) is refused here too. Nothing from before the word `after` is told.
    """
    printed = [q for q in quotes.chosen if q.section == section.id]
    inside = [c for c in quotes.candidates if c.section == section.id and c.words[0][0] >= after]
    sound = [c for c in inside if c.score is not None]  # what reads badly as a quote may still be told
    block = [q for q in printed if q.rank == 1]
    free = [c for c in sound if not any(overlaps(hull(c.words), hull(q.words)) for q in printed)]
    pool = passages(transcript, free, parser)
    whole = [p for p in pool if p.whole]
    if not whole:
        sentences = 1  # better little than a row of fragments
    pool = whole or [p for p in pool if not marked(p.text)]
    if not pool:
        return []
    vectors = embedder.embed([section.title, *(q.text for q in block), *(p.text for p in pool)])
    shown, mine = vectors[1 : 1 + len(block)], vectors[1 + len(block) :]
    value = _value(mine, vectors[0], np.array([p.score for p in pool], np.float64))
    value += np.array([REPORTED_BONUS * (p.form != "quote") - SHORT_COST * (_size(p) < SHORT) - p.rough for p in pool])
    return _picked(transcript, section, pool, value, mine, shown, sentences, diversity)


def _picked(  # noqa: PLR0917 -- the inside of `choose`
    transcript: Transcript,
    section: Section,
    pool: list[Passage],
    value: NDArray[np.float64],
    vectors: Vectors,
    shown: Vectors,
    sentences: int,
    diversity: float,
) -> list[Passage]:
    closes = section.start + CLOSING_SHARE * (section.end - section.start)
    late = [k for k, p in enumerate(pool) if transcript.words[p.within[0]].start >= closes]
    chosen: list[int] = []
    while len(chosen) < sentences:
        free = [k for k in range(len(pool)) if not any(overlaps(pool[k].within, pool[c].within) for c in chosen)]
        last_place = len(chosen) == sentences - 1 and late and not set(late) & set(chosen)
        free = [k for k in free if k in late] or free if last_place else free
        if not free:
            break
        told = np.concatenate([shown, vectors[chosen]]) if chosen or len(shown) else np.zeros((1, vectors.shape[1]))
        likeness = vectors @ told.T
        chosen.append(max(free, key=lambda k: (value[k] - diversity * float(likeness[k].max()) * PER_COSINE, -k)))
    return [replace(pool[k], score=float(value[k])) for k in sorted(chosen, key=lambda k: pool[k].within)]


def _size(passage: Passage) -> int:
    return len(set(content_words(passage.text)))


def _value(vectors: Vectors, title: Vectors, score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh centrality .8, likeness to the title .6, quotability .4, each standardised."""
    centrality = (vectors @ vectors.T).mean(1)
    return 0.8 * _standard(centrality) + 0.6 * _standard(vectors @ title) + 0.4 * _standard(score)


def _standard(x: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray((x - x.mean()) / (x.std() + 1e-9), np.float64)
