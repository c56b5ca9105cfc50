"""What is remembered of each subscription, one file a show: `feeds/<show>/show.json`, written whole or not at all.

Only `highlights feed` and the flow `feeds` write below `feeds/`, one at a time (`feeds/.lock`); the inbox stays the
person's own.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from pipeline.errors import ArtifactDamaged, BadInput
from pipeline.feeds.addresses import public
from pipeline.files import canonical, found_at, write_atomically
from pipeline.lock import Say, hold
from pipeline.records import Record

NAME = "show.json"
LOCK = ".lock"


class Taken(Record):
    """An episode that was fetched, or is being fetched."""

    keys: tuple[str, ...]
    """What it is known by: guid, then the address of its audio."""
    stem: str
    """Name of its files without the ending; also its episode id."""
    title: str = ""
    file: str | None = None
    """What the episode is made from; null until it is fetched."""
    audio: str | None = None
    """The audio file; null where there is none, or none any more."""
    sha256: str | None = None
    """Digest of `file` as fetched."""
    enclosure: str | None = None
    """Address of the audio as the feed gave it, without its query."""
    enclosure_bytes: int | None = None
    etag: str | None = None
    modified: str | None = None
    renditions: int = 0
    """How often a file was fetched: 2 and more are re-uploads under the same guid."""
    fetched: str | None = None
    made: str | None = None
    """When the highlights were made of the present rendition; null where they are not yet."""
    dropped: str | None = None
    """When the audio was deleted."""
    transcript: str = ""
    """The published transcript that is used; else why none is."""
    failures: int = 0
    why: str = ""
    """Why it could not be fetched or made the last time."""


class Subscription(Record):
    """One feed, what was asked for, and what became of it."""

    schema_version: Literal[1] = 1
    name: str
    """Name of its folder below `feeds/`."""
    url: str
    """Address of the feed, or path of a file on this machine."""
    title: str | None = None
    added: str
    latest: int | None = Field(default=None, ge=0)
    """Newest episodes taken at the first pull; null uses the setting."""
    since: str | None = None
    """Take everything from this day on, YYYY-MM-DD; null takes the latest."""
    audio: Literal["needed", "always"] | None = None
    """Overrides the setting; null uses it."""
    etag: str | None = None
    modified: str | None = None
    checked: str | None = None
    horizon: str | None = None
    """Items that were published before this moment are not taken."""
    seen: tuple[str, ...] = ()
    """Digests of the items that are not taken: they were there when the show was pulled first."""
    started: bool = False
    """The first pull is over."""
    failures: int = 0
    wait_until: str | None = None
    why: str = ""
    pending: int = 0
    """Items that wait for the next pull."""
    episodes: tuple[Taken, ...] = ()

    @property
    def shown(self) -> str:
        """The address without name and password."""
        return public(self.url)


def load(feeds: Path, *, damaged: dict[str, str] | None = None) -> list[Subscription]:
    """Return every subscription below a folder, by name.

    One whose file cannot be read is put into `damaged` (name → why); `ArtifactDamaged` where that is not given.
    """
    found = []
    for place in sorted(feeds.glob(f"*/{NAME}")) if feeds.is_dir() else []:
        try:
            found.append(read(place))
        except ArtifactDamaged as error:
            if damaged is None:
                raise
            damaged[place.parent.name] = str(error)
    return found


def read(place: Path) -> Subscription:
    """Return the subscription that a file holds; `ArtifactDamaged` where it is none."""
    try:
        return Subscription.model_validate_json(found_at(place) or b"")
    except ValidationError as error:
        first = error.errors()[0]["msg"]
        raise ArtifactDamaged(f"{place} cannot be read ({first}); remove it and add the feed again") from error


def save(feeds: Path, subscription: Subscription) -> None:
    """Write a subscription, whole or not at all."""
    write_atomically(feeds / subscription.name / NAME, canonical(subscription))


def named(feeds: Path, wanted: str) -> Subscription:
    """Return the subscription that a name, a title or an address stands for; `BadInput` lists those there are."""
    there = load(feeds, damaged={})
    for one in there:
        if wanted in (one.name, one.url, one.shown, one.title):
            return one
    names = ", ".join(one.name for one in there) or "none"
    raise BadInput(f"expected a subscribed feed, found {wanted[:200]!r}; there are: {names}")


@contextmanager
def alone(feeds: Path, *, wait_s: float, say: Say = lambda _: None) -> Iterator[None]:
    """Keep others from writing below a folder of feeds while the block runs; `Busy` where one does."""
    with hold(feeds / LOCK, "the folder of feeds", wait_s=wait_s, say=say):
        yield


def as_json(subscription: Subscription) -> dict[str, object]:
    """Return what a list shows of a subscription."""
    said: dict[str, object] = json.loads(subscription.model_dump_json(exclude={"seen", "episodes", "schema_version"}))
    made = sum(one.made is not None for one in subscription.episodes)
    return said | {"url": subscription.shown, "episodes": len(subscription.episodes), "made": made}
