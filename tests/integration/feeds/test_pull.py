"""Whole pulls against a server on this machine: what lies below `feeds/` after one, after two, after a bad one."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import BadFeed, BadInput, MachineLacks, Unreachable
from pipeline.feeds import pull, state
from pipeline.feeds.config import FeedsConfig
from pipeline.feeds.fetch import Web
from pipeline.feeds.state import Subscription
from pipeline.sources import inbox
from tests.feeds import captions, item, rss
from tests.lying_server import Asked, LyingServer

SOUND = b"ID3\x03\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 20
CONFIG = FeedsConfig()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(50)


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 20, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(allow_private=True, sleep=lambda _: None) as client:
        yield client


def serve(server: LyingServer, *items: str, at: str = "/feed", etag: str | None = None, more: str = "") -> str:
    """Serve a feed and its sounds; return its address."""
    server.file(at, rss(*items, more=more), etag=etag, kind="application/rss+xml")
    for n in range(1, 20):
        server.answers.setdefault(f"/{n}.mp3", lambda asked: asked.answer("200 OK", SOUND, ETag='"s1"'))
    return f"{server.url}{at}"


def show_of(feeds: Path) -> Subscription:
    (one,) = state.load(feeds)
    return one


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_new_episodes_become_files_with_sidecars(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    server.file("/c.json", b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "In"}]}')
    server.file("/show.png", PICTURE)
    more = f'<podcast:chapters url="{server.url}/c.json"/><podcast:person role="guest">Ben Ito</podcast:person>'
    image = f'<itunes:image href="{server.url}/show.png" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"/>'
    url = serve(server, *(item(n, base=server.url, more=more) for n in range(1, 6)), more=image)
    pull.subscribe(tmp_path, url, web, CONFIG, latest=2, now=clock)
    (row,) = pull.pull(tmp_path, web, CONFIG, now=clock)
    assert row.fetched == ["deep-talk-2026-03-06-talk-5", "deep-talk-2026-03-05-talk-4"]
    folder = tmp_path / "deep-talk"
    assert names(folder) == [
        "cover.png",
        "deep-talk-2026-03-05-talk-4.mp3",
        "deep-talk-2026-03-05-talk-4.toml",
        "deep-talk-2026-03-06-talk-5.mp3",
        "deep-talk-2026-03-06-talk-5.toml",
        "show.json",
    ]
    source = inbox.read(folder / "deep-talk-2026-03-06-talk-5.mp3", raw_audio=folder, artifacts=tmp_path / "artifacts")
    assert (source.episode_id, source.title, source.show) == ("deep-talk-2026-03-06-talk-5", "Talk 5", "Deep Talk")
    assert (source.people[0].name, source.chapters[0].title) == ("Ben Ito", "In")
    assert str(source.cover_path).endswith("cover.png")
    assert source.url == f"{server.url}/5.mp3"
    assert server.paths().count("/show.png") == 1


def test_a_second_pull_fetches_nothing(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    url = serve(server, item(1, base=server.url), etag='"v1"')
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    pull.pull(tmp_path, web, CONFIG, now=clock)
    asked = len(server.asked)
    (row,) = pull.pull(tmp_path, web, CONFIG, now=clock)
    assert (row.state, row.fetched) == ("unchanged", [])
    assert len(server.asked) == asked + 1
    assert server.asked[-1].headers["if-none-match"] == '"v1"'


def transcript(server: LyingServer, body: bytes, *, seconds: int = 121, more: str = "") -> str:
    server.file("/1.vtt", body, kind="text/vtt")
    tag = f'<podcast:transcript url="{server.url}/1.vtt" type="text/vtt"/>'
    return item(1, base=server.url, more=f"{tag}<itunes:duration>{seconds}</itunes:duration>{more}")


def test_a_good_transcript_is_used_and_no_sound_fetched(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, transcript(server, captions(2)))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    pull.pull(tmp_path, web, CONFIG, now=clock)
    (taken,) = show_of(tmp_path).episodes
    assert (taken.file, taken.audio) == ("deep-talk-2026-03-02-talk-1.vtt", None)
    assert "/1.mp3" not in server.paths()


@pytest.mark.parametrize("body", [captions(0.5), b"<html>moved</html>", b""])
def test_a_poor_transcript_is_passed_over_for_the_sound(
    body: bytes, server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, transcript(server, body))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    pull.pull(tmp_path, web, CONFIG, now=clock)
    (taken,) = show_of(tmp_path).episodes
    assert (taken.file, taken.audio) == ("deep-talk-2026-03-02-talk-1.mp3",) * 2
    assert taken.transcript.startswith("text/vtt: ")


def test_both_are_fetched_where_that_is_asked_for(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    url = serve(server, transcript(server, captions(2)))
    pull.subscribe(tmp_path, url, web, CONFIG, audio="always", now=clock)
    pull.pull(tmp_path, web, CONFIG, now=clock)
    folder = tmp_path / "deep-talk"
    assert names(folder)[:3] == [f"deep-talk-2026-03-02-talk-1{ending}" for ending in (".mp3", ".toml", ".vtt")]
    about = tomllib.loads((folder / "deep-talk-2026-03-02-talk-1.toml").read_text(encoding="utf-8"))
    assert about["transcript"] == "deep-talk-2026-03-02-talk-1.vtt"


def test_hours_are_a_budget_and_the_rest_waits(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    hour = "<itunes:duration>3600</itunes:duration>"
    url = serve(server, *(item(n, base=server.url, more=hour) for n in range(1, 4)), etag='"v1"')
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    config = FeedsConfig(hours=2)
    (row,) = pull.pull(tmp_path, web, config, now=clock)
    assert (len(row.fetched), row.pending) == (2, 1)
    (row,) = pull.pull(tmp_path, web, config, now=clock)  # asks for the whole feed again, though it is unchanged
    assert (len(row.fetched), row.pending) == (1, 0)
    assert pull.pull(tmp_path, web, config, now=clock)[0].state == "unchanged"


def test_an_episode_longer_than_the_budget_does_not_wait_for_ever(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, item(1, base=server.url, more="<itunes:duration>9:00:00</itunes:duration>"))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    assert pull.pull(tmp_path, web, FeedsConfig(hours=1), now=clock)[0].fetched


def test_a_new_edition_under_the_same_guid_is_made_again(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, item(1, base=server.url))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    pull.pull(tmp_path, web, CONFIG, now=clock)
    pull.mark(tmp_path, "deep-talk", "deep-talk-2026-03-02-talk-1", now=clock)
    assert pull.to_make(tmp_path) == []
    fixed = SOUND + b"more"
    server.file("/1-fixed.mp3", fixed, etag='"s1"')  # another address may carry the same tag
    server.file("/feed", rss(item(1, base=server.url, url=f"{server.url}/1-fixed.mp3")))
    (row,) = pull.pull(tmp_path, web, CONFIG, now=clock)
    assert row.fetched == ["deep-talk-2026-03-02-talk-1"]
    ((_, taken, path),) = pull.to_make(tmp_path)
    assert (taken.renditions, path.read_bytes()) == (2, fixed)
    assert pull.pull(tmp_path, web, CONFIG, now=clock)[0].fetched == []


def test_a_new_address_for_the_same_bytes_is_not_made_again(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, item(1, base=server.url))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    pull.pull(tmp_path, web, CONFIG, now=clock)
    pull.mark(tmp_path, "deep-talk", "deep-talk-2026-03-02-talk-1", now=clock)
    server.file("/moved.mp3", SOUND)
    server.file("/feed", rss(item(1, base=server.url, url=f"{server.url}/moved.mp3")))
    (row,) = pull.pull(tmp_path, web, CONFIG, now=clock)
    assert (row.fetched, pull.to_make(tmp_path)) == ([], [])


def test_a_bad_show_stops_no_other_and_is_left_alone_longer_each_time(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    pull.subscribe(tmp_path, f"{server.url}/gone", web, CONFIG, title="Bad", fetch=False, now=clock)
    pull.subscribe(tmp_path, serve(server, item(1, base=server.url)), web, CONFIG, now=clock)
    rows = {row.name: row for row in pull.pull(tmp_path, web, CONFIG, now=clock)}
    assert (rows["bad"].state, rows["deep-talk"].state) == ("failed", "pulled")
    assert "404" in rows["bad"].why
    waits = []
    for _ in range(6):
        bad = state.named(tmp_path, "bad")
        waits.append((datetime.fromisoformat(str(bad.wait_until)) - clock.now) / timedelta(hours=1))
        assert pull.pull(tmp_path, web, CONFIG, now=clock)[0].state in ("waiting", "unchanged", "pulled")
        clock.now = datetime.fromisoformat(str(bad.wait_until))
        pull.pull(tmp_path, web, CONFIG, now=clock)
    assert waits == [12, 24, 48, 96, 168, 168]
    serve(server, item(2, base=server.url), at="/gone")
    assert pull.pull(tmp_path, web, CONFIG, names=["bad"], now=clock)[0].state == "pulled"  # asked for by name
    assert state.named(tmp_path, "bad").failures == 0


def test_a_damaged_state_stops_no_other_show(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    pull.subscribe(tmp_path, serve(server, item(1, base=server.url)), web, CONFIG, now=clock)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / state.NAME).write_text("{")
    rows = {row.name: row.state for row in pull.pull(tmp_path, web, CONFIG, now=clock)}
    assert rows == {"broken": "failed", "deep-talk": "pulled"}
    assert len(pull.to_make(tmp_path)) == 1


@pytest.mark.parametrize("path", ["/feed", "/1.mp3"])
def test_a_server_that_asks_for_rest_gets_it(
    path: str, server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, item(1, base=server.url))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    server.answers[path] = lambda asked: asked.answer("429 Slow down", Retry_After=345_600)
    (row,) = pull.pull(tmp_path, web, CONFIG, now=clock)
    assert row.failures or row.state == "failed"
    asked = len(server.asked)
    clock.now += timedelta(days=3)
    assert pull.pull(tmp_path, web, CONFIG, now=clock)[0].state == "waiting"
    assert len(server.asked) == asked


def test_a_bad_episode_stops_no_other_and_is_given_up_in_the_end(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, item(1, base=server.url), item(2, base=server.url))
    server.answers["/2.mp3"] = lambda asked: asked.answer("200 OK", b"<!DOCTYPE html><html>Sign in</html>")
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    for _ in range(8):
        pull.pull(tmp_path, web, CONFIG, now=clock)
    assert server.paths().count("/2.mp3") == 5
    assert server.paths().count("/1.mp3") == 1
    bad = next(one for one in show_of(tmp_path).episodes if one.fetched is None)
    assert "a web page" in bad.why


def test_sound_is_deleted_days_after_it_was_made_and_stays_deleted(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, item(1, base=server.url), item(2, base=server.url))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    pull.pull(tmp_path, web, CONFIG, now=clock)
    pull.mark(tmp_path, "deep-talk", "deep-talk-2026-03-02-talk-1", now=clock)
    clock.now += timedelta(days=29)
    assert pull.pull(tmp_path, web, CONFIG, now=clock)[0].dropped == 0
    clock.now += timedelta(days=2)
    assert pull.pull(tmp_path, web, CONFIG, now=clock)[0].dropped == 1
    assert [name for name in names(tmp_path / "deep-talk") if name.endswith(".mp3")] == [
        "deep-talk-2026-03-03-talk-2.mp3"
    ]
    assert pull.pull(tmp_path, web, CONFIG, now=clock)[0].fetched == []


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    url = serve(server, item(1, base=server.url))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    serve(server, item(1, base=server.url), at="/new")
    server.answers["/feed"] = lambda asked: asked.answer("301 Moved", Location="/new")
    pull.pull(tmp_path, web, CONFIG, now=clock)
    assert show_of(tmp_path).url == f"{server.url}/new"


def test_a_feed_may_lie_in_a_file(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    serve(server)
    file = tmp_path / "saved.xml"
    file.write_bytes(rss(item(1, base=server.url), item(2, url="file:///etc/passwd")))
    pull.subscribe(tmp_path / "feeds", str(file), web, CONFIG, now=clock)
    (row,) = pull.pull(tmp_path / "feeds", web, CONFIG, now=clock)
    assert row.fetched == ["deep-talk-2026-03-02-talk-1"]
    file.unlink()
    assert pull.pull(tmp_path / "feeds", web, CONFIG, now=clock)[0].state == "failed"


def test_a_pull_that_was_killed_goes_on_where_it_was(server: LyingServer, tmp_path: Path, clock: Clock) -> None:
    class Killed(BaseException):
        pass

    url = serve(server, *(item(n, base=server.url) for n in range(1, 4)))
    with Web(allow_private=True) as web:
        pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
        web.download, calls = _killed_at(web, 2, Killed)  # type: ignore[method-assign]
        with pytest.raises(Killed):
            pull.pull(tmp_path, web, CONFIG, now=clock)
    with Web(allow_private=True) as web:
        (row,) = pull.pull(tmp_path, web, CONFIG, now=clock)
    assert len(calls) == 2
    assert len(row.fetched) == 2
    assert len([one for one in show_of(tmp_path).episodes if one.fetched]) == 3
    assert server.paths().count("/3.mp3") == 1


def _killed_at(web: Web, n: int, error: type[BaseException]) -> tuple[object, list[object]]:
    real, calls = web.download, []  # type: ignore[var-annotated]

    def download(*args: object, **kwargs: object) -> object:
        calls.append(args)
        if len(calls) == n:
            raise error
        return real(*args, **kwargs)  # type: ignore[arg-type]

    return download, calls


def test_this_machines_own_trouble_ends_the_pull(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    url = serve(server, item(1, base=server.url))
    pull.subscribe(tmp_path, url, web, CONFIG, now=clock)
    (tmp_path / "deep-talk" / ".deep-talk-2026-03-02-talk-1.part").mkdir()
    with pytest.raises(MachineLacks):
        pull.pull(tmp_path, web, CONFIG, now=clock)


def test_adding_what_is_no_feed_is_refused_and_leaves_nothing(server: LyingServer, web: Web, tmp_path: Path) -> None:
    server.file("/page", b"<html><body>Our show</body></html>", kind="text/html")
    for source, kind in (
        (f"{server.url}/page", BadFeed),
        (f"{server.url}/none", BadFeed),
        ("file:///etc/passwd", BadInput),
        (str(tmp_path / "none.xml"), BadInput),
        ("http://127.0.0.1:1/", Unreachable),
    ):
        with pytest.raises(kind):
            pull.subscribe(tmp_path / "feeds", source, web, CONFIG)
    assert state.load(tmp_path / "feeds") == []


def test_a_feed_is_added_once_and_names_are_unique(server: LyingServer, web: Web, tmp_path: Path) -> None:
    one = pull.subscribe(tmp_path, serve(server), web, CONFIG)
    two = pull.subscribe(tmp_path, serve(server, at="/other"), web, CONFIG)
    assert pull.subscribe(tmp_path, one.url, web, CONFIG) == one
    assert (one.name, two.name) == ("deep-talk", "deep-talk-2")


def test_a_removed_feed_leaves_its_files_unless_they_are_to_go(
    server: LyingServer, web: Web, tmp_path: Path, clock: Clock
) -> None:
    show = pull.subscribe(tmp_path, serve(server, item(1, base=server.url)), web, CONFIG)
    pull.pull(tmp_path, web, CONFIG, now=clock)
    assert pull.unsubscribe(tmp_path, show, files=False) == 0
    assert len(names(tmp_path / "deep-talk")) == 2
    state.save(tmp_path, show)
    assert pull.unsubscribe(tmp_path, show, files=True) == 2
    assert state.load(tmp_path) == []


def test_a_pull_ends_when_its_time_is_up(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    ticks = iter(range(0, 10**6, 600))
    pull.subscribe(tmp_path, serve(server, *(item(n, base=server.url) for n in range(1, 4))), web, CONFIG, now=clock)
    (row,) = pull.pull(tmp_path, web, FeedsConfig(pull_minutes=25), now=clock, clock=lambda: float(next(ticks)))
    assert (len(row.fetched), row.pending) == (1, 2)


def slow(asked: Asked) -> None:
    asked.answer("503 Busy")


def test_covers_and_chapters_are_optional(server: LyingServer, web: Web, tmp_path: Path, clock: Clock) -> None:
    server.answers["/c.json"] = slow
    more = f'<podcast:chapters url="{server.url}/c.json"/><itunes:image href="file:///etc/passwd"/>'
    pull.subscribe(tmp_path, serve(server, item(1, base=server.url, more=more)), web, CONFIG, now=clock)
    assert pull.pull(tmp_path, web, CONFIG, now=clock)[0].fetched
