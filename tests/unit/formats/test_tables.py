"""The catalog has the same columns and types whether it is full or empty, and no cell that a spreadsheet would run."""

import hashlib
import io
import json

import pytest

from pipeline.formats.columns import COLUMNS, KEYS
from pipeline.formats.tables import catalog, harmless


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
