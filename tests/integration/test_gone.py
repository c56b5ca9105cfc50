"""Work goes on when an episode's file is gone: stages are remembered, and only what must read it again says so."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.job import Job, do
from tests.conftest import ROOT, Said
from tests.integration.test_batch import TALK

pytestmark = pytest.mark.model
JFK = ROOT / "tests" / "data" / "jfk.flac"


def sounds(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "clips").glob("*.m4a"))}


def made(said: Said) -> str:
    assert said.code == 0, said.err
    return str(json.loads(said.out)["episode_id"])


@pytest.mark.parametrize("older", [False, True])
def test_corrections_and_later_stages_do_without_the_transcript(
    tmp_path: Path, cli: Callable[..., Said], older: bool
) -> None:
    talk, at = tmp_path / "ep.vtt", ("--artifacts", tmp_path / "artifacts")
    talk.write_text(TALK, encoding="utf-8")
    (tmp_path / "ep.toml").write_text('title = "On kettles"\nshow = "Small Things"\n', encoding="utf-8")
    assert cli("run", talk, *at, "--direct").code == 0
    page = tmp_path / "artifacts" / "ep" / "page.html"
    if older:  # as a version left it that did not remember the source itself
        diary = page.with_name("run.json")
        old = {key: value for key, value in json.loads(diary.read_bytes()).items() if key != "source"}
        diary.write_text(json.dumps(old), encoding="utf-8")
    talk.unlink()
    given = cli("correct", "ep", "speaker", "Ben Ito", "B. Ito", *at)
    assert given.code == 0, given.err
    assert "applied: speaker Ben Ito → B. Ito" in given.out
    assert "B. Ito" in page.read_text(encoding="utf-8")
    assert made(cli("redo", "ep", "--from", "quotes", *at, "--direct", "--json")) == "ep"
    assert made(cli("run", "ep", *at, "--direct", "--json")) == "ep"
    record = json.loads(page.with_name("highlights.json").read_bytes())
    assert (record["episode"]["title"], record["episode"]["show"]) == ("On kettles", "Small Things")
    assert cli("verify", "ep", *at).code == 0


def test_what_must_read_the_file_again_says_which_is_missing_and_harms_nothing(
    tmp_path: Path, cli: Callable[..., Said]
) -> None:
    talk, at = tmp_path / "ep.vtt", ("--artifacts", tmp_path / "artifacts")
    talk.write_text(TALK, encoding="utf-8")
    cli("run", talk, *at, "--direct")
    before = (tmp_path / "artifacts" / "ep" / "highlights.json").read_bytes()
    talk.unlink()
    for stage in ("ingest", "transcribe"):
        said = cli("redo", "ep", "--from", stage, *at, "--direct")
        assert said.code == 2
        line = said.err.splitlines()[-1]
        assert str(talk) in line
        assert "--from attribute" in line
        assert "Traceback" not in said.err
    assert (tmp_path / "artifacts" / "ep" / "highlights.json").read_bytes() == before
    assert cli("verify", "ep", *at).code == 0
    talk.write_text(TALK, encoding="utf-8")
    assert made(cli("redo", "ep", "--from", "ingest", *at, "--direct", "--json")) == "ep"


def test_a_source_that_moved_within_the_inbox_is_found_by_its_content(tmp_path: Path, cli: Callable[..., Said]) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    for folder in (first, second):
        folder.mkdir()
    (first / "ep.vtt").write_text(TALK, encoding="utf-8")
    at = ("--artifacts", tmp_path / "artifacts", "--direct")
    cli("run", first / "ep.vtt", *at)
    shutil.move(first / "ep.vtt", second / "ep.vtt")
    said = cli("redo", "ep", "--from", "ingest", *at, "--raw-audio", second, "--json")
    assert made(said) == "ep"


def test_an_episode_of_sound_keeps_its_words_voices_and_clips(tmp_path: Path, cli: Callable[..., Said]) -> None:
    sound, artifacts = tmp_path / "speech.flac", tmp_path / "artifacts"
    shutil.copy(JFK, sound)
    (tmp_path / "speech.toml").write_text(
        '[[soundbites]]\nstart = 0.3\nduration = 10\ntitle = "All"\n', encoding="utf-8"
    )
    at = ("--artifacts", artifacts)
    assert cli("run", sound, *at, "--direct").code == 0
    folder = artifacts / "speech"
    clips = sounds(folder)
    assert clips
    sound.unlink()
    said = cli("redo", "speech", "--from", "quotes", *at, "--direct", "--json")
    assert made(said) == "speech"
    assert str(sound) in said.err
    assert sounds(folder) == clips
    label = json.loads((folder / "highlights.json").read_bytes())["talk_time"][0]["label"]
    named = cli("correct", "speech", "speaker", label, "John Kennedy", *at)
    assert named.code == 0, named.err
    assert sounds(folder) == clips
    assert made(cli("redo", "speech", "--from", "attribute", *at, "--direct", "--json")) == "speech"
    assert sounds(folder) == clips
    assert cli("verify", "speech", *at).code == 0
    said = cli("redo", "speech", "--from", "transcribe", *at, "--direct")
    assert said.code == 2
    assert str(sound) in said.err.splitlines()[-1]


def test_a_clip_that_is_not_offered_for_a_while_is_not_lost(tmp_path: Path) -> None:
    """Without the sound a clip cannot be cut again: one that a setting drops comes back with the setting."""
    sound, artifacts = tmp_path / "speech.flac", str(tmp_path / "artifacts")
    shutil.copy(JFK, sound)
    about = tmp_path / "speech.toml"
    about.write_text('[[soundbites]]\nstart = 0.3\nduration = 10\ntitle = "All"\n', encoding="utf-8")
    job = Job(episode_id=str(sound), artifacts=artifacts)
    folder = do(job).folder
    clips = sounds(folder)
    sound.unlink()
    again = Job(episode_id="speech", artifacts=artifacts)
    padded = do(again.model_copy(update={"assignments": ("clips.fade_in_ms=77",)}))  # no clip has this key
    assert all(clip.path is None for clip in padded.record.clips)
    do(again)
    assert sounds(folder) == clips
