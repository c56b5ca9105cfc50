"""Voices on file: kept per show, made of enough speech of one voice, taken away again."""

from pathlib import Path

import pytest

from pipeline import known_voices
from pipeline.errors import BadInput
from pipeline.records import Gap, KnownVoice
from tests.builders import speech
from tests.fakes import ScriptedVoices

TALK = speech("0:00 S1: " + "word " * 40 + "| 0:20 S2: " + "word " * 40 + "| 0:40 S1: " + "word " * 8)
SCRIPT = [(t.start, t.end, int((t.speaker_label or "S1")[1:]) - 1) for t in TALK.turns]
PRINTS = ScriptedVoices(SCRIPT).voiceprints(Path("x"))


def voice(name: str, label: str = "S1") -> KnownVoice:
    return known_voices.voice_in(PRINTS, TALK, label, name=name, heard_in="tea-1")


def test_a_voiceprint_is_made_of_the_turns_of_one_voice() -> None:
    ann, bob = voice("Ann"), voice("Bob", "S2")
    assert ann.heard_in == "tea-1 S1"
    assert ann.seconds >= known_voices.LEAST_S
    assert sum(a * a for a in ann.vector) == pytest.approx(1.0, abs=1e-3)
    assert sum(a * b for a, b in zip(ann.vector, bob.vector, strict=True)) < 0.3


def test_a_voice_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadInput, match="found 'S9'; its voices: S1, S2"):
        voice("Ann", "S9")


def test_too_little_speech_makes_no_voiceprint() -> None:
    overlapped = TALK.model_copy(update={"overlaps": (Gap(start=0.0, end=19.0), Gap(start=40.0, end=50.0))})
    with pytest.raises(BadInput, match="expected at least 8 s in which Ann alone speaks"):
        known_voices.voice_in(PRINTS, overlapped, "S1", name="Ann", heard_in="tea-1")


def test_voices_are_kept_per_show_replaced_by_name_and_taken_away(tmp_path: Path) -> None:
    assert known_voices.on_file(tmp_path, "Tea Time").voices == ()
    assert known_voices.on_file(tmp_path, None).voices == ()
    assert not known_voices.add(tmp_path, "Tea Time", voice("Bob", "S2"))
    assert not known_voices.add(tmp_path, "Tea Time", voice("Ann"))
    assert known_voices.add(tmp_path, "Tea Time", voice("Bob"))
    kept = known_voices.on_file(tmp_path, "tea time")
    assert [(v.name, v.heard_in) for v in kept.voices] == [("Ann", "tea-1 S1"), ("Bob", "tea-1 S1")]
    assert known_voices.on_file(tmp_path, "Coffee Time").voices == ()
    assert [one.show for one in known_voices.all_on_file(tmp_path)] == ["Tea Time"]
    with pytest.raises(BadInput, match="found no 'Cleo'; on file: Ann, Bob"):
        known_voices.take_away(tmp_path, "Tea Time", "Cleo")
    known_voices.take_away(tmp_path, "Tea Time", "Bob")
    known_voices.take_away(tmp_path, "Tea Time", "Ann")
    assert list(known_voices.all_on_file(tmp_path)) == []


def test_the_file_is_hidden_so_that_nothing_sends_it(tmp_path: Path) -> None:
    known_voices.add(tmp_path, "Tea Time", voice("Ann"))
    assert [path.name for path in tmp_path.iterdir()] == [".voices"]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    known_voices.add(tmp_path, "Tea Time", voice("Ann"))
    (tmp_path / ".voices" / "tea-time.json").write_text("{}x")
    with pytest.raises(BadInput, match=r"tea-time\.json: expected voices on file"):
        known_voices.on_file(tmp_path, "Tea Time")
