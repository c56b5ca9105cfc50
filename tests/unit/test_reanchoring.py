"""Times are carried over to another recording: by its words where they are there, marked where they are not."""

import pytest

from pipeline import reanchoring
from pipeline.checks.proof import revision_of
from pipeline.records import (
    Anchor,
    Audio,
    Clip,
    Correction,
    Coverage,
    Episode,
    Gap,
    Narrative,
    Outline,
    Plays,
    Questions,
    Quotes,
    RawTranscript,
    Section,
    TopicMap,
    Transcript,
)
from tests.builders import episode, heard, speech
from tests.record_builder import highlights
from tests.unit.test_cuts import anchored

SCRIPT = "0:00 Ann: One two three four five. | 0:04 Ann: Six seven eight nine ten. | 0:08 Ben: Eleven twelve."
TALK = speech(SCRIPT)
ADVERT = anchored(((0.0, 0.0), (3.0, 3.0)), ((3.0, 33.0), (60.0, 90.0)), decoded_s=90.0)
TRIMMED = anchored(((4.0, 0.0), (60.0, 56.0)), decoded_s=56.0)
SHORTENED = anchored(((0.0, 0.0), (4.9, 4.9)), decoded_s=4.9)


def moved(audio: Audio) -> Transcript:
    return reanchoring.transcript_in(TALK, audio)


def test_words_behind_an_advert_are_later_by_its_length_and_keep_their_source() -> None:
    found = moved(ADVERT)
    assert [word.start - old.start for word, old in zip(found.words, TALK.words, strict=True)] == pytest.approx(
        [0.0] * 5 + [30.0] * 7
    )
    assert {word.time_source for word in found.words} == {"measured"}
    assert (found.turns[0].end, found.sentences[1].start) == (found.words[9].end, found.words[5].start)
    assert found.revision == revision_of(found.words) != TALK.revision


@pytest.mark.parametrize("audio", [ADVERT, TRIMMED, SHORTENED])
def test_times_never_go_back_and_stay_in_the_recording(audio: Audio) -> None:
    found = moved(audio)
    starts = [word.start for word in found.words]
    assert starts == sorted(starts)
    assert all(0 <= word.start < word.end <= (audio.decoded_s or 0) + 0.002 for word in found.words)
    assert all(turn.start < turn.end for turn in found.turns)


@pytest.mark.parametrize(("audio", "absent"), [(TRIMMED, range(5)), (SHORTENED, range(7, 12))])
def test_words_that_are_not_in_it_are_marked(audio: Audio, absent: range) -> None:
    assert [word.i for word in moved(audio).words if word.time_source == "absent"] == list(absent)


def test_a_word_that_sounds_otherwise_or_spans_a_cut_is_marked() -> None:
    made_from = ADVERT.rendition
    assert made_from
    unlike = made_from.match.model_copy(update={"unlike": (Gap(start=4.5, end=4.7),)})
    audio = ADVERT.model_copy(update={"rendition": made_from.model_copy(update={"match": unlike})})
    assert [word.i for word in moved(audio).words if word.time_source == "absent"] == [6]
    spanning = anchored(((0.0, 0.0), (0.9, 0.9)), ((0.9, 30.9), (60.0, 90.0)), decoded_s=90.0)
    assert [word.i for word in moved(spanning).words if word.time_source == "absent"] == [2]


def made(audio: Audio, *sections: Section) -> dict[type, object]:
    raw: RawTranscript = heard(SCRIPT)
    have = {
        Episode: episode(60.0), Transcript: TALK, RawTranscript: raw, Outline: Outline(sections=sections),
        TopicMap: TopicMap(topics=(), ranked=()), Quotes: Quotes(candidates=(), chosen=()), Plays: Plays(),
        Questions: Questions(questions=()), Narrative: Narrative(sections={}, summary=None),
    }  # fmt: skip
    return reanchoring.made_of(have, audio)


def test_an_episode_says_which_recording_its_times_are_of_and_what_is_not_in_it() -> None:
    found = made(TRIMMED)[Episode]
    assert isinstance(found, Episode)
    assert (found.duration, found.audio.path) == (56.0, "../b.mp3")
    assert found.audio.rendition
    assert found.audio.rendition.absent == 5
    assert found.flags == ("reanchored", "words-not-in-this-audio")
    coverage = made(TRIMMED)[RawTranscript].coverage  # type: ignore[attr-defined]
    assert coverage == Coverage(speech_s=None, worded_s=coverage.worded_s, interpolated_share=round(5 / 12, 4))


def test_sections_start_with_their_words_and_follow_on_each_other() -> None:
    first = Section(id="t01", title="A", start=0.0, end=4.0, words=(0, 5), kind="talk", title_source="generated")
    second = first.model_copy(update={"id": "t02", "start": 4.0, "end": 60.0, "words": (5, 12)})
    outline = made(ADVERT, first, second)[Outline]
    assert isinstance(outline, Outline)
    assert [(s.start, s.end) for s in outline.sections] == [(0.0, 34.0), (34.0, 90.0)]


def test_a_correction_made_of_the_moved_episode_is_kept_in_the_sound_that_was_transcribed() -> None:
    said = Anchor(text="six", start=34.0, end=34.4)
    asked = Correction(op="word", target="Six", value="Sax", at=(Gap(start=34.0, end=34.4),), said=said)
    kept = reanchoring.taken_back(asked, ADVERT)
    assert kept.said
    assert (kept.at[0].start, kept.said.start) == pytest.approx((4.0, 4.0))
    assert reanchoring.taken_back(asked, Audio()) is asked


def test_a_clip_across_an_advert_is_offered_only_where_a_person_chose_it() -> None:
    record, transcript = highlights(
        anchored(((0.0, 0.0), (20.2, 20.2)), ((20.2, 50.2), (90.0, 120.0)), decoded_s=120.0)
    )
    clips = (
        Clip(id="c1", title="A", start=13.0, end=26.0, words=(28, 60), section="t02", score=1.0),
        Clip(id="c2", title="B", start=43.0, end=59.0, words=(76, 96), section="t03", score=0.5),
        Clip(id="c3", title="C", start=13.0, end=26.0, words=(28, 60), section="t02", score=1.0, source="pinned"),
    )
    moved_talk = reanchoring.transcript_in(transcript, record.episode.audio)
    found = reanchoring.with_fit_clips(record.model_copy(update={"clips": clips}), moved_talk)
    assert [(clip.id, clip.flags) for clip in found.clips] == [("c2", ()), ("c3", ("interrupted",))]
    plain = record.model_copy(update={"clips": clips, "episode": episode(60.0)})
    assert reanchoring.with_fit_clips(plain, transcript) is plain
