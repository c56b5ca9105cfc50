"""Find the questions that were really asked, and the passage that answers each.

A rule score says how well a question stands alone; on #94 one reader found 19–21 of 24 kept ones to be real questions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from pipeline.checks.retraction import taken_back
from pipeline.checks.verbatim import FILLERS, TRIMMED, bare, plain, render
from pipeline.checks.wording import content_words
from pipeline.ports import Embedder
from pipeline.records import (
    Answer,
    Coverage,
    Episode,
    Outline,
    Question,
    Questions,
    Record,
    Sentence,
    Span,
    Transcript,
)

VERSION = "1"
SOON_S = 60.0  # what is said within a minute tells whether a question is answered
SLOWER = 0.0015  # cosine an answer loses per second of waiting
ANSWER_WORDS = 8  # a shorter sentence acknowledges more often than it answers
PAIR_WORDS = 40  # two sentences are shown together up to this length
LEFT_TO_OTHERS = 2  # sentences the asker may still add; after more, the question was rhetorical
LEFT_TO_HOST = 4
# After these words a leading So or Because is part of the sense: "so far", "because of".
NEEDS_SO = frozenset(("far", "many", "much", "long", "few", "little", "of", "on", "that"))

_ASKING = re.compile(
    r"\b(?:what|how|why|who|whom|whose|where|when|which|do|did|does|are|is|was|were|have|has|would|will|can|could|should|"
    r"what's|who's|how's|where's|isn't|aren't|don't|doesn't)\b",
    re.I,
)
_OPENS_ASKING = re.compile(
    r"^(?:(?:so|and|but|or|well|okay|now|because|yeah|then|also|you know|i mean|like)[, ]+)*(?:what|how|why|who|whom|"
    r"whose|where|when|which|do|did|does|are|is|was|were|have|has|would|will|can|could|should|what's|who's|how's|where's|"
    r"isn't|aren't|don't|doesn't|tell me|give me|let me ask|in what|at what|to what|for what|if you|i wonder|any)\b",
    re.I,
)
_SECOND_PERSON = re.compile(
    r"\b(?:you|your|you're|you've|yourself|you'd)\b|^(?:so |and )?(?:tell|give) (?:me|us)\b", re.I
)
_THIRD_PERSON = re.compile(r"\b(?:he|she|they|him|them)\b", re.I)
_POINTS_BACK = re.compile(r"\b(?:it|it's|that|that's|this|those|these|they|he|she|there|so)\b", re.I)
_CHECKS_BACK = re.compile(
    r"^(?:so |and |but )*(?:is that|is it|right|you mean|does that|do you mean|you're saying)\b", re.I
)
_TAG = re.compile(r"(?:,|\.) (?:right|correct|you know|okay|no|yeah|huh|isn't it|doesn't it|don't you|true)\?$", re.I)
_RESTATES = re.compile(
    r"\b(?:the question is|your question|you're asking|you asked|question (?:is|would be)|let me ask|"
    r"(?:great|good|interesting|tough|hard|excellent) question)\b",
    re.I,
)
_OPENS_LOOSELY = re.compile(r"^(?:like|yeah|yes|no|right|okay|i mean|you know|well|sort of|kind of)\b", re.I)
_QUOTED = re.compile(
    r"^[\"“‘]|\b(?:said|says|ask|asks|asked|asking|like|goes|wonder)[,:]? [\"“]?(?:what|how|why|who|do|is)\b", re.I
)


class QuestionsConfig(Record):
    """How many questions are listed, and what counts as one."""

    per_hour: float = Field(default=15.0, ge=0, le=120, description="questions per hour; more reads as a transcript")
    at_least: int = Field(default=8, ge=0, le=50, description="questions allowed however short the episode is")
    min_gap_s: float = Field(
        default=25.0, ge=0, le=600, description="seconds between two questions; a follow-up belongs to the first"
    )
    least_score: float = Field(
        default=2.5, ge=-10, le=10, description="points; below, a question does not stand alone (read on #94)"
    )
    answer_within_s: float = Field(
        default=120.0, ge=5, le=900, description="seconds; later speech answers something else"
    )
    least_likeness: float = Field(
        default=0.2, ge=-1, le=1, description="cosine of question and answer; below, no answer is shown"
    )
    min_probability: float = Field(
        default=0.6, ge=0, le=1, description="mean word probability; below, the recogniser was guessing"
    )


@dataclass(frozen=True)
class _Scene:
    """What every sentence is judged against, gathered once."""

    transcript: Transcript
    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]
    section: tuple[str | None, ...]  # id of the section of talk a sentence lies in whole, and clean; else None
    hosts: frozenset[str | None]
    config: QuestionsConfig

    def asks(self, k: int) -> bool:
        return self.texts[k].rstrip("\"”'’)").endswith("?")


def questions(
    episode: Episode,
    coverage: Coverage,
    transcript: Transcript,
    outline: Outline,
    config: QuestionsConfig,
    *,
    embedder: Embedder,
) -> Questions:
    """Return the questions that stand alone, in time order, each with its answer or None."""
    scene = _scene(episode, coverage, transcript, outline, config)
    points = {k: _points(scene, k) for k in range(len(scene.texts)) if scene.asks(k) and scene.section[k]}
    limit = max(config.at_least, round(config.per_hour * episode.duration / 3600))
    gap_s = min(config.min_gap_s, episode.duration / (2 * limit)) if limit else 0.0
    kept: list[int] = []
    for k in sorted(points, key=lambda k: (-points[k], k)):
        if points[k] < config.least_score or len(kept) == limit:
            break
        if all(abs(scene.sentences[k].start - scene.sentences[other].start) >= gap_s for other in kept):
            kept.append(k)
    kept.sort()
    refused = taken_back(transcript, scene.texts)
    pools = [
        _passages(scene, k, kept[place + 1] if place + 1 < len(kept) else None, refused) for place, k in enumerate(kept)
    ]
    answers = _best(scene, kept, pools, embedder)
    asked = [_question(scene, n, k, answer) for n, (k, answer) in enumerate(zip(kept, answers, strict=True), 1)]
    return Questions(questions=tuple(asked))


def _scene(
    episode: Episode, coverage: Coverage, transcript: Transcript, outline: Outline, config: QuestionsConfig
) -> _Scene:
    named = {person.name.casefold() for person in episode.people if person.role == "host"}
    speakers = {sentence.speaker for sentence in transcript.sentences}
    talk = [section for section in outline.sections if section.kind == "talk"]
    unsafe = [quarantine.words for quarantine in coverage.quarantined]

    def place(sentence: Sentence) -> str | None:
        i, j = sentence.words
        sure = [word.p for word in transcript.words[i:j] if word.p is not None]
        doubtful = bool(sure) and sum(sure) < config.min_probability * len(sure)
        if doubtful or any(a < j and i < b for a, b in unsafe):
            return None
        return next((s.id for s in talk if s.words[0] <= i and j <= s.words[1]), None)

    return _Scene(
        transcript=transcript,
        sentences=transcript.sentences,
        texts=tuple(plain(transcript.words, sentence.words).replace("’", "'") for sentence in transcript.sentences),
        section=tuple(place(sentence) for sentence in transcript.sentences),
        hosts=frozenset(speaker for speaker in speakers if speaker and speaker.casefold() in named),
        config=config,
    )


# ---- questions


def _points(scene: _Scene, k: int) -> float:
    """Return how well a question stands alone and is left to somebody else; -9 where it cannot be listed."""
    text = scene.texts[k]
    if _QUOTED.search(text) or _is_fragment(text) or _is_rhetorical(scene, k):
        return -9.0
    length, content = len(text.split()), len(content_words(text))
    points = 0.5 * min(4, content)
    points += 1.0 if _ASKING.search(text) else -1.0
    points -= 1.2 * (content < 2 and bool(_POINTS_BACK.search(text))) + 0.7 * bool(_CHECKS_BACK.match(text))
    points -= 2.5 * bool(_TAG.search(text))
    points -= 0.5 * bool(_OPENS_LOOSELY.match(text)) + 1.0 * _begins_again(text)
    points -= 1.5 * (length < 6) + 0.5 * (length > 30) + 0.8 * bool(_THIRD_PERSON.search(text))
    points += 0.3 * bool(_SECOND_PERSON.search(text)) + 0.6 * (scene.sentences[k].speaker in scene.hosts)
    return points + 0.8 * _answered_share(scene, k)


def _is_fragment(text: str) -> bool:
    """Say whether a sentence breaks off or holds one end of a quotation only."""
    return text.endswith(("…", "...", "-", "–", "—")) or bool(text.count('"') % 2) or text.count("“") != text.count("”")


def _begins_again(text: str) -> bool:
    """Say whether three words in a row come twice: "do you think in some, do you think it …"."""
    words = [bare(word) for word in text.split()]
    runs = list(zip(words, words[1:], words[2:], strict=False))
    return len(set(runs)) < len(runs)


def _following(scene: _Scene, k: int) -> list[int]:
    """Return the sentences of the minute after a question."""
    end = scene.sentences[k].end
    return [n for n in range(k + 1, min(k + 16, len(scene.texts))) if scene.sentences[n].start < end + SOON_S]


def _answered_share(scene: _Scene, k: int) -> float:
    """Return which share of the minute after a question asks nothing; 0 where nothing follows."""
    following = _following(scene, k)
    return float(np.mean([not scene.asks(n) for n in following])) if following else 0.0


def _is_rhetorical(scene: _Scene, k: int) -> bool:
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


def _question(scene: _Scene, number: int, k: int, answer: Answer | None) -> Question:
    words = scene.transcript.words
    first, last = _trimmed(scene, scene.sentences[k].words)
    return Question(
        id=f"a{number:02d}",
        text=render(words, [(first, last)]),
        speaker=scene.sentences[k].speaker,
        start=words[first].start,
        end=words[last - 1].end,
        words=((first, last),),
        section=scene.section[k] or "",
        answer=answer,
    )


def _trimmed(scene: _Scene, span: Span) -> Span:
    """Return the span without leading words that say nothing."""
    words, (first, last) = scene.transcript.words, span
    while first + 1 < last and _may_go(bare(words[first].text), bare(words[first + 1].text)):
        first += 1
    return first, last


def _may_go(word: str, following: str) -> bool:
    """Say whether a leading word says nothing: fillers, and So/And/Because before a clause ("so far" stays)."""
    return word in FILLERS or (word in TRIMMED and following not in NEEDS_SO)


# ---- answers


def _passages(scene: _Scene, k: int, following: int | None, refused: frozenset[int]) -> list[Span]:
    """Return the runs of one or two sentences that may answer question `k`, as sentence numbers [i, j)."""
    asker, end = scene.sentences[k].speaker, scene.sentences[k].end
    stop = len(scene.texts) if following is None else following
    fit = [
        n
        for n in range(k + 1, stop)
        if scene.sentences[n].start <= end + scene.config.answer_within_s
        and scene.section[n] is not None
        and not scene.asks(n)
        and n not in refused
        and not _is_fragment(scene.texts[n])
        and not _RESTATES.search(scene.texts[n])
        and (asker is None or scene.sentences[n].speaker != asker)
    ]
    length = {n: len(scene.texts[n].split()) for n in fit}
    singles = [(n, n + 1) for n in fit if length[n] >= ANSWER_WORDS]
    pairs = [
        (n, n + 2)
        for n in fit
        if n + 1 in length
        and scene.sentences[n].turn == scene.sentences[n + 1].turn
        and length[n] > 2
        and ANSWER_WORDS <= length[n] + length[n + 1] <= PAIR_WORDS
    ]
    return singles + pairs


def _best(scene: _Scene, kept: Sequence[int], pools: Sequence[list[Span]], embedder: Embedder) -> list[Answer | None]:
    """Return per question the passage nearest to it in meaning and time, None where none is near enough."""
    asked = embedder.embed([scene.texts[k] for k in kept])
    spans = [[_words(scene, passage) for passage in pool] for pool in pools]
    vectors = embedder.embed([plain(scene.transcript.words, span) for pool in spans for span in pool])
    answers: list[Answer | None] = []
    at = 0
    for place, (k, pool) in enumerate(zip(kept, spans, strict=True)):
        likeness = vectors[at : at + len(pool)] @ asked[place]
        at += len(pool)
        waited = np.array([scene.transcript.words[i].start - scene.sentences[k].end for i, _ in pool])
        worth = np.round(likeness - SLOWER * waited, 4) if pool else likeness
        best = int(worth.argmax()) if pool else -1
        found = best >= 0 and likeness[best] >= scene.config.least_likeness
        answers.append(_answer(scene, pool[best], pools[place][best][0]) if found else None)
    return answers


def _words(scene: _Scene, passage: Span) -> Span:
    return scene.sentences[passage[0]].words[0], scene.sentences[passage[1] - 1].words[1]


def _answer(scene: _Scene, span: Span, sentence: int) -> Answer:
    words, span = scene.transcript.words, _trimmed(scene, span)
    return Answer(
        speaker=scene.sentences[sentence].speaker,
        start=words[span[0]].start,
        end=words[span[1] - 1].end,
        words=(span,),
        text=render(words, [span]),
    )
