"""Writes the sidecar of an episode from its item: whatever the feed says that a sidecar may say, and nothing else."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from pipeline.errors import BadConfig
from pipeline.feeds.items import Extras, Feed, FeedItem, Mark
from pipeline.sources import publisher_chapters
from pipeline.sources.sidecar import Sidecar

HEADING = "# Written by `highlights feed pull` from the feed; a pull that finds a new edition writes it again.\n"
_TABLES = ("people", "chapters", "soundbites")


def chapters_of(data: bytes, place: str) -> tuple[Mark, ...]:
    """Return the chapters of a `podcast:chapters` file; none where it is of another form."""
    try:
        found = publisher_chapters.from_json(data.decode("utf-8-sig"), place)
    except (BadConfig, UnicodeDecodeError):
        return ()  # the publisher's mistake; the episode is made without chapters
    return tuple(Mark(start=chapter.start, title=chapter.title) for chapter in found)


def sidecar(
    feed: Feed, item: FeedItem, *, transcript: str | None, cover: str | None, chapters: tuple[Mark, ...]
) -> str:
    """Return the TOML text for an item; what a sidecar would refuse is left out, key by key."""
    said: dict[str, Any] = {
        "title": item.title, "show": feed.title, "number": _number(item.number),
        "season": item.season, "published": item.published[:10] if item.published else None,
        "language": feed.language, "url": item.page, "audio_url": item.enclosure, "duration": item.duration,
        "guid": item.guid, "licence": item.extras.licence or feed.extras.licence, "image": cover,
        "transcript": transcript, "description": item.description,
        "people": _people(item.extras, feed.extras),
        "chapters": [{"start": mark.start, "title": mark.title} for mark in chapters or item.extras.chapters],
        "soundbites": [
            {"start": bite.start, "duration": bite.duration} | ({"title": bite.title} if bite.title else {})
            for bite in item.extras.soundbites
        ],
    }  # fmt: skip
    return toml({key: value for key, value in said.items() if value not in (None, "", []) and _allowed(key, value)})


def toml(said: Mapping[str, Any]) -> str:
    """Return a sidecar's keys as TOML: plain keys first, then the tables."""
    rows = [f"{key} = {_value(value)}" for key, value in said.items() if key not in _TABLES]
    for name in _TABLES:
        for one in said.get(name, ()):
            rows += ["", f"[[{name}]]", *(f"{key} = {_value(value)}" for key, value in one.items())]
    text = HEADING + "\n".join(rows) + "\n"
    Sidecar.model_validate(tomllib.loads(text))
    return text


def _allowed(key: str, value: object) -> bool:
    try:
        Sidecar.model_validate(tomllib.loads(f"{key} = {_inline(value)}"))
    except ValueError:  # not TOML, or no such value
        return False
    return True


def _inline(value: object) -> str:
    if isinstance(value, list):
        return (
            "[" + ", ".join("{" + ", ".join(f"{k} = {_value(v)}" for k, v in one.items()) + "}" for one in value) + "]"
        )
    return _value(value)


def _value(value: object) -> str:
    """Return a text or a number as TOML; signs that TOML refuses become blanks."""
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(re.sub(r"[\x7f\ud800-\udfff]", " ", str(value)), ensure_ascii=False)


def _number(number: float | None) -> int | float | None:
    return int(number) if number is not None and number.is_integer() else number


def _people(item: Extras, show: Extras) -> list[dict[str, str]]:
    """Return the people of an item, or those of its show where it names none: that is the namespace's rule."""
    found: dict[str, dict[str, str]] = {}
    for person in item.people or show.people:
        found.setdefault(person.name.casefold(), {"name": person.name} | ({"role": person.role} if person.role else {}))
    return list(found.values())
