"""`verify` counts what it prints, renders every text again, goes on past a broken episode, and says JSON always."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.audit.verify import audit
from pipeline.corpus import publish_corpus
from pipeline.corpus.rendering import PACKAGE, RENDERER, RENDERS, renderer
from pipeline.files import canonical, sha256
from pipeline.store import RUN, Store
from tests.architecture.fingerprints import ROOT, closure
from tests.corpus_builder import ANY, put, renamed
from tests.published import RECORD, TALK

Cli = Callable[..., Any]


def episodes(root: Path, *ids: str) -> Store:
    """Publish copies of an episode that proves itself, as the line does."""
    store = Store(root)
    for id_ in ids:
        put(store, renamed(RECORD, id_, title=f"The talk {id_}"), TALK)
        store.episode(id_).note(**{RENDERER: renderer()})
    publish_corpus(store, ANY)
    return store


def edit(store: Store, id_: str, name: str, change: Callable[[str], str]) -> None:
    """Change a published file and its digest, as somebody would who knows where that is kept."""
    place = store.episode(id_)
    path = place.folder / name
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    run = place.run()
    run["files"][name] = sha256(path.read_bytes())
    (place.folder / RUN).write_bytes(canonical(run))


def changed(text: str, **fields: Any) -> str:
    """Return a record's text with other fields, written as the program writes it."""
    return json.dumps(json.loads(text) | fields, ensure_ascii=False, indent=1) + "\n"


def test_every_published_text_is_rendered_again_also_after_its_related_episodes_were_renewed(tmp_path: Path) -> None:
    store = episodes(tmp_path, "one", "two", "three")
    for id_ in store.episode_ids():
        found = audit(store, id_)
        assert found.record.related
        assert (found.problems, found.by_other_rules, found.texts) == ((), (), 13)


def test_tallies_are_counted_not_read(tmp_path: Path, cli: Cli) -> None:
    store = episodes(tmp_path, "one")
    thousand = {"checked": 999, "passed": 999}
    edit(
        store, "one", "highlights.json",
        lambda text: changed(text, verification={"quotes": thousand, "sentences": thousand}),
    )  # fmt: skip
    said = cli("verify", "--artifacts", tmp_path)
    assert said.code == 1
    assert said.out.startswith("FAILED  one  quotes verified 2/2")
    assert "verification.quotes: says 999/999, counted 2/2" in said.out
    assert "verification.sentences: says 999/999" in said.out
    report = json.loads(cli("verify", "--json", "--artifacts", tmp_path).out)["reports"]["one"]
    assert report["verification"]["quotes"] == {"checked": 2, "passed": 2}
    assert report["checked"]["quotes"] == 2


@pytest.mark.parametrize(
    "name",
    [
        "page.html", "page.md", "transcript.vtt", "transcript.srt", "transcript.podcast.json", "chapters.json",
        "feed-item.xml", "metadata.jsonld", "annotations.jsonld",
    ],
)  # fmt: skip
def test_a_text_that_says_something_else_is_found_though_its_digest_was_renewed(tmp_path: Path, name: str) -> None:
    store = episodes(tmp_path, "one")
    edit(store, "one", name, lambda text: text[: len(text) // 2] + "x" + text[len(text) // 2 :])
    found = audit(store, "one").problems
    assert [p.where for p in found] == [name]
    assert "is not what the record gives" in found[0].what


def test_files_that_were_planted_or_are_no_longer_listed_are_found(tmp_path: Path) -> None:
    store = episodes(tmp_path, "one")
    folder = store.episode("one").folder
    (folder / "clips").mkdir()
    (folder / "clips" / "c99.mp3").write_bytes(b"sound")
    (folder / ".DS_Store").write_bytes(b"")
    run = store.episode("one").run()
    del run["files"]["page.md"]
    (folder / RUN).write_bytes(canonical(run))
    assert sorted((p.where, p.what.split(";")[0]) for p in audit(store, "one").problems) == [
        ("clips/c99.mp3", "was not published with this episode"),
        ("page.md", "is not among the published files that run.json lists"),
        ("page.md", "was not published with this episode"),
    ]


def test_all_that_decides_a_text_counts_for_the_digest_of_its_maker() -> None:
    assert [name for name in RENDERS if not (PACKAGE / name).exists()] == []
    decides = {path.relative_to(PACKAGE).parts[0] for path in closure(PACKAGE / "formats" / "registry.py", ROOT)}
    assert decides <= {*RENDERS, "errors.py", "ports.py", "system.py"}


def test_a_record_under_another_id_is_found(tmp_path: Path) -> None:
    store = episodes(tmp_path, "one")
    (tmp_path / "one").rename(tmp_path / "other")
    assert "episode.id" in {p.where for p in audit(store, "other").problems}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Two good episodes around one whose record is cut off."""
    episodes(tmp_path, "a-good", "b-broken", "c-good")
    path = tmp_path / "b-broken" / "highlights.json"
    path.write_bytes(path.read_bytes()[:1000])
    return tmp_path


def test_verify_goes_on_past_an_episode_that_cannot_be_read(broken: Path, cli: Cli) -> None:
    said = cli("verify", "--artifacts", broken)
    assert said.code == 1
    assert [line.split()[0] for line in said.out.splitlines() if not line.startswith(" ")] == [
        "verified", "UNREADABLE", "verified",
    ]  # fmt: skip
    assert "1 of 3 episodes cannot be read: b-broken" in said.err
    answer = json.loads(cli("verify", "--json", "--artifacts", broken).out)
    assert [(e["episode_id"], e["state"]) for e in answer["episodes"]] == [
        ("a-good", "proved"), ("b-broken", "unreadable"), ("c-good", "proved"),
    ]  # fmt: skip
    assert list(answer["failed"]) == ["b-broken"]
    assert answer["checked"] == ["a-good", "b-broken", "c-good"]


@pytest.mark.parametrize(
    ("ids", "code"), [(["nobody"], 2), (["../a-good"], 2), (["a-good", "nobody"], 2), (["nobody", "b-broken"], 1)]
)
def test_wrong_ids_are_answered_in_json_too(broken: Path, cli: Cli, ids: list[str], code: int) -> None:
    said = cli("verify", *ids, "--json", "--artifacts", broken)
    answer = json.loads(said.out)
    assert said.code == code
    assert answer["error"] in said.err
    assert [e["episode_id"] for e in answer["episodes"]] == ids
    assert said.err.count("\n") == 1


def test_an_empty_folder_is_answered_in_json_too(tmp_path: Path, cli: Cli) -> None:
    said = cli("verify", "--json", "--artifacts", tmp_path / "nothing")
    assert (said.code, "found none" in json.loads(said.out)["error"]) == (2, True)
