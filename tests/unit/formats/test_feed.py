from xml.etree import ElementTree

import pytest

from pipeline.formats.feed import NAMESPACE, feed_item
from pipeline.records import Audio, Highlights
from tests.record_builder import highlights, poisoned


def tags(record: Highlights, name: str, base_url: str = "") -> list[ElementTree.Element]:
    return ElementTree.fromstring(feed_item(record, base_url=base_url)).findall(f"{{{NAMESPACE}}}{name}")


def test_files_are_named_at_the_address_they_are_served_from() -> None:
    record, _ = highlights()
    base = "https://kettle.example/7/"
    assert [(tag.get("url"), tag.get("type")) for tag in tags(record, "transcript", base)] == [
        ("https://kettle.example/7/transcript.vtt", "text/vtt"),
        ("https://kettle.example/7/transcript.srt", "application/x-subrip"),
        ("https://kettle.example/7/transcript.podcast.json", "application/json"),
    ]
    assert tags(record, "chapters", base)[0].get("type") == "application/json+chapters"


def test_people_carry_their_roles() -> None:
    record, _ = highlights()
    assert [(tag.text, tag.get("role")) for tag in tags(record, "person")] == [("Ada", "host"), ("Bo", "guest")]


def test_soundbite_has_the_time_of_its_clip() -> None:
    record, _ = highlights()
    (tag,) = tags(record, "soundbite")
    assert (tag.get("startTime"), tag.get("duration")) == ("26.000", "17.000")


def test_clip_of_the_wrong_length_is_no_soundbite() -> None:
    record, _ = highlights()
    short = record.clips[0].model_copy(update={"end": 30.0})
    assert tags(record.model_copy(update={"clips": (short,)}), "soundbite") == []


def test_soundbites_need_sound() -> None:
    record, _ = highlights(Audio())
    assert tags(record, "soundbite") == []


def test_item_says_that_a_machine_made_it() -> None:
    record, _ = highlights()
    (tag,) = tags(record, "txt")
    assert (tag.get("purpose"), tag.text) == ("ai-content", "true")


@pytest.mark.parametrize("payload", ["<a>", "]]>", '"', "&amp;", "\x00\x0b\ufffe", "-->", "<!ENTITY x>"])
def test_hostile_text_is_well_formed_text(payload: str) -> None:
    record, _ = poisoned(payload + "x")
    assert tags(record, "person")[0].text == payload.replace("\x00\x0b\ufffe", "") + "x"


def test_titles_and_names_keep_to_their_length() -> None:
    record, _ = poisoned("long " * 100)
    texts = [tag.text or "" for name in ("person", "soundbite") for tag in tags(record, name)]
    assert texts
    assert max(map(len, texts)) <= 128
