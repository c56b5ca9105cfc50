"""Records of other versions: later minor ones are read, other major ones are named for what they are."""

import json
from pathlib import Path

import pytest

from pipeline.corpus import publish_corpus
from pipeline.errors import ArtifactDamaged, MadeByNewer
from pipeline.records import SCHEMA_VERSION, Highlights, Transcript
from pipeline.store import EpisodeStore, Store
from pipeline.versions import is_newer, parts_of
from tests.corpus_builder import ANY, corpus

MAJOR, MINOR, _ = parts_of(SCHEMA_VERSION) or ()
LATER = f"{MAJOR}.{MINOR + 1}.0"


def stored(tmp_path: Path, version: object, *, unknown: bool = False) -> EpisodeStore:
    """Return an episode whose record says it is of a version, with fields of which this program knows nothing."""
    place = corpus(tmp_path, "tea").episode("tea")
    for name in ("highlights.json", "transcript.json"):
        path = place.folder / name
        found = json.loads(path.read_bytes())
        if name == "highlights.json":
            found["schema_version"] = version
        if unknown:
            found["mood"] = {"of": "the day"}
            found.get("quotes", found.get("words"))[0]["mood"] = "calm"
        path.write_text(json.dumps(found), encoding="utf-8")
    return place


def test_fields_of_a_later_minor_version_are_ignored_also_in_the_transcript(tmp_path: Path) -> None:
    plain = corpus(tmp_path / "plain", "tea").episode("tea")
    place = stored(tmp_path / "later", LATER, unknown=True)
    record = place.load("highlights.json", Highlights)
    assert record.quotes == plain.load("highlights.json", Highlights).quotes
    assert place.load("transcript.json", Transcript) == plain.load("transcript.json", Transcript)


def test_unknown_fields_under_our_own_version_are_damage(tmp_path: Path) -> None:
    with pytest.raises(ArtifactDamaged, match="is not a complete Highlights record"):
        stored(tmp_path, SCHEMA_VERSION, unknown=True).load("highlights.json", Highlights)


@pytest.mark.parametrize("unknown", [False, True])
def test_a_later_major_version_asks_for_an_upgrade_and_is_never_made_anew(tmp_path: Path, unknown: bool) -> None:
    place = stored(tmp_path, f"{MAJOR + 1}.0.0", unknown=unknown)
    with pytest.raises(MadeByNewer, match=r"made by a newer version .*; upgrade") as said:
        place.load("highlights.json", Highlights)
    assert "anew" not in str(said.value)
    with pytest.raises(MadeByNewer):
        place.refuse_newer()


def test_a_later_minor_version_that_says_what_we_cannot_read_asks_for_an_upgrade(tmp_path: Path) -> None:
    place = stored(tmp_path, LATER)
    path = place.folder / "highlights.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"verbatim"', '"sung"', 1), encoding="utf-8")
    with pytest.raises(MadeByNewer, match="cannot read; upgrade"):
        place.load("highlights.json", Highlights)


@pytest.mark.parametrize(
    ("version", "says"), [("0.9.0", "made by an older version .*run it again"), ("banana", "expected a schema version")]
)
def test_what_no_version_of_ours_wrote_is_named(tmp_path: Path, version: str, says: str) -> None:
    place = stored(tmp_path, version)
    with pytest.raises(ArtifactDamaged, match=says):
        place.load("highlights.json", Highlights)
    place.refuse_newer()  # it may be made anew


def test_what_a_later_version_added_is_not_lost_when_the_corpus_changes(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    path = tmp_path / "a" / "highlights.json"
    later = json.loads(path.read_bytes()) | {"schema_version": LATER, "mood": "calm"}
    path.write_text(json.dumps(later), encoding="utf-8")
    publish_corpus(store, ANY)
    assert json.loads(path.read_bytes()) == later
    assert Store(tmp_path).episode("b").load("highlights.json", Highlights).related


@pytest.mark.parametrize(
    ("version", "newer"),
    [(SCHEMA_VERSION, False), (LATER, True), (f"{MAJOR}.{MINOR}.9", False), ("1.0.0", False), ("2", False)],
)
def test_newer_is_what_has_a_later_minor_or_major_number(version: str, newer: bool) -> None:
    assert is_newer(version) is newer
