"""The page's twin in Markdown: footnotes, links to moments, and front matter that Obsidian reads."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pipeline.formats import marks
from pipeline.formats.kinds import without_notes
from pipeline.formats.times import UNKNOWN_SPEAKER, Guessed, guessed_in, length, marked_clock, one_line
from pipeline.formats.transcript_view import is_list, opening_sentences
from pipeline.language.page_words import PageWords, page_words
from pipeline.language.tongues import in_marks
from pipeline.links import audio_sources, media_fragment, moment_link, safe_link
from pipeline.records import Highlights, NarrativeSentence, Quote, Section, Transcript

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$=^&%])")  # Markdown, HTML, tables, maths, Obsidian's tags and comments
_OPENING = re.compile(r"^([-+:]|\d{1,9}(?=[.)]))")  # what would open a list, a rule or a definition
_FOOTNOTE = re.compile(r"\[\^\d+\]: ")
RELATED = "Related episodes"
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def markdown(record: Highlights, transcript: Transcript | None = None) -> str:
    """Return the highlights as Markdown, everything said or typed by somebody escaped.

    The transcript only tells which times are interpolated; without it every time counts as interpolated
    where any is.
    """
    damaged_from = record.episode.audio.damaged_from
    guess_all = record.coverage.interpolated_share > 0 or damaged_from is not None
    guessed = guessed_in(transcript, damaged_from) if transcript else lambda _seconds: guess_all
    words = page_words(record.page_language)
    writer = _Writer(record, guessed, words)
    parts = [
        _front_matter(record),
        f"# {escaped(record.episode.title)}",
        writer.with_marks(record.summary.text, record.summary.footnotes),
        writer.sentences(record.in_short),
        _badge(record, words),
        *writer.highlights(),
        *writer.topics(),
        *writer.clips(),
        *writer.questions(),
        *_related(record),
        *writer.worths(),
        *writer.footnotes(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Return text on one line with everything that Markdown would act upon made literal."""
    text = _SPECIAL.sub(r"\\\1", one_line(text))
    if _NUMBERED.match(text):
        return _NUMBERED.sub(r"\1\\\2", text)
    return _OPENING.sub(r"\\\1", text)


@dataclass(frozen=True)
class _Writer:
    """Writes the parts that carry times or footnotes."""

    record: Highlights
    guessed: Guessed
    words: PageWords

    def by(self, speaker: str | None) -> str:
        return escaped(speaker or self.words.say(UNKNOWN_SPEAKER))

    def quoted(self, text: str) -> str:
        return in_marks(text, self.record.episode.language or "")

    def time(self, start: float, end: float | None = None) -> str:
        shown = marked_clock(start, self.guessed, end)
        sources = audio_sources(self.record.episode)
        link = f"{sources[0]}#{media_fragment(start, end)}" if sources else moment_link(self.record.episode, start)
        return f"[{shown}](<{link}>)" if link else shown

    def with_marks(self, text: str, numbers: Iterable[int | None]) -> str:
        known = {note.n for note in self.record.footnotes}
        return escaped(text) + "".join(f"[^{n}]" for n in numbers if n in known)

    def quote(self, quote: Quote) -> str:
        grade = "" if quote.grade == "verbatim" else f" · {self.words.say(quote.grade)}"
        said = self.with_marks(self.quoted(quote.text), [quote.footnote])
        return f"> {said}\n>\n> — {self.by(quote.speaker)}, {self.time(quote.start, quote.end)}{grade}"

    def sentences(self, sentences: Sequence[NarrativeSentence]) -> str:
        if is_list(sentences):
            return "\n".join(f"- {self.sentence(sentence)}" for sentence in sentences)
        return " ".join(map(self.sentence, sentences))

    def sentence(self, sentence: NarrativeSentence) -> str:
        worth = "" if sentence.mark == "said" else f" *({self.words.say(sentence.mark)})*"
        return self.with_marks(sentence.text, sentence.footnotes) + worth

    def worths(self) -> list[str]:
        say = self.words.say
        return [f"*{say(k)}*: {say(marks.MEANS[k])} ({count})." for k, count in marks.worths(self.record).items()]

    def section(self, section: Section) -> list[str]:
        quotes = sorted((q for q in self.record.quotes if q.section == section.id), key=lambda q: q.rank)
        main = [q for q in quotes if q.id == section.quote]
        split = opening_sentences(section)
        made = f" · {self.words.say('generated title')}" if section.title_source == "generated" else ""
        return [
            f"### {escaped(section.title)}",
            f"{self.time(section.start, section.end)} · {length(section.end - section.start)}{made}",
            self.sentences(section.narrative[:split]),
            *map(self.quote, main),
            self.sentences(section.narrative[split:]),
            *(self.quote(q) for q in quotes if q.id != section.quote),
        ]

    def highlights(self) -> list[str]:
        shown = [s for s in self.record.sections if s.highlight] or [
            s for s in self.record.sections if s.kind == "talk"
        ]
        notice = [without_notes(self.record, self.words) or ""]
        heading = f"## {self.words.say('Episode highlights')}"
        return [heading, *notice, *(part for section in shown for part in self.section(section))]

    def topics(self) -> list[str]:
        lines = []
        for topic in self.record.topics:
            say = self.words.say
            found = say("found") if topic.start is None else say("found at {time}", time=self.time(topic.start))
            lines.append(f"- {escaped(topic.name)}: {found if topic.found else say('not found in this episode')}")
        return _listed(self.words.say("Watch topics"), lines)

    def clips(self) -> list[str]:
        lines = [
            f"- {escaped(clip.title)} · {self.time(clip.start, clip.end)} · {length(clip.end - clip.start)}"
            for clip in self.record.clips
        ]
        say, popular = self.words.say, self.record.clips_label == "popular"
        return _listed(say("Popular clips") if popular else say("Suggested clips"), lines)

    def questions(self) -> list[str]:
        parts = [f"## {self.words.say('Questions from this episode')}"] if self.record.questions else []
        for question in self.record.questions:
            asked = f"{self.by(question.speaker)}, {self.time(question.start, question.end)}"
            parts += [f"### {escaped(question.text)}", asked]
            if answer := question.answer:
                told = f"{self.by(answer.speaker)}, {self.time(answer.start, answer.end)}"
                parts.append(f"> {escaped(answer.text)}\n>\n> — {told}")
            else:
                parts.append(self.words.say("No direct answer was found."))
        return parts

    def footnotes(self) -> list[str]:
        return [
            f"[^{note.n}]: {escaped(self.quoted(note.text))} {self.time(note.start, note.end)}"
            for note in self.record.footnotes
        ]


def _front_matter(record: Highlights) -> str:
    """Return YAML whose every value is a JSON value: JSON is YAML, and its strings cannot break out."""
    episode = record.episode
    fields: dict[str, object] = {
        "title": one_line(episode.title),
        "show": one_line(episode.show) if episode.show else None,
        "number": episode.number,
        "published": one_line(episode.published) if episode.published else None,
        "people": [one_line(person.name) for person in episode.people] or None,
        "episode_id": episode.id,
        "duration_s": round(episode.duration, 3),
        "links": [link for link in map(safe_link, episode.links.values()) if link] or None,
        "topics": [one_line(topic.name) for topic in record.topics if topic.found] or None,
        "tags": ["podcast", "highlights"],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value is not None]
    return "\n".join(["---", *lines, "---"])


def _badge(record: Highlights, words: PageWords) -> str:
    quotes, sentences = record.verification.quotes, record.verification.sentences
    told = (
        words.say("Quotes {good}/{all} verified", good=quotes.passed, all=quotes.checked),
        words.say("sentences {good}/{all} verified", good=sentences.passed, all=sentences.checked),
        length(record.episode.duration),
    )
    return " · ".join(told)


def _related(record: Highlights) -> list[str]:
    lines, words = [], page_words(record.page_language)
    for other in record.related:
        both = words.say("both discuss {terms}", terms=escaped(", ".join(other.shared)))
        shared = f": {both}" if other.shared else ""
        lines.append(f"- [{escaped(other.title)}](<../{quote(other.episode_id)}/page.md>){shared}")
    return _listed(words.say(RELATED), lines)


def with_related(text: str, record: Highlights) -> str | None:
    """Return Markdown of ours with the record's related episodes in place of those it had; `None` where it is not ours.

    Whatever somebody said or typed is escaped: a line that opens with this heading or with a footnote is ours.
    """
    if not text.startswith("---\n"):
        return None
    parts = text.removesuffix("\n").split("\n\n")
    heading = f"## {page_words(record.page_language).say(RELATED)}"
    if heading in parts:
        at = parts.index(heading)
        del parts[at : at + 2]
    else:
        at = next((k for k, part in enumerate(parts) if _FOOTNOTE.match(part)), len(parts))
    parts[at:at] = _related(record)
    return "\n\n".join(parts) + "\n"


def _listed(heading: str, lines: Sequence[str]) -> list[str]:
    return [f"## {heading}", "\n".join(lines)] if lines else []
