"""`highlights correct` by hand: a name given, shown with its number, taken back; what cannot be is one clear line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.job import Job, do
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
