"""The line around its stages: what is heard anew, and what one damaged episode may not spoil."""

import logging
import subprocess
from pathlib import Path

import pytest

from flows.job import Job, do
from pipeline import line
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.store import Store
from tests.conftest import RAW_AUDIO, ROOT
from tests.integration.test_batch import TALK

pytestmark = pytest.mark.model


def test_another_beam_is_not_answered_from_windows_heard_before(tmp_path: Path) -> None:
    job = Job(episode_id=str(ROOT / "tests" / "data" / "jfk.flac"), artifacts=str(tmp_path), raw_audio=str(RAW_AUDIO))
    pieces = tmp_path / "jfk" / "stages" / "windows"
    do(job)
    heard = {p: p.stat().st_mtime_ns for p in pieces.iterdir()}
    do(job.model_copy(update={"assignments": ("whisper.beam=2",)}))
    assert len(list(pieces.iterdir())) == 2 * len(heard)
    assert heard == {p: p.stat().st_mtime_ns for p in heard}


def test_a_damaged_episode_is_left_out_of_the_catalog_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    talk = tmp_path / "talk.vtt"
    talk.write_text(TALK, encoding="utf-8")
    damaged = tmp_path / "artifacts" / "broken" / "highlights.json"
    damaged.parent.mkdir(parents=True)
    damaged.write_text("{", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        done = do(Job(episode_id=str(talk), artifacts=str(tmp_path / "artifacts")))
    assert line.verify(Store(tmp_path / "artifacts"), done.record.episode.id) == []
    assert "broken" in caplog.text


def test_picture_that_the_sidecar_names_is_published_and_shown(tmp_path: Path) -> None:
    (tmp_path / "talk.vtt").write_text(TALK, encoding="utf-8")
    (tmp_path / "talk.toml").write_text('image = "art.png"\n', encoding="utf-8")
    draw = ["-f", "lavfi", "-i", "testsrc=s=90x90", "-frames:v", "1", str(tmp_path / "art.png")]
    subprocess.run([Ffmpeg().binary, "-v", "error", *draw], check=True)
    job = Job(episode_id=str(tmp_path / "talk.vtt"), artifacts=str(tmp_path / "artifacts"))
    made = do(job)
    assert made.record.episode.cover == "cover.jpg"
    assert (made.folder / "cover.jpg").read_bytes().startswith(b"\xff\xd8")
    assert 'src="cover.jpg"' in (made.folder / "page.html").read_text(encoding="utf-8")
    (tmp_path / "talk.toml").write_text("", encoding="utf-8")
    assert do(job).record.episode.cover is None
    assert not (made.folder / "cover.jpg").exists()
    assert line.verify(Store(tmp_path / "artifacts"), made.record.episode.id) == []


def test_a_redo_keeps_the_sidecar_that_was_given_by_hand(tmp_path: Path) -> None:
    talk, about = tmp_path / "talk.vtt", tmp_path / "about" / "kettle.toml"
    talk.write_text(TALK, encoding="utf-8")
    about.parent.mkdir()
    about.write_text('title = "On kettles"\nshow = "Small Things"\n', encoding="utf-8")
    artifacts = str(tmp_path / "artifacts")
    made = do(Job(episode_id=str(talk), meta=str(about), artifacts=artifacts)).record.episode
    for _ in range(2):  # the second redo reads what the first one wrote down
        again = do(Job(episode_id=made.id, artifacts=artifacts, redo_from="quotes")).record.episode
        assert (again.title, again.show) == ("On kettles", "Small Things")
    about.with_name("other.toml").write_text('title = "On pots"\n', encoding="utf-8")
    other = Job(episode_id=made.id, artifacts=artifacts, meta=str(about.with_name("other.toml")))
    assert do(other).record.episode.title == "On pots"
