"""Bad input gets one clear line and the documented exit code, and leaves nothing half-written."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of files that are not what they seem, made with the real ffmpeg."""
    from pipeline.engines.ffmpeg import Ffmpeg

    folder, ffmpeg = tmp_path_factory.mktemp("sounds"), Ffmpeg().binary

    def make(*arguments: str) -> None:
        subprocess.run([ffmpeg, "-v", "error", "-y", *arguments], check=True)

    (folder / "empty.mp3").write_bytes(b"")
    (folder / "text.mp3").write_text("This is not a sound, whatever its name says.\n" * 50, encoding="utf-8")
    make("-f", "lavfi", "-i", "testsrc=s=64x64:r=5", "-t", "2", "-c:v", "mpeg4", str(folder / "video.mp4"))
    make("-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", "20", str(folder / "silence.wav"))
    make("-f", "lavfi", "-i", "sine=440:sample_rate=16000", "-t", "20", str(folder / "tone.wav"))
    (folder / "empty.vtt").write_text("WEBVTT\n\n", encoding="utf-8")
    (folder / "broken.vtt").write_text("WEBVTT\n\n00:99 --> what\nHello there.\n", encoding="utf-8")
    return folder


def one_line(said: Any) -> str:
    lines = [x for x in said.err.splitlines() if x.startswith("highlights: ")]
    assert len(lines) == 1, said.err
    assert "Traceback" not in said.err
    assert len(lines[0]) <= 400, lines[0]
    return str(lines[0])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.mp3", "missing.mp3"),
        ("empty.mp3", "empty"),
        ("text.mp3", "text.mp3"),
        ("video.mp4", "without sound"),
        ("silence.wav", "expected speech"),
        ("tone.wav", "expected speech"),
        ("empty.vtt", "empty.vtt"),
        ("broken.vtt", "broken.vtt"),
    ],
)
def test_a_file_that_cannot_be_worked_on_ends_with_2(
    cli: Cli, sounds: Path, tmp_path: Path, name: str, says: str
) -> None:
    said = cli("run", sounds / name, "--artifacts", tmp_path / "artifacts", "--direct")
    assert said.code == 2, said.err
    assert says in one_line(said)
    assert not list((tmp_path / "artifacts").glob("*/highlights.json"))
    assert not list((tmp_path / "artifacts").glob("*/page.html"))
    assert not list((tmp_path / "artifacts").rglob(".tmp-*"))


@pytest.mark.parametrize(
    ("assignment", "says"),
    [
        ("segment.sectoins_per_hour=3", "allowed here: "),
        ("nosuch.key=1", "unknown key nosuch"),
        ("whisper.beam=0", "whisper.beam"),
        ("whisper.beam=many", "whisper.beam"),
        ("beam=1", "expected --set table.key=value"),
    ],
)
def test_a_wrong_setting_names_itself_and_what_is_allowed(
    cli: Cli, sounds: Path, tmp_path: Path, assignment: str, says: str
) -> None:
    said = cli("run", sounds / "tone.wav", "--artifacts", tmp_path, "--direct", "--set", assignment)
    assert said.code == 2
    assert says in one_line(said)


def test_an_unknown_key_in_a_file_is_named_with_its_line(cli: Cli, sounds: Path, tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text("[whisper]\nbeam = 1\nbeems = 2\n", encoding="utf-8")
    said = cli("run", sounds / "tone.wav", "--artifacts", tmp_path, "--direct", "--config", config)
    assert said.code == 2
    assert "mine.toml, line 3: unknown key whisper.beems" in one_line(said)


def test_an_unknown_stage_or_id_is_a_usage_error(cli: Cli, tmp_path: Path) -> None:
    assert cli("redo", "three-surprises", "--from", "nothing", "--artifacts", tmp_path, "--direct").code == 2
    assert cli("run", "no-such-episode", "--artifacts", tmp_path, "--direct").code == 2
    assert cli("show", "../../etc", "--artifacts", tmp_path).code == 2
    assert cli("verify", "--artifacts", tmp_path).code == 2
    assert cli("show", "three-surprises", "--artifacts", tmp_path).code == 2


def test_artifacts_that_cannot_be_written_are_noticed_first(cli: Cli, sounds: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "artifacts"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    said = cli("run", sounds / "tone.wav", "--artifacts", blocked, "--direct")
    assert said.code == 4
    assert "--artifacts" in one_line(said)


def test_weights_that_cannot_be_had_end_with_4(
    cli: Cli, sounds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = tmp_path / "talk.vtt"
    talk.write_text("WEBVTT\n\n00:01.000 --> 00:05.000\nThis is a sentence. And another one.\n", encoding="utf-8")
    monkeypatch.setenv("HIGHLIGHTS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    said = cli("run", talk, "--artifacts", tmp_path / "artifacts", "--direct")
    assert said.code == 4, said.err
    assert "minilm" in one_line(said).lower()
    assert not list((tmp_path / "artifacts").glob("*/highlights.json"))
