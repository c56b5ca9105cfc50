"""Reads the XML that feedparser loses: every `podcast:` tag of an item, and the outlines of an OPML file.

The parser calls nothing, expands nothing and goes on after damage. Times and addresses come out as they were written
where they can be read, and are left out where they cannot.
"""

import math
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from pipeline.errors import BadFeed
from pipeline.feeds.items import Bite, Extras, FeedPerson, Mark, Published

MOST_TAGS = 500  # of one kind in one item
_ITEMS = frozenset({"item", "entry"})
_NAMESPACES = ("podcastindex.org/namespace", "github.com/podcastindex-org/podcast-namespace")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
_ENTITY = re.compile(rb"<\x00*!\x00*\s*E\x00*N\x00*T\x00*I\x00*T\x00*Y", re.I)


def refuse_entities(data: bytes) -> None:
    """Raise `BadFeed` where a document defines entities: a few that name each other fill the memory."""
    if _ENTITY.search(data):
        raise BadFeed("expected XML that defines no entities, found some that does")


def extras(data: bytes) -> tuple[Extras, dict[str, Extras]]:
    """Return what the `podcast:` namespace says of a show, and of each item by guid, enclosure, link and title."""
    root = _root(data)
    if root is None:
        return Extras(), {}
    found: dict[str, Extras] = {}
    for node in _named(root, _ITEMS):
        said = _extras(node)
        for key in _keys(node):
            if key:
                found.setdefault(key, said)
    channel = next(_named(root, frozenset({"channel", "feed"})), root)
    return _extras(channel), found


def outlines(data: bytes) -> tuple[tuple[str | None, str], ...]:
    """Return the feeds of an OPML file, nested too, each once: title and address. `BadFeed` where there is none."""
    refuse_entities(data)
    root = _root(data)
    found: dict[str, str | None] = {}
    for node in _named(root, frozenset({"outline"})) if root is not None else ():
        said = {str(name).lower(): str(value).strip() for name, value in node.attrib.items()}
        if address := said.get("xmlurl"):
            found.setdefault(address, said.get("title") or said.get("text") or None)
    if not found:
        raise BadFeed("expected OPML with outlines that have an xmlUrl, found none")
    return tuple((title, address) for address, title in found.items())


def _root(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None  # nothing that could be recovered; feedparser may still read it


def _named(root: etree._Element, names: Iterable[str]) -> Iterator[etree._Element]:
    return (node for node in root.iter() if isinstance(node.tag, str) and _local(node) in names)


def _local(node: etree._Element) -> str:
    """Return a tag without namespace and without a prefix that was never declared."""
    return str(node.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _is_podcast(node: etree._Element) -> bool:
    tag = str(node.tag).lower()
    return any(name in tag.partition("}")[0] for name in _NAMESPACES) or tag.startswith("podcast:")


def _text(node: etree._Element) -> str:
    return " ".join("".join(str(part) for part in node.itertext()).split())


def _keys(item: etree._Element) -> tuple[str | None, ...]:
    """Return an item's guid, enclosure, link and title, as RSS and Atom have them."""
    guid = enclosure = link = title = None
    for node in item:
        if not isinstance(node.tag, str):
            continue
        if _local(node) in ("guid", "id") and not _is_podcast(node):
            guid = guid or _text(node)
        elif _local(node) == "enclosure":
            enclosure = enclosure or node.get("url")
        elif _local(node) == "link" and node.get("rel") == "enclosure":
            enclosure = enclosure or node.get("href")
        elif _local(node) == "link":
            link = link or node.get("href") or _text(node)
        elif _local(node) == "title" and not _is_podcast(node):
            title = title or _text(node)
    return guid, enclosure.strip() if enclosure else None, link, title


def _extras(parent: etree._Element) -> Extras:
    """Return what the direct children of an item say; those of a show's items are not the show's."""
    by_name: dict[str, list[etree._Element]] = {}
    simple: list[etree._Element] = []
    for node in parent:
        if not isinstance(node.tag, str):
            continue
        if _is_podcast(node):
            same = by_name.setdefault(_local(node), [])
            if len(same) < MOST_TAGS:
                same.append(node)
        elif _local(node) == "chapters":
            simple += [child for child in node if isinstance(child.tag, str) and _local(child) == "chapter"][:MOST_TAGS]

    def text_of(name: str) -> str | None:
        return next((text for node in by_name.get(name, ()) if (text := _text(node))), None)

    return Extras(
        transcripts=tuple(
            Published(url=url, kind=(node.get("type") or "").lower().strip(), language=node.get("language") or None)
            for node in by_name.get("transcript", ())
            if (url := (node.get("url") or "").strip())
        ),
        people=tuple(
            FeedPerson(name=name, role=(node.get("role") or "host").strip().lower() or "host")
            for node in by_name.get("person", ())
            if (name := _text(node)) and (node.get("group") or "cast").strip().lower() == "cast"
        ),
        soundbites=tuple(bite for node in by_name.get("soundbite", ()) if (bite := _bite(node))),
        chapters=tuple(mark for node in simple if (mark := _mark(node))),
        chapters_url=next((u.strip() for node in by_name.get("chapters", ()) if (u := node.get("url"))), None),
        licence=text_of("license"),
        season=text_of("season"),
        episode=text_of("episode"),
    )


def _bite(node: etree._Element) -> Bite | None:
    start, length = seconds(node.get("startTime")), seconds(node.get("duration"))
    if start is None or not length:
        return None
    return Bite(start=start, duration=length, title=_text(node)[:200] or None)


def _mark(node: etree._Element) -> Mark | None:
    start, title = seconds(node.get("start")), " ".join((node.get("title") or "").split())
    return Mark(start=start, title=title[:200]) if start is not None and title else None


def seconds(said: object) -> float | None:
    """Return a time as seconds, from a number or a clock; None where it is neither.

    >>> seconds("1:02:03.5"), seconds("90"), seconds("-1"), seconds("soon")
    (3723.5, 90.0, None, None)
    """
    text = str(said or "").strip() if said != 0 else "0"
    try:
        if clock := _CLOCK.fullmatch(text):
            number = float(clock[1] or 0) * 3600 + float(clock[2]) * 60 + float(clock[3])
        else:
            number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None
