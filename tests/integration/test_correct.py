"""`highlights correct` by hand: a name given, shown with its number, taken back; what cannot be is one clear line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.job import Job, do
from pipeline.records import Highlights
from pipeline.store import Store
from tests.conftest import Said
from tests.integration.test_batch import TALK

pytestmark = pytest.mark.model


def test_a_name_is_given_and_taken_back(tmp_path: Path, cli: Callable[..., Said]) -> None:
    (tmp_path / "talk.vtt").write_text(TALK, encoding="utf-8")
    at = ("--artifacts", tmp_path / "artifacts")
    id_ = do(Job(episode_id=str(tmp_path / "talk.vtt"), artifacts=str(at[1]))).record.episode.id
    label = do(Job(episode_id=id_, artifacts=str(at[1]))).record.talk_time[0].label
    given = cli("correct", id_, "speaker", label, "Mary Lane", *at)
    assert f"  1  applied: speaker {label} → Mary Lane" in given.out
    undone = cli("correct", id_, "undo", "1", *at)
    assert f"  1  undone: speaker {label} → Mary Lane" in undone.out
    assert "Mary Lane" not in undone.out.rpartition("undo 1")[2]
    assert cli("correct", id_, "list", *at).out.count("\n") == 2
    for wrong in (("undo", "7"), ("undo",), ("undo", "1", "2"), ("speaker", "S9", "X"), ("speaker", label)):
        said = cli("correct", id_, *wrong, *at)
        assert (said.code, said.err.count("expected"), said.err.count("found")) == (2, 1, 1), said.err
    assert cli("correct", id_, "list", *at).out.count("\n") == 2


def test_an_episode_is_corrected_with_the_settings_that_it_was_made_with(
    tmp_path: Path, cli: Callable[..., Said]
) -> None:
    source, own, at = tmp_path / "talk.vtt", tmp_path / "own.toml", ("--artifacts", tmp_path / "artifacts")
    source.write_text(TALK, encoding="utf-8")
    own.write_text("[publish]\nclips_most = 0\nanswer_clips = 0\n", encoding="utf-8")
    job = Job(
        episode_id=str(source), artifacts=str(at[1]), config=str(own), assignments=('topics.watch=["Sourdough"]',)
    )
    record = do(job).record
    assert ([topic.name for topic in record.topics], record.clips) == (["Sourdough"], ())
    said = cli("correct", record.episode.id, "title", record.sections[0].id, "Bread", *at)
    assert (said.code, "1  applied: title" in said.out) == (0, True), said.err
    place = Store(at[1]).episode(record.episode.id)
    after = place.load("highlights.json", Highlights)
    assert (after.topics, after.clips) == (record.topics, ())
    assert after.provenance.config_sha256 == record.provenance.config_sha256
    assert [stage["reused"] for stage in place.run()["stages"]].count(False) == 1  # publish alone
    own.unlink()
    refused = cli("correct", record.episode.id, "undo", "1", *at)
    assert (refused.code, str(own) in refused.err) == (2, True)
