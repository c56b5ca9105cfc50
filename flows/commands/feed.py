"""`highlights feed`: subscribe to podcasts, and fetch what is new."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, Assign, Commands, Config, PlainGroup, Profile, answered, text
from pipeline import folders
from pipeline.errors import BadInput, SomeFailed

if TYPE_CHECKING:  # these take time to import, which `--help` must not
    from pipeline.feeds.config import FeedsConfig
    from pipeline.feeds.fetch import Web
    from pipeline.settings import Settings

feed = Commands(
    cls=PlainGroup,
    help="Subscribe to podcast feeds: fetch new episodes, and make their highlights.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

FEEDS = folders.feeds()
Feeds = Annotated[
    Path,
    typer.Option("--feeds", metavar="DIR", help="Keep subscriptions and fetched files here.", show_default="feeds/"),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="FEED", help="Names or addresses of feeds.", show_default="all feeds"),
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Allow addresses of this machine and of private networks for this command."),
]


class FetchAudio(StrEnum):
    """When the sound of an episode is fetched."""

    NEEDED = "needed"
    ALWAYS = "always"


@feed.command("add")
def add(
    source: Annotated[str, typer.Argument(metavar="URL|FILE", help="A feed's address, or a feed saved as a file.")],
    latest: Annotated[
        int | None,
        typer.Option("--latest", metavar="N", min=0, help="Take this many of the newest episodes first.",
                     show_default="feeds.latest"),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="YYYY-MM-DD", help="Take all episodes from this day on."),
    ] = None,
    audio: Annotated[
        FetchAudio | None,
        typer.Option("--audio", metavar="WHEN", help="needed: fetch audio only without a good transcript; or always.",
                     show_default="feeds.audio"),
    ] = None,
    allow_private: AllowPrivate = False,
    feeds: Feeds = FEEDS,
    config: Config = None,
    assign: Assign = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Subscribe to a feed. Its newest episodes are fetched by the next `feed pull`."""
    from pipeline.feeds import pull, state

    with answered(as_json):
        day = _day(since)
        settings = _settings("default", config, assign)
        with state.alone(feeds, wait_s=settings.store.wait_s, say=screen.note), _web(settings, allow_private) as web:
            made = pull.subscribe(
                feeds, source, web, settings.feeds, latest=latest, since=day, audio=audio.value if audio else None
            )
    _follow(feeds)
    if as_json:
        screen.answer(state.as_json(made))
    else:
        _print(f"added {made.name}: {made.title or made.shown}\nfetch its episodes: highlights feed pull {made.name}")


@feed.command("list")
def list_feeds(feeds: Feeds = FEEDS, as_json: AsJson = False) -> None:
    """Print the subscribed feeds: episodes fetched and made, what waits, what failed."""
    from pipeline.feeds import state

    damaged: dict[str, str] = {}
    with answered(as_json, feeds=[]):
        there = state.load(feeds, damaged=damaged)
    if as_json:
        screen.answer({"feeds": [state.as_json(one) for one in there], "damaged": damaged})
        return
    for why in damaged.values():
        _print(f"damaged: {why}")
    for one in there:
        made = sum(e.made is not None for e in one.episodes)
        trouble = f"; {one.failures} failures, next try after {one.wait_until}: {one.why}" if one.failures else ""
        waits = f", {one.pending} waiting" if one.pending else ""
        _print(f"{one.name}  {one.title or one.shown}  {made} made of {len(one.episodes)}{waits}{trouble}")
    if not there:
        screen.note(f"no feeds in {feeds}; add one: highlights feed add URL")


@feed.command("pull")
def pull_feeds(
    names: Names = None,
    make: Annotated[
        bool, typer.Option("--make", help="Also make the highlights of what was fetched, as the nightly flow does.")
    ] = False,
    hours: Annotated[
        float | None,
        typer.Option("--hours", metavar="H", min=0.01, help="Fetch at most this many hours of audio; the rest waits.",
                     show_default="feeds.hours"),
    ] = None,
    allow_private: AllowPrivate = False,
    feeds: Feeds = FEEDS,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Fetch what is new of all feeds. A feed that fails never stops the others; exit with code 3 then."""
    from pipeline.feeds import pull, state

    more = [f"feeds.hours={hours}"] if hours else []
    with answered(as_json, feeds=[], episodes=[]):
        settings = _settings(profile, config, [*(assign or []), *more])
        with state.alone(feeds, wait_s=settings.store.wait_s, say=screen.note), _web(settings, allow_private) as web:
            rows = pull.pull(feeds, web, settings.feeds, names=names or (), say=screen.note)
        episodes = _made(feeds, profile, config, assign, artifacts) if make else []
    if as_json:
        screen.answer({"feeds": [asdict(row) for row in rows], "episodes": episodes})
    else:
        for row in rows:
            _print("\n".join([pull.told(row), *(f"  failed  {stem}: {why}" for stem, why in row.failures.items())]))
        for episode in episodes:
            _print(f"{'done  ' if episode['done'] else 'FAILED'}  {episode['source']}  {episode['why']}".rstrip())
        if not rows:
            screen.note(f"no feeds in {feeds}; add one: highlights feed add URL")
    bad = [row.name for row in rows if row.state == "failed" or row.failures]
    bad += [str(episode["source"]) for episode in episodes if not episode["done"]]
    if bad:
        raise SomeFailed(f"{len(bad)} of {len(rows)} feeds and {len(episodes)} episodes failed: {', '.join(bad)}")


@feed.command("import")
def import_opml(
    opml: Annotated[Path, typer.Argument(metavar="OPML", help="An OPML file, as podcast programs export it.")],
    latest: Annotated[
        int | None,
        typer.Option("--latest", metavar="N", min=0, help="Take this many of the newest episodes of each first.",
                     show_default="feeds.latest"),
    ] = None,
    feeds: Feeds = FEEDS,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Subscribe to all feeds of an OPML file. Nothing is fetched yet; an address that is none is named and left out."""
    from pipeline.feeds import markup, pull, state
    from pipeline.files import found_at

    settings = _settings("default", None, None)
    added, refused = [], {}
    with answered(as_json, added=[], refused={}):
        data = found_at(opml)
        if data is None:
            raise BadInput(f"expected an OPML file, found none: {opml}")
        if len(data) > settings.feeds.max_feed_mb * 1_000_000:
            raise BadInput(f"expected OPML of at most {settings.feeds.max_feed_mb} MB, found more: {opml}")
        with state.alone(feeds, wait_s=settings.store.wait_s, say=screen.note), _web(settings, False) as web:
            for title, url in markup.outlines(data):
                try:
                    if "://" not in url:
                        raise BadInput(f"expected a web address, found {url[:200]!r}")
                    made = pull.subscribe(feeds, url, web, settings.feeds, latest=latest, title=title, fetch=False)
                    added.append(made.name)
                except BadInput as error:
                    refused[url] = str(error)
    _follow(feeds)
    if as_json:
        screen.answer({"added": added, "refused": refused})
    else:
        _print("\n".join([f"added {name}" for name in added] + [f"refused: {why}" for why in refused.values()]))
    if refused:
        raise SomeFailed(f"{len(refused)} of {len(added) + len(refused)} feeds were not added")


@feed.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="FEED", help="The name or address of the feed.")],
    delete_files: Annotated[
        bool, typer.Option("--delete-files", help="Also delete the fetched files. Highlights stay.")
    ] = False,
    feeds: Feeds = FEEDS,
    as_json: AsJson = False,
) -> None:
    """Unsubscribe from a feed. Highlights that were made stay."""
    from pipeline.feeds import pull, state

    with answered(as_json), state.alone(feeds, wait_s=_settings("default", None, None).store.wait_s, say=screen.note):
        found = state.named(feeds, name)
        gone = pull.unsubscribe(feeds, found, files=delete_files)
    _follow(feeds)
    if as_json:
        screen.answer({"removed": found.name, "files_deleted": gone})
    else:
        _print(f"removed {found.name}" + (f" and {gone} files" if delete_files else ""))


def _follow(feeds: Path) -> None:
    """Have the nightly flow of a running `highlights up` follow the subscriptions."""
    from flows import access, environment

    environment.prepare(quiet=True)
    if feeds == FEEDS and access.running(Path(os.environ["PREFECT_HOME"])):
        from flows.deployments import follow_subscriptions

        follow_subscriptions()


def _settings(profile: str, config: Path | None, assign: list[str] | None) -> "Settings":
    from pipeline.settings import gather

    return gather(profile=profile, config=config, assignments=assign or ())


@contextmanager
def _web(settings: "Settings", allow_private: bool) -> "Iterator[Web]":
    from pipeline.feeds.fetch import Web

    table: FeedsConfig = settings.feeds
    with Web(allow_private=allow_private or table.allow_private) as web:
        yield web


def _day(since: str | None) -> str | None:
    """Return a day as YYYY-MM-DD; `BadInput` for another text."""
    from datetime import date

    if since is None:
        return None
    try:
        return date.fromisoformat(since).isoformat()
    except ValueError as error:
        raise BadInput(f"expected --since YYYY-MM-DD, found {since[:40]!r}") from error


def _made(
    feeds: Path, profile: str, config: Path | None, assign: list[str] | None, artifacts: Path
) -> list[dict[str, Any]]:
    """Make the highlights of what was fetched; return a row for each episode."""
    from flows import board, environment, own_server
    from pipeline.feeds.pull import to_make

    if not to_make(feeds):
        return []
    environment.prepare(quiet=True)
    screen.use(screen.Screen())
    shown = board.use(board.Board())
    own_server.begin(shown.say)
    from flows.feeds import make

    own_server.wait()
    with shown.live():
        rows = make(
            feeds=str(feeds), artifacts=str(artifacts), profile=profile, config=text(config),
            assignments=tuple(assign or ()),
        )  # fmt: skip
    return list(rows)


def _print(line: str) -> None:
    sys.stdout.write(screen.visible(line) + "\n")
