"""Sum an episode up: one sentence on what is talked about, three on what is said."""

from pipeline.checks.frames import FRAMES, Form, fill, summary_text, surname
from pipeline.checks.support import in_short_problems, said_in, summary_problems
from pipeline.language.words import bare
from pipeline.records import Episode, NarrativeSentence, Outline, Section, Sentence, Span, TopicMap, Transcript
from pipeline.stages.narrate.passages import Passage

IN_SHORT = 3  # sentences
# Frames by form, of the first, second and third sentence
_NAMED: dict[Form, tuple[str, str, str]] = {
    "mind": ("minds", "also minds", "minds"),
    "clause": ("says that", "says that", "adds that"),
    "quote": ("says", "puts it", "adds"),
}
_UNNAMED: dict[Form, tuple[str, str, str]] = {
    "mind": ("heard that", "talk goes on", "point added"),
    "clause": ("heard that", "talk goes on", "point added"),
    "quote": ("words too", "words added", "words also"),
}


def summarise(
    episode: Episode, transcript: Transcript, outline: Outline, topic_map: TopicMap, most: int
) -> NarrativeSentence | None:
    """Say in one sentence who talks about what, at most `most` things; each is footnoted with words that say it."""
    sought = [t for t in topic_map.topics if t.found]
    named: list[tuple[str, Span]] = []  # watch topics first: they are what the reader asked for
    other: list[tuple[str, Span]] = []
    for section in outline.sections:
        here = [t.name for t in sought if section.id in t.sections]
        spoken = [(t, s.words) for t in here if (s := _where_said(transcript, section, t))]
        named += [x for x in spoken if bare(x[0]) not in {bare(t) for t, _ in named}]
        if not spoken and section.id in topic_map.ranked:
            named_already = {bare(t) for t, _ in (*named, *other)} | {bare(n) for n in people_talking(episode)}
            telling = (p for p in section.keyphrases if _reads_alone(p) and bare(p) not in named_already)
            other += [(p, s.words) for p in telling if (s := _where_said(transcript, section, p))][:1]
    other = [x for x in other if bare(x[0]) not in {bare(t) for t, _ in named}]  # a topic may be found only later
    things = sorted((named + other)[:most], key=lambda x: x[1])
    things = [x for k, x in enumerate(things) if k == 0 or x[1][0] >= things[k - 1][1][1]]
    if not things:
        return None
    text = summary_text(people_talking(episode), [t for t, _ in things])
    summary = NarrativeSentence(text=text, method="frame", words=tuple(s for _, s in things))
    return None if summary_problems(transcript, summary, people_talking(episode)) else summary


def _reads_alone(phrase: str) -> bool:
    """Say whether a phrase can stand in a list without an article: written as a name, or a plural of several words.

    One capital in front is no name yet: a sentence may have begun there.
    """
    named = len(phrase) > 1 and not phrase[1:].islower() and phrase[:1].isupper()
    plural = " " in phrase and phrase.endswith("s") and not phrase.endswith("ss")
    return named or plural


def people_talking(episode: Episode) -> list[str]:
    """Return the hosts and guests the publisher names, hosts first."""
    return [p.name for role in ("host", "guest") for p in episode.people if (p.role or "").lower() == role]


def _where_said(transcript: Transcript, section: Section, phrase: str) -> Sentence | None:
    i, j = section.words
    inside = (s for s in transcript.sentences if s.words[0] >= i and s.words[1] <= j)
    return next((s for s in inside if said_in(transcript.words, s.words, phrase)), None)


def in_short(
    transcript: Transcript, outline: Outline, topic_map: TopicMap, best: dict[str, Passage]
) -> tuple[NarrativeSentence, ...]:
    """Tell the best statement of the three best sections, in time order: "On AlexNet, Ben Ito says that …"."""
    sections = [s for s in outline.sections if s.id in topic_map.ranked and s.id in best]
    sections.sort(key=lambda s: (best[s.id].form == "quote", best[s.id].rough > 0, topic_map.ranked.index(s.id)))
    told: list[NarrativeSentence] = []
    named: set[str] = set()
    people: set[str | None] = set()
    for section in sorted(sections[:IN_SHORT], key=lambda s: s.start):
        passage = best[section.id]
        lead = next((t.name for t in topic_map.topics if t.found and section.id in t.sections), None)
        by_form = _NAMED if passage.speaker else _UNNAMED
        again = passage.speaker is not None and passage.speaker in people
        people.add(passage.speaker)
        frame = by_form[passage.form][min(len(told), 2)] if again or not passage.speaker else by_form[passage.form][0]
        name = passage.speaker and (surname(passage.speaker) if again else passage.speaker)
        text = fill(FRAMES[frame], passage.text, name)
        if lead and lead not in named and said_in(transcript.words, section.words, lead):
            named.add(lead)
            text = f"On {lead}, {text if passage.speaker else text[:1].lower() + text[1:]}"
        sentence = NarrativeSentence(text=text, method="frame", words=passage.spans, deletions=passage.deletions)
        if not in_short_problems(transcript, sentence, outline.sections):
            told.append(sentence)
    return tuple(told)
