"""The catalog, the site, the search and the schemas are held against what the episodes give, and mended."""

import shutil
from pathlib import Path

import pytest

from pipeline.audit.catalog import audit_catalog, mend_catalog
from pipeline.corpus import publish_corpus
from pipeline.corpus.related import RelatedConfig
from pipeline.formats import table_files
from pipeline.store import Store
from tests.corpus_builder import ANY, corpus, put, renamed
from tests.record_builder import highlights

pd = pytest.importorskip("pandas")

DAMAGED = (
    "catalog/index.html", "catalog/quotes.parquet", "catalog/feed.xml", "catalog/catalog.sqlite",
    "catalog/datapackage.json", "catalog/search/e/two.js", "schema/highlights.schema.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    corpus(root, "one", "two", "three", related=ANY)
    return root


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Store:
    shutil.copytree(whole, tmp_path / "artifacts", symlinks=True)
    return Store(tmp_path / "artifacts")


def test_what_was_published_is_what_is_built_again(store: Store) -> None:
    count, problems = audit_catalog(store)
    assert problems == []
    assert count > 20


def test_damage_of_each_kind_is_found_at_once_and_mended_byte_for_byte(store: Store, whole: Path) -> None:
    for k, name in enumerate(DAMAGED):
        path = store.root / name
        data = path.read_bytes()
        if k % 2:
            path.unlink()
        else:
            at = len(data) // 2
            path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
    (store.root / "catalog" / "extra.html").write_text("planted", encoding="utf-8")
    _, problems = audit_catalog(store)
    assert sorted(problem.where for problem in problems) == sorted((*DAMAGED, "catalog/extra.html"))
    mend_catalog(store, problems)
    _, left = audit_catalog(store)
    assert [problem.where for problem in left] == ["catalog/extra.html"]  # whose it is, we do not know
    for name in DAMAGED:
        if not name.endswith(".sqlite"):
            assert (store.root / name).read_bytes() == (whole / name).read_bytes(), name


def test_an_episode_that_the_catalog_does_not_have_is_found(store: Store) -> None:
    shutil.rmtree(store.root / "three")
    assert "catalog/episodes.parquet" in {problem.where for problem in audit_catalog(store)[1]}


def test_without_a_catalog_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert audit_catalog(Store(tmp_path)) == (0, [])


def test_tables_that_grew_episode_by_episode_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "ROWS_TOGETHER", 4)
    store = corpus(tmp_path, "one", "two")
    record, transcript = highlights()
    put(store, renamed(record, "a-third"), transcript)
    publish_corpus(store, RelatedConfig())
    assert audit_catalog(store)[1] == []
    table = store.root / "catalog" / "quotes.parquet"
    pd.read_parquet(table).head(3).to_parquet(table)
    assert {problem.where for problem in audit_catalog(store)[1]} == {
        "catalog/quotes.parquet",
        "catalog/datapackage.json",
    }
