"""The reader that other programs import: records of a real folder, ids of earlier runs, search; and nothing heavy."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import episode_highlights
from pipeline.errors import BadInput
from pipeline.lasting_ids import Before, named, with_tombstones
from tests.corpus_builder import corpus, put
from tests.record_builder import highlights


@pytest.fixture
def archive(tmp_path: Path) -> episode_highlights.Archive:
    store = corpus(tmp_path, "a", "b")
    old, transcript = highlights()
    before = Before(old, transcript)
    record = with_tombstones(named(old, transcript, before), transcript, before, today=date(2026, 3, 1))
    put(store, record, transcript)
    return episode_highlights.open(tmp_path)


def test_episodes_are_read_as_records(archive: episode_highlights.Archive) -> None:
    assert archive.ids() == ["a", "b", "kettle-7"]
    assert len(archive) == len(list(archive)) == 3
    talk = archive.episode("kettle-7")
    assert talk.quotes() == talk.record.quotes
    assert talk.sections(highlights=True) == tuple(s for s in talk.record.sections if s.highlight)
    sentences = talk.sentences()
    assert " ".join(s.text for s in sentences) == " ".join(w.text for w in talk.transcript.words)
    assert {s.section for s in sentences} <= {s.id for s in talk.sections()}
    assert talk.text(*talk.quotes()[0].words[0]) in " ".join(s.text for s in sentences)
    assert talk.url("q7k3d", base_url="https://pods.example") == "https://pods.example/kettle-7/page.html#q7k3d"


def test_an_id_of_an_earlier_run_is_resolved_and_says_so(archive: episode_highlights.Archive) -> None:
    talk = archive.episode("kettle-7")
    first = talk.quotes()[0]
    assert (talk.resolve(first.id).item, talk.resolve(first.id).moved) == (first, None)
    old = talk.resolve("q01")
    assert (old.kind, old.item) == ("quote", first)
    assert old.moved is not None
    assert old.moved.why == "ids are made of the words since version 0.2"
    for kind, thing in (("section", talk.sections()[1]), ("question", talk.questions()[0]), ("clip", talk.clips()[0])):
        assert (talk.resolve(thing.id).kind, talk.resolve(thing.id).item) == (kind, thing)  # type: ignore[attr-defined]
    with pytest.raises(BadInput, match="no thing of that id"):
        talk.resolve("q99")


def test_an_id_is_found_in_every_episode_that_knows_it(archive: episode_highlights.Archive) -> None:
    first = archive.episode("kettle-7").quotes()[0]
    assert [(one.episode_id, one.item) for one in archive.resolve(first.id)] == [("kettle-7", first)]
    assert [one.episode_id for one in archive.resolve("q01")] == ["a", "b", "kettle-7"]  # the last one: once
    assert archive.resolve("q9") == ()


def test_search_gives_every_moment(archive: episode_highlights.Archive) -> None:
    hits = archive.search('"failed pot"')
    assert {hit.episode_id for hit in hits} == {"a", "b", "kettle-7"}
    assert len(archive.search("pot", most=2)) == 2
    assert all(hit.speaker == "Ada" for hit in archive.search("pot", speaker="ada"))
    with pytest.raises(BadInput):
        archive.search("(pot")


def test_records_become_a_table(archive: episode_highlights.Archive) -> None:
    frame = episode_highlights.frame(archive.episode("a").sentences())
    assert list(frame.columns)[:4] == ["episode_id", "id", "start", "end"]
    assert len(frame) == len(archive.episode("a").sentences())
    assert episode_highlights.frame([]).empty


def test_what_is_not_there_is_one_clear_line(archive: episode_highlights.Archive, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="expected an episode of"):
        archive.episode("z")
    with pytest.raises(BadInput, match="expected a folder of artifacts"):
        episode_highlights.open(tmp_path / "none")


def test_nothing_heavy_is_imported() -> None:
    heavy = ("pandas", "pyarrow", "numpy", "spacy", "torch", "prefect", "whisper", "onnxruntime", "typer", "sqlite3")
    program = f"import sys, episode_highlights; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
