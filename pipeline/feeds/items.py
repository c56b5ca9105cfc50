"""What a feed says: the show and its items, as plain values that nobody has to trust."""

from pydantic import Field

from pipeline.records import Record


class FeedPerson(Record):
    """Somebody whom the publisher names (`podcast:person`)."""

    name: str
    role: str | None = None


class Published(Record):
    """A transcript that the publisher offers (`podcast:transcript`)."""

    url: str
    kind: str = ""
    language: str | None = None


class Bite(Record):
    """A stretch picked by the publisher (`podcast:soundbite`), in seconds."""

    start: float
    duration: float
    title: str | None = None


class Mark(Record):
    """A chapter of the publisher, in seconds."""

    start: float
    title: str


class Extras(Record):
    """What the `podcast:` namespace says of an item, or of a whole show."""

    transcripts: tuple[Published, ...] = ()
    people: tuple[FeedPerson, ...] = ()
    soundbites: tuple[Bite, ...] = ()
    chapters: tuple[Mark, ...] = ()
    chapters_url: str | None = None
    licence: str | None = None
    season: str | None = None
    episode: str | None = None


class FeedItem(Record):
    """One episode as a feed has it."""

    guid: str | None = None
    title: str | None = None
    number: float | None = None
    season: int | None = None
    published: str | None = None
    """Date and time in UTC, ISO 8601."""
    page: str | None = None
    enclosure: str | None = None
    enclosure_type: str = ""
    enclosure_bytes: int | None = None
    duration: float | None = None
    description: str | None = None
    image: str | None = None
    extras: Extras = Extras()


class Feed(Record):
    """A show and its items, in the feed's own order."""

    title: str | None = None
    link: str | None = None
    language: str | None = None
    image: str | None = None
    new_url: str | None = None
    """Where the publisher says that the feed has moved to."""
    extras: Extras = Extras()
    items: tuple[FeedItem, ...] = Field(default=())
