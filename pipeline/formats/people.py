"""The page of all people: in which episodes each speaks, how much, and what was quoted of them."""

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.formats.transcript_view import slug
from pipeline.records import Highlights

MOST_QUOTES = 3  # of a person: the best of different episodes


class PersonQuote(NamedTuple):
    """The best quote of somebody in an episode."""

    id: str
    text: str
    start: float
    grade: str
    score: float


class Appearance(NamedTuple):
    """An episode in which somebody takes part."""

    name: str
    episode_id: str
    title: str
    published: str | None
    role: str | None
    minutes: int | None  # of talk; None where no voice is known to be theirs
    share: float | None
    quote: PersonQuote | None


class SitePerson(NamedTuple):
    """Somebody over all episodes; `quoted` are the appearances with their best quotes."""

    id: str
    name: str
    appearances: tuple[Appearance, ...]
    quoted: tuple[Appearance, ...]


def appearances(record: Highlights) -> tuple[Appearance, ...]:
    """Return who takes part in an episode, each name once."""
    spoken = {voice.speaker: voice for voice in record.talk_time if voice.speaker}
    found = []
    for person in {person.name: person for person in reversed(record.episode.people)}.values():
        voice = spoken.get(person.name)
        minutes, share = (round(voice.seconds / 60), voice.share) if voice else (None, None)
        theirs = [quote for quote in record.quotes if quote.speaker == person.name]
        best = max(theirs, key=lambda quote: quote.score) if theirs else None
        said = PersonQuote(best.id, best.text, best.start, best.grade, best.score) if best else None
        e = record.episode
        found.append(Appearance(person.name, e.id, e.title, e.published, person.role, minutes, share, said))
    return tuple(found)


def everybody(all_of_them: Iterable[Appearance]) -> list[SitePerson]:
    """Return all people by name, those of most episodes first; the appearances of each in the order given.

    Two people of one name count as one: nothing says which of them an episode means.
    """
    found: dict[str, list[Appearance]] = {}
    for one in all_of_them:
        found.setdefault(one.name, []).append(one)
    people = []
    for name, some in found.items():
        quoted = sorted((one for one in some if one.quote), key=lambda one: -one.quote.score if one.quote else 0.0)
        people.append(SitePerson(slug(name), name, tuple(some), tuple(quoted[:MOST_QUOTES])))
    return sorted(people, key=lambda one: (-len(one.appearances), one.name.lower()))
