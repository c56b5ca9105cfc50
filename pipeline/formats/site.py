"""The site over all episodes: a list that can be filtered and searched, and a page per topic with all that was said.

Static files that work from a server and from a disk. Style and script are files of their own, so the policy allows no
inline code at all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from zlib import crc32

from pipeline.formats.graph import HEIGHT, WIDTH, graph
from pipeline.formats.html import TONES, asset, date, environment, sheet
from pipeline.formats.people import everybody
from pipeline.formats.timeline import Path, thumbnail
from pipeline.formats.times import UNKNOWN_SPEAKER, clock, length
from pipeline.formats.transcript_view import headline, slug
from pipeline.records import Highlights, Question, Quote, Section

POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; font-src data:; img-src data: 'self' file:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
MOST_TOPICS = 60  # named on the front page, those of most episodes first
FEW_TOPICS = 10  # shown at once even where each is of one episode only


@dataclass(frozen=True)
class Card:
    """An episode as the front page lists it."""

    record: Highlights
    page: str
    published: str | None
    tone: int
    cover: tuple[Path, ...]
    topics: tuple[str, ...]  # ids
    people: tuple[str, ...]


@dataclass(frozen=True)
class Spoken:
    """One section that speaks of a topic, with what was quoted and asked in it."""

    record: Highlights
    section: Section
    quotes: tuple[Quote, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Subject:
    """A topic over all episodes."""

    id: str
    name: str
    spoken: tuple[Spoken, ...]
    episodes: int


def pages(records: Sequence[Highlights], listing: Mapping[str, object]) -> dict[str, str]:
    """Return the site's files by name; `listing` is what its search must know at once."""
    subjects = _subjects(records)
    template = environment().get_template
    cards = [_card(record, subjects) for record in _by_date(records)]
    common = sum(subject.episodes > 1 for subject in subjects)
    shared = {
        "policy": POLICY,
        "clock": clock,
        "length": length,
        "unknown": UNKNOWN_SPEAKER,
        "date": date,
        "headline": headline,
    }
    index = template("site.html.jinja").render(
        shared, cards=cards, subjects=subjects[:MOST_TOPICS], at_once=max(common, FEW_TOPICS),
        people=_counted(name for card in cards for name in card.people), root="", title="All episodes",
        shows=_counted(r.episode.show for r in records), relations=any(r.related for r in records), listing=listing,
        seconds=sum(r.episode.duration for r in records), quotes=sum(len(r.quotes) for r in records),
    )  # fmt: skip
    topics = {
        f"topics/{subject.id}.html": template("topic.html.jinja").render(
            shared, subject=subject, root="../", title=subject.name, episodes=len(records), page_of=_page
        )
        for subject in subjects
    }
    drawn = graph(records)
    related = template("related.html.jinja").render(
        shared, graph=drawn, size=(WIDTH, HEIGHT), least=min((e.score for e in drawn.edges), default=0.0) - 0.01,
        page_of=_page,
    )  # fmt: skip
    people = template("people.html.jinja").render(shared, people=everybody(_by_date(records)), page_of=_page)
    files = {"site.css": sheet("base.css", "site.css"), "site.js": asset("site.js"), "graph.js": asset("graph.js")}
    return {"index.html": index, "related.html": related, "people.html": people, **files, **topics}


def _page(record: Highlights) -> str:
    """Return the address of an episode's page from the catalog's folder."""
    return f"../{quote(record.episode.id)}/page.html"


def _by_date(records: Sequence[Highlights]) -> list[Highlights]:
    return sorted(records, key=lambda r: (r.episode.published or "", r.episode.id), reverse=True)


def _counted(names: object) -> list[tuple[str, int]]:
    counts = Counter(name for name in names if name)  # type: ignore[attr-defined]
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].lower()))


def _card(record: Highlights, subjects: Sequence[Subject]) -> Card:
    mine = {topic.name.lower() for topic in (*record.topics, *record.discovered) if topic.found}
    return Card(
        record=record,
        page=_page(record),
        published=date(record.episode.published),
        tone=crc32((record.episode.show or record.episode.id).encode()) % TONES,
        cover=thumbnail(record),
        topics=tuple(s.id for s in subjects if s.name.lower() in mine),
        people=tuple(person.name for person in record.episode.people),
    )


def _subjects(records: Sequence[Highlights]) -> list[Subject]:
    """Return all topics that were found somewhere, asked for or not, those of most episodes first."""
    names: dict[str, str] = {}
    spoken: dict[str, list[Spoken]] = {}
    for record in _by_date(records):
        sections = {section.id: section for section in record.sections}
        for topic in (*record.topics, *record.discovered):
            if not topic.found:
                continue
            key = topic.name.lower()
            names.setdefault(key, topic.name)
            spoken.setdefault(key, []).extend(
                _spoken(record, sections[id_]) for id_ in topic.sections if id_ in sections
            )
    found = [
        Subject(slug(name), name, tuple(spoken[key]), len({s.record.episode.id for s in spoken[key]}))
        for key, name in names.items()
    ]
    unique = {subject.id: subject for subject in reversed(found)}  # names that differ in signs only share a page
    return sorted(unique.values(), key=lambda s: (-s.episodes, s.name.lower()))


def _spoken(record: Highlights, section: Section) -> Spoken:
    quotes = sorted((q for q in record.quotes if q.section == section.id), key=lambda q: q.rank)
    asked = (q for q in record.questions if q.section == section.id)
    return Spoken(record, section, tuple(quotes), tuple(asked))
