"""The published schemas hold for what we write, refuse what is wrong, and let a later minor version pass."""

import json

import jsonschema  # type: ignore[import-untyped]
import pytest

from pipeline.formats.schemas import schemas
from tests.record_builder import highlights

RECORD, TRANSCRIPT = (json.loads(value.model_dump_json()) for value in highlights())
KINDS = {"highlights.schema.json": RECORD, "transcript.schema.json": TRANSCRIPT}


@pytest.mark.parametrize("name", KINDS)
def test_a_record_with_fields_of_a_later_minor_version_is_valid(name: str) -> None:
    judge = jsonschema.Draft202012Validator(json.loads(schemas()[name]))
    judge.validate(KINDS[name])
    later = json.loads(json.dumps(KINDS[name]))
    later["mood"] = "calm"
    later.get("quotes", later.get("words"))[0]["mood"] = ["calm"]
    judge.validate(later)


def test_a_value_of_another_type_is_invalid() -> None:
    judge = jsonschema.Draft202012Validator(json.loads(schemas()["highlights.schema.json"]))
    assert not judge.is_valid(RECORD | {"quotes": 3})
    assert not judge.is_valid(RECORD | {"episode": RECORD["episode"] | {"links": {"site": 3}}})
