"""Plan clips: the stretches best to hear; where there are too few, sentences around quotes and around answers.

A clip is heard without its neighbours, so its edges are chosen for it: where the speaker pauses, not at a word that
points back, not on a question that is left open. Where exactly the sound is cut is the cutter's business.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.checks.context import Standing, cut_fault, sentences_of, standings
from pipeline.checks.holes import crosses
from pipeline.checks.spoken_over import QUOTABLE_S, spoken_over_s
from pipeline.checks.verbatim import ELLIPSIS
from pipeline.language.signs import is_asked, is_closed
from pipeline.language.tongue_openings import leans_on_before_in
from pipeline.language.tongues import has_grammar, in_marks, marks
from pipeline.language.words import announces_more, leans_on_before, plain
from pipeline.records import (
    Clip,
    Listenable,
    Listens,
    Question,
    Questions,
    Quote,
    Quotes,
    QuoteSource,
    Section,
    Sentence,
    Span,
    TopicMap,
    Transcript,
)
from pipeline.spans import contains, hull, overlaps, shared
from pipeline.stages.publish.config import ClipPlanConfig

PAUSE_S = 0.2  # between words; with less, a cut is heard as a cut
GOOD_LENGTH_S = 30.0  # of a suggested clip: among the shortest that platforms recommend, long enough for one thought
REACH = 8  # sentences looked at before and after what a clip is about
NAMES_WELL = -0.7  # readability (log-odds) of words that may name a clip
OF_A_SECTION = 2  # clips of one section, so that they are spread over the episode
TITLE_CHARS = 100  # Podcasting 2.0 allows a soundbite 128
TIGHT, LEANS, OPEN = 2.0, 1.5, 1.5  # cost of an edge without a pause, a start that points back, a question left open
ASKS_ON, STRAYS = 0.7, 0.5  # cost of a new question after what a clip is about, and of an end amid the turn after it
CUT_OFF = 3.0  # cost of an edge inside what somebody was saying
_JOINS = re.compile(r"^(?:and|but|because|or|then|also|plus|yeah|yes|no|right|okay)\b", re.I)


@dataclass(frozen=True)
class ClipWishes:
    """What a person wants: passages that are clips, each with its section, and passages that are none."""

    pinned: tuple[tuple[Span, str], ...] = ()
    banned: tuple[Span, ...] = ()


NO_WISHES = ClipWishes()


@dataclass(frozen=True)
class _Core:
    """What a clip is about: words that must be in it."""

    words: Span
    section: str
    title: str
    score: float
    quote: str | None = None
    question: str | None = None
    source: QuoteSource = "model"
    whole: bool = False  # its words are the clip: nothing is added around them

    @property
    def order(self) -> tuple[bool, float, Span]:
        """What a person or the publisher chose comes first, then the better one."""
        return self.source == "model", -self.score, self.words


def plan(
    transcript: Transcript,
    sections: Sequence[Section],
    config: ClipPlanConfig,
    *,
    quotes: Quotes,
    questions: Questions,
    topic_map: TopicMap,
    listens: Sequence[Listens] = (),
    doubtful: Sequence[Span] = (),
    wishes: ClipWishes = NO_WISHES,
) -> tuple[Clip, ...]:
    """Return the clips offered, the best first; with `listens`, the most played first.

    No clip holds a word of the `doubtful` ones, which may be advertising. Passages that a person pinned come first.
    """
    by_id = {section.id: section for section in sections}
    around_quotes = sorted(_of_quotes(quotes, topic_map, transcript.language), key=lambda core: core.order)
    cores = [
        *(
            _Core(span, home, _titled(plain(transcript.words, span)), 0.0, source="pinned", whole=True)
            for span, home in wishes.pinned
        ),
        *_of_soundbites(transcript, quotes),
        *(core for core in around_quotes if core.source != "model"),
        *_of_stretches(by_id, quotes, questions, config, transcript.language),
        *sorted(
            [
                *(core for core in around_quotes if core.source == "model"),
                *_of_answers(transcript, quotes, questions, config),
            ],
            key=lambda core: core.order,
        ),
    ]
    found: list[Clip] = []
    standing = standings(transcript)
    answers = 0
    for core in cores:
        grows = core.question is not None and not core.whole
        if (grows and answers == config.answer_clips) or crosses(transcript.holes, core.words):
            continue
        inside = _sentences(transcript, by_id[core.section], core.words, doubtful)
        span = core.words if core.whole else _grown(transcript, inside, core.words, config, standing)
        if span is None or any(clip.words and _alike(span, clip.words) for clip in found):
            continue
        if core.source != "pinned" and any(_alike(span, banned) for banned in wishes.banned):
            continue
        answers += grows
        found.append(_clip(transcript, core, span, listens))
    if listens:
        found.sort(key=lambda clip: (clip.source != "pinned", -(clip.plays or 0), -clip.score, clip.start))
    return tuple(
        clip.model_copy(update={"id": f"c{n:02d}"}) for n, clip in enumerate(found[: config.clips_most], start=1)
    )


def _of_soundbites(transcript: Transcript, quotes: Quotes) -> list[_Core]:
    """Return the publisher's soundbites as they are, in the order of the talk."""
    cores = []
    for bite in quotes.picked:
        quote = next((q for q in quotes.chosen if contains(bite.words, hull(q.words))), None)
        said = _quoted(quote.text, transcript.language) if quote else plain(transcript.words, bite.words)
        cores.append(
            _Core(
                bite.words, bite.section, _titled(bite.title) if bite.title else said, _best_in(quotes, bite.words),
                quote=quote.id if quote else None, source="publisher", whole=True,
            )
        )  # fmt: skip
    return cores


def _of_stretches(
    by_id: Mapping[str, Section], quotes: Quotes, questions: Questions, config: ClipPlanConfig, language: str
) -> list[_Core]:
    """Return the stretches worth hearing alone as they are, the best first, each named by the best words in it."""
    cores: list[_Core] = []
    for stretch in quotes.listenable:
        fits = config.clip_min_s <= stretch.end - stretch.start <= config.clip_max_s
        if not fits or sum(core.section == stretch.section for core in cores) == OF_A_SECTION:
            continue
        asked = next((q for q in questions.questions if contains(stretch.words, hull(q.words))), None)
        quote = min(
            (q for q in quotes.chosen if contains(stretch.words, hull(q.words))), key=lambda q: q.rank, default=None
        )
        title = _name_of(by_id[stretch.section], quotes, stretch, asked, quote, language)
        cores.append(
            _Core(
                stretch.words, stretch.section, title, stretch.score,
                quote=quote.id if quote else None, question=asked.id if asked else None, whole=True,
            )
        )  # fmt: skip
    return cores


def _name_of(  # noqa: PLR0917 -- what may name it
    section: Section, quotes: Quotes, stretch: Listenable, asked: Question | None, quote: Quote | None, language: str
) -> str:
    """Return the title of a stretch: its question, the quote in it, words in it that read well, or its section's."""
    if asked:
        return _titled(asked.text)
    if quote:
        return _quoted(quote.text, language)
    inside = [c for c in quotes.candidates if c.score is not None and contains(stretch.words, hull(c.words))]
    best = max(inside, key=lambda c: (c.features.get("reads", 0.0), -c.start), default=None)
    return _quoted(best.text, language) if best and best.features.get("reads", 0.0) >= NAMES_WELL else section.title


def _of_quotes(quotes: Quotes, topic_map: TopicMap, language: str) -> list[_Core]:
    """Return the best quote of every highlighted section, and those that a person or the publisher wants."""
    return [
        _Core(
            hull(quote.words), quote.section, _quoted(quote.text, language), quote.score, quote=quote.id,
            source=quote.source,
        )
        for quote in quotes.chosen
        if quote.source != "model" or (quote.rank == 1 and quote.section in topic_map.ranked)
    ]  # fmt: skip


def _of_answers(transcript: Transcript, quotes: Quotes, questions: Questions, config: ClipPlanConfig) -> list[_Core]:
    """Return answered questions short enough to be heard whole, judged by the best passage in their answer."""
    cores = []
    for question in questions.questions:
        if question.answer is None:
            continue
        span = (question.words[0][0], question.answer.words[-1][1])
        if transcript.words[span[1] - 1].end - transcript.words[span[0]].start > config.clip_max_s:
            continue
        answer = (question.words[-1][1], span[1])
        score = _best_in(quotes, answer)
        cores.append(_Core(span, question.section, _titled(question.text), score, question=question.id))
    return cores


def _best_in(quotes: Quotes, span: Span) -> float:
    inside = [
        candidate.score
        for candidate in quotes.candidates
        if candidate.score is not None and contains(span, hull(candidate.words))
    ]
    return max(inside, default=0.0)


def _titled(text: str, most: int = TITLE_CHARS) -> str:
    """Return a title no longer than `most` characters, cut between words where it has blanks."""
    if len(text) <= most:
        return text
    cut = text[: most - len(ELLIPSIS) - 1]
    return f"{cut.rsplit(' ', 1)[0].rstrip(',;:')} {ELLIPSIS}" if " " in cut else f"{cut}{ELLIPSIS}"


def _quoted(text: str, language: str) -> str:
    """Return a title that is a quotation, in the marks of its language; a cut one is closed again."""
    return in_marks(_titled(text, TITLE_CHARS - sum(map(len, marks(language)))), language)


def _sentences(transcript: Transcript, section: Section, core: Span, doubtful: Sequence[Span]) -> list[Sentence]:
    """Return the sentences around the core as far as its section, doubtful words and missing speech allow."""
    first = max((j for _, j in doubtful if j <= core[0]), default=0)
    last = min((i for i, _ in doubtful if i >= core[1]), default=len(transcript.words))
    if any(overlaps(span, core) for span in doubtful):
        return []
    first = max(first, section.words[0], *(hole for hole in transcript.holes if hole <= core[0]))
    last = min(last, section.words[1], *(hole for hole in transcript.holes if hole >= core[1]))
    return [s for s in transcript.sentences if contains((first, last), s.words)]


def _grown(
    transcript: Transcript,
    inside: Sequence[Sentence],
    core: Span,
    config: ClipPlanConfig,
    standing: Sequence[Standing],
) -> Span | None:
    """Return the words of the best run of whole sentences that holds the core; None where none is of a length.

    No run ends before what corrects or completes its last sentences, nor begins after what bounds its first.
    """
    holding = [k for k, s in enumerate(inside) if overlaps(s.words, core)]
    if not holding or not contains(hull(inside[k].words for k in holding), core):
        return None  # an answer may lie in the next section, or among adverts
    before = sentences_of(transcript, inside[0].words)[0]
    best: tuple[float, int, int] | None = None
    for low in range(max(0, holding[0] - REACH), holding[0] + 1):
        for high in range(holding[-1], min(len(inside), holding[-1] + REACH + 1)):
            length_s = inside[high].end - inside[low].start
            fits = config.clip_min_s <= length_s <= config.clip_max_s
            if not fits or cut_fault(standing, before + low, before + high + 1):
                continue
            cost = _cost(transcript, inside[low], inside[high], length_s) + 0.1 * (holding[0] - low)
            cost += _beside_the_point(transcript, inside, holding[-1], high)
            if best is None or (round(cost, 6), low, high) < best:
                best = (round(cost, 6), low, high)
    return (inside[best[1]].words[0], inside[best[2]].words[1]) if best else None


def _cost(transcript: Transcript, first: Sentence, last: Sentence, length_s: float) -> float:
    """Return what is wrong with a clip from `first` to `last`; 0 is a clip of 30 s between two pauses."""
    words = transcript.words
    before = first.start - words[first.words[0] - 1].end if first.words[0] else PAUSE_S
    after = words[last.words[1]].start - last.end if last.words[1] < len(words) else PAUSE_S
    cost = abs(length_s - GOOD_LENGTH_S) / GOOD_LENGTH_S
    cost += TIGHT * ((before < PAUSE_S) + (after < PAUSE_S))
    opening = plain(words, first.words)
    cost += LEANS * _leans(opening, transcript.language)
    cost += CUT_OFF * (_breaks_off(transcript, first.words[0]) + _breaks_off(transcript, last.words[1]))
    closing = plain(words, last.words)
    asks = is_asked(closing, transcript.language)
    return cost + OPEN * (asks or (has_grammar(transcript.language) and announces_more(closing)))


def _leans(text: str, language: str) -> bool:
    if not has_grammar(language):
        return leans_on_before_in(text, language)
    return leans_on_before(text) or bool(_JOINS.match(text))


def _beside_the_point(transcript: Transcript, inside: Sequence[Sentence], core: int, high: int) -> float:
    """Return what it costs that a clip goes on from sentence `core`, the last it is about, to sentence `high`.

    A new question opens another exchange; an end amid the turn of whoever speaks next leaves them in mid-thought.
    """
    after = inside[core + 1 : high + 1]
    cost = ASKS_ON * any(is_asked(plain(transcript.words, s.words), transcript.language) for s in after)
    goes_on = high + 1 < len(inside) and inside[high + 1].turn == inside[high].turn
    return cost + STRAYS * (goes_on and inside[high].turn != inside[core].turn)


def _breaks_off(transcript: Transcript, edge: int) -> bool:
    """Say whether the word before an edge leaves a sentence open; without punctuation all do, and none is worse."""
    return edge > 0 and not is_closed(transcript.words[edge - 1].text, transcript.language)


def _alike(a: Span, b: Span) -> bool:
    """Say whether two clips have half of the shorter one in common."""
    return 2 * shared(a, b) > min(a[1] - a[0], b[1] - b[0])


def _clip(transcript: Transcript, core: _Core, span: Span, listens: Sequence[Listens]) -> Clip:
    start, end = transcript.words[span[0]].start, transcript.words[span[1] - 1].end
    return Clip(
        id="c00", title=core.title, start=start, end=end, words=span, quote=core.quote, question=core.question,
        section=core.section, score=core.score, source=core.source,
        plays=_plays(listens, start, end) if listens else None,
        flags=("speakers-overlap",) if spoken_over_s(transcript, start, end) >= QUOTABLE_S else (),
    )  # fmt: skip


def _plays(listens: Iterable[Listens], start: float, end: float) -> int:
    """Return how often a second of the stretch was played on average; stretches counted twice add up."""
    played = sum(item.count * shared((item.start, item.end), (start, end)) for item in listens)
    return round(played / (end - start)) if end > start else 0


def ids(clips: Sequence[Clip], what: Sequence[Quote] | Sequence[Question]) -> dict[str, str]:
    """Return the id of the clip that holds all words of each quote or question, by its id."""
    return {
        item.id: clip.id
        for item in what
        for clip in reversed(clips)
        if clip.words and contains(clip.words, hull(item.words))
    }
