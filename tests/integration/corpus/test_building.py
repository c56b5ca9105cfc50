"""A catalog into which episodes were brought one by one is the one that is made of all of them at once."""

import io
import shutil
from pathlib import Path

import pytest

from pipeline.corpus import listed, publish_corpus, sentence_parts
from pipeline.corpus.database import DATABASE
from pipeline.corpus.related import RelatedConfig
from pipeline.formats import search, table_files
from pipeline.formats.tables import OF_ONE_FILE
from pipeline.store import Store
from tests.corpus_builder import ANY, DEFAULT, corpus, put, renamed
from tests.record_builder import highlights

pd = pytest.importorskip("pandas")
OTHER_BYTES = {".made_from.json", "datapackage.json", DATABASE, *(f"{name}.parquet" for name in OF_ONE_FILE)}


def bring(store: Store, id_: str, *, title: str = "Tea", word: str = "notebook", published: str | None = None) -> None:
    record, transcript = highlights()
    words = tuple(w.model_copy(update={"text": w.text.replace("notebook", word)}) for w in transcript.words)
    changed = renamed(record, id_, title=title, published=published, show=f"The {word} show")
    put(store, changed, transcript.model_copy(update={"words": words}))


def files(catalog: Path) -> dict[str, bytes]:
    inside = catalog.resolve()
    found = {p.relative_to(inside).as_posix(): p.read_bytes() for p in inside.rglob("*") if p.is_file()}
    return {name: data for name, data in found.items() if name not in OTHER_BYTES}


def anew(store: Store, folder: Path, config: RelatedConfig) -> Path:
    """Publish the same episodes in another folder, in which no catalog is."""
    shutil.copytree(store.root, folder, ignore=shutil.ignore_patterns(".*", "catalog", "schema"))
    publish_corpus(Store(folder), config)
    return folder / "catalog"


def assert_same(catalog: Path, expected: Path) -> None:
    assert files(catalog) == files(expected)
    for name in OF_ONE_FILE:
        both = [pd.read_parquet(io.BytesIO((one / f"{name}.parquet").read_bytes())) for one in (catalog, expected)]
        pd.testing.assert_frame_equal(*both)
    assert listed(catalog.resolve() / DATABASE) == listed(expected.resolve() / DATABASE)


@pytest.mark.parametrize("config", [DEFAULT, ANY], ids=["unrelated", "related"])
def test_changes_one_by_one_give_what_all_at_once_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: RelatedConfig
) -> None:
    monkeypatch.setattr(search, "IN_A_BLOCK", 3)  # so that the number of blocks changes, too
    monkeypatch.setattr(table_files, "ROWS_TOGETHER", 10)
    monkeypatch.setattr(sentence_parts, "IN_A_PART", 2)
    store = corpus(tmp_path / "artifacts", "ep-a", "ep-b", "ep-c", related=config)

    def bring_two() -> None:
        bring(store, "ep-d", title="Kettles", word="ledger", published="2024-05-01")
        bring(store, "a-first", word="ledger", published="2023-01-01")

    def change() -> None:
        bring(store, "ep-b", title="Other title", word="samovar", published="2025-01-01")

    def lose() -> None:
        shutil.rmtree(store.root / "ep-c")

    def lose_most() -> None:
        for id_ in ("ep-a", "a-first", "ep-d"):
            shutil.rmtree(store.root / id_)

    for k, step in enumerate((bring_two, change, lose, lose_most)):
        step()
        publish_corpus(store, config)
        assert_same(store.root / "catalog", anew(store, tmp_path / f"anew-{k}", config))


def test_names_of_one_topic_join_and_part_as_episodes_come_and_go(tmp_path: Path) -> None:
    store = corpus(tmp_path / "artifacts", "ep-a")
    kettle, _ = highlights()
    hot = next(topic for topic in kettle.topics if topic.found)

    def name(id_: str, topic: str) -> None:
        record, transcript = highlights()
        found = (hot.model_copy(update={"name": topic}),)
        put(store, renamed(record, id_).model_copy(update={"topics": found, "discovered": ()}), transcript)

    def pages_of(*topics: str) -> int:
        folder = (store.root / "catalog").resolve() / "topics"
        return len({(folder / f"{topic}.html").read_bytes() for topic in topics})

    def published(k: int) -> None:
        publish_corpus(store, DEFAULT)
        assert_same(store.root / "catalog", anew(store, tmp_path / f"anew-{k}", DEFAULT))

    assert hot.name == "Hot water"
    name("ep-b", "Very hot water")
    published(0)
    assert pages_of("hot-water", "very-hot-water") == 1
    name("ep-c", "Not so hot water")
    published(1)
    assert pages_of("hot-water", "very-hot-water", "not-so-hot-water") == 3
    shutil.rmtree(store.root / "ep-b")
    published(2)
    assert pages_of("hot-water", "not-so-hot-water") == 1


def test_only_what_one_episode_touches_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "IN_A_BLOCK", 2)
    store = corpus(tmp_path, *(f"ep-{k}" for k in range(5)))
    before = {p: p.stat().st_ino for p in (store.root / "catalog").resolve().rglob("*") if p.is_file()}
    old = (store.root / "catalog").resolve()
    bring(store, "ep-5")
    publish_corpus(store, DEFAULT)
    new = (store.root / "catalog").resolve()
    kept = {
        p.relative_to(old).as_posix() for p, node in before.items() if (new / p.relative_to(old)).stat().st_ino == node
    }
    assert {f"search/e/ep-{k}.js" for k in range(5)} <= kept
    blocks = {name.split("/")[2] for name in kept if name.startswith("search/t/")}
    assert blocks == {"0", "1", "2", "3"} - {str(search.block_of("ep-5", 4))}


def test_partitions_of_another_catalog_are_not_trusted(tmp_path: Path) -> None:
    store = corpus(tmp_path / "artifacts", "ep-a", "ep-b")
    other = corpus(tmp_path / "other", "ep-a", "ep-z")
    kept = ".databases/partitions.sqlite"
    shutil.copyfile(other.root / kept, store.root / kept)
    bring(store, "ep-c")
    publish_corpus(store, DEFAULT)
    assert_same(store.root / "catalog", anew(store, tmp_path / "anew", DEFAULT))


@pytest.mark.parametrize("harm", [b"no database", b"", None])
def test_partitions_that_are_broken_or_gone_are_made_anew(tmp_path: Path, harm: bytes | None) -> None:
    store = corpus(tmp_path / "artifacts", "ep-a", "ep-b")
    place = store.root / ".databases" / "partitions.sqlite"
    place.unlink()
    if harm is not None:
        place.write_bytes(harm * 1000)
    bring(store, "ep-c")
    publish_corpus(store, DEFAULT)
    assert_same(store.root / "catalog", anew(store, tmp_path / "anew", DEFAULT))
