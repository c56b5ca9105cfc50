"""Find the questions that were really asked, and the passage that answers each.

A question is listed only where it is understood without what came before it; what the asker adds to it is listed under
it. Figures on labelled sentences: `benchmarks/questions.py`.
"""

from collections.abc import Sequence

from pipeline.checks.context import asked_fault, standings
from pipeline.checks.rules import judged
from pipeline.checks.verbatim import render
from pipeline.fitted import are_fitted
from pipeline.language.stems import stem
from pipeline.language.tongues import has_grammar
from pipeline.language.words import content_words, plain
from pipeline.ports import Embedder
from pipeline.records import Answer, Corrections, Coverage, Episode, FollowUp, Outline, Question, Questions, Transcript
from pipeline.records.flags import Flag
from pipeline.stage import Stage
from pipeline.stages.questions.answers import answers, passages
from pipeline.stages.questions.any_language import asked_in, kept_of, most_asking, question
from pipeline.stages.questions.config import QuestionsConfig
from pipeline.stages.questions.context import Scene, is_fragment, scene_of
from pipeline.stages.questions.ranker import QUESTION_WEIGHTS, REFUSED, standalone_score
from pipeline.stages.questions.wishes import QUESTION_OPS, wished

__all__ = ["QuestionsConfig", "questions"]
NO_WISHES = Corrections()
MOST_FOLLOW_UPS = 3
SAID_BETWEEN = 2  # statements of the asker between a question and the next of the same breath
SAME = 0.8  # of the content words of two questions; they ask the same
FOLLOW_UP_WORDS = 4  # a shorter one ("Right?", "And why?") adds nothing


def questions(
    episode: Episode,
    coverage: Coverage,
    transcript: Transcript,
    outline: Outline,
    config: QuestionsConfig,
    *,
    embedder: Embedder,
    corrections: Corrections = NO_WISHES,
) -> Questions:
    """Return the questions that stand alone, in time order, each with its follow-ups and its answer or None."""
    scene = scene_of(episode, coverage, transcript, outline, config)
    if not (has_grammar(transcript.language) and are_fitted((QUESTION_WEIGHTS,), embedder.identity)):
        return _in_any_language(scene, episode, corrections)
    asking = (k for k in range(len(scene.texts)) if scene.asks(k) and scene.section[k])
    points = {k: standalone_score(scene, k) for k in asking if not asked_fault(transcript, scene.sentences[k].words)}
    kept, told = wished(scene, _kept(scene, points, episode.duration), corrections.corrections)
    if not kept:
        return Questions(questions=(), corrections=told)
    standing = standings(transcript)
    pools = [
        passages(scene, k, kept[place + 1] if place + 1 < len(kept) else None, standing) for place, k in enumerate(kept)
    ]
    # the sentences as `segment` asked for them, so that their vectors are remembered
    vectors = embedder.embed([plain(transcript.words, sentence.words) for sentence in transcript.sentences])
    found = answers(scene, kept, pools, vectors, standing)
    asked = [_question(scene, n, k, answer, points) for n, (k, answer) in enumerate(zip(kept, found, strict=True), 1)]
    return Questions(questions=tuple(asked), corrections=told)


def _in_any_language(scene: Scene, episode: Episode, corrections: Corrections) -> Questions:
    """Return the questions of a talk in a language that the fitted score does not know."""
    points = asked_in(scene, scene.hosts or most_asking(scene))
    kept, told = wished(scene, kept_of(scene, points, episode), corrections.corrections)
    asked = [question(scene, n, k, points.get(k)) for n, k in enumerate(kept, 1)]
    return Questions(questions=tuple(asked), corrections=told)


def _kept(scene: Scene, points: dict[int, float], duration: float) -> list[int]:
    """Return the best questions that keep their distance, in time order."""
    config = scene.config
    limit = max(config.at_least, round(config.per_hour * duration / 3600))
    gap_s = min(config.min_gap_s, duration / (2 * limit)) if limit else 0.0
    kept: list[int] = []
    for k in sorted(points, key=lambda k: (-points[k], k)):
        if points[k] < config.least_score or len(kept) == limit:
            break
        near = (abs(scene.sentences[k].start - scene.sentences[other].start) < gap_s for other in kept)
        if not any(near) and not any(_repeats(scene, k, other) for other in kept):
            kept.append(k)
    return sorted(kept)


def _repeats(scene: Scene, k: int, other: int) -> bool:
    """Say whether two questions are one, asked twice: the same words, or all but a few of many."""
    first, second = ({stem(word) for word in content_words(scene.said(n))} for n in (k, other))
    return len(first & second) >= SAME * len(first | second)


def _question(scene: Scene, number: int, k: int, answer: Answer | None, points: dict[int, float]) -> Question:
    words = scene.transcript.words
    first, last = scene.span(k)
    flags: list[Flag] = ["joined"] if k in scene.opens else []
    if answer is None:
        flags.append("unanswered")
    return Question(
        id=f"a{number:02d}",
        text=render(words, [(first, last)]),
        speaker=scene.sentences[k].speaker,
        start=words[first].start,
        end=words[last - 1].end,
        words=((first, last),),
        section=scene.section[k] or "",
        answer=answer,
        follow_ups=tuple(_follow_ups(scene, k, points)),
        score=round(points[k], 4) if k in points else None,
        flags=tuple(flags),
    )


def _follow_ups(scene: Scene, k: int, points: dict[int, float]) -> Sequence[FollowUp]:
    """Return what the asker asks further in the same breath."""
    found: list[FollowUp] = []
    stated, said_between = 0, 0 if scene.sentences[k].speaker is None else SAID_BETWEEN
    for n in range(k + 1, len(scene.texts)):
        if scene.sentences[n].turn != scene.sentences[k].turn or len(found) == MOST_FOLLOW_UPS or stated > said_between:
            break
        stated += not scene.asks(n)
        whole = scene.asks(n) and not is_fragment(scene.texts[n]) and points.get(n, REFUSED) > REFUSED
        if whole and len(scene.texts[n].split()) >= FOLLOW_UP_WORDS:
            words, span = scene.transcript.words, scene.span(n)
            if span[0] >= scene.sentences[k].words[1]:
                text, start, end = render(words, [span]), words[span[0]].start, words[span[1] - 1].end
                found.append(FollowUp(text=text, words=(span,), start=start, end=end))
    return found


STAGE = Stage(
    name="questions",
    function=questions,
    answers=Questions,
    config=QuestionsConfig,
    reads=(Episode, Coverage, Transcript, Outline, Corrections),
    uses=("embedder",),
    says="finding questions and answers",
    about="Questions with their answers",
    version=judged(f"9+{QUESTION_WEIGHTS.digest}"),  # other weights list other questions
    obeys=QUESTION_OPS,
)
