"""A record that was changed together with all its texts and digests still contradicts what it was made from."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import ids
from pipeline.audit import origins
from pipeline.audit.verify import audit
from pipeline.clipping import STEP
from pipeline.corpus import rendered
from pipeline.corpus.rendering import RENDERER, renderer
from pipeline.formats import captions
from pipeline.lasting_ids import named
from pipeline.records import Clip, Correction, Highlights, Source, Transcript
from pipeline.store import EpisodeStore, Store
from tests.corpus_builder import put, renamed
from tests.published import RECORD as MADE
from tests.published import TALK

Fields = dict[str, Any]


RECORD = named(MADE, TALK)  # as it is published: with ids that last


@pytest.fixture
def place(tmp_path: Path) -> EpisodeStore:
    """An episode with the answers of two stages, a piece of work, and the file that it was made from."""
    store, record = Store(tmp_path), renamed(RECORD, "one")
    made = store.episode("one")
    made.put("attribute", "k", TALK)
    made.put("publish", "k", renamed(MADE, "one"))
    put(store, record, TALK)
    made.keep_piece("vectors", "abc", b"numbers")
    file = tmp_path / "one.vtt"
    file.write_text("WEBVTT\n", encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    made.keep(ids.SOURCE, Source(episode_id="one", title="One", transcript_path=str(file), transcript_sha256=digest))
    made.note(**{RENDERER: renderer()})
    return made


def publish(place: EpisodeStore, record: Highlights, transcript: Transcript = TALK) -> None:
    """Write a record and all its texts, with their digests, as somebody does who knows the format."""
    keep = {
        name: (place.folder / name).read_bytes() for name in place.run()["files"] if (place.folder / name).is_file()
    }
    place.publish(keep | rendered(record, transcript))


def told(place: EpisodeStore) -> list[str]:
    return [str(problem) for problem in audit(Store(place.root), "one").problems]


def edited(**fields: Any) -> Highlights:
    return renamed(RECORD, "one").model_copy(update=fields)


def test_an_episode_as_it_was_made_contradicts_nothing(place: EpisodeStore) -> None:
    assert told(place) == []


def test_a_run_that_was_stopped_before_it_published_makes_nothing_false(place: EpisodeStore) -> None:
    place.put("publish", "k2", renamed(MADE, "one", title="What the next run would say"))
    assert told(place) == []


QUOTE, SECTION = RECORD.quotes[0], RECORD.sections[0]
FRAUD = SECTION.model_copy(update={"title": "Fraud"})


@pytest.mark.parametrize(
    ("record", "where"),
    [
        (edited(sections=(FRAUD, *RECORD.sections[1:])), "record.sections[0].title"),
        (edited(quotes=(QUOTE.model_copy(update={"score": 0.01}), *RECORD.quotes[1:])), "record.quotes[0].score"),
        (edited(coverage=RECORD.coverage.model_copy(update={"speech_s": 1.0})), "record.coverage.speech_s"),
        (renamed(RECORD, "one", title="Fraud"), "record.episode.title"),
        (renamed(RECORD, "one", duration=9e3), "record.episode.duration"),
        (edited(corrections=(Correction(op="title", target="t1", value="Fraud"),)), "corrections[0]"),
    ],
)  # fmt: skip
def test_a_change_of_the_record_is_found(place: EpisodeStore, record: Highlights, where: str) -> None:
    publish(place, record)
    assert any(line.startswith(where) for line in told(place)), told(place)


def test_ids_that_last_and_related_episodes_contradict_nothing(place: EpisodeStore) -> None:
    old = RECORD.quotes[0].id
    record = json.loads(renamed(RECORD, "one").model_dump_json().replace(f'"{old}"', '"q-of-another-run"'))
    changed = Highlights.model_validate_json(json.dumps(record))
    assert not [line for line in map(str, origins.contradictions(place, changed, TALK)) if old not in line]


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"{}")])
def test_a_stage_that_is_gone_or_altered_is_named(place: EpisodeStore, spoil: Callable[[Path], None]) -> None:
    spoil(place.stage_path("publish"))
    assert [line.partition(" ")[0] for line in told(place)] == ["stages/publish.json:"]


def test_a_piece_of_work_and_an_earlier_run_that_are_damaged_are_named(place: EpisodeStore) -> None:
    place.keep_run()
    place.keep_piece("vectors", "swapped", b"others")
    pieces = place.folder / "stages" / "vectors"
    (pieces / "abc").write_bytes((pieces / "swapped").read_bytes())
    (run,) = place.runs()
    run.write_bytes(run.read_bytes()[:30])
    assert [problem.where for problem in origins.damaged(place)] == ["stages/runs/000001.gz", "stages/vectors/abc"]


def test_what_tells_the_source_is_there_and_can_be_read(place: EpisodeStore) -> None:
    path = place.stage_path(ids.SOURCE)
    for data in (path.read_bytes()[:30], b""):
        path.write_bytes(data)
        assert [str(problem) for problem in origins.damaged(place)] == ["stages/source.json: was altered"]
    path.unlink()
    assert origins.damaged(place) == []  # as the first versions left it
    place.note(pieces=[])
    assert [str(problem) for problem in origins.damaged(place)] == ["stages/source.json: is missing"]


def test_the_file_it_was_made_from_is_held_against_its_digest(place: EpisodeStore) -> None:
    file = place.root / "one.vtt"
    file.write_text("WEBVTT\n\nother\n", encoding="utf-8")
    assert [line for line in told(place) if line.startswith("source: is another file")]
    file.unlink()
    assert told(place) == []  # an episode outlives its source


def test_a_clip_is_held_against_its_cut(place: EpisodeStore) -> None:
    words = RECORD.quotes[0].words[0]
    clip = Clip(
        id="c1", title="A clip", path="clips/c1.m4a", transcript="clips/c1.vtt", words=words, start=1.0, end=5.0,
        section=SECTION.id, score=0.5,
    )  # fmt: skip
    spoken = captions.clip_vtt(TALK, words, 1.0).encode()
    files = {clip.path or "": b"sound", clip.transcript or "": spoken}
    record = edited(clips=(clip,))
    place.publish(rendered(record, TALK) | files)
    cut: Fields = {"file": clip.path, "sha256": hashlib.sha256(b"sound").hexdigest(), "start": 1.0, "end": 5.0}

    def found(**changes: Any) -> list[str]:
        place.note(**{STEP: {"k": cut | changes}})
        lines = map(str, origins.contradictions(place, record, TALK))
        return [line for line in lines if line.startswith("clips[") and "planned" not in line]

    assert found() == []
    assert "elsewhere than it was cut" in found(end=6.0)[0]
    assert "is not the sound that was cut" in found(sha256="0" * 64)[0]
    assert "not among the clips" in found(file="clips/other.m4a")[0]
    (place.folder / "clips" / "c1.vtt").write_bytes(b"WEBVTT\n")
    assert "captions" in found()[0]
