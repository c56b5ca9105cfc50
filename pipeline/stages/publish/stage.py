"""Publish: put all findings into the one record, number the footnotes, and prove it before anybody reads it."""

from collections import Counter
from collections.abc import Sequence

from pipeline.checks import proof
from pipeline.cuts import is_interrupted
from pipeline.language.page_words import language_of_page, page_words
from pipeline.language.tongues import has_frames, has_grammar
from pipeline.language.words import plain
from pipeline.links import moment_link
from pipeline.records import (
    ESTIMATED,
    Clip,
    Correction,
    Corrections,
    Episode,
    Footnote,
    Highlights,
    Narrative,
    NarrativeSentence,
    Outline,
    Plays,
    Provenance,
    Questions,
    Quote,
    Quotes,
    RawTranscript,
    Section,
    Span,
    Summary,
    TalkTime,
    Tally,
    TopicMap,
    Transcript,
    Verification,
)
from pipeline.records.flags import Flag
from pipeline.spans import hull
from pipeline.stage import Stage
from pipeline.stages.publish.approvals import NARRATIVE_OPS, approved
from pipeline.stages.publish.clip_plan import ids as clip_ids
from pipeline.stages.publish.clip_plan import plan
from pipeline.stages.publish.config import PublishConfig
from pipeline.stages.publish.wishes import PUBLISH_OPS, clip_wishes, titled

NO_CORRECTIONS = Corrections()
OUR_TITLES = ("Introduction", "Sponsor", "Closing", "Conversation", "Preview")  # of the stage `segment`
NOTHING_CHECKED = Tally(checked=0, passed=0)


class _Footnotes:
    """Numbers spans in the order in which a reader meets them; the same words keep their number."""

    def __init__(self, transcript: Transcript, episode: Episode) -> None:
        self.words, self.episode = transcript.words, episode
        self.numbers: dict[Span, int] = {}
        self.notes: list[Footnote] = []

    def number(self, span: Span) -> int:
        if span not in self.numbers:
            n = self.numbers[span] = len(self.notes) + 1
            start, end = self.words[span[0]].start, self.words[span[1] - 1].end
            url = moment_link(self.episode, start, end)
            text = plain(self.words, span)
            guessed = any(w.time_source in ESTIMATED for w in self.words[slice(*span)])
            self.notes.append(
                Footnote(
                    n=n, start=start, end=end, words=span, text=text, url=url,
                    approximate=guessed or after_damage(self.episode, end),
                    interrupted=is_interrupted(self.episode.audio, start, end),
                )
            )  # fmt: skip
        return self.numbers[span]


def after_damage(episode: Episode, end: float) -> bool:
    """Say whether a time comes after damage in the file, so that it may be off by what is missing."""
    return episode.audio.damaged_from is not None and end > episode.audio.damaged_from


def _flags(quote: Quote, episode: Episode) -> tuple[Flag, ...]:
    return (*quote.flags, "time-unreliable") if after_damage(episode, quote.end) else quote.flags


def publish(
    episode: Episode,
    transcript: Transcript,
    config: PublishConfig,
    *,
    heard: RawTranscript,
    outline: Outline,
    topic_map: TopicMap,
    quotes: Quotes,
    questions: Questions,
    narrative: Narrative,
    provenance: Provenance,
    plays: Plays,
    corrections: Corrections = NO_CORRECTIONS,
) -> Highlights:
    """Return THE RECORD, with the tally of what was proved in it."""
    notes = _Footnotes(transcript, episode)
    own = approved(transcript, _narrated(outline, narrative), narrative.summary, corrections.corrections)
    summary = _summary(episode, own.summary, notes)
    in_short = tuple(
        s.model_copy(update={"footnotes": tuple(map(notes.number, _cited(s)))}) for s in narrative.in_short
    )
    language = language_of_page(config.language, transcript.language)
    sections = tuple(_named(_section(s, topic_map, quotes, notes), language) for s in own.sections)
    sections, retitled = titled(transcript, sections, corrections.corrections)
    wishes, wished = clip_wishes(transcript, sections, corrections.corrections)
    clips = plan(
        transcript, sections, config, quotes=quotes, questions=questions, topic_map=topic_map, listens=plays.counts,
        doubtful=outline.doubtful, wishes=wishes,
    )  # fmt: skip
    chosen = _quotes(episode, quotes, clips, notes)
    told = (
        *transcript.corrections, *outline.corrections, *quotes.corrections, *questions.corrections, *retitled, *wished,
        *own.corrections,
    )  # fmt: skip
    noticed = (*_unused(episode, quotes), *_conflict(told), *_without(transcript, outline, narrative))
    record = Highlights(
        episode=episode.model_copy(update={"kind": outline.kind, "language": _language(episode, transcript)}),
        summary=summary,
        in_short=in_short,
        themes=outline.themes,
        sections=sections,
        quotes=chosen,
        questions=questions.questions,
        footnotes=tuple(notes.notes),
        clips=clips,
        clips_label="popular" if plays.counts else "suggested",
        topics=topic_map.topics,
        discovered=topic_map.discovered,
        talk_time=_talk_time(transcript),
        corrections=told,
        coverage=heard.coverage,
        flags=tuple(dict.fromkeys((*episode.flags, *heard.flags, *transcript.flags, *noticed))),
        verification=Verification(quotes=NOTHING_CHECKED, sentences=NOTHING_CHECKED),
        provenance=provenance,
        page_language=language,
    )
    wrong = proof.prove(record, transcript)
    proved = Verification(quotes=proof.tally_quotes(record, wrong), sentences=proof.tally_sentences(record, wrong))
    return record.model_copy(update={"verification": proved})


def _quotes(episode: Episode, quotes: Quotes, clips: Sequence[Clip], notes: _Footnotes) -> tuple[Quote, ...]:
    """Return the quotes with their footnotes, the clips that hold them, and what is doubtful of their times."""
    clip_of = clip_ids(clips, quotes.chosen)
    return tuple(
        q.model_copy(
            update={
                "footnote": notes.number(hull(q.words)), "clip": clip_of.get(q.id), "flags": _flags(q, episode),
            }
        )
        for q in quotes.chosen
    )  # fmt: skip


def _unused(episode: Episode, quotes: Quotes) -> tuple[Flag, ...]:
    return ("soundbite-outside-the-talk",) if len(quotes.picked) < len(episode.soundbites) else ()


def _without(transcript: Transcript, outline: Outline, narrative: Narrative) -> tuple[Flag, ...]:
    """Return what the program cannot do for this kind of show, and in the language of this talk."""
    notes: tuple[Flag, ...] = ("no-notes-for-this-kind",) if narrative.left_out else ()
    if has_grammar(transcript.language):
        return (*notes, "embedder-without-numbers") if outline.by_signs else notes
    without: tuple[Flag, ...] = ("language-without-grammar", *notes)
    return without if has_frames(transcript.language) else (*without, "language-without-frames")


def _conflict(told: Sequence[Correction]) -> tuple[Flag, ...]:
    return ("correction-conflict",) if any(one.state == "conflict" for one in told) else ()


def _summary(episode: Episode, told: NarrativeSentence | None, notes: _Footnotes) -> Summary:
    """Return the summary with its footnotes; the bare title where nothing could be proved."""
    if told is None:
        return Summary(text=episode.title, footnotes=())
    return Summary(
        text=told.text, footnotes=tuple(map(notes.number, _cited(told))), clauses=told.clauses, mark=told.mark
    )


def _cited(sentence: NarrativeSentence) -> tuple[Span, ...]:
    """Return what a sentence's footnotes show: each passage it tells; passages that touch are one."""
    spans = [hull(clause.words) for clause in sentence.clauses] or list(sentence.words)
    if sentence.method in ("model", "person"):  # a clause rests on sentences here and there
        spans = list(dict.fromkeys(sentence.words))
    cited: list[Span] = []
    for span in spans:
        if cited and cited[-1][1] == span[0]:
            cited[-1] = (cited[-1][0], span[1])
        else:
            cited.append(span)
    return tuple(cited)


def _narrated(outline: Outline, narrative: Narrative) -> list[Section]:
    """Return the sections with the points and sentences that were written for them."""
    return [
        s.model_copy(update={"narrative": narrative.sections.get(s.id, ()), "points": narrative.points.get(s.id, ())})
        for s in outline.sections
    ]


def _section(section: Section, topic_map: TopicMap, quotes: Quotes, notes: _Footnotes) -> Section:
    """Return a section with what was found in it; its footnotes are numbered as its page part is read."""
    told = section.narrative
    mine = sorted((q for q in quotes.chosen if q.section == section.id), key=lambda q: q.rank)
    # as the page has it: the narrative, the block quote, the closing sentence, further quotes
    listed = all(sentence.method == "extract" for sentence in told)
    closing = len(told) - 1 if mine and len(told) > 1 and not listed else len(told)
    sentences, passages = [_cited(s) for s in told], [(hull(q.words),) for q in mine]
    for spans in (*sentences[:closing], *passages[:1], *sentences[closing:], *passages[1:]):
        for span in spans:
            notes.number(span)
    told = tuple(s.model_copy(update={"footnotes": tuple(notes.number(span) for span in _cited(s))}) for s in told)
    highlight = section.id in topic_map.ranked
    found = {
        "title": topic_map.titles.get(section.id, section.title),
        "topics": tuple(t.id for t in topic_map.topics if section.id in t.sections),
        "highlight": highlight,
        "rank": topic_map.ranked.index(section.id) + 1 if highlight else None,
        "features": topic_map.features.get(section.id, {}),
        "narrative": told,
        "quote": next((q.id for q in mine if q.rank == 1), None),
    }
    return section.model_copy(update=found)


def _language(episode: Episode, transcript: Transcript) -> str | None:
    """Return the language that the publisher named, else the one that was told by sound or words; None for neither."""
    return episode.language or (None if transcript.language == "und" else transcript.language)


def _named(section: Section, language: str) -> Section:
    """Return a section whose title is a word of ours with that word in the page's language."""
    if section.title_source != "generated" or section.title not in OUR_TITLES:
        return section
    return section.model_copy(update={"title": page_words(language).say(section.title)})


def _talk_time(transcript: Transcript) -> tuple[TalkTime, ...]:
    """Return how long each voice speaks, by its words' own times, most first; nothing where voices are not known."""
    seconds: dict[str, float] = {}
    turns: Counter[str] = Counter()
    names: dict[str, Counter[str]] = {}
    for turn in transcript.turns:
        if turn.speaker_label is not None:
            label = turn.speaker_label
            spoken = sum(w.end - w.start for w in transcript.words[slice(*turn.words)])
            seconds[label] = seconds.get(label, 0.0) + spoken
            turns[label] += 1
            names.setdefault(label, Counter()).update([turn.speaker] if turn.speaker else [])
    total = sum(seconds.values()) or 1.0
    return tuple(
        TalkTime(
            speaker=next((name for name, _ in names[label].most_common(1)), None), label=label,
            role=transcript.roles.get(label), seconds=round(seconds[label], 3), share=round(seconds[label] / total, 4),
            turns=turns[label],
        )
        for label in sorted(seconds, key=lambda x: (-seconds[x], x))
    )  # fmt: skip


STAGE = Stage(
    name="publish",
    function=publish,
    answers=Highlights,
    config=PublishConfig,
    reads=(
        Episode,
        Transcript,
        RawTranscript,
        Outline,
        TopicMap,
        Quotes,
        Questions,
        Narrative,
        Provenance,
        Plays,
        Corrections,
    ),
    says="verifying and publishing",
    about="The record, numbered and proved",
    version="17",
    obeys=PUBLISH_OPS | NARRATIVE_OPS,
)
