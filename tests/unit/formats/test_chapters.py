import json

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from pipeline.formats.chapters import chapters
from pipeline.records import Highlights
from tests.record_builder import highlights, poisoned

# Podcastindex-org/podcast-namespace, docs/examples/chapters/jsonChapters.md, as a schema
SCHEMA = {
    "type": "object",
    "required": ["version", "chapters"],
    "properties": {
        "version": {"const": "1.2.0"},
        "author": {"type": "string"},
        "title": {"type": "string"},
        "podcastName": {"type": "string"},
        "description": {"type": "string"},
        "fileName": {"type": "string"},
        "waypoints": {"type": "boolean"},
        "chapters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["startTime"],
                "additionalProperties": False,
                "properties": {
                    "startTime": {"type": "number", "minimum": 0},
                    "endTime": {"type": "number", "minimum": 0},
                    "title": {"type": "string", "minLength": 1},
                    "img": {"type": "string"},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "toc": {"type": "boolean"},
                },
            },
        },
    },
    "additionalProperties": False,
}


def read(record: Highlights) -> dict[str, list[dict[str, object]]]:
    document = json.loads(chapters(record))
    Draft202012Validator(SCHEMA).validate(document)
    return document  # type: ignore[no-any-return]


def test_there_is_a_chapter_for_each_section() -> None:
    record, _ = highlights()
    assert [chapter["title"] for chapter in read(record)["chapters"]] == [section.title for section in record.sections]


def test_chapters_ascend_strictly_even_where_sections_do_not() -> None:
    record, _ = highlights()
    twice = record.model_copy(update={"sections": (*reversed(record.sections), record.sections[0])})
    starts = [float(str(chapter["startTime"])) for chapter in read(twice)["chapters"]]
    assert starts == sorted(set(starts))


def test_hostile_titles_stay_text_and_empty_ones_get_a_name() -> None:
    record, _ = poisoned("</script>\x00\n")
    assert read(record)["chapters"][0]["title"] == "</script>"
    record, _ = poisoned(" \n")
    assert read(record)["chapters"][0]["title"] == "Untitled"


def test_a_published_video_gives_each_chapter_its_link() -> None:
    record, _ = highlights()
    links = {"video": "https://www.youtube.com/watch?v=abcdefghijk"}
    record = record.model_copy(update={"episode": record.episode.model_copy(update={"links": links})})
    assert read(record)["chapters"][1]["url"] == "https://www.youtube.com/watch?v=abcdefghijk&t=8s"
