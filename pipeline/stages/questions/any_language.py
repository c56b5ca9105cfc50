"""Questions with their answers by signs that every language has: the question mark, the turns, who asks most.

For languages whose words the fitted score does not know. A question is printed as it was asked; its answer is what
somebody else says right after it.
"""

from collections import Counter
from collections.abc import Sequence

from pipeline.checks.context import Standing, asked_fault, standings
from pipeline.checks.holes import crosses
from pipeline.checks.verbatim import render
from pipeline.language.signs import is_asked
from pipeline.language.terms import reading_length, terms
from pipeline.language.tongue_openings import leans_on_before_in
from pipeline.records import Answer, Episode, Question, Span, Transcript
from pipeline.stages.questions.context import Scene

WORDS = (4.0, 45.0)  # of a question, as a reader counts them
SHOWN_SENTENCES, SHOWN_WORDS = 5, 75.0  # of an answer
ANSWER_WORDS = 4.0  # of its first sentence; a shorter one acknowledges
HANDS_OVER, BY_THE_HOST, TERM, TERMS = 1.0, 0.5, 0.25, 4  # points of a question
LEANS = 1.5  # points that one loses which leans on what was said before


def asked_in(scene: Scene, hosts: frozenset[str | None]) -> dict[int, float]:
    """Return the questions that may be listed, by the number of their sentence, with their points.

    The last question before somebody else speaks is the one that is answered.
    """
    found: dict[int, float] = {}
    language = scene.transcript.language
    for k, sentence in enumerate(scene.sentences):
        said = [word.text for word in scene.transcript.words[slice(*sentence.words)]]
        fits = WORDS[0] <= reading_length(said) <= WORDS[1]
        if not (is_asked(scene.texts[k], language) and scene.section[k] and fits):
            continue
        if asked_fault(scene.transcript, sentence.words):
            continue
        following = scene.sentences[k + 1] if k + 1 < len(scene.sentences) else None
        hands_over = following is not None and following.turn != sentence.turn
        content = min(TERMS, len(set(terms(said, language))))
        points = HANDS_OVER * hands_over + BY_THE_HOST * (sentence.speaker in hosts) + TERM * content
        found[k] = points - LEANS * leans_on_before_in(scene.texts[k], language)
    return found


def most_asking(scene: Scene) -> frozenset[str | None]:
    """Return who asks most of the questions; nobody where nobody is told apart."""
    asked = Counter(s.speaker for k, s in enumerate(scene.sentences) if is_asked(scene.texts[k]))
    return frozenset({asked.most_common(1)[0][0]}) - {None} if asked else frozenset()


def kept_of(scene: Scene, points: dict[int, float], episode: Episode) -> list[int]:
    """Return the best questions that keep their distance, in time order."""
    config = scene.config
    limit = max(config.at_least, round(config.per_hour * episode.duration / 3600))
    gap_s = min(config.min_gap_s, episode.duration / (2 * limit)) if limit else 0.0
    kept: list[int] = []
    for k in sorted(points, key=lambda k: (-points[k], k)):
        at = scene.sentences[k].start
        if len(kept) < limit and points[k] > 0 and all(abs(at - scene.sentences[n].start) >= gap_s for n in kept):
            kept.append(k)
    return sorted(kept)


def question(scene: Scene, number: int, k: int, points: float | None) -> Question:
    """Return the question that sentence k asks, with what somebody else says right after it."""
    words, sentence = scene.transcript.words, scene.sentences[k]
    answer = _answer(scene, k, standings(scene.transcript))
    return Question(
        id=f"a{number:02d}", text=render(words, [sentence.words]), speaker=sentence.speaker, start=sentence.start,
        end=words[sentence.words[1] - 1].end, words=(sentence.words,), section=scene.section[k] or "", answer=answer,
        score=None if points is None else round(points, 4), flags=() if answer else ("unanswered",),
    )  # fmt: skip


def _answer(scene: Scene, k: int, standing: Sequence[Standing]) -> Answer | None:
    sentences, language = scene.sentences, scene.transcript.language
    asker = sentences[k]
    first = next((n for n in range(k + 1, len(sentences)) if _answers(scene, n, asker.turn)), None)
    if first is None or sentences[first].start > asker.end + scene.config.answer_within_s:
        return None
    if any(is_asked(scene.texts[n], language) for n in range(k + 1, first)):
        return None
    first = _opening(scene, first, asker.turn)
    last, words = first, 0.0
    while last < len(sentences) and last - first < SHOWN_SENTENCES and sentences[last].turn == sentences[first].turn:
        words += _length(scene.transcript, sentences[last].words)
        stops = standing[last].refused or is_asked(scene.texts[last], language) or scene.section[last] is None
        if stops or (words > SHOWN_WORDS and last > first):
            break
        last += 1
    span = (sentences[first].words[0], sentences[last - 1].words[1])
    if last == first or words < ANSWER_WORDS or crosses(scene.transcript.holes, (asker.words[0], span[1])):
        return None
    said = scene.transcript.words
    return Answer(
        speaker=sentences[first].speaker, start=said[span[0]].start, end=said[span[1] - 1].end, words=(span,),
        text=render(said, [span]),
    )  # fmt: skip


def _opening(scene: Scene, n: int, asked: int) -> int:
    """Return the sentence with which the turn of an answer opens: its "With a train." is the answer."""
    turn = scene.sentences[n].turn
    return n if turn == asked else next(k for k in range(n + 1) if scene.sentences[k].turn == turn)


def _answers(scene: Scene, n: int, asked: int) -> bool:
    """Say whether sentence n is said in another turn than the question, and is no mere “Yes.”."""
    sentence = scene.sentences[n]
    known = sentence.speaker is None or sentence.turn != asked
    return known and _length(scene.transcript, sentence.words) >= ANSWER_WORDS


def _length(transcript: Transcript, span: Span) -> float:
    return reading_length([word.text for word in transcript.words[slice(*span)]])
