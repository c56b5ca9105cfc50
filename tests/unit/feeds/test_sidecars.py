import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds.items import Bite, Extras, Feed, FeedItem, FeedPerson, Mark
from pipeline.feeds.sidecars import chapters_of, sidecar
from pipeline.sources.sidecar import Sidecar, read_sidecar

EXTRAS = Extras(
    people=(FeedPerson(name="Ana Reyes", role="host"), FeedPerson(name="ana reyes", role="guest")),
    soundbites=(Bite(start=10, duration=20.5, title="Tea"), Bite(start=50, duration=20)),
    licence="cc-by-4.0",
)
FEED = Feed(title="Deep Talk", language="en-us", extras=Extras(people=(FeedPerson(name="Ida Moe"),), licence="all"))
ITEM = FeedItem(
    guid="g-1",
    title='On "Tea" \\ 1',
    number=12.0,
    season=2,
    published="2026-03-04T06:00:00+00:00",
    page="https://x.test/12",
    enclosure="https://x.test/12.mp3",
    duration=3630.0,
    description="0:00 Tea\n1:00 Pot",
    extras=EXTRAS,
)


def written(item: FeedItem = ITEM, feed: Feed = FEED, folder: Path | None = None) -> Sidecar:
    text = sidecar(feed, item, transcript="a.vtt", cover="cover.jpg", chapters=(Mark(start=0, title="In"),))
    return Sidecar.model_validate(tomllib.loads(text))


def test_all_that_an_item_says_stands_in_the_sidecar(tmp_path: Path) -> None:
    about = written()
    assert (about.title, about.show, about.number, about.season) == ('On "Tea" \\ 1', "Deep Talk", 12, 2)
    assert (about.published, about.language, about.duration) == ("2026-03-04", "en-us", 3630)
    assert (about.url, about.audio_url, about.guid) == ("https://x.test/12", "https://x.test/12.mp3", "g-1")
    assert (about.licence, about.image, about.transcript) == ("cc-by-4.0", "cover.jpg", "a.vtt")
    assert [(p.name, p.role) for p in about.people] == [("Ana Reyes", "host")]
    assert [(c.start, c.title) for c in about.chapters] == [(0, "In")]
    assert [(b.start, b.duration, b.title) for b in about.soundbites] == [(10, 20.5, "Tea"), (50, 20, None)]
    assert about.description == "0:00 Tea\n1:00 Pot"


def test_the_file_can_be_read_as_a_sidecar(tmp_path: Path) -> None:
    place = tmp_path / "a.toml"
    place.write_text(sidecar(FEED, ITEM, transcript=None, cover=None, chapters=()), encoding="utf-8")
    assert read_sidecar(place).title == ITEM.title


def test_the_shows_people_stand_in_for_those_of_an_item_that_names_none() -> None:
    about = written(ITEM.model_copy(update={"extras": Extras()}))
    assert [p.name for p in about.people] == ["Ida Moe"]
    assert about.licence == "all"


def test_what_a_sidecar_refuses_is_left_out_and_the_rest_stays() -> None:
    odd = ITEM.model_copy(update={"published": "soon", "page": "https://x.test/<b>", "title": "x" * 2000})
    about = written(odd, FEED.model_copy(update={"language": "english!"}))
    assert (about.published, about.url, about.title, about.language) == (None, None, None, None)
    assert about.audio_url == "https://x.test/12.mp3"


@given(st.text(alphabet=st.characters(), min_size=1, max_size=60), st.text(max_size=60))
def test_no_text_breaks_out_of_its_value(title: str, name: str) -> None:
    item = ITEM.model_copy(update={"title": title, "extras": Extras(people=(FeedPerson(name=name or "x"),))})
    about = written(item)
    assert about.guid == "g-1"
    assert about.id is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"chapters": 3}', b"\xff\xfe", b"<html>"])
def test_chapters_that_cannot_be_read_are_none(body: bytes) -> None:
    assert chapters_of(body, "c.json") == ()


def test_chapters_are_read() -> None:
    body = json.dumps(
        {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "In"}, {"startTime": 9, "title": "Tea"}]}
    )
    assert [(c.start, c.title) for c in chapters_of(body.encode(), "c.json")] == [(0, "In"), (9, "Tea")]
