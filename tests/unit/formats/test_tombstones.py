"""`ids.json` and the page say of an old id what stands in its place, why, and since when."""

import json

from pipeline.formats.html import page
from pipeline.formats.tombstones import for_page, tombstones
from pipeline.records import Tombstone
from tests.record_builder import highlights

STONE = Tombstone(id="q7k3d", now="t4f2a", why="a person banned it", since="2026-03-01", start=13, end=17)


def test_every_old_id_is_named_once() -> None:
    record, transcript = highlights()
    record = record.model_copy(update={"gone": (STONE,)})
    assert json.loads(tombstones(record)) == {
        "q7k3d": {"now": "t4f2a", "why": "a person banned it", "since": "2026-03-01", "start": 13, "end": 17}
    }
    assert for_page(record) == {"q7k3d": ("t4f2a", "a person banned it", 13, 17)}
    assert '"q7k3d": ["t4f2a", "a person banned it", 13.0, 17.0]' in page(record, transcript)


def test_a_first_run_has_none() -> None:
    assert tombstones(highlights()[0]) == "{}\n"
