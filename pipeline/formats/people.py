"""The page of all people: in which episodes each speaks, how much, and what was quoted of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.formats.transcript_view import slug
from pipeline.records import Highlights, Quote

MOST_QUOTES = 3  # of a person: the best of different episodes


@dataclass(frozen=True)
class Appearance:
    """An episode in which somebody takes part."""

    record: Highlights
    role: str | None
    minutes: int | None  # of talk; None where no voice is known to be theirs
    share: float | None


@dataclass(frozen=True)
class SitePerson:
    """Somebody over all episodes."""

    id: str
    name: str
    appearances: tuple[Appearance, ...]
    quotes: tuple[tuple[Highlights, Quote], ...]


def everybody(records: Sequence[Highlights]) -> list[SitePerson]:
    """Return all people by name, those of most episodes first; the episodes of each in the order of `records`.

    Two people of one name count as one: nothing says which of them an episode means.
    """
    found: dict[str, list[Appearance]] = {}
    said: dict[str, list[tuple[Highlights, Quote]]] = {}
    for record in records:
        spoken = {voice.speaker: voice for voice in record.talk_time if voice.speaker}
        for person in {person.name: person for person in reversed(record.episode.people)}.values():
            voice = spoken.get(person.name)
            minutes, share = (round(voice.seconds / 60), voice.share) if voice else (None, None)
            found.setdefault(person.name, []).append(Appearance(record, person.role, minutes, share))
            theirs = [quote for quote in record.quotes if quote.speaker == person.name]
            if theirs:
                said.setdefault(person.name, []).append((record, max(theirs, key=lambda quote: quote.score)))
    people = [
        SitePerson(
            slug(name), name, tuple(some),
            tuple(sorted(said.get(name, []), key=lambda one: -one[1].score)[:MOST_QUOTES]),
        )
        for name, some in found.items()
    ]  # fmt: skip
    return sorted(people, key=lambda one: (-len(one.appearances), one.name.lower()))
