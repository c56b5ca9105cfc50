"""Every field that others read says in one line what it holds; a reader of the published schema meets later fields."""

import pytest

from pipeline.records import Highlights, Hit, Profile, Record, Transcript
from tests.golden.records_md import closure

RECORDS = closure(Highlights, Transcript, Profile, Hit)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_a_published_record_has_one_sentence(record: type[Record]) -> None:
    assert record.__doc__
    for name, field in record.model_fields.items():
        said = field.description or ""
        assert said.endswith("."), f"{record.__name__}.{name}: {said!r}"
        assert "\n" not in said, f"{record.__name__}.{name}"


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_field_that_may_be_null_or_absent_says_when(
    record: type[Record],
) -> None:
    for name, field in record.model_fields.items():
        may_be = type(None) in getattr(field.annotation, "__args__", ())
        assert not may_be or "null" in (field.description or "") or "absent" in (field.description or ""), name
