"""Every column of every table says what it holds."""

import io
import json

import pytest

from pipeline.formats.columns import COLUMNS, TABLES
from pipeline.formats.tables import catalog
from tests.record_builder import highlights


def test_every_column_says_what_it_holds_in_the_datapackage_and_in_the_parquet_file() -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    files = catalog([highlights()[0]])
    for resource in json.loads(files["datapackage.json"])["resources"]:
        name = resource["name"].removesuffix("-csv")
        assert resource["description"] == TABLES[name]
        said = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
        assert said == {column: about.says for column, about in COLUMNS[name].items()}
        assert all(text.endswith(".") and len(text) > len("Id.") for text in said.values()), said
        if resource["format"] == "parquet":
            kept = pq.read_schema(io.BytesIO(files[resource["path"]]))
            assert {field.name: field.metadata[b"description"].decode() for field in kept} == said


def test_a_column_that_is_a_time_or_a_share_says_so() -> None:
    says = {(table, name): about.says for table, columns in COLUMNS.items() for name, about in columns.items()}
    for (table, name), text in says.items():
        if name in ("start", "end", "duration", "answer_start", "answer_end") or name.endswith("_s"):
            assert "second" in text.lower(), (table, name)
        if "confidence" in name:
            assert "0 to 1" in text, (table, name)
