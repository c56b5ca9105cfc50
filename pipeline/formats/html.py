"""The page people read: one self-contained HTML file that works from a disk, without a network and without scripts.

Everything that was said or typed by somebody goes through Jinja's autoescape; the only markup comes from `page/`.
The content security policy names the one style sheet and the one script by their digests, so nothing else can run.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.formats.linked_data import metadata
from pipeline.formats.moments import (
    UNKNOWN_SPEAKER,
    audio_sources,
    clock,
    guessed_in,
    length,
    media_fragment,
    moment,
    moment_link,
    safe_link,
)
from pipeline.records import Highlights, Quote, Section, Span, Theme, Transcript

PARAGRAPH_WORDS = 70  # a transcript paragraph closes at the first sentence end after this many: half a minute of talk
VOICE_COLOURS = 6  # page.css has this many; further speakers share the last one
GRADE_MEANS = {
    "verbatim": "Word for word, one unbroken passage.",
    "cleaned": "Only fillers, repeats and false starts are left out.",
    "elided": "Something is left out at each “…”.",
}
_LANGUAGE_TAG = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")


@dataclass(frozen=True)
class Paragraph:
    """A stretch of one turn, short enough to find a place in; `heading` is the section that starts with it."""

    first: int  # number of its first word
    start: float
    speaker: str | None
    voice: int
    new_turn: bool
    uncertain: bool
    text: str
    heading: Section | None


@dataclass(frozen=True)
class Citation:
    """Where on the page a footnote is used first."""

    anchor: str
    title: str


def page(record: Highlights, transcript: Transcript) -> str:
    """Return the whole page; its sound is looked for beside it, or at the publisher's address."""
    sources = audio_sources(record.episode)
    guessed = guessed_in(transcript)
    quotes = {quote.id: quote for quote in record.quotes}
    shown = [s for s in record.sections if s.highlight] or [s for s in record.sections if s.kind == "talk"]
    themes = _themes(record, shown)
    style, script = _asset("page.css"), _asset("page.js")
    environment = _environment()

    def href(start: float, end: float | None = None) -> str:
        link = None if sources else moment_link(record.episode, start, end)
        return link or f"#{media_fragment(start, end)}"

    return environment.get_template("page.html.jinja").render(
        record=record,
        episode=record.episode,
        language=_language(record, transcript),
        published=_date(record.episode.published),
        policy=_policy(style, script, sources),
        style=Markup(style),
        script=Markup(script),
        linked_data=Markup(metadata(record).replace("<", "\\u003c")),
        data=_data(record, transcript),
        sources=sources,
        remote_only=bool(sources) and not record.episode.audio.path,
        links=[(name, link) for name, url in record.episode.links.items() if (link := safe_link(url))],
        shown=shown,
        themes=themes,
        theme_of={id_: theme for theme in themes for id_ in theme.sections},
        main_quote={s.id: quotes[s.quote] for s in shown if s.quote in quotes},
        more_quotes={s.id: _further(record.quotes, s) for s in shown},
        topic_names={topic.id: topic.name for topic in record.topics},
        titles={section.id: section.title for section in record.sections},
        footnotes={note.n: note for note in record.footnotes},
        cited=_citations(record),
        speaker_of=lambda span: transcript.words[span[0]].speaker,
        uncertain=[(q, _shorten(_said(transcript, q.words))) for q in record.coverage.quarantined],
        covered=_covered(record),
        methods=_methods(record),
        paragraphs=_paragraphs(record, transcript),
        at=lambda start, end=None: moment(start, guessed, end),
        clock=clock,
        length=length,
        href=href,
        grade_means=GRADE_MEANS,
        unknown=UNKNOWN_SPEAKER,
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.formats", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    environment = _environment()
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _policy(style: str, script: str, sources: Sequence[str]) -> str:
    """Return the content security policy; `file:` because a page on a disk has no origin that 'self' could mean."""
    media = ["'self'", "file:"]
    for source in sources:
        parts = urlsplit(source)
        if parts.scheme:
            media.append(f"{parts.scheme}://{parts.netloc}")
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_digest(style)}'",
            f"script-src 'sha256-{_digest(script)}'",
            "img-src data:",
            f"media-src {' '.join(media)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _language(record: Highlights, transcript: Transcript) -> str:
    tag = record.episode.language or transcript.language
    return tag if _LANGUAGE_TAG.match(tag) else "und"


def _date(published: str | None) -> str | None:
    """Return `2020-05-08…` as `8 May 2020`, and what is no ISO date as it came."""
    try:
        day = datetime.fromisoformat(published or "")
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"


def _data(record: Highlights, transcript: Transcript) -> dict[str, object]:
    """Return what the script needs: word starts as differences in 1/100 s (three bytes a word), and the sections."""
    starts = [round(word.start * 100) for word in transcript.words]
    return {
        "duration": record.episode.duration,
        "deltas": [b - a for a, b in pairwise([0, *starts])],
        "sections": [[section.id, section.start, section.title] for section in record.sections],
    }


def _themes(record: Highlights, shown: Sequence[Section]) -> list[Theme]:
    """Return the themes that have something to show; none where they would not divide the page."""
    ids = {section.id for section in shown}
    themes = [theme for theme in record.themes if ids.intersection(theme.sections)]
    return themes if len(themes) > 1 else []


def _further(quotes: Sequence[Quote], section: Section) -> list[Quote]:
    return sorted((q for q in quotes if q.section == section.id and q.id != section.quote), key=lambda q: q.rank)


def _citations(record: Highlights) -> dict[int, Citation]:
    """Return for each footnote where it is used first, in the order of the page."""
    uses = [(n, Citation("summary", "Summary")) for n in record.summary.footnotes]
    uses += [(n, Citation("in-short", "In short")) for sentence in record.in_short for n in sentence.footnotes]
    for section in record.sections:
        here = Citation(section.id, section.title)
        uses += [(n, here) for sentence in section.narrative for n in sentence.footnotes]
        uses += [(q.footnote, here) for q in record.quotes if q.section == section.id and q.footnote is not None]
    return dict(reversed(uses))


def _covered(record: Highlights) -> str | None:
    """Return worded speech in per cent, rounded down so that 100 % means all of it; `None` where nobody listened."""
    speech_s, worded_s = record.coverage.speech_s, record.coverage.worded_s
    if not speech_s:
        return None
    return f"{int(min(worded_s / speech_s, 1) * 1000) / 10:g}\u00a0%"


def _methods(record: Highlights) -> dict[str, int]:
    """Return how many narrative sentences were made in which way."""
    made = [sentence.method for section in record.sections for sentence in section.narrative]
    return {method: made.count(method) for method in ("extract", "frame", "model") if method in made}


def _said(transcript: Transcript, span: Span) -> str:
    """Return words so that splitting at spaces gives them back: a space inside a word is made hard."""
    return " ".join("\u00a0".join(word.text.split()) or "\u00a0" for word in transcript.words[span[0] : span[1]])


def _shorten(text: str, most: int = 240) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _paragraphs(record: Highlights, transcript: Transcript) -> list[Paragraph]:
    """Return the transcript in paragraphs that never run across a turn, a section or an uncertain passage."""
    words = transcript.words
    headings = {section.words[0]: section for section in record.sections}
    doubtful = [q.words for q in record.coverage.quarantined]
    turn_starts = {turn.words[0]: turn for turn in transcript.turns}
    breaks = {0, *headings, *turn_starts, *(edge for span in doubtful for edge in span)}
    sentence_ends = {sentence.words[1] for sentence in transcript.sentences}
    voices: dict[str | None, int] = {None: 0}
    for turn in transcript.turns:
        voices.setdefault(turn.speaker, min(len(voices), VOICE_COLOURS))
    found: list[Paragraph] = []
    first = 0
    for end in range(1, len(words) + 1):
        full = end in sentence_ends and end - first >= PARAGRAPH_WORDS
        if not (full or end in breaks or end == len(words)):
            continue
        speaker = words[first].speaker
        found.append(
            Paragraph(
                first=first,
                start=words[first].start,
                speaker=speaker,
                voice=voices.get(speaker, 0),
                new_turn=first == 0 or first in turn_starts or first in headings,
                uncertain=any(i <= first < j for i, j in doubtful),
                text=_said(transcript, (first, end)),
                heading=headings.get(first),
            )
        )
        first = end
    return found
