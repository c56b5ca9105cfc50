"""Reads which stretches a publisher picked to be shared: soundbites, from a sidecar, a JSON file or a feed.

`podcast:soundbite` is a tag of a feed's item (namespace 1.0); `application/json+soundbites` is its proposed file form.
"""

import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pipeline.errors import BadConfig
from pipeline.formats.times import one_line
from pipeline.records import Soundbite
from pipeline.sources.sidecar import Sidecar, is_there

MAX_BYTES = 40_000_000  # feeds of twenty years are this long
LONGEST_TITLE = 200  # characters; the namespace allows 128
JSON, FEED = "soundbites.json", "feed.xml"


def soundbites_of(path: Path, about: Sidecar) -> tuple[Soundbite, ...]:
    """Return an episode's soundbites by time, from the first place that has any.

    That is the sidecar, the file <name>.soundbites.json, the file <name>.feed.xml (the episode's item, or all of the
    feed). `BadConfig` names the file and what is wrong in it.
    """
    listed = tuple(_bite(s.start, s.duration, s.title) for s in about.soundbites)
    found = (
        listed or _read(path, JSON, from_json) or _read(path, FEED, lambda text, place: from_feed(text, place, about))
    )
    return tuple(sorted(found, key=lambda bite: (bite.start, bite.end)))


def from_json(text: str, place: str) -> tuple[Soundbite, ...]:
    """Return the soundbites of a JSON file; `BadConfig` names `place` where the text is not of that form.

    >>> from_json('{"version": "1.0.0", "soundbites": [{"startTime": 9, "duration": 20.5, "title": "Tea"}]}', "s.json")
    (Soundbite(start=9.0, end=29.5, title='Tea'),)
    """
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadConfig(f"expected JSON soundbites, found an error in {place}: {error}") from error
    listed = found.get("soundbites") if isinstance(found, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise BadConfig(f'expected JSON soundbites ({{"version": …, "soundbites": […]}}), found other JSON: {place}')
    return tuple(_checked(one, one.get("title"), n, place) for n, one in enumerate(listed, start=1))


def from_feed(text: str, place: str, about: Sidecar) -> tuple[Soundbite, ...]:
    """Return the soundbites of an episode's `<item>`; in a feed of several it is found by guid, audio or title.

    `BadConfig` names `place` where the text is no feed, or holds no item of the episode.
    """
    if "<!ENTITY" in text:  # a few of them that name each other fill the memory
        raise BadConfig(f"expected a feed that defines no entities, found one that does: {place}")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise BadConfig(f"expected a feed (XML), found an error in {place}: {error}") from error
    items = [root] if _name(root) == "item" else [node for node in root.iter() if _name(node) == "item"]
    if not items:
        raise BadConfig(f"expected a feed with an <item>, found none: {place}")
    item = items[0] if len(items) == 1 else next((item for item in items if _is_of(item, about)), None)
    if item is None:
        raise BadConfig(
            f"{place}: expected the episode among {len(items)} items, found none with its guid, its audio_url or its "
            "title: write one of them into the sidecar"
        )
    tags = [node for node in item.iter() if _name(node) == "soundbite"]
    return tuple(_checked(dict(tag.attrib), tag.text or tag.get("title"), n, place) for n, tag in enumerate(tags, 1))


def _read(path: Path, ending: str, reader: Any) -> tuple[Soundbite, ...]:
    """Return what the file `<name>.<ending>` beside an episode's file says; nothing where there is none."""
    place = path.parent / f"{path.stem}.{ending}"
    if not is_there(place):
        return ()
    try:
        if place.stat().st_size > MAX_BYTES:
            raise BadConfig(f"expected soundbites in at most {MAX_BYTES} bytes, found more: {place}")
        text = place.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadConfig(f"expected soundbites, cannot read {place}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadConfig(f"expected soundbites in UTF-8, found other bytes: {place}") from error
    found: tuple[Soundbite, ...] = reader(text, str(place))
    return found


def _name(node: ElementTree.Element) -> str:
    """Return a tag without its namespace: feeds write the address of `podcast:` in two ways."""
    return node.tag.rpartition("}")[2]


def _is_of(item: ElementTree.Element, about: Sidecar) -> bool:
    said = {_name(node): (node.text or "").strip() for node in item}
    audio = next((node.get("url") for node in item if _name(node) == "enclosure"), None)
    pairs = ((about.guid, said.get("guid")), (about.audio_url or about.url, audio), (about.title, said.get("title")))
    return any(own is not None and own == theirs for own, theirs in pairs)


def _checked(one: dict[str, Any], title: object, n: int, place: str) -> Soundbite:
    """Return a soundbite of which somebody else wrote the numbers."""
    start, length = (_number(one.get(key)) for key in ("startTime", "duration"))
    for key, number in (("startTime", start), ("duration", length)):
        if number is None or (key == "duration" and number == 0):
            raise BadConfig(f"{place}: soundbite {n}: expected {key} in seconds, found {one.get(key)!r:.80}")
    assert start is not None
    assert length is not None
    return _bite(start, length, title if isinstance(title, str) else None)


def _number(value: object) -> float | None:
    """Return seconds of zero or more; None where it is no such number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < math.inf else None


def _bite(start: float, length: float, title: str | None) -> Soundbite:
    plain = one_line(title or "")[:LONGEST_TITLE]
    return Soundbite(start=start, end=round(start + length, 3), title=plain or None)
