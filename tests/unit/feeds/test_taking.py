"""One episode, with a stand-in for the web: what is asked for, and what lies there afterwards."""

from pathlib import Path

import pytest

from pipeline.errors import BadInput, MachineLacks, TransientFailure, Unreachable
from pipeline.feeds.choice import ItemToFetch, keys_of
from pipeline.feeds.config import FeedsConfig
from pipeline.feeds.fetch import Downloaded, Got, Web
from pipeline.feeds.items import Feed
from pipeline.feeds.partial import Partial
from pipeline.feeds.reading import read
from pipeline.feeds.state import Taken
from pipeline.feeds.taking import Budget, Taker, failed
from tests.feeds import captions, item, rss

NOW = "2026-03-20T03:00:00+00:00"
SOUND = b"ID3" + bytes(100)


class PaperWeb(Web):
    """Answers from a table; notes what was asked for."""

    def __init__(self, **bodies: bytes) -> None:
        self.bodies, self.asked = bodies, list[str]()

    def get(self, url: str, **_: object) -> Got:  # type: ignore[override]
        name = url.rpartition("/")[2]
        self.asked.append(name)
        if name not in self.bodies:
            raise Unreachable(f"{name} is not there")
        return Got(self.bodies[name], url, None, None, None, "")

    def download(self, url: str, partial: Partial, *, etag: str | None = None, **_: object) -> Downloaded | None:  # type: ignore[override]
        self.asked.append(f"{url.rpartition('/')[2]} {etag}")
        if etag:
            return None
        partial.restart(url, None)
        partial.append([SOUND])
        return Downloaded(".mp3", '"v1"', None)


def taken_from(
    folder: Path,
    web: PaperWeb,
    more: str = "",
    *,
    before: Taken | None = None,
    audio: str = "needed",
    budget: Budget | None = None,
    url: str | None = "",
) -> Taken | None:
    feed: Feed = read(rss(item(1, url=url, more=more)), "https://x.test/feed")
    wanted = ItemToFetch(feed.items[0], keys_of(feed)[0], before)
    taker = Taker(web, FeedsConfig(), budget or Budget(8))
    return taker.take(folder, feed, wanted, before or Taken(keys=wanted.keys, stem="ep"), audio, now=NOW)


VTT = '<podcast:transcript url="https://x.test/a.vtt" type="text/vtt"/>'
SRT = '<podcast:transcript url="https://x.test/a.srt" type="application/srt"/>'


def test_sound_is_fetched_where_no_transcript_is_offered(tmp_path: Path) -> None:
    taken = taken_from(tmp_path, PaperWeb())
    assert taken
    assert (taken.file, taken.audio, taken.renditions, taken.fetched) == ("ep.mp3", "ep.mp3", 1, NOW)
    assert taken.transcript == "the feed offers no transcript"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ep.mp3", "ep.toml"]


def test_the_next_transcript_is_tried_where_one_cannot_be_had(tmp_path: Path) -> None:
    web = PaperWeb(**{"a.srt": captions(2)})
    taken = taken_from(tmp_path, web, VTT + SRT)
    assert taken
    assert (taken.file, taken.audio, web.asked) == ("ep.srt", None, ["a.vtt", "a.srt"])


def test_a_transcript_costs_no_hours(tmp_path: Path) -> None:
    budget = Budget(1, spent=1)
    assert taken_from(tmp_path, PaperWeb(**{"a.vtt": captions(2)}), VTT, budget=budget)
    assert budget.spent == 1


def test_sound_that_does_not_fit_waits(tmp_path: Path) -> None:
    web = PaperWeb()
    hours = "<itunes:duration>2:00:00</itunes:duration>"
    assert taken_from(tmp_path, web, hours, budget=Budget(3, spent=1.5)) is None
    assert web.asked == []
    assert taken_from(tmp_path, web, hours, budget=Budget(3, spent=1))


def test_an_item_without_sound_whose_transcript_is_poor_says_why(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.vtt is not there"):
        taken_from(tmp_path, PaperWeb(), VTT, url=None)


def test_unchanged_sound_stays_and_what_was_made_of_it_too(tmp_path: Path) -> None:
    first = taken_from(tmp_path, PaperWeb())
    assert first
    made = first.model_copy(update={"made": NOW})
    again = taken_from(tmp_path, PaperWeb(), before=made)
    assert again
    assert (again.renditions, again.made, again.audio) == (1, NOW, "ep.mp3")


def test_a_transcript_that_comes_later_replaces_the_sound(tmp_path: Path) -> None:
    first = taken_from(tmp_path, PaperWeb())
    again = taken_from(tmp_path, PaperWeb(**{"a.vtt": captions(2)}), VTT, before=first)
    assert again
    assert (again.file, again.audio, again.renditions, again.made) == ("ep.vtt", None, 2, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ep.toml", "ep.vtt"]


def test_a_failure_is_remembered_and_a_full_disk_raised() -> None:
    taken = failed(Taken(keys=("k",), stem="ep", failures=2), Unreachable("no\nanswer"))
    assert (taken.failures, taken.why) == (3, "no answer")
    for error in (MachineLacks("disk full"), TransientFailure("disk")):
        with pytest.raises(MachineLacks):
            failed(taken, error)
