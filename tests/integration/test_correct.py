"""`highlights correct` by hand: a name given, shown with its number, taken back; what cannot be is one clear line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.job import Job, do
from pipeline.audit.verify import audit
from pipeline.records import Highlights, Transcript
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
    file = tmp_path / "fixes.txt"
    file.write_text(f'# who speaks\nspeaker "{label}" "Mary Lane"\n\nspeaker S9 "X"\n', encoding="utf-8")
    said = cli("correct", id_, "apply", file, *at)
    assert (said.code, f"{file}, line 4: {id_}: expected" in said.err) == (2, True), said.err
    assert cli("correct", id_, "list", *at).out.count("\n") == 2  # none of the file, not one of its two
    file.write_text(f'speaker "{label}" "Mary Lane"\n', encoding="utf-8")
    assert cli("correct", id_, "apply", file, *at, "--no-run").out.startswith("stored the correction")


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


def test_a_word_of_the_whole_show_is_corrected_in_all_its_episodes_and_later_ones(
    tmp_path: Path, cli: Callable[..., Said]
) -> None:
    at = ("--artifacts", tmp_path / "artifacts")

    def bring(name: str, show: str) -> Highlights:
        (tmp_path / f"{name}.vtt").write_text(TALK, encoding="utf-8")
        (tmp_path / f"{name}.toml").write_text(f'id = "{name}"\ntitle = "{name}"\nshow = "{show}"\n', encoding="utf-8")
        return do(Job(episode_id=str(tmp_path / f"{name}.vtt"), artifacts=str(at[1]))).record

    def said(name: str) -> str:
        words = Store(at[1]).episode(name).load("transcript.json", Transcript).words
        return " ".join(word.text for word in words)

    for name, show in (("one", "Deep Talks"), ("two", "deep talks"), ("else", "Other")):
        bring(name, show)
    before = (at[1] / "else" / "highlights.json").read_bytes()
    given = cli("correct", "one", "word", "laboratory", "lab", "--show", *at)
    assert " s1  applied: word laboratory → lab, in the whole show" in given.out, given.err
    assert "1 more episodes of Deep Talks corrected: two" in given.out
    assert "lab that measures" in said("two")
    assert (at[1] / "else" / "highlights.json").read_bytes() == before
    assert [(c.op, c.scope, c.state) for c in bring("later", "Deep Talks").corrections] == [("word", "show", "applied")]
    own = cli("correct", "two", "word", "laboratory", "laboratory", "--everywhere", *at)
    assert "s1  applied: word laboratory → lab, in the whole show (a later correction of the same words over" in own.out
    assert "laboratory that measures" in said("two")
    assert audit(Store(at[1]), "two").problems == ()
    undone = cli("correct", "later", "undo", "s1", *at)
    assert "s1  undone: word laboratory → lab" in undone.out
    assert "2 more episodes of Deep Talks corrected: one, two" in undone.out
    assert "laboratory that measures" in said("one")
    for wrong in (("title", "t1", "x", "--show"), ("undo", "s9"), ("name", "Zoe Nobody", "Zoe", "--show")):
        refused = cli("correct", "one", *wrong, *at)
        assert (refused.code, refused.err.count("expected")) == (2, 1), refused.err
