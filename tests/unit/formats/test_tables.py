"""The catalog has the same columns and types whether it is full or empty, and no cell that a spreadsheet would run."""

import hashlib
import io
import json

import pytest

from pipeline.formats.columns import COLUMNS, KEYS, TABLES
from pipeline.formats.tables import catalog, harmless
from tests.record_builder import highlights


def test_an_empty_catalog_has_every_table_with_its_types() -> None:
    pd = pytest.importorskip("pandas")
    files = catalog([])
    for name, columns in COLUMNS.items():
        frame = pd.read_parquet(io.BytesIO(files[f"{name}.parquet"]))
        assert list(frame.columns) == list(columns)
        assert len(frame) == 0
        assert set(KEYS[name]) <= set(columns)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "＝1"])
def test_text_that_opens_like_a_formula_is_disarmed(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["plain", 3, None, -1.5])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert harmless(cell) is cell


def test_the_datapackage_knows_the_hash_and_size_of_every_file() -> None:
    files = catalog([])
    package = json.loads(files["datapackage.json"])
    assert {r["path"] for r in package["resources"]} == set(files) - {"datapackage.json"}
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


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
