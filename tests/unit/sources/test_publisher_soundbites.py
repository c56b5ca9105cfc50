"""Soundbites are read from a sidecar, a JSON file or a feed, and what is wrong in them is said in one line."""

from pathlib import Path

import pytest

from pipeline.errors import BadConfig
from pipeline.records import Soundbite
from pipeline.sources.publisher_soundbites import from_feed, from_json, soundbites_of
from pipeline.sources.sidecar import Sidecar, read_sidecar

FEED = """<?xml version="1.0"?>
<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<item><title>Bread</title><guid>g-1</guid><podcast:soundbite startTime="5" duration="20"/></item>
<item><title>Tea</title><guid>g-2</guid><enclosure url="https://example.org/tea.mp3" type="audio/mpeg"/>
<podcast:soundbite startTime="73.0" duration="60.5">Why  we
steep</podcast:soundbite><podcast:soundbite startTime="9" duration="15"></podcast:soundbite></item>
</channel></rss>"""
OF_TEA = [Soundbite(start=73.0, end=133.5, title="Why we steep"), Soundbite(start=9.0, end=24.0)]


@pytest.mark.parametrize(
    "about",
    [
        {"guid": "g-2"},
        {"audio_url": "https://example.org/tea.mp3"},
        {"url": "https://example.org/tea.mp3"},
        {"title": "Tea"},
    ],
)
def test_the_item_of_a_feed_is_found_by_what_the_sidecar_says(about: dict[str, str]) -> None:
    assert list(from_feed(FEED, "f.xml", Sidecar.model_validate(about))) == OF_TEA


def test_an_item_alone_needs_no_name_and_either_address_of_the_namespace_will_do() -> None:
    address = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    item = f'<item xmlns:podcast="{address}"><podcast:soundbite startTime="9" duration="15"/></item>'
    assert from_feed(item, "i.xml", Sidecar()) == (OF_TEA[1],)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FEED, "expected the episode among 2 items"),
        ("<rss><channel/></rss>", "expected a feed with an <item>"),
        ("<rss>", "expected a feed .XML."),
        ('<!DOCTYPE a [<!ENTITY b "c">]><item>&b;</item>', "defines no entities"),
        ('<item xmlns:p="p"><p:soundbite startTime="-1" duration="9"/></item>', "soundbite 1: expected startTime"),
        ('<item xmlns:p="p"><p:soundbite startTime="1" duration="nan"/></item>', "soundbite 1: expected duration"),
        ('<item xmlns:p="p"><p:soundbite startTime="1"/></item>', "found None"),
    ],
)
def test_a_feed_that_does_not_fit_says_what_was_expected(text: str, said: str) -> None:
    with pytest.raises(BadConfig, match=said):
        from_feed(text, "f.xml", Sidecar())


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", '{"soundbites": 1}', '{"soundbites": [1]}', '{"soundbites": [{"startTime": 1, "duration": 0}]}',
        '{"soundbites": [{"startTime": true, "duration": 9}]}', '{"soundbites": [{"startTime": 1e999, "duration": 9}]}',
    ],
)  # fmt: skip
def test_json_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(BadConfig, match=r"s\.json"):
        from_json(text, "s.json")


def test_the_sidecar_comes_first_then_json_then_the_feed(tmp_path: Path) -> None:
    audio, sidecar = tmp_path / "tea.mp3", tmp_path / "tea.toml"
    assert soundbites_of(audio, Sidecar()) == ()
    (tmp_path / "tea.feed.xml").write_text(FEED, encoding="utf-8")
    assert list(soundbites_of(audio, Sidecar(title="Tea"))) == OF_TEA[::-1]
    (tmp_path / "tea.soundbites.json").write_text('{"soundbites": [{"startTime": "4.5", "duration": 30}]}', "utf-8")
    assert soundbites_of(audio, Sidecar()) == (Soundbite(start=4.5, end=34.5),)
    sidecar.write_text('[[soundbites]]\nstart = "1:02"\nduration = 20\ntitle = "Leaves"\n', encoding="utf-8")
    assert soundbites_of(audio, read_sidecar(sidecar)) == (Soundbite(start=62.0, end=82.0, title="Leaves"),)


def test_a_bad_soundbite_of_a_sidecar_names_its_line(tmp_path: Path) -> None:
    sidecar = tmp_path / "tea.toml"
    sidecar.write_text('title = "Tea"\n[[soundbites]]\nstart = 1\nduration = 0\n', encoding="utf-8")
    with pytest.raises(BadConfig, match=r"tea\.toml, line 4: soundbites\.0\.duration"):
        read_sidecar(sidecar)
    sidecar.write_text("[[soundbites]]\nstart = 1\nduration = 9\nlabel = 2\n", encoding="utf-8")
    with pytest.raises(BadConfig, match="expected one of start, duration, title"):
        read_sidecar(sidecar)


def test_other_bytes_are_no_soundbites(tmp_path: Path) -> None:
    (tmp_path / "tea.soundbites.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadConfig, match="UTF-8"):
        soundbites_of(tmp_path / "tea.mp3", Sidecar())
