"""Pulls subscribed feeds: what is new becomes files below `feeds/`; a bad show never stops the others."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.errors import BadFeed, BadInput, HighlightsError, MachineLacks, Unreachable
from pipeline.feeds import apart, choice, state
from pipeline.feeds.addresses import check_url, public
from pipeline.feeds.config import FeedsConfig
from pipeline.feeds.fetch import Web
from pipeline.feeds.items import Feed
from pipeline.feeds.state import Subscription, Taken
from pipeline.feeds.taking import Budget, Taker, failed
from pipeline.files import found_at, remove
from pipeline.sources.inbox_folder import slug

FIRST_WAIT = timedelta(hours=12)  # after a failure of a show; doubled with each
LONGEST_WAIT = timedelta(days=7)

Now = Callable[[], datetime]


def now_utc() -> datetime:
    """Return the moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class Pulled:
    """What became of one show."""

    name: str
    title: str | None
    state: str = "pulled"  # pulled, unchanged, waiting, failed, left (out of time)
    fetched: list[str] = field(default_factory=list)  # ids
    failures: dict[str, str] = field(default_factory=dict)  # id → why
    pending: int = 0
    dropped: int = 0
    why: str = ""


def subscribe(
    feeds: Path, source: str, web: Web, config: FeedsConfig, *, latest: int | None = None, since: str | None = None,
    audio: str | None = None, title: str | None = None, fetch: bool = True, now: Now = now_utc,
) -> Subscription:  # fmt: skip
    """Add a feed, an address or a file, and return it; one that is there already is returned as it is.

    `fetch` reads it once, so that a wrong address is refused at once. `BadInput`, `BadFeed` or `Unreachable` where it
    cannot be read.
    """
    url = source if "://" in source else str(Path(source).absolute())
    there = state.load(feeds)
    for one in there:
        if one.url == url:
            return one
    if "://" in url:
        check_url(url)
    feed = _fetched(url, web, config, etag=None, modified=None)[0] if fetch else None
    found = (feed.title if feed else None) or title
    stem = slug(found or url.partition("://")[2].strip("/") or url)[:40].strip("-._")
    name, n = stem, 1
    while any(one.name == name for one in there):
        n += 1
        name = f"{stem}-{n}"
    made = Subscription.model_validate(
        {
            "name": name, "url": url, "title": found, "added": now().isoformat(), "latest": latest, "since": since,
            "audio": audio,
        }
    )  # fmt: skip
    state.save(feeds, made)
    return made


def unsubscribe(feeds: Path, subscription: Subscription, *, files: bool) -> int:
    """Forget a subscription, and delete what was fetched for it where `files` says so; return how many files went."""
    folder = feeds / subscription.name
    gone = 0
    if files:
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name != state.NAME:
                remove(path)
                gone += 1
    remove(folder / state.NAME)
    return gone


def pull(
    feeds: Path, web: Web, config: FeedsConfig, *, names: Sequence[str] = (), now: Now = now_utc,
    say: Callable[[str], None] = lambda _: None, clock: Callable[[], float] = time.monotonic,
) -> list[Pulled]:  # fmt: skip
    """Fetch what is new of every feed, or of those named even where they are to be left alone; return a row each.

    Those that were checked longest ago come first. `MachineLacks` where this machine's own disk fails.
    """
    damaged: dict[str, str] = {}
    shows = [state.named(feeds, name) for name in names] or state.load(feeds, damaged=damaged)
    until = clock() + config.pull_minutes * 60
    taker = Taker(web, config, Budget(config.hours))
    rows = [Pulled(name, None, state="failed", why=why) for name, why in damaged.items()]
    for show in sorted(shows, key=lambda one: (one.checked or "", one.name)):
        row = Pulled(show.name, show.title)
        rows.append(row)
        if clock() >= until:
            row.state, row.why = "left", "the time for this pull is up"
        elif not names and show.wait_until and now().isoformat() < show.wait_until:
            row.state, row.why = "waiting", f"until {show.wait_until}: {show.why}"
        else:
            _pull_show(feeds, show, taker, row, now=now, out_of_time=lambda: clock() >= until)
        _drop_audio(feeds, state.read(feeds / show.name / state.NAME), config, row, now())
        say(told(row))
    return rows


def _pull_show(
    feeds: Path, show: Subscription, taker: Taker, row: Pulled, *, now: Now, out_of_time: Callable[[], bool]
) -> None:
    """Pull one show and save what became of it after each episode; its own troubles end in its row."""
    unfinished = show.pending or any(one.fetched is None for one in show.episodes)
    try:
        feed, show = _fetched_show(show, taker, conditional=not unfinished)
    except HighlightsError as error:
        if isinstance(error, MachineLacks) and not isinstance(error, Unreachable):
            raise
        row.state, row.why = "failed", " ".join(str(error).split())
        state.save(feeds, _backed_off(show, error, now()))
        return
    show = show.model_copy(update={"checked": now().isoformat(), "failures": 0, "wait_until": None, "why": ""})
    if feed is None:
        row.state = "unchanged"
        state.save(feeds, show)
        return
    row.title = show.title
    latest = taker.config.latest if show.latest is None else show.latest
    wanted, show = choice.choose(feed, show, latest)
    show = show.model_copy(update={"started": True, "pending": len(wanted)})
    state.save(feeds, show)
    for one in wanted:
        if out_of_time():
            break
        show = _take(feeds, show, feed, one, taker=taker, row=row, now=now)
        state.save(feeds, show)
        if show.wait_until:
            break  # the server asked to be left alone
    row.pending = show.pending


def _take(
    feeds: Path, show: Subscription, feed: Feed, wanted: choice.ItemToFetch, *, taker: Taker, row: Pulled, now: Now
) -> Subscription:
    """Fetch one episode; return the subscription that remembers it, or why not."""
    taken = wanted.taken or Taken(keys=wanted.keys, stem=choice.stem_of(show, wanted))
    update: dict[str, object] = {}
    try:
        audio = show.audio or taker.config.audio
        got = taker.take(feeds / show.name, feed, wanted, taken, audio, now=now().isoformat())
        if got is None:
            return _with(show, taken.model_copy(update={"title": wanted.item.title or ""}))  # it waits for its hours
        if got.made is None:
            row.fetched.append(got.stem)
    except HighlightsError as error:
        got = failed(taken, error)
        row.failures[got.stem] = got.why
        if isinstance(error, Unreachable) and error.retry_after_s:
            wait = timedelta(seconds=error.retry_after_s)
            update = {"wait_until": (now() + wait).isoformat(), "why": got.why}
    done = got.fetched is not None or got.failures >= choice.MOST_FAILURES
    return _with(show, got).model_copy(update=update | {"pending": show.pending - done})


def _with(show: Subscription, taken: Taken) -> Subscription:
    """Return a subscription in which an episode is as given."""
    others = tuple(one for one in show.episodes if one.stem != taken.stem)
    return show.model_copy(update={"episodes": (*others, taken)})


def _fetched_show(show: Subscription, taker: Taker, *, conditional: bool) -> tuple[Feed | None, Subscription]:
    """Return the feed, None where it is unchanged, and the subscription with what the server said of it."""
    etag, modified = (show.etag, show.modified) if conditional else (None, None)
    feed, update = _fetched(show.url, taker.web, taker.config, etag=etag, modified=modified)
    if feed is None:
        return None, show
    moved = update.pop("moved") or feed.new_url
    if moved and "://" in show.url and public(show.url) == show.url:  # else its password would be lost
        update["url"] = moved
    return feed, show.model_copy(update=update | {"title": feed.title or show.title})


def _fetched(
    url: str, web: Web, config: FeedsConfig, *, etag: str | None, modified: str | None
) -> tuple[Feed | None, dict[str, str | None]]:
    """Return the feed at an address or in a file, None where it is unchanged; and ETag, date and new address."""
    most = config.max_feed_mb * 1_000_000
    if "://" not in url:
        path = Path(url)
        if not path.is_file():
            raise BadInput(f"expected a feed, found no file {path}")
        if path.stat().st_size > most:
            raise BadFeed(f"expected a feed of at most {config.max_feed_mb} MB, found more: {path}")
        return apart.read(found_at(path) or b"", "", within_s=config.feed_seconds), {"moved": None}
    got = web.get(url, most_bytes=most, within_s=config.feed_seconds, etag=etag, modified=modified)
    said = {"etag": got.etag, "modified": got.modified, "moved": got.moved}
    if got.body is None:
        return None, said
    return apart.read(got.body, got.url, within_s=config.feed_seconds), said


def _backed_off(show: Subscription, error: HighlightsError, now: datetime) -> Subscription:
    """Return a show that failed: it is left alone twice as long each time, or as long as its server asked."""
    wait = min(FIRST_WAIT * 2 ** min(show.failures, 10), LONGEST_WAIT)
    asked = error.retry_after_s if isinstance(error, Unreachable) else None
    wait = max(wait, timedelta(seconds=asked)) if asked else wait
    return show.model_copy(
        update={
            "failures": show.failures + 1, "wait_until": (now + wait).isoformat(), "checked": now.isoformat(),
            "why": " ".join(str(error).split())[:500],
        }
    )  # fmt: skip


def _drop_audio(feeds: Path, show: Subscription, config: FeedsConfig, row: Pulled, now: datetime) -> None:
    """Delete the sound of episodes that were made long enough ago; their clips and pages stay."""
    before = (now - timedelta(days=config.keep_audio_days)).isoformat()
    episodes = []
    for one in show.episodes:
        if one.audio and one.made and one.made < before:
            remove(feeds / show.name / one.audio)
            one = one.model_copy(update={"audio": None, "dropped": now.isoformat()})
            row.dropped += 1
        episodes.append(one)
    if row.dropped:
        state.save(feeds, show.model_copy(update={"episodes": tuple(episodes)}))


def to_make(feeds: Path) -> list[tuple[str, Taken, Path]]:
    """Return the episodes that are fetched and not made, oldest first: name of the show, episode, file."""
    found = []
    for show in state.load(feeds, damaged={}):  # a pull names those that are damaged
        for one in show.episodes:
            path = feeds / show.name / one.file if one.file else None
            if path and one.made is None and one.failures < choice.MOST_FAILURES and path.is_file():
                found.append((show.name, one, path))
    return sorted(found, key=lambda row: (row[1].fetched or "", row[1].stem))


def mark(feeds: Path, name: str, stem: str, *, why: str = "", now: Now = now_utc) -> None:
    """Remember that an episode is made, or why it could not be."""
    show = state.read(feeds / name / state.NAME)
    for one in show.episodes:
        if one.stem == stem:
            update = {"failures": one.failures + 1, "why": why[:500]} if why else {"made": now().isoformat(), "why": ""}
            state.save(feeds, _with(show, one.model_copy(update=update)))


def told(row: Pulled) -> str:
    """Return one line on a show for a person."""
    said = [f"{row.name}: {row.state}"]
    if row.fetched:
        said.append(f"{len(row.fetched)} fetched")
    if row.failures:
        said.append(f"{len(row.failures)} failed")
    if row.pending:
        said.append(f"{row.pending} for the next pull")
    if row.dropped:
        said.append(f"audio of {row.dropped} deleted")
    return ", ".join(said) + (f" ({row.why})" if row.why else "")
