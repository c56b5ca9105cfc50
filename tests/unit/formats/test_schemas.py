"""The published schemas hold for what we write, refuse what is wrong, and let a later minor version pass."""

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from pipeline.formats.schemas import schemas
from tests.record_builder import highlights

RECORD, TRANSCRIPT = (json.loads(value.model_dump_json()) for value in highlights())
KINDS = {"highlights.schema.json": RECORD, "transcript.schema.json": TRANSCRIPT}


BY_NAME = {"links", "features", "roles"}  # objects whose keys are names, not fields


def with_later_fields(value: Any, key: str = "") -> Any:
    """Return a record in which every object has a field that this version does not know."""
    if isinstance(value, dict):
        later = {} if key in BY_NAME else {"mood": ["calm"]}
        return {name: with_later_fields(part, name) for name, part in value.items()} | later
    return [with_later_fields(part, key) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", KINDS)
def test_a_record_with_fields_of_a_later_minor_version_everywhere_is_valid(name: str) -> None:
    judge = jsonschema.Draft202012Validator(json.loads(schemas()[name]))
    judge.validate(KINDS[name])
    later = with_later_fields(KINDS[name])
    assert json.dumps(later).count('"mood"') > 20
    judge.validate(later)


def test_a_flag_of_a_later_minor_version_is_valid() -> None:
    judge = jsonschema.Draft202012Validator(json.loads(schemas()["highlights.schema.json"]))
    judge.validate(RECORD | {"flags": ["too-good"]})


def test_a_value_of_another_type_is_invalid() -> None:
    judge = jsonschema.Draft202012Validator(json.loads(schemas()["highlights.schema.json"]))
    assert not judge.is_valid(RECORD | {"quotes": 3})
    assert not judge.is_valid(RECORD | {"episode": RECORD["episode"] | {"links": {"site": 3}}})
