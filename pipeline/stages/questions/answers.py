"""Find the passage that answers each question: near in meaning and in time, never past the next question kept."""

import re
from collections.abc import Sequence

import numpy as np

from pipeline.checks.context import Standing, alone_fault, needed
from pipeline.checks.holes import crosses
from pipeline.checks.verbatim import render
from pipeline.language.openers import opens_with
from pipeline.ports import Vectors
from pipeline.records import Answer, Span
from pipeline.stages.questions.context import Scene, is_fragment, trimmed
from pipeline.stages.questions.ranker import RESTATES

SLOWER = 0.0035  # cosine an answer loses per second of waiting
ANSWER_WORDS = 8  # a shorter sentence acknowledges more often than it answers
DIRECT_WORDS = 5  # unless it is among the first that somebody else says
RUN_SENTENCES, RUN_WORDS = 3, 60  # compared together at most
SHOWN_SENTENCES, SHOWN_WORDS = 5, 75  # what is chosen goes on to this: an answer comes after its preamble
MOST_SENTENCES = 7  # with what an answer needs after it
FULL_WORDS, FULLER = 30, 0.1  # cosine that a passage of this length is worth more: one sentence seldom says it all
REPLIED_WORDS, ASKED_WORDS = 15, 5  # said to a question before the next of its asker is another; of that next one

# Cosine that the first sentences of somebody else's turn are worth more, the very first most: people answer at once.
FIRST, DIRECT = 0.22, 0.12
DIRECT_SENTENCES = 3

# A question that the recogniser gave no question mark.
_STILL_ASKS = re.compile(
    r"(?:(?:what|how|why|where|who) )?(?:do|does|did|can|could|would|are|have) you\b",
    re.I,
)


def passages(scene: Scene, k: int, following: int | None, standing: Sequence[Standing]) -> list[Span]:
    """Return the runs of up to RUN_SENTENCES sentences that may answer question `k`, as sentence numbers [i, j)."""
    asker, end = scene.sentences[k].speaker, scene.sentences[k].end
    stop = _next_asked(scene, k, len(scene.texts) if following is None else following)
    asked, sentences = scene.span(k)[0], scene.sentences
    stop = next(
        (n for n in range(k + 1, stop) if crosses(scene.transcript.holes, (asked, sentences[n].words[1]))), stop
    )
    fit = [
        n
        for n in range(k + 1, stop)
        if scene.sentences[n].start <= end + scene.config.answer_within_s
        and scene.section[n] is not None
        and not scene.asks(n)
        and not standing[n].refused
        and not is_fragment(scene.texts[n])
        and not RESTATES.search(scene.texts[n])
        and not opens_with(_STILL_ASKS, scene.texts[n])
        and (asker is None or scene.sentences[n].speaker != asker)
    ]
    length = {n: len(scene.texts[n].split()) for n in fit}
    found = []
    for n in fit:
        words = 0
        for last in range(n, n + RUN_SENTENCES):
            if last not in length or scene.sentences[last].turn != scene.sentences[n].turn:
                break
            words += length[last]
            if last > n and (words > RUN_WORDS or (length[n] <= 2 and not _replies(scene, n))):
                break
            short = last == n and asker is not None and words >= DIRECT_WORDS and _is_direct(scene, k, n)
            if words >= ANSWER_WORDS or short:
                found.append((n, last + 1))
    return found


def _next_asked(scene: Scene, k: int, stop: int) -> int:
    """Return the sentence before `stop` with which the asker, once answered, asks something else; else `stop`."""
    asker, replied = scene.sentences[k], 0
    for n in range(k + 1, stop):
        sentence = scene.sentences[n]
        if sentence.speaker != asker.speaker:
            replied += len(scene.texts[n].split())
        elif (
            asker.speaker is not None
            and sentence.turn != asker.turn
            and scene.asks(n)
            and replied >= REPLIED_WORDS
            and len(scene.texts[n].split()) >= ASKED_WORDS
        ):
            return n
    return stop


def answers(
    scene: Scene,
    kept: Sequence[int],
    pools: Sequence[list[Span]],
    vectors: Vectors,
    standing: Sequence[Standing],
) -> list[Answer | None]:
    """Return per question the passage nearest to it in meaning and time, None where none is near enough.

    `vectors` are the sentences', `(n, dim)` of unit length; a passage of several lies between them. What the next
    sentence corrects or completes is shown with it, or not at all.
    """
    found: list[Answer | None] = []
    for k, pool in zip(kept, pools, strict=True):
        if not pool:
            found.append(None)
            continue
        asked = _middle(vectors, (scene.opens.get(k, k), k + 1))
        likeness = np.array([float(_middle(vectors, passage) @ asked) for passage in pool])
        waited = np.array([scene.sentences[i].start - scene.sentences[k].end for i, _ in pool])
        opens = min(i for i, _ in pool)
        direct = np.array([(FIRST if i == opens else DIRECT) * _is_direct(scene, k, i) for i, _ in pool])
        full = np.array([FULLER * min(1.0, _words(scene, passage) / FULL_WORDS) for passage in pool])
        worth = np.round(likeness + direct + full - SLOWER * waited, 4)
        near = likeness + direct >= scene.config.least_likeness
        best = (_whole(scene, pool, pool[n], standing) for n in np.argsort(-worth, kind="stable") if near[n])
        whole = next((passage for passage in best if passage), None)
        found.append(_answer(scene, whole) if whole else None)
    return found


def _whole(scene: Scene, pool: Sequence[Span], passage: Span, standing: Sequence[Standing]) -> Span | None:
    """Return the passage with as much of what follows it as it needs and as is shown; None where that is too much."""
    full = _finished(scene, pool, passage)
    turn = scene.sentences[passage[0]].turn
    for first, last in (full, (passage[0], needed(standing, *full)[1]), passage):
        inside = last <= len(scene.texts) and scene.sentences[last - 1].turn == turn
        if inside and last - first <= MOST_SENTENCES and not alone_fault(standing, first, last, opened=True):
            return first, last
    return None


def _finished(scene: Scene, pool: Sequence[Span], passage: Span) -> Span:
    """Return the passage with what is said next in its turn, while it is short and that may answer too."""
    first, last = passage
    turn, fit = scene.sentences[first].turn, {n for i, j in pool for n in range(i, j)}
    while (
        last in fit
        and scene.sentences[last].turn == turn
        and last - first < SHOWN_SENTENCES
        and _words(scene, (first, last + 1)) <= SHOWN_WORDS
    ):
        last += 1
    return first, last


def _middle(vectors: Vectors, passage: Span) -> Vectors:
    middle = vectors[passage[0] : passage[1]].mean(0)
    unit: Vectors = middle / (np.linalg.norm(middle) + 1e-9)
    return unit


def _replies(scene: Scene, n: int) -> bool:
    """Say whether sentence n opens a turn: its "Yes." is half of an answer."""
    return n > 0 and scene.sentences[n].turn != scene.sentences[n - 1].turn


def _words(scene: Scene, passage: Span) -> int:
    return scene.sentences[passage[1] - 1].words[1] - scene.sentences[passage[0]].words[0]


def _is_direct(scene: Scene, k: int, i: int) -> bool:
    """Say whether sentence i is among the first that somebody else says after question k."""
    turns = [scene.sentences[n].turn for n in range(k, i + 1)]
    if turns[-1] == turns[0]:  # nobody is told apart: the first sentences after it
        return scene.sentences[k].speaker is None and i - k <= DIRECT_SENTENCES
    return turns.count(turns[-1]) <= DIRECT_SENTENCES and len(set(turns)) <= 3


def _answer(scene: Scene, passage: Span) -> Answer:
    first, last = scene.sentences[passage[0]], scene.sentences[passage[1] - 1]
    words, span = scene.transcript.words, trimmed(scene, (first.words[0], last.words[1]))
    return Answer(
        speaker=first.speaker,
        start=words[span[0]].start,
        end=words[span[1] - 1].end,
        words=(span,),
        text=render(words, [span]),
    )
