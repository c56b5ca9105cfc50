import pytest

from pipeline.feeds.choice import ItemToFetch, changed, choose, digest, hours_of, keys_of, stem_of
from pipeline.feeds.items import Feed
from pipeline.feeds.reading import read
from pipeline.feeds.state import Subscription, Taken
from pipeline.sources.inbox_folder import slug
from tests.feeds import item, rss

NEW = Subscription(name="deep-talk", url="https://x.test/feed", title="Deep Talk", added="2026-03-01T00:00:00+00:00")


def feed(*items: str) -> Feed:
    return read(rss(*items), "https://x.test/feed.xml")


def guids(found: list[ItemToFetch]) -> list[str | None]:
    return [w.item.guid for w in found]


def after(found: list[ItemToFetch], show: Subscription) -> Subscription:
    """Return the show after all of these were fetched."""
    taken = [
        Taken(
            keys=w.keys,
            stem=f"s{n}",
            fetched="2026-03-02",
            enclosure=w.item.enclosure,
            enclosure_bytes=w.item.enclosure_bytes,
        )
        for n, w in enumerate(found)
    ]
    return show.model_copy(update={"started": True, "episodes": (*show.episodes, *taken)})


def test_the_back_catalogue_is_left_alone() -> None:
    items = [item(n) for n in range(1, 10)]
    found, show = choose(feed(*items), NEW, 3)
    assert guids(found) == ["ep-9", "ep-8", "ep-7"]  # newest first, whatever the feed's order
    show = after(found, show)
    assert choose(feed(*items), show, 3)[0] == []
    five = [item(n) for n in range(10, 15)]
    assert guids(choose(feed(*items, *five), show, 3)[0]) == [f"ep-{n}" for n in range(14, 9, -1)]


def test_an_old_item_that_appears_later_is_back_catalogue_too() -> None:
    found, show = choose(feed(*(item(n) for n in range(10, 20))), NEW, 2)
    assert choose(feed(item(3), *(item(n) for n in range(10, 20))), after(found, show), 2)[0] == []


def test_since_takes_all_from_a_day_on() -> None:
    show = NEW.model_copy(update={"since": "2026-03-05"})
    assert guids(choose(feed(*(item(n) for n in range(1, 10))), show, 1)[0]) == [f"ep-{n}" for n in range(9, 3, -1)]


def test_items_without_a_day_keep_the_feeds_order() -> None:
    undated = [item(n, day=None) for n in range(1, 6)]
    found, show = choose(feed(*undated), NEW, 2)
    assert guids(found) == ["ep-1", "ep-2"]
    assert guids(choose(feed(item(9, day=None), *undated), after(found, show), 2)[0]) == ["ep-9"]


def test_no_episode_is_taken_twice() -> None:
    twice = feed(item(1), item(1, title="again"), item(2), item(3, url="https://x.test/2.mp3"))
    assert len(choose(twice, NEW, 10)[0]) == 2


def test_a_new_guid_for_the_same_sound_is_the_same_episode() -> None:
    found, show = choose(feed(item(1), item(2)), NEW, 5)
    moved = feed(
        item(1, guid="https://new.test/1"), item(2, guid="https://new.test/2", url="https://x.test/2.mp3?from=new")
    )
    assert choose(moved, after(found, show), 5)[0] == []


@pytest.mark.parametrize("again", [item(1, url="https://x.test/1-fixed.mp3"), item(1, length=60_000)])
def test_another_sound_under_the_same_guid_is_fetched_again(again: str) -> None:
    found, show = choose(feed(item(1), item(2)), NEW, 5)
    (wanted,) = choose(feed(again, item(2)), after(found, show), 5)[0]
    assert wanted.taken is not None
    assert wanted.item.guid == "ep-1"


@pytest.mark.parametrize(
    "again", [item(1, title="New title"), item(1, url="https://x.test/1.mp3?sig=2"), item(1, length=0)]
)
def test_a_new_title_or_signature_is_no_new_sound(again: str) -> None:
    found, show = choose(feed(item(1)), NEW, 5)
    assert choose(feed(again), after(found, show), 5)[0] == []
    assert not changed(feed(again).items[0], keys_of(feed(again))[0], after(found, show).episodes[0])


def test_a_guid_that_all_items_share_names_none_of_them() -> None:
    assert len(choose(feed(*(item(n, guid="same") for n in range(1, 5))), NEW, 10)[0]) == 4


def test_items_are_told_apart_by_a_query_where_nothing_else_does() -> None:
    found = choose(feed(*(item(n, guid=None, url=f"https://x.test/get.mp3?id={n}") for n in range(1, 5))), NEW, 10)[0]
    assert len(found) == 4


def test_what_failed_is_tried_again_but_not_for_ever() -> None:
    found, show = choose(feed(item(1)), NEW, 5)
    for failures, tries in ((0, 1), (4, 1), (5, 0)):
        open_ = Taken(keys=found[0].keys, stem="a", failures=failures)
        again = show.model_copy(update={"started": True, "episodes": (open_,)})
        assert len(choose(feed(item(1)), again, 5)[0]) == tries


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("On Tea: the sequel", "deep-talk-2026-03-02-on-tea-the-sequel"),
        ("../../etc/passwd", "deep-talk-2026-03-02-etc-passwd"),
        ("", "deep-talk-2026-03-02"),
        ("CON", "deep-talk-2026-03-02-con"),
    ],
)
def test_files_are_named_after_show_day_and_title(title: str, stem: str) -> None:
    (wanted,) = choose(feed(item(1, title=title)), NEW, 1)[0]
    assert stem_of(NEW, wanted) == stem


@pytest.mark.parametrize("title", ["茶の話", "x" * 500, "…", "a" * 30 + " é", "💡 Ideas"])
def test_every_name_is_an_id_and_unique(title: str) -> None:
    one, two = choose(feed(item(1, title=title), item(2, title=title, day=1)), NEW, 2)[0]
    first = stem_of(NEW, one)
    second = stem_of(NEW.model_copy(update={"episodes": (Taken(keys=("k",), stem=first),)}), two)
    assert slug(first) == first
    assert slug(second) == second
    assert first != second


def test_hours_are_said_else_guessed_from_the_bytes() -> None:
    (said,) = feed(item(1, more="<itunes:duration>5400</itunes:duration>")).items
    assert hours_of(said) == 1.5
    assert hours_of(feed(item(1, length=57_600_000)).items[0]) == 1.0
    assert hours_of(feed(item(1, length=0)).items[0]) == 1.0


def test_a_digest_is_short_and_takes_any_text() -> None:
    assert len(digest("\ud800")) == 12
