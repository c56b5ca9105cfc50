import json
from typing import Any

from pipeline.corpus import rendered
from pipeline.formats.linked_data import annotations, metadata
from pipeline.records import Audio
from tests.record_builder import highlights, poisoned


def parts(kind: str) -> list[dict[str, Any]]:
    record, _ = highlights()
    return [part for part in json.loads(metadata(record))["hasPart"] if part["@type"] == kind]


def test_episode_says_what_it_is() -> None:
    record, _ = highlights()
    node = json.loads(metadata(record))
    assert (node["@context"], node["@type"]) == ("https://schema.org", "PodcastEpisode")
    assert node["partOfSeries"] == {"@type": "PodcastSeries", "name": "The Kettle Show"}
    assert node["duration"] == "PT64S"


def test_clips_lie_inside_the_episode_and_belong_to_it() -> None:
    for clip in parts("Clip"):
        assert 0 <= clip["startOffset"] < clip["endOffset"] <= 64
        assert clip["partOfEpisode"] == {"@id": "#episode"}


def test_quotations_name_who_said_them() -> None:
    assert {(part["text"], part["creator"]["name"]) for part in parts("Quotation")} >= {
        ("You can't hurry a leaf, and you can't fool one either.", "Bo")
    }


def test_quotation_of_an_unknown_speaker_has_no_creator() -> None:
    record, _ = highlights()
    quotes = tuple(quote.model_copy(update={"speaker": None}) for quote in record.quotes)
    node = json.loads(metadata(record.model_copy(update={"quotes": quotes})))
    assert not [part for part in node["hasPart"] if "creator" in part]


def test_nothing_is_null() -> None:
    record, _ = highlights(Audio())
    assert "null" not in metadata(record)


def selectors(target: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = target["selector"] if isinstance(target["selector"], list) else [target["selector"]]
    return {selector["type"]: selector for selector in found}


def test_quote_and_position_selectors_find_the_same_words() -> None:
    record, transcript = highlights()
    text = rendered(record, transcript)["transcript.txt"].decode()
    seen = 0
    for item in json.loads(annotations(record, transcript))["first"]["items"]:
        for target in item["target"]:
            if "TextQuoteSelector" not in selectors(target):
                continue
            assert target["source"]["id"] == "transcript.txt"
            quote, position = selectors(target)["TextQuoteSelector"], selectors(target)["TextPositionSelector"]
            start, end = position["start"], position["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote["prefix"])
            assert text[end:].startswith(quote["suffix"])
            seen += 1
    assert seen == 9  # three quotes of which one has two spans, two questions, three sentences


def test_fragment_selector_gives_the_seconds_of_the_quote() -> None:
    record, transcript = highlights()
    item = json.loads(annotations(record, transcript))["first"]["items"][0]
    fragment = selectors(item["target"][1])["FragmentSelector"]
    assert fragment["conformsTo"] == "http://www.w3.org/TR/media-frags/"
    assert fragment["value"] == f"t={record.quotes[0].start},{record.quotes[0].end}"


def test_text_is_bound_to_the_transcript_revision() -> None:
    record, transcript = highlights()
    item = json.loads(annotations(record, transcript))["first"]["items"][0]
    assert item["target"][0]["source"]["canonical"] == f"urn:sha256:{transcript.revision}"


def test_every_annotation_has_its_own_id_and_the_total_is_right() -> None:
    document = json.loads(annotations(*highlights()))
    ids = [item["id"] for item in document["first"]["items"]]
    assert len(ids) == len(set(ids)) == document["total"]


def test_without_sound_there_is_no_fragment() -> None:
    assert "FragmentSelector" not in annotations(*highlights(Audio()))


def test_hostile_text_is_read_back_as_it_was() -> None:
    payload = '</script>"\\ \u2028'
    record, transcript = poisoned(payload)
    items = json.loads(annotations(record, transcript))["first"]["items"]
    assert items[-1]["body"]["value"] == payload
    assert json.loads(metadata(record))["name"] == '</script>"\\'


def test_only_pages_of_the_episode_are_the_episode() -> None:
    record, _ = highlights()
    links = {"page": "https://a.example/1", "YouTube": "https://youtu.be/abc", "AlexNet": "https://papers.example/alex"}
    told = json.loads(
        metadata(record.model_copy(update={"episode": record.episode.model_copy(update={"links": links})}))
    )
    assert told["sameAs"] == ["https://a.example/1", "https://youtu.be/abc"]
    assert told["citation"] == [{"@type": "CreativeWork", "name": "AlexNet", "url": "https://papers.example/alex"}]
