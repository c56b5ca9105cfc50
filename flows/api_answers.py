"""What the JSON API of `highlights serve` answers: pages of records, and errors of one line."""

from typing import Generic, TypeVar

from episode_highlights.reader import Kind, Thing
from pipeline.records import Hit, Record, Tombstone

Item = TypeVar("Item")


class ApiPage(Record, Generic[Item]):
    """Some of the items that were asked for."""

    items: tuple[Item, ...]
    """The items, in order."""
    all: int
    """How many there are on all pages."""
    next: int | None
    """Where the next page begins (`first`); null after the last one."""


class ApiEpisode(Record):
    """An episode in the list of all."""

    id: str
    """Id of the episode."""
    title: str
    """Title of the episode."""
    show: str | None
    """Name of the show; null where it is unknown."""
    published: str | None
    """Date of publication; null where it is unknown."""
    language: str | None
    """Language as a BCP 47 code; null where it is unknown."""
    duration: float
    """Length in seconds."""
    url: str
    """Address of its page on this server."""
    transcript: str
    """Address of its transcript as plain text on this server."""


class ApiResolved(Record):
    """What an id stands for in one episode."""

    episode_id: str
    """Id of the episode."""
    kind: Kind
    """What it is the id of."""
    item: Thing
    """The thing itself."""
    moved: Tombstone | None
    """What became of the id that was asked for, where it is of an earlier run; else null."""
    url: str
    """Address of the thing on the episode's page."""


class ApiResolutions(Record):
    """What an id stands for. An id has few letters: two episodes may use the same one."""

    found: tuple[ApiResolved, ...]
    """One entry for each episode that knows the id, those in which it is used now first."""


class ApiFound(Record):
    """An episode in which words were found."""

    episode_id: str
    """Id of the episode."""
    title: str
    """Title of the episode."""
    hits: int
    """Number of moments, with those that `each` leaves out."""


class ApiSearch(Record):
    """Moments at which words were said, the best episodes first."""

    hits: tuple[Hit, ...]
    """The moments, in time order inside of an episode."""
    found: tuple[ApiFound, ...]
    """The episodes of this page."""
    episodes: int
    """Number of episodes that answer; filters by speaker and section may leave fewer."""
    next: int | None
    """Where the next page begins (`first`); null after the last one."""


class ApiError(Record):
    """Why there is no answer."""

    error: str
    """One line: what was expected, what was found, what to do next."""
