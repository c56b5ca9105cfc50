"""The site over all episodes: a list that can be filtered and searched, and a page per topic with all that was said.

Static files that work from a server and from a disk. Style and script are files of their own, so the policy allows no
inline code at all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote
from zlib import crc32

from markupsafe import Markup

from pipeline.formats.first_quote import first_heard, first_quote
from pipeline.formats.graph import HEIGHT, WIDTH, Graph, NamedEpisode, graph
from pipeline.formats.html import TONES, asset, environment, sheet
from pipeline.formats.look import Look, site_language
from pipeline.formats.people import Appearance, appearances, everybody
from pipeline.formats.publication import Preview, SitePlace, heard_at
from pipeline.formats.subjects import Subject, subjects_of
from pipeline.formats.timeline import thumbnail
from pipeline.formats.times import UNKNOWN_SPEAKER
from pipeline.formats.transcript_view import headline, slug
from pipeline.language.page_words import ENGLISH, page_words
from pipeline.language.tongues import in_marks
from pipeline.links import media_fragment
from pipeline.records import Highlights, Question, Quote, Related, Section

POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; font-src data:; img-src data: 'self' file:; "
    "media-src 'self' file:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
MOST_TOPICS = 60  # named on the front page, those of most episodes first
FEW_TOPICS = 10  # shown at once even where each is of one episode only


@dataclass(frozen=True)
class TopicPart:
    """What one episode says of a topic: the topic's id and name, and a piece of its page."""

    id: str
    name: str
    said: str


@dataclass(frozen=True)
class SitePart:
    """What one episode brings to the site: pieces of pages, and what is counted over all episodes."""

    episode: NamedEpisode
    published: str
    card: str  # a piece of the front page
    people: tuple[Appearance, ...]
    duration: float
    quotes: int
    topics: tuple[TopicPart, ...]
    related: tuple[Related, ...]
    language: str = ENGLISH  # of our own words on its page


@dataclass(frozen=True)
class Front:
    """What the front page says of all episodes: topics, and names with how many episodes each has."""

    subjects: Sequence[Subject]
    shows: Sequence[tuple[str, int]]
    people: Sequence[tuple[str, int]]
    seconds: float
    quotes: int
    relations: bool
    language: str = ENGLISH  # of our own words


@dataclass(frozen=True)
class Spoken:
    """One section that speaks of a topic, with what was quoted and asked in it."""

    section: Section
    quotes: tuple[Quote, ...]
    questions: tuple[Question, ...]


def part_of(record: Highlights, look: Look | None = None) -> SitePart:
    """Return what an episode brings to the site."""
    episode = record.episode
    language = site_language([record.page_language], look or Look())
    topics = _topics(record, language)
    people = tuple(person.name for person in episode.people)
    best, sound = first_heard(record)
    card = _render(
        "parts/card.jinja", record=record, episode=episode, page=_page(episode.id), language=language,
        published=page_words(language).date(episode.published),
        tone=crc32((episode.show or episode.id).encode()) % TONES, cover=thumbnail(record),
        topics=[topic.id for topic in topics], people=people, best=best,
        sound=f"../{quote(episode.id)}/{sound}" if sound else None, spoken=episode.language or "",
    )  # fmt: skip
    return SitePart(
        NamedEpisode(episode.id, episode.title, episode.show), episode.published or "", card, appearances(record),
        episode.duration, len(record.quotes), topics, record.related, record.page_language,
    )  # fmt: skip


def pages(
    records: Sequence[Highlights], listing: Mapping[str, object], look: Look | None = None, base_url: str = ""
) -> dict[str, str]:
    """Return the site's files by name; `listing` is what its search must know at once.

    With a `base_url` the pages say what a link to them shows on the web.
    """
    look = look or Look()
    parts = sorted(
        (part_of(record, look) for record in records), key=lambda part: (part.published, part.episode.id), reverse=True
    )
    names: dict[str, str] = {}
    episodes: dict[str, set[str]] = {}
    for topic, id_ in ((topic, part.episode.id) for part in parts for topic in part.topics):
        names.setdefault(topic.id, topic.name)
        episodes.setdefault(topic.id, set()).add(id_)
    subjects = subjects_of(episodes, names.__getitem__)
    front = Front(
        subjects,
        counted(Counter(part.episode.show for part in parts if part.episode.show)),
        counted(Counter(name for part in parts for name in {one.name for one in part.people} if name)),
        sum(part.duration for part in parts),
        sum(part.quotes for part in parts),
        any(part.related for part in parts),
        language := site_language([part.language for part in parts], look),
    )
    pairs = {(part.episode.id, other.episode_id): other for part in parts for other in part.related}
    drawn = graph({part.episode.id: part.episode for part in parts}, pairs)
    return {
        "index.html": front_page(
            [part.card for part in parts], front, listing, look, preview_of_site(records, look, base_url)
        ),
        "related.html": related_page(drawn, look, language),
        "people.html": people_page((one for part in parts for one in part.people), look, language),
        **{
            file: topic_page(subject, _said_of(subject, parts), look, base_url, language)
            for subject in subjects
            for file in topic_files(subject)
        },
        **assets(look),
    }


def _said_of(subject: Subject, parts: Sequence[SitePart]) -> list[str]:
    """Return what the episodes say of a topic, in their order."""
    told = (sorted(part.topics, key=lambda topic: topic.id) for part in parts)
    return [topic.said for topics in told for topic in topics if topic.id in subject.members]


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return names with their counts, the most frequent first."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].lower()))


def front_page(
    cards: Sequence[str], front: Front, listing: Mapping[str, object], look: Look, preview: Preview | None = None
) -> str:
    """Return the page that lists all episodes, of their pieces, the newest first."""
    words = page_words(front.language)
    if own := words.of_script(asset("site.js")):
        listing = {**listing, "words": own}
    common = sum(subject.episodes > 1 for subject in front.subjects)
    return _render(
        "site.html.jinja", look, preview, cards=[Markup(card) for card in cards], front=front,
        subjects=front.subjects[:MOST_TOPICS], at_once=max(common, FEW_TOPICS), title=words.say(look.name),
        listing=listing, language=front.language,
    )  # fmt: skip


def topic_files(subject: Subject) -> list[str]:
    """Return the names of a topic's page: one for each of its names, so that no link to one breaks."""
    return [f"topics/{id_}.html" for id_ in subject.members]


def topic_page(subject: Subject, said: Sequence[str], look: Look, base_url: str = "", language: str = ENGLISH) -> str:
    """Return the page of a topic, of the pieces of its episodes, the newest first."""
    pieces = [Markup(piece) for piece in said]
    preview = None
    if base_url:
        told = page_words(language).many(
            subject.episodes, "Everything said about {topic} in {n} episode",
            "Everything said about {topic} in {n} episodes", topic=subject.name,
        )  # fmt: skip
        address = f"{base_url}catalog/topics/{quote(subject.id)}.html"
        preview = Preview(address, subject.name, told, look.name)
    return _render(
        "topic.html.jinja", look, preview, subject=subject, said=pieces, title=subject.name, language=language
    )


def people_page(all_of_them: Iterable[Appearance], look: Look, language: str = ENGLISH) -> str:
    """Return the page of all people, of who takes part in each episode, the newest first."""
    return _render("people.html.jinja", look, people=everybody(all_of_them), page_of=_page, language=language)


def related_page(drawn: Graph, look: Look, language: str = ENGLISH) -> str:
    """Return the page that draws which episodes are related."""
    least = min((e.score for e in drawn.edges), default=0.0) - 0.01
    return _render(
        "related.html.jinja", look, graph=drawn, size=(WIDTH, HEIGHT), least=least, page_of=_page, language=language
    )


def assets(look: Look) -> dict[str, str]:
    """Return style and scripts by the names of their files."""
    style = sheet("base.css", "site.css") + look.style
    return {"site.css": style} | {name: asset(name) for name in ("site.js", "graph.js", "carried.js")}


def quote_page(record: Highlights, said: Quote, place: SitePlace) -> str:
    """Return the small page that a link to one quote leads to; it stands two folders below the site."""
    sound = heard_at(record, said.start, said.end)
    if record.episode.audio.path:
        sound = f"{quote(record.episode.audio.path)}#{media_fragment(said.start, said.end)}"
    return _render(
        "quote.html.jinja", place.look, place.of_quote(record, said), record=record, said=said, sound=sound,
        card=place.card(said.id), language=record.page_language, spoken=record.episode.language or "",
    )  # fmt: skip


def front_door(records: Sequence[Highlights], look: Look, base_url: str) -> str:
    """Return the page at the address of the site itself, which leads on to the list of episodes."""
    language = site_language([record.page_language for record in records], look)
    return _render("door.html.jinja", look, preview_of_site(records, look, base_url), language=language)


def preview_of_site(records: Sequence[Highlights], look: Look, base_url: str) -> Preview | None:
    """Return what a link to the site shows: the first quote of the newest episode; None without an address."""
    if not base_url:
        return None
    newest = max(records, key=lambda r: (r.episode.published or "", r.episode.id), default=None)
    said = first_quote(newest) if newest else None
    place = SitePlace(base_url, look, newest.episode.id, {said.id}) if newest and said else None
    words = page_words(site_language([record.page_language for record in records], look))
    about = look.about or words.many(
        len(records), "{n} episode, its best quotes and everything that was said",
        "{n} episodes, their best quotes and everything that was said",
    )  # fmt: skip
    return Preview(
        base_url, words.say(look.name), about, words.say(look.name),
        picture=place.card(said.id) if place and said else None,
        picture_says=in_marks(said.text, newest.episode.language or "") if newest and said else "",
    )  # fmt: skip


def _render(
    template: str, look: Look | None = None, preview: Preview | None = None, *, language: str = ENGLISH,
    spoken: str = "", **values: object,
) -> str:  # fmt: skip
    """Return a page in the words of a language; `spoken` is the language of what is quoted on it."""
    say, look = page_words(language).say, look or Look()
    values |= {"look": replace(look, name=say(look.name)), "preview": preview, "unknown": say(UNKNOWN_SPEAKER)}
    return (
        environment(language)
        .get_template(template)
        .render(policy=POLICY, quoted=lambda text: in_marks(text, spoken), headline=headline, **values)
    )


def _page(episode_id: str) -> str:
    """Return the address of an episode's page from the catalog's folder."""
    return f"../{quote(episode_id)}/page.html"


def _topics(record: Highlights, language: str) -> tuple[TopicPart, ...]:
    """Return what an episode says of each topic that was found in it, asked for or not."""
    sections = {section.id: section for section in record.sections}
    names: dict[str, str] = {}
    spoken: dict[str, list[Spoken]] = {}
    for topic in (*record.topics, *record.discovered):
        if topic.found:  # names that differ in signs only share a page
            names.setdefault(slug(topic.name), topic.name)
            found = spoken.setdefault(slug(topic.name), [])
            known = {one.section.id for one in found}
            found += [_spoken(record, sections[id_]) for id_ in topic.sections if id_ in sections and id_ not in known]
    page = f"../{_page(record.episode.id)}"
    return tuple(
        TopicPart(
            id_, name,
            _render(
                "parts/spoken.jinja", record=record, sections=spoken[id_], page=page, language=language,
                spoken=record.episode.language or "",
            ),
        )
        for id_, name in names.items()
    )  # fmt: skip


def _spoken(record: Highlights, section: Section) -> Spoken:
    quotes = sorted((q for q in record.quotes if q.section == section.id), key=lambda q: q.rank)
    return Spoken(section, tuple(quotes), tuple(q for q in record.questions if q.section == section.id))
