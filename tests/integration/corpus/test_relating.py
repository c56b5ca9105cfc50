"""One episode more is compared with all; those that it does not concern keep their related episodes."""

from pathlib import Path

import pytest

from pipeline.corpus import publish_corpus, relating
from pipeline.corpus.gathering import gathered
from pipeline.corpus.related import RelatedConfig, relate
from pipeline.store import Store
from tests.corpus_builder import put, renamed
from tests.record_builder import highlights

CONFIG = RelatedConfig(least_episodes=2, least_likeness=0.1, common_share=1, most=2)


def bring(store: Store, id_: str, word: str) -> None:
    record, transcript = highlights()
    words = tuple(w.model_copy(update={"text": w.text.replace("notebook", word)}) for w in transcript.words)
    put(store, renamed(record, id_, title=f"{word} {id_}"), transcript.model_copy(update={"words": words}))


def named(store: Store) -> dict[str, list[str]]:
    return {n.id: [other.episode_id for other in n.record.related] for n in gathered(store)}


def in_full(store: Store) -> dict[str, list[str]]:
    found = relate([n.profile for n in gathered(store) if n.profile], CONFIG)
    return {id_: [other.episode_id for other in some] for id_, some in found.items()}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(relating, "ALL_BELOW", 0)
    monkeypatch.setattr(relating, "GROWTH", 100.0)
    store = Store(tmp_path)
    for k, word in enumerate(("ledger", "ledger", "samovar", "samovar", "kettle", "harbour")):
        bring(store, f"e{k}", word)
    publish_corpus(store, CONFIG)
    return store


def test_what_is_brought_in_is_related_as_if_all_were_related_anew(store: Store) -> None:
    bring(store, "new", "samovar")
    publish_corpus(store, CONFIG)
    assert named(store)["new"] == in_full(store)["new"] != []


def test_those_to_which_it_is_nearer_than_their_last_name_it(store: Store) -> None:
    bring(store, "a-new", "samovar")
    publish_corpus(store, CONFIG)
    expected = in_full(store)
    naming = {id_ for id_, others in expected.items() if "a-new" in others}
    assert naming
    assert naming <= {id_ for id_, others in named(store).items() if "a-new" in others}


def test_an_episode_that_is_gone_is_named_no_more(store: Store) -> None:
    gone = next(other for others in named(store).values() for other in others)
    for path in (store.root / gone).rglob("*"):
        path.unlink()
    publish_corpus(store, CONFIG)
    assert gone not in {other for others in named(store).values() for other in others}


def test_all_are_related_anew_when_much_has_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relating, "GROWTH", 0.1)
    bring(store, "new", "harbour")
    publish_corpus(store, CONFIG)
    assert named(store) == in_full(store)
