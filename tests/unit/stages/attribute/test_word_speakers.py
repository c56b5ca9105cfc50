"""Words get the voice that is heard."""

from pathlib import Path

from pipeline.stages.attribute.diarization import tell_apart
from tests.fakes import ScriptedVoices
from tests.unit.stages.attribute.test_diarization import CONFIG, turns_of
from tests.unit.stages.attribute.test_name_evidence import CHAT, talk, told_by_voice


def test_words_get_the_voice_that_is_heard_and_turns_end_where_it_ends() -> None:
    transcript = told_by_voice(talk(*CHAT))
    assert [t.speaker_label for t in transcript.turns] == ["S1", "S2", "S1", "S2"]
    assert all(w.speaker_confidence and w.speaker_confidence > 0.6 for w in transcript.words)


def test_a_sentence_cut_by_a_change_of_voice_stays_without_a_name() -> None:
    script = (
        "0:10 A: Hello, I'm Daniel Carter, and it is the spring again | 0:14 B: and the boats are out on the water."
    )
    transcript = told_by_voice(script + " | 0:20 A: We went out early. | 0:24 B: So did we, and so did all the others.")
    cut = [t for t in transcript.turns if t.speaker is None]
    assert cut
    assert all((t.speaker_confidence or 1) <= 0.5 for t in cut)
    later = [t for t in transcript.turns if t.start >= 20]
    assert all((t.speaker_confidence or 0) > 0.6 for t in later)


def test_two_who_speak_at_once_are_marked_and_a_change_of_speakers_is_not() -> None:
    script = [*turns_of([10, 10, 10, 10], 2), (18.0, 22.5, 0)]
    told = tell_apart(ScriptedVoices(script, noise=0.7).voiceprints(Path("x")), CONFIG)
    assert len(told.overlaps) == 1
    (start, end) = told.overlaps[0]
    assert 17 < start < end < 24
    alone = tell_apart(ScriptedVoices(turns_of([10, 10, 10, 10], 2), noise=0.7).voiceprints(Path("x")), CONFIG)
    assert alone.overlaps == ()
