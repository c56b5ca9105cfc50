"""The same episodes give the same parts of the table of sentences, in whatever order they came."""

import io
from pathlib import Path

import pytest

from pipeline.corpus import sentence_parts
from pipeline.corpus.generations import Generations
from pipeline.formats.search import block_of
from pipeline.formats.tables import Row, sentence_rows
from tests.corpus_builder import renamed
from tests.record_builder import highlights

pd = pytest.importorskip("pandas")
IDS = [f"talk-{k}" for k in range(20)]


def said(id_: str, word: str = "tea") -> list[Row]:
    record, transcript = highlights()
    texts = [w.text.replace("tea", word) for w in transcript.words]
    return sentence_rows(renamed(record, id_), texts, [s.model_dump() for s in transcript.sentences])


def put(home: Generations, parts: int, *, before: int, fresh: dict[str, list[Row]], away: set[str]) -> dict[str, bytes]:
    """Put a generation with the parts in place; return them."""
    with home.next() as generation:
        made = {}
        for part in range(parts):
            here = {id_: rows for id_, rows in fresh.items() if block_of(id_, parts) == part}
            data = sentence_parts.part_of(generation, part, parts, before=before, fresh=here, away=away)
            made[sentence_parts.file_of(part)] = data
        generation.add(made)
        generation.finish({}, ours=("sentences.parquet/",))
    return made


@pytest.mark.parametrize(("before", "after"), [(1, 1), (1, 4), (4, 2), (2, 2)])
def test_parts_that_changed_are_those_that_are_made_at_once(tmp_path: Path, before: int, after: int) -> None:
    home = Generations(tmp_path / "one")
    put(home, before, before=0, fresh={id_: said(id_) for id_ in IDS[:15]}, away=set())
    fresh = {id_: said(id_, "coffee") for id_ in (*IDS[15:], IDS[3])}
    changed = put(home, after, before=before, fresh=fresh, away={IDS[3], IDS[7]})
    everybody = {id_: said(id_) for id_ in IDS if id_ != IDS[7]} | fresh
    at_once = put(Generations(tmp_path / "other"), after, before=0, fresh=everybody, away=set())
    assert changed == at_once
    found = pd.concat([pd.read_parquet(io.BytesIO(data)) for data in changed.values()])
    assert set(found["episode_id"]) == set(everybody)
    assert len(found) == sum(map(len, everybody.values()))


def test_the_number_of_parts_grows_by_doubling() -> None:
    assert [sentence_parts.parts_for(n) for n in (0, 32, 33, 64, 65, 10_000)] == [1, 1, 2, 2, 4, 512]
