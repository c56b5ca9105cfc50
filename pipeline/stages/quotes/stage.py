"""Choose what is worth repeating: every passage is considered, most are refused for a reason, few are shown.

Nothing is written here: a quote's text is what the judge of quotations renders from its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.checks.context import standings
from pipeline.checks.rules import judged
from pipeline.checks.verbatim import render
from pipeline.fitted import are_fitted
from pipeline.language.tongues import has_frames, has_grammar
from pipeline.language.words import plain
from pipeline.ports import Embedder, SentenceParser, Vectors
from pipeline.reading import BOTH, PassageReader, extract_of, weighed
from pipeline.records import (
    Candidate,
    Corrections,
    Coverage,
    Episode,
    Outline,
    Quote,
    Quotes,
    Span,
    TopicMap,
    Transcript,
)
from pipeline.spans import contains, hull, overlaps
from pipeline.stage import Stage
from pipeline.stages.quotes.any_language import candidates_of
from pipeline.stages.quotes.cleaning import printed_spans
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.features import features
from pipeline.stages.quotes.hand_score import HAND, hand_points
from pipeline.stages.quotes.host_words import HOST_WORDS, host_of
from pipeline.stages.quotes.moments import MOMENTS, listenable
from pipeline.stages.quotes.passages import CLOSED, QuotePassage, QuoteScene, passages_of, refusal
from pipeline.stages.quotes.pins_and_bans import QUOTE_OPS, Pinned, pinned, placed
from pipeline.stages.quotes.publisher_picks import heard_again, soundbites
from pipeline.stages.quotes.ranker import RANKER, Numbers, SentenceTable, appeal, earliness
from pipeline.stages.quotes.readability import READABILITY, columns, readable, shipped
from pipeline.stages.quotes.said_alone import SAID_ALONE
from pipeline.stages.quotes.second_reading import SECOND, best_of_sections
from pipeline.stages.quotes.selection import READS, Wanted, chosen, with_wanted
from pipeline.stages.quotes.surroundings import Surroundings, described

NO_WISHES = Corrections()
PUNCTUATED = 5  # with a stop in every fifth sentence or more, one without is a piece of one
COMPARED_WORDS = 5  # shorter sentences are not compared with others
FITTED = (RANKER, READABILITY, HAND, HOST_WORDS, MOMENTS, SECOND)
TOLD = 0.005  # a smaller reason is not told
# Reasons that outweigh a publisher's pick.
NEVER = ("in a section", "crosses", "banned", "quarantined", "uncertain", "not clear", "too long", "taken back")


def quotes(  # noqa: PLR0917 -- a stage takes the records it reads, in the line's order
    episode: Episode,
    coverage: Coverage,
    transcript: Transcript,
    outline: Outline,
    topic_map: TopicMap,
    config: QuotesConfig,
    *,
    embedder: Embedder,
    parser: SentenceParser,
    reading: PassageReader,
    corrections: Corrections = NO_WISHES,
) -> Quotes:
    """Return every candidate with its score or the reason it was refused, and up to `per_section` quotes a section.

    Candidates are in time order; chosen quotes are numbered in time order and ranked within their section.
    """
    if not transcript.sentences or not outline.sections:
        return Quotes(candidates=(), chosen=())
    if not (has_grammar(transcript.language) and are_fitted(FITTED, embedder.identity)):
        return _in_any_language(
            episode, coverage, transcript, outline, topic_map=topic_map, config=config, parser=parser,
            corrections=corrections,
        )  # fmt: skip
    scene = _scene(episode, coverage, transcript, outline, corrections, config=config, embedder=embedder, parser=parser)
    passages = passages_of(scene, outline)
    faults = [refusal(scene, passage) for passage in passages]
    open_ = [k for k, fault in enumerate(faults) if fault is None]
    spoken = _spoken(scene, embedder.identity.digest)
    parts = appeal(spoken) | {"early": config.early_weight * earliness(spoken)}
    vectors = _meanings([passages[k] for k in open_], spoken.vectors)
    worded = _worded(scene, [passages[k] for k in open_])
    linear = _linear(scene, worded, vectors, spoken.embedder)
    odds, read = _read(scene, worded, linear, episode, reading)
    scored = _scored(scene, worded, parts, linear, odds)
    by_number = dict(zip(open_, scored, strict=True)) | _refused_sentences(scene, passages, faults, spoken)
    candidates = tuple(
        by_number.get(k) or _candidate(scene, passage, rejected=fault)
        for k, (passage, fault) in enumerate(zip(passages, faults, strict=True))
    )
    pins, told = pinned(transcript, outline, corrections.corrections)
    sound = [k for k in read if scored[k].rejected is None]
    good = [scored[k] for k in sound]
    picked = chosen(transcript, outline, good, vectors[sound], tuple(dict.fromkeys(topic_map.ranked)), config=config)
    bites = soundbites(transcript, outline, episode.soundbites)
    teased = heard_again(transcript, outline, scene.texts)
    wanted = [_pin(scene, pin) for pin in pins]
    wanted += [found for bite in bites if (found := _picked(candidates, bite.words, told_so=True))]
    wanted += [found for span in teased if (found := _picked(candidates, span, told_so=False))]
    if wanted:
        picked = with_wanted(picked, wanted, transcript, outline, config=config)
    picked = tuple(_with_role(scene, quote) for quote in picked)
    return Quotes(
        candidates=candidates, chosen=picked, picked=tuple(bites), corrections=tuple(told),
        listenable=listenable(scene, outline, spoken, _said(scene, parts)),
    )  # fmt: skip


def _in_any_language(
    episode: Episode,
    coverage: Coverage,
    transcript: Transcript,
    outline: Outline,
    *,
    topic_map: TopicMap,
    config: QuotesConfig,
    parser: SentenceParser,
    corrections: Corrections,
) -> Quotes:
    """Return the quotes of a talk in a language that the fitted scores do not know."""
    texts = tuple(plain(transcript.words, sentence.words) for sentence in transcript.sentences)
    found, vectors = candidates_of(
        episode, coverage, transcript, outline, wishes=corrections.corrections, config=config,
        readings=parser.parse(texts) if has_frames(transcript.language) else (),
    )  # fmt: skip
    sound = [k for k, candidate in enumerate(found) if candidate.rejected is None]
    good = [found[k] for k in sound]
    picked = chosen(
        transcript, outline, good, vectors[sound].astype(np.float32), tuple(dict.fromkeys(topic_map.ranked)),
        config=config,
    )  # fmt: skip
    pins, told = pinned(transcript, outline, corrections.corrections)
    bites = soundbites(transcript, outline, episode.soundbites)
    wanted = [Wanted(_of_span(transcript, pin.words, pin.section.id), "pinned") for pin in pins]
    wanted += [pick for bite in bites if (pick := _picked(found, bite.words, told_so=True))]
    if wanted:
        picked = with_wanted(picked, wanted, transcript, outline, config=config)
    if not has_grammar(transcript.language):
        picked = tuple(q.model_copy(update={"flags": (*q.flags, "context-not-judged")}) for q in picked)
    return Quotes(candidates=tuple(found), chosen=picked, picked=tuple(bites), corrections=tuple(told))


def _of_span(transcript: Transcript, span: Span, section: str) -> Candidate:
    """Return a passage that a person wants, as a candidate."""
    words = transcript.words
    return Candidate(
        start=words[span[0]].start, end=words[span[1] - 1].end, words=(span,), text=render(words, [span]),
        section=section, speaker=words[span[0]].speaker, score=0.0,
    )  # fmt: skip


def _scene(
    episode: Episode,
    coverage: Coverage,
    transcript: Transcript,
    outline: Outline,
    corrections: Corrections,
    *,
    config: QuotesConfig,
    embedder: Embedder,
    parser: SentenceParser,
) -> QuoteScene:
    """Return what passages are judged against; vectors and readings are remembered, as `segment` asked for them."""
    texts = tuple(plain(transcript.words, sentence.words) for sentence in transcript.sentences)
    vectors = embedder.embed(texts)
    context = standings(transcript)
    return QuoteScene(
        transcript=transcript,
        texts=texts,
        host=host_of(episode, transcript, texts, vectors, embedder.identity.digest),
        heard=Surroundings(transcript, texts, vectors, context),
        unsafe=tuple(quarantine.words for quarantine in coverage.quarantined),
        doubtful=outline.doubtful,
        readings=parser.parse(texts),
        context=context,
        punctuated=sum(text.endswith(CLOSED) for text in texts) * PUNCTUATED > len(texts),
        wishes=placed(transcript, corrections.corrections),
        config=config,
    )


def _with_role(scene: QuoteScene, quote: Quote) -> Quote:
    """Return a quote that says so where only the words tell that a guest speaks."""
    inside = [k for k, s in enumerate(scene.transcript.sentences) if overlaps(s.words, hull(quote.words))]
    judged_ = bool(((scene.host[inside] > 0) & (scene.host[inside] <= scene.config.most_host)).all())
    named = quote.speaker is not None or not judged_
    return quote if named else quote.model_copy(update={"flags": (*quote.flags, "guest-by-words")})


def shown(topic_map: TopicMap, found: Quotes) -> TopicMap:
    """Return the map with the sections of quotes that a person or the publisher wants, ranked after the others."""
    wanted = (q.section for q in found.chosen if q.source != "model" and q.section not in topic_map.ranked)
    return topic_map.model_copy(update={"ranked": (*topic_map.ranked, *dict.fromkeys(wanted))})


# ---- candidates


def _picked(candidates: Sequence[Candidate], within: Span, *, told_so: bool) -> Wanted | None:
    """Return the best passage that may be quoted in a stretch that the publisher picked.

    Where there is none and the feed names the stretch, it is the longest that only its wording speaks against; what is
    banned, doubtful or a sponsor's is never quoted.
    """
    inside = [c for c in candidates if contains(within, hull(c.words))]
    open_ = [c for c in inside if c.rejected is None]
    if open_:
        return Wanted(max(open_, key=lambda c: (c.score or 0.0, -c.start)), "publisher")
    weak = [c for c in inside if told_so and not (c.rejected or "").startswith(NEVER)]
    if not weak:
        return None
    best = max(weak, key=lambda c: (c.words[-1][1] - c.words[0][0], -c.start))
    return Wanted(best.model_copy(update={"score": 0.0, "rejected": None}), "publisher", best.rejected)


def _pin(scene: QuoteScene, pin: Pinned) -> Wanted:
    """Return a pinned passage as a candidate, with what would have kept it from being chosen."""
    sentences = scene.transcript.sentences
    holding = [k for k, s in enumerate(sentences) if overlaps(s.words, pin.words)]
    spans = printed_spans(scene.transcript.words, pin.words) or (pin.words,)
    passage = QuotePassage(holding[0], holding[-1] + 1, spans, pin.section)
    return Wanted(_candidate(scene, passage, score=0.0), "pinned", refusal(scene, passage))


def _candidate(scene: QuoteScene, passage: QuotePassage, **fields: object) -> Candidate:
    words = scene.transcript.words
    start, end = passage.within
    plain_fields = {
        "start": words[start].start, "end": words[end - 1].end, "words": passage.spans,
        "text": render(words, passage.spans), "section": passage.section.id,
        "speaker": scene.transcript.sentences[passage.first].speaker,
    }  # fmt: skip
    return Candidate.model_validate(plain_fields | fields)


# ---- scores


def _spoken(scene: QuoteScene, digest: str | None) -> SentenceTable:
    """Return the sentences as they are judged."""
    sentences = scene.transcript.sentences
    length = np.array([sentence.words[1] - sentence.words[0] for sentence in sentences])
    return SentenceTable(
        texts=scene.texts,
        vectors=scene.heard.vectors,
        turns=np.array([sentence.turn for sentence in sentences]),
        starts=np.array([sentence.start for sentence in sentences], np.float64),
        fits=(scene.host <= scene.config.most_host) & (length >= COMPARED_WORDS),
        embedder=digest,
    )


def _said(scene: QuoteScene, parts: Mapping[str, Numbers]) -> Numbers:
    """Return (n,) what each sentence is worth to an editor, however it reads."""
    hand = np.array([hand_points(features(text)) for text in scene.texts])
    said: Numbers = scene.config.fitted_weight * parts["appeal"] + parts["early"] + scene.config.hand_weight * hand
    return said


@dataclass(frozen=True)
class _Worded:
    """A passage as it would be printed, and the features of its wording."""

    passage: QuotePassage
    text: str
    found: Mapping[str, float]


def _worded(scene: QuoteScene, passages: Sequence[QuotePassage]) -> list[_Worded]:
    texts = [render(scene.transcript.words, passage.spans) for passage in passages]
    return [_Worded(p, text, features(text, p.last - p.first)) for text, p in zip(texts, passages, strict=True)]


def _linear(scene: QuoteScene, worded: Sequence[_Worded], vectors: Vectors, embedder: str | None) -> Numbers:
    """Return (n,) log-odds that a reader accepts each passage alone, by the linear judgement."""
    rows = [
        columns(
            one.text, scene.texts[p.first : p.last], scene.readings[p.first : p.last], found=one.found,
            around=described(scene.heard, p.first, p.last, one.text, len(p.spans)),
        )
        for one in worded
        for p in (one.passage,)
    ]  # fmt: skip
    return readable(np.array(rows), vectors, embedder) if rows else np.zeros(0)


def _read(
    scene: QuoteScene, worded: Sequence[_Worded], linear: Numbers, episode: Episode, reading: PassageReader
) -> tuple[Numbers, list[int]]:
    """Return (n,) the log-odds that a reader prints each passage, and which passages may be chosen.

    With a reading net, those that it read may be; without one, all.
    """
    best = best_of_sections([one.passage for one in worded], linear, scene.config.read_most)
    found = reading.read([
        extract_of(scene.texts, one.passage.first, one.passage.last, text=one.text, episode=episode.title)
        for one in (worded[k] for k in best)
    ])  # fmt: skip
    if found is None:
        return linear, list(range(len(worded)))
    odds = linear.copy()
    odds[best] = weighed(SECOND.of(BOTH), linear[best], found)
    return odds, best


def _scored(
    scene: QuoteScene, worded: Sequence[_Worded], parts: Mapping[str, Numbers], linear: Numbers, odds: Numbers
) -> list[Candidate]:
    """Return the passages as candidates: the mean appeal of their sentences, how they are worded, how they read.

    How they read counts with `odds`, of both judgements; the candidate keeps the linear one, which all have.
    """
    config = scene.config
    candidates, average = [], shipped().average
    for one, plain_odd, odd in zip(worded, linear.tolist(), odds.tolist(), strict=True):
        passage = one.passage
        reasons = {f"by_{name}": float(part[passage.first : passage.last].mean()) for name, part in parts.items()}
        reasons["by_appeal"] *= config.fitted_weight
        whole = {
            "by_hand": config.hand_weight * hand_points(one.found),
            "by_reading": config.reading_weight * (odd - average),
        }
        reasons |= whole
        score = reasons["by_appeal"] + reasons["by_early"] + sum(whole.values())
        told = reasons | dict(one.found) | {READS: plain_odd}
        kept = {name: round(value, 4) for name, value in told.items() if abs(value) >= TOLD}
        refused = "does not read well alone" if odd < config.least_reading else None
        candidates.append(_candidate(scene, passage, score=round(score, 4), features=kept, rejected=refused))
    return candidates


def _refused_sentences(
    scene: QuoteScene, passages: Sequence[QuotePassage], faults: Sequence[str | None], spoken: SentenceTable
) -> dict[int, Candidate]:
    """Return the single sentences that are no quotes with how they read: a narrative may tell what no quote says."""
    single = [k for k, p in enumerate(passages) if faults[k] and p.last - p.first == 1 and p.section.kind == "talk"]
    alone = _worded(scene, [passages[k] for k in single])
    odds = _linear(scene, alone, _meanings([one.passage for one in alone], spoken.vectors), spoken.embedder)
    return {
        k: _candidate(scene, passages[k], features={READS: round(odd, 4)}, rejected=faults[k])
        for k, odd in zip(single, odds.tolist(), strict=True)
    }


def _meanings(passages: Sequence[QuotePassage], vectors: Vectors) -> Vectors:
    """Return one unit vector per passage: its sentences' middle."""
    if not passages:
        return vectors[:0]
    rows = np.array([vectors[passage.first : passage.last].mean(0) for passage in passages])
    unit: Vectors = (rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return unit


STAGE = Stage(
    name="quotes",
    function=quotes,
    answers=Quotes,
    config=QuotesConfig,
    reads=(Episode, Coverage, Transcript, Outline, TopicMap, Corrections),
    uses=("embedder", "parser", "reading"),
    says="choosing quotes",
    about="Every candidate with its reasons, those chosen, stretches for clips",
    version=judged(f"16+{'+'.join(file.digest for file in (*FITTED, SAID_ALONE))}"),
    obeys=QUOTE_OPS,
    also={TopicMap: shown},
)
