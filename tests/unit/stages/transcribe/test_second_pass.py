"""What was heard badly is heard again, within limits; the better answer is kept."""

from pipeline.ports import AsrCue
from pipeline.stages.transcribe.config import TranscribeConfig
from tests.unit.stages.transcribe.test_stage import CONFIG, ScriptedTranscriber, ToldVad, cue, hear


def test_a_gap_is_heard_again_and_the_better_answer_kept() -> None:
    engine = ScriptedTranscriber({1: ""}, second="now there are words here")
    result = hear(ToldVad((10.0, 35.0), (100.0, 118.0)), engine, language="en")
    assert [w.text for w in result.words if w.start >= 100][:5] == ["now", "there", "are", "words", "here"]
    assert all(w.end - w.start <= CONFIG.second_window_s for w in engine.again)
    assert [(r.start, r.end, r.better) for r in result.coverage.reheard] == [(99.8, 118.2, True)]
    assert all(c.window == 1 for c in result.cues if c.start >= 100)


def test_a_second_hearing_that_is_no_better_changes_nothing_but_is_told() -> None:
    result = hear(ToldVad((100.0, 125.0)), ScriptedTranscriber({0: "just this"}), language="en")
    assert [w.text for w in result.words] == ["just", "this"]
    assert [r.better for r in result.coverage.reheard] == [False]
    assert "gaps" in result.flags


def test_a_second_hearing_that_loops_is_not_better() -> None:
    engine = ScriptedTranscriber({0: "one two three"}, second="thank you very much " * 6)
    result = hear(ToldVad((100.0, 125.0)), engine, language="en")
    assert [w.text for w in result.words] == ["one", "two", "three"]


def test_only_so_much_is_heard_again_and_the_worst_first() -> None:
    quiet = cue("half of it is heard and then no more")
    script: dict[int, str | tuple[AsrCue, ...]] = dict.fromkeys(range(10), (quiet,)) | {3: "", 7: ""}
    engine = ScriptedTranscriber(script)
    config = TranscribeConfig(second_share=0.2, second_least_s=0)
    result = hear(ToldVad(*((k * 40.0, k * 40.0 + 20) for k in range(10))), engine, config, language="en")
    assert [r.start for r in result.coverage.reheard] == [119.8]
    assert sum(w.end - w.start for w in engine.again) <= 0.2 * 200


def test_what_is_well_heard_is_not_heard_again() -> None:
    engine = ScriptedTranscriber()
    assert hear(ToldVad((0.0, 100.0)), engine, language="en").coverage.reheard == ()
    assert engine.again == []


def test_a_second_hearing_can_be_turned_off() -> None:
    engine = ScriptedTranscriber({0: ""}, second="words")
    hear(ToldVad((0.0, 20.0)), engine, TranscribeConfig(second_share=0), language="en")
    assert engine.again == []
