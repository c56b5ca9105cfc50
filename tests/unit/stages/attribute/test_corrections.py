"""Corrections of speakers: applied on every run, found again by their moments, flagged where they do not fit."""

import pytest

from pipeline.language.anchoring import SpokenWords
from pipeline.records import Correction, Corrections, Gap, RawTranscript, Source, Transcript
from pipeline.stages.attribute.config import AttributeConfig
from pipeline.stages.attribute.corrections import NoSuchVoice, Speakers, corrected, speaker_correction
from pipeline.stages.attribute.stage import attribute
from tests.builders import episode, heard, speech
from tests.fakes import ScriptedVoices
from tests.unit.stages.attribute.test_name_evidence import CHAT, names, talk, told_by_voice

SCRIPT = talk("A: Welcome to the show, I'm Daniel Carter.", *CHAT, "C: And I only brought the coffee, thanks.", *CHAT)


def test_a_name_given_stays_over_runs_and_says_where_it_is_from() -> None:
    before = told_by_voice(SCRIPT, people=())
    asked = speaker_correction(before, "speaker", "S2", "Mary Lane")
    after = told_by_voice(SCRIPT, people=(), corrections=(asked,))
    assert names(after)["S2"] == "Mary Lane"
    assert [c.state for c in after.corrections] == ["applied"]
    mary = next(p for p in after.people if p.name == "Mary Lane")
    assert (mary.label, mary.source, mary.evidence and mary.evidence.rule) == ("S2", "correction", "correction")
    assert after.revision != before.revision


def test_the_moments_find_the_voice_when_it_has_another_label() -> None:
    asked = speaker_correction(told_by_voice(SCRIPT), "speaker", "S2", "Mary Lane")
    after = told_by_voice(SCRIPT, corrections=(asked.model_copy(update={"target": "S9"}),))
    assert names(after)["S2"] == "Mary Lane"


def test_a_voice_can_be_called_by_its_name_and_lose_it() -> None:
    asked = speaker_correction(told_by_voice(SCRIPT), "speaker", "Daniel Carter", "nobody")
    after = told_by_voice(SCRIPT, corrections=(asked,))
    assert names(after)["S1"] is None
    assert all(p.label != "S1" for p in after.people)


def test_two_voices_become_one() -> None:
    asked = speaker_correction(told_by_voice(SCRIPT), "merge", "S3", "S2")
    after = told_by_voice(SCRIPT, corrections=(asked,))
    assert set(names(after)) == {"S1", "S2"}
    assert len({t.words for t in after.turns}) == len(after.turns)


def test_a_name_that_another_voice_has_makes_them_one_voice() -> None:
    asked = speaker_correction(told_by_voice(SCRIPT), "speaker", "S3", "Daniel Carter")
    assert set(names(told_by_voice(SCRIPT, corrections=(asked,)))) == {"S1", "S2"}


def test_later_corrections_win_and_all_are_kept() -> None:
    before = told_by_voice(SCRIPT)
    asked = tuple(speaker_correction(before, "speaker", "S2", name) for name in ("Mary Lane", "Ann Lee"))
    after = told_by_voice(SCRIPT, corrections=asked)
    assert names(after)["S2"] == "Ann Lee"
    assert [c.value for c in after.corrections] == ["Mary Lane", "Ann Lee"]
    assert all(p.name != "Mary Lane" for p in after.people)


def test_one_that_fits_no_more_is_flagged_and_kept() -> None:
    asked = Correction(op="speaker", target="S2", value="Mary Lane", at=(Gap(start=5000, end=5010),))
    after = told_by_voice(SCRIPT, corrections=(asked,))
    assert "correction-conflict" in after.flags
    assert [(c.state, c.value) for c in after.corrections] == [("conflict", "Mary Lane")]
    assert "Mary Lane" not in names(after).values()


def test_moments_that_are_now_two_voices_are_a_conflict() -> None:
    words = heard("0:00 a b c d | 0:10 e f g h").words
    speakers = Speakers(["S1"] * 4 + ["S2"] * 4, [None] * 8, [1.0] * 8, (), {})
    asked = Correction(op="speaker", target="S1", value="Mary Lane", at=(Gap(start=0, end=20),))
    (done,) = corrected(words, speakers, (asked,)).corrections
    assert done.state == "conflict"
    assert "S1, S2" in done.why


def test_a_voice_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(NoSuchVoice, match=r"expected a voice of this episode \(Ann, Bea\), found 'S7'"):
        speaker_correction(speech("0:00 Ann: Hello. | 0:05 Bea: Hello."), "speaker", "S7", "Mary Lane")


def test_operations_of_other_rooms_are_not_ours() -> None:
    after = told_by_voice(SCRIPT, corrections=(Correction(op="ban-quote", target="q01", value=""),))
    assert after.corrections == ()


def by_label(raw: RawTranscript, corrections: tuple[Correction, ...] = ()) -> Transcript:
    return attribute(
        episode(duration=600.0), raw, Source(episode_id="x", title="x"), AttributeConfig(),
        corrections=Corrections(corrections=corrections), voices=ScriptedVoices([]), progress=lambda *_: None,
    )  # fmt: skip


def passage(transcript: Transcript, words: str, name: str) -> Correction:
    heard_ = SpokenWords(transcript.words)
    said, there = heard_.pair(heard_.places(words)[0])
    return Correction(op="speaker", target=words, value=name, said=said, there=there)


def test_a_passage_is_given_to_somebody_where_no_voice_was_told_apart() -> None:
    raw = heard("0:00 We met at the river. It was cold. | 0:09 Why did you go there? | 0:15 Because of the fish.")
    before = by_label(raw)
    assert {t.speaker for t in before.turns} == {None}
    asked = (
        passage(before, "why did you go there", "Ann Lee"), passage(before, "because of the fish", "Bo Berg"),
        passage(before, "it was cold", "Bo Berg"),
    )  # fmt: skip
    after = by_label(raw, corrections=asked)
    said = [(t.speaker, " ".join(w.text for w in after.words[slice(*t.words)])) for t in after.turns]
    assert said == [
        (None, "We met at the river."), ("Bo Berg", "It was cold."), ("Ann Lee", "Why did you go there?"),
        ("Bo Berg", "Because of the fish."),
    ]  # fmt: skip
    assert [p.name for p in after.people] == ["Ann Lee", "Bo Berg"]
    assert [c.state for c in after.corrections] == ["applied"] * 3


def test_a_person_is_called_otherwise_everywhere() -> None:
    raw = heard("0:00 Ann Lee: I met Boo Berg. | 0:05 Boo Berg: Boo Berg's boat was cold.")
    wrong = Correction(op="name", target="Boo Berg", value="Bo Berg")
    after = by_label(raw, corrections=(wrong,))
    assert [t.speaker for t in after.turns] == ["Ann Lee", "Bo Berg"]
    assert "Boo" not in " ".join(w.text for w in after.words)
    assert [p.name for p in after.people] == ["Ann Lee", "Bo Berg"]
