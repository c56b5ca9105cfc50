"""A run tells what it changed in an episode that an earlier version had made."""

from importlib.metadata import version
from pathlib import Path

from pipeline.lasting_ids import Before
from pipeline.migrating import FIRST_RELEASE, made_by, migrated
from pipeline.records import Highlights, Transcript
from tests.conftest import ROOT

OURS = version("episode-highlights")
OLD = ROOT / "tests" / "data" / "released" / "0.1.0" / "artifacts" / "patient-tools"


def released(folder: Path = OLD) -> Before:
    return Before(
        Highlights.model_validate_json((folder / "highlights.json").read_bytes()),
        Transcript.model_validate_json((folder / "transcript.json").read_bytes()),
    )


def test_run_json_says_which_version_made_an_episode_and_the_first_schema_says_it_without() -> None:
    assert made_by({"versions": {"episode-highlights": "0.1.5"}}, "1.2.0") == "0.1.5"
    assert made_by({}, "1.0.0") == FIRST_RELEASE
    assert made_by({"versions": []}, "1.2.0") is None


def test_what_is_otherwise_is_counted() -> None:
    before = released()
    quote = before.record.quotes[0].model_copy(update={"text": "Other words."})
    now = before.record.model_copy(update={"schema_version": "1.2.0", "quotes": (quote, *before.record.quotes[1:])})
    told = migrated(before, now, {})
    assert told.startswith(
        f"patient-tools was made by version 0.1.0 and is of version {OURS} now: schema 1.0.0 → 1.2.0"
    )
    assert "2 of 3 quotes as before, 3 now" in told
    assert told.endswith("compare: highlights diff patient-tools")


def test_nothing_is_told_of_a_new_episode_or_of_one_of_this_version() -> None:
    before = released()
    assert migrated(None, before.record, {}) == ""
    assert migrated(before, before.record, {"versions": {"episode-highlights": OURS}}) == ""
