"""An episode is never replaced by another one: the same path or the same content is the same episode, else another."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Said
from tests.integration.test_batch import TALK

pytestmark = pytest.mark.model
OTHER = TALK.replace("large networks", "copper kettles").replace("Ben Ito", "Mo Lindt")
SUFFIX = re.compile(r"-[0-9a-f]{8}$")
JFK = ROOT / "tests" / "data" / "jfk.flac"


@pytest.fixture
def run(cli: Callable[..., Said], tmp_path: Path) -> Callable[..., Said]:
    """Run one source into the test's own artifacts."""

    def call(source: object, *options: object) -> Said:
        return cli("run", source, "--artifacts", tmp_path / "artifacts", "--direct", *options)

    return call


def put(path: Path, text: str = TALK) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def said_in(artifacts: Path) -> dict[str, str]:
    """Return the words of every episode by its id."""
    return {
        path.parent.name: " ".join(word["text"] for word in json.loads(path.read_bytes())["words"])
        for path in artifacts.glob("*/transcript.json")
    }


def made(said: Said) -> str:
    assert said.code == 0, said.err
    return str(json.loads(said.out)["episode_id"])


def test_two_shows_with_an_ep1_are_two_episodes_and_stay_so(
    tmp_path: Path, run: Callable[..., Said], cli: Callable[..., Said]
) -> None:
    a, b = put(tmp_path / "showA" / "ep1.vtt"), put(tmp_path / "showB" / "ep1.vtt", OTHER)
    assert made(run(a, "--json")) == "ep1"
    before = (tmp_path / "artifacts" / "ep1" / "highlights.json").read_bytes()
    said = run(b, "--json")
    second = made(said)
    assert SUFFIX.sub("", second) == "ep1" != second
    assert str(a) in said.err
    assert second in said.err
    assert (tmp_path / "artifacts" / "ep1" / "highlights.json").read_bytes() == before
    words = said_in(tmp_path / "artifacts")
    assert "copper kettles" in words[second]
    assert "large networks" in words["ep1"]
    assert (made(run(a, "--json")), made(run(b, "--json"))) == ("ep1", second)
    assert cli("verify", "--artifacts", tmp_path / "artifacts").code == 0
    put(b, OTHER.replace("lucky", "happy"))  # edited where it lies: the same episode
    assert made(run(b, "--json")) == second
    assert "happy" in said_in(tmp_path / "artifacts")[second]
    (tmp_path / "moved").mkdir()
    shutil.move(b, tmp_path / "moved" / "ep1.vtt")  # the same content elsewhere: the same episode
    assert made(run(tmp_path / "moved" / "ep1.vtt", "--json")) == second
    assert sorted(said_in(tmp_path / "artifacts")) == sorted(["ep1", second])


def test_an_episode_that_was_taken_out_leaves_the_others_their_ids(tmp_path: Path, run: Callable[..., Said]) -> None:
    a, b = put(tmp_path / "showA" / "ep1.vtt"), put(tmp_path / "showB" / "ep1.vtt", OTHER)
    run(a)
    second = made(run(b, "--json"))
    assert second != "ep1"
    shutil.rmtree(tmp_path / "artifacts" / "ep1")
    assert made(run(b, "--json")) == second


def test_an_id_of_a_sidecar_that_another_episode_has_is_refused_before_work(
    tmp_path: Path, run: Callable[..., Said]
) -> None:
    a, b = put(tmp_path / "a.vtt"), put(tmp_path / "b.vtt", OTHER)
    for path in (a, b):
        put(path.with_suffix(".toml"), 'id = "ep-12"\n')
    assert made(run(a, "--json")) == "ep-12"
    before = (tmp_path / "artifacts" / "ep-12" / "run.json").read_bytes()
    said = run(b)
    assert said.code == 2
    assert str(a) in said.err
    assert "ep-12" in said.err
    assert "id" in said.err
    assert "✓" not in said.err
    assert (tmp_path / "artifacts" / "ep-12" / "run.json").read_bytes() == before
    assert sorted(said_in(tmp_path / "artifacts")) == ["ep-12"]


def test_a_redo_writes_the_id_that_it_was_asked_for(
    tmp_path: Path, run: Callable[..., Said], cli: Callable[..., Said]
) -> None:
    a = put(tmp_path / "ep1.vtt")
    run(a)
    put(tmp_path / "ep1.toml", 'id = "other"\ntitle = "New title"\n')
    said = cli("redo", "ep1", "--from", "quotes", "--artifacts", tmp_path / "artifacts", "--direct", "--json")
    assert made(said) == "ep1"
    assert sorted(said_in(tmp_path / "artifacts")) == ["ep1"]


def test_a_redo_by_id_means_the_episode_and_not_another_file_of_its_name(
    tmp_path: Path, run: Callable[..., Said], cli: Callable[..., Said]
) -> None:
    run(put(tmp_path / "showA" / "ep1.vtt"))
    put(tmp_path / "inbox" / "ep1.vtt", OTHER)
    at = ("--artifacts", tmp_path / "artifacts", "--raw-audio", tmp_path / "inbox", "--direct", "--json")
    assert made(cli("redo", "ep1", "--from", "quotes", *at)) == "ep1"
    assert "large networks" in said_in(tmp_path / "artifacts")["ep1"]
    second = made(cli("run", "ep1", *at))  # `run` by name means the file of the inbox
    assert second != "ep1"
    assert made(cli("redo", second, "--from", "quotes", *at)) == second


def test_artifacts_of_an_older_version_are_told_apart_by_what_they_remember(
    tmp_path: Path, run: Callable[..., Said]
) -> None:
    a, b = put(tmp_path / "showA" / "ep1.vtt"), put(tmp_path / "showB" / "ep1.vtt", OTHER)
    run(a)
    diary = tmp_path / "artifacts" / "ep1" / "run.json"
    old = {key: value for key, value in json.loads(diary.read_bytes()).items() if key != "source"}
    assert old["asked"] == {"episode_id": str(a), "transcript": None, "meta": None}
    diary.write_text(json.dumps(old), encoding="utf-8")
    assert made(run(a, "--json")) == "ep1"
    diary.write_text(json.dumps(old), encoding="utf-8")
    assert made(run(b, "--json")) != "ep1"
    diary.write_text(json.dumps({k: v for k, v in old.items() if k != "asked"}), encoding="utf-8")
    assert made(run(b, "--json")) != "ep1"
    diary.write_text(json.dumps(old | {"asked": "x", "artifacts": [1]}), encoding="utf-8")
    assert made(run(b, "--json")) != "ep1"
    assert "large networks" in said_in(tmp_path / "artifacts")["ep1"]


def test_audio_named_explicitly_is_used_where_another_of_its_name_lies_beside_it(
    tmp_path: Path, run: Callable[..., Said]
) -> None:
    shutil.copy(JFK, tmp_path / "good.flac")
    shutil.copy(ROOT / "tests" / "data" / "librivox_sense_0870.flac", tmp_path / "good.mp3")
    assert made(run(tmp_path / "good.flac", "--json")) == "good"
    second = made(run(tmp_path / "good.mp3", "--json"))
    assert SUFFIX.sub("", second) == "good" != second
    assert "country" in said_in(tmp_path / "artifacts")["good"]


def test_two_processes_at_once_with_one_name_make_two_episodes(tmp_path: Path) -> None:
    """Each of six files of one name comes out as an episode of its own, though all ask for the id at once."""
    texts = [TALK.replace("lucky", f"lucky{k}") for k in range(6)]
    files = [put(tmp_path / str(k) / "ep1.vtt", text) for k, text in enumerate(texts)]
    command = [sys.executable, "-m", "flows.main", "run"]
    options = ["--artifacts", str(tmp_path / "artifacts"), "--direct", "--json"]
    running = [
        subprocess.Popen(
            [*command, str(path), *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for path in files
    ]
    answers = [(process.communicate(timeout=300), process.returncode) for process in running]
    assert [code for _, code in answers] == [0] * 6, answers
    ids = [json.loads(out)["episode_id"] for (out, _), _ in answers]
    assert len(set(ids)) == 6
    assert "ep1" in ids
    words = said_in(tmp_path / "artifacts")
    assert all(f"lucky{k} results" in words[id_] for k, id_ in enumerate(ids))


@pytest.mark.prefect
def test_a_batch_makes_every_file_of_one_name_or_says_which_it_did_not(
    prefect_server: None, cli: Callable[..., Said], tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    for k, name in enumerate(("Ep 1.vtt", "ep-1.srt", "Über.vtt", "Uber.srt")):
        text = TALK.replace("lucky", f"lucky{k}")
        put(raw / name, text)
    for _ in range(2):
        said = cli("batch", raw, "--artifacts", tmp_path / "artifacts", "--json")
        assert said.code == 0, said.err
        rows = json.loads(said.out.splitlines()[-1])["episodes"]
        assert all(row["done"] for row in rows)
        ids = {row["source"]: row["episode_id"] for row in rows}
        assert len(set(ids.values())) == 4
        words = said_in(tmp_path / "artifacts")
        assert set(words) == set(ids.values())
        for k, name in enumerate(("Ep 1.vtt", "ep-1.srt", "Über.vtt", "Uber.srt")):
            assert f"lucky{k} results" in words[ids[name]]


def test_a_file_name_of_255_bytes_is_an_episode(tmp_path: Path, run: Callable[..., Said]) -> None:
    path = put(tmp_path / ("é" * 125 + "x.vtt"))
    assert len(path.name.encode()) == 255
    said = run(path, "--json")
    assert made(said)
    assert made(run(path, "--json")) == made(said)


def test_a_folder_of_artifacts_that_is_a_link_is_not_written_through(
    tmp_path: Path, run: Callable[..., Said], cli: Callable[..., Said]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    run(put(tmp_path / "ep1.vtt"))
    shutil.move(tmp_path / "artifacts" / "ep1", elsewhere)
    (tmp_path / "artifacts" / "ep1").symlink_to(elsewhere)
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    put(tmp_path / "ep1.vtt", OTHER)
    for said in (
        run(tmp_path / "ep1.vtt"),
        cli("correct", "ep1", "speaker", "Ana Reyes", "X", "--artifacts", tmp_path / "artifacts"),
        cli("redo", "ep1", "--from", "quotes", "--artifacts", tmp_path / "artifacts", "--direct"),
    ):
        assert said.code == 2
        assert "found a link" in said.err
    assert made(run(put(tmp_path / "ep2.vtt", OTHER), "--json")) == "ep2"  # the catalog is made without it
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before


def test_a_file_that_cannot_be_worked_on_keeps_no_id_from_another(tmp_path: Path, run: Callable[..., Said]) -> None:
    assert run(put(tmp_path / "bad" / "ep1.vtt", "WEBVTT\n\n")).code == 2
    assert not (tmp_path / "artifacts" / "ep1").exists()
    assert made(run(put(tmp_path / "good" / "ep1.vtt"), "--json")) == "ep1"
