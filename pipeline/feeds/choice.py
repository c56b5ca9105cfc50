"""Chooses which items of a feed are taken: by guid, then by enclosure; the back catalogue only on request."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.feeds.items import Feed, FeedItem
from pipeline.feeds.state import Subscription, Taken
from pipeline.sources.inbox_folder import AUDIO, slug

LONGEST_STEM = 70  # an id has at most 80 characters; two more parts may come to it
LONGEST_SHOW = 24
MOST_FAILURES = 5  # pulls in which an episode could not be fetched or made; then it is left alone


@dataclass(frozen=True)
class ItemToFetch:
    """An item to fetch, and what is known of it."""

    item: FeedItem
    keys: tuple[str, ...]
    taken: Taken | None  # None: new


def keys_of(feed: Feed) -> list[tuple[str, ...]]:
    """Return what each item is known by, the surest first: its guid, the address of its sound, else its page.

    A guid that several sounds share names none of them. A tracker's query is no part of an address, unless it alone
    tells the feed's sounds apart.
    """
    sounds = [one.enclosure for one in feed.items]
    stripped = Counter(_plain(url) for url in dict.fromkeys(sounds) if url)
    by_guid: dict[str, set[str]] = {}
    for item in feed.items:
        if item.guid:
            by_guid.setdefault(item.guid, set()).add(_plain(item.enclosure or ""))
    found = []
    for item in feed.items:
        keys = [f"guid {item.guid}"] if item.guid and len(by_guid[item.guid]) == 1 else []
        if item.enclosure:
            plain = _plain(item.enclosure)
            keys.append(f"sound {plain if stripped[plain] == 1 else item.enclosure}")
        if not keys:
            keys.append(f"page {item.page or item.title}")
        found.append(tuple(keys))
    return found


def digest(key: str) -> str:
    """Return a short name of a key: a feed of twenty years has thousands."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def choose(feed: Feed, subscription: Subscription, latest: int) -> tuple[list[ItemToFetch], Subscription]:
    """Return what to fetch, newest first, and the subscription that remembers what is passed over.

    At the first pull that is everything since the day asked for, else the `latest` newest. Later it is what the feed
    did not have then; what was published before the oldest that was taken is part of the back catalogue.
    """
    known = {key: taken for taken in subscription.episodes for key in taken.keys}
    met: set[str] = set()
    fresh: list[ItemToFetch] = []
    again: list[ItemToFetch] = []
    for item, keys in zip(feed.items, keys_of(feed), strict=True):
        if met.intersection(keys):
            continue  # the same episode twice in one feed
        met.update(keys)
        taken = next((known[key] for key in keys if key in known), None)
        if taken is None:
            fresh.append(ItemToFetch(item, keys, None))
        elif _is_open(taken) or changed(item, keys, taken):
            again.append(ItemToFetch(item, keys, taken))
    fresh = _newest_first(fresh)
    if not subscription.started:
        chosen = [w for w in fresh if _after(w.item, subscription.since)] if subscription.since else fresh[:latest]
        dates = [w.item.published for w in chosen if w.item.published]
        horizon = subscription.since or (min(dates) if dates else None)
    else:
        seen = set(subscription.seen)
        chosen = [
            w for w in fresh if not seen.intersection(map(digest, w.keys)) and _after(w.item, subscription.horizon)
        ]
        horizon = subscription.horizon
    passed = [digest(key) for w in fresh if w not in chosen for key in w.keys]
    seen_now = tuple(dict.fromkeys([*subscription.seen, *passed]))
    return _newest_first(again + chosen), subscription.model_copy(update={"seen": seen_now, "horizon": horizon})


def changed(item: FeedItem, keys: Sequence[str], taken: Taken) -> bool:
    """Tell whether a known item may hold another sound now: another address or another length under the same guid."""
    if taken.keys[0] not in keys or not item.enclosure:
        return False
    moved = taken.enclosure is not None and _plain(item.enclosure) != taken.enclosure
    lengths = (item.enclosure_bytes, taken.enclosure_bytes)
    return moved or (None not in lengths and lengths[0] != lengths[1])


def stem_of(subscription: Subscription, wanted: ItemToFetch) -> str:
    """Return the name of a new episode's files, which is its id: show, number or day, title; no other has it.

    "Deep Talk", number 12, "On Tea" → deep-talk-12-on-tea
    """
    item = wanted.item
    number = f"{item.number:g}" if item.number is not None else (item.published or "")[:10]
    show = slug(subscription.title or subscription.name)[:LONGEST_SHOW].strip("-._")
    title = slug(item.title)[: LONGEST_STEM - len(show) - len(number) - 2].strip("-._") if item.title else ""
    stem = slug("-".join(part for part in (show, number, title) if part))
    if any(stem == one.stem for one in subscription.episodes):
        stem = f"{stem[: LONGEST_STEM - 7].strip('-._')}-{digest(wanted.keys[0])[:6]}"
    return stem


def plain_enclosure(item: FeedItem) -> str | None:
    """Return the address of an item's sound without a tracker's query."""
    return _plain(item.enclosure) if item.enclosure else None


def hours_of(item: FeedItem) -> float:
    """Return how long an item is, in hours: as said, else by its bytes at 128 kbit/s, else one."""
    if item.duration:
        return item.duration / 3600
    return item.enclosure_bytes / 16_000 / 3600 if item.enclosure_bytes else 1.0


def _is_open(taken: Taken) -> bool:
    return taken.fetched is None and taken.failures < MOST_FAILURES


def _plain(url: str) -> str:
    parts = urlsplit(url)
    return url.partition("?")[0] if any(parts.path.lower().endswith(ending) for ending in AUDIO) else url


def _after(item: FeedItem, moment: str | None) -> bool:
    return moment is None or item.published is None or item.published >= moment


def _newest_first(found: list[ItemToFetch]) -> list[ItemToFetch]:
    """Return items by their day, newest first; the feed's own order where days are missing."""
    if all(w.item.published for w in found):
        return sorted(found, key=lambda w: w.item.published or "", reverse=True)
    return found
