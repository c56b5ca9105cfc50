import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.captions import srt, vtt
from pipeline.formats.times import one_line
from pipeline.records import Transcript
from tests.builders import speech
from tests.record_builder import poisoned

STAMP = re.compile(r"^(\d{2,}):([0-5]\d):([0-5]\d)[.,](\d{3})$")
LONG = "supercalifragilisticexpialidocious" * 4
TALKS = [
    speech("0:01 Ada: Hello there. | 0:03 Bo: Hello."),
    speech("0:01 Just one nameless voice that goes on and on for quite a while without any stop at all"),
    speech(f"0:01 Ada: {LONG} and {LONG}"),
    speech("0:01 Ada: " + "tea and patience, " * 200),
    speech("59:58 Ada: Late words. | 1:00:10 Bo: Later words & <b>bold</b> --> arrows."),
    speech("0:01 Christopher Montgomery-Fitzgerald-Smith: Hi | 0:02 Bo: Yes, it is true that we are late."),
]


def ms(stamp: str) -> int:
    match = STAMP.match(stamp)
    assert match, stamp
    hours, minutes, seconds, thousandths = map(int, match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def read_vtt(text: str) -> list[tuple[int, int, str | None, list[str]]]:
    """Read as strictly as the WebVTT parser: blocks end at a blank line, text holds entities and one voice tag."""
    header, *blocks = text.rstrip("\n").split("\n\n")
    assert header == "WEBVTT"
    cues = []
    for block in blocks:
        times, *lines = block.split("\n")
        start, arrow, end = times.split(" ")
        assert arrow == "-->"
        payload = "\n".join(lines)
        assert "-->" not in payload
        voice = re.match(r"<v ([^>]+)>", payload)
        said = payload[voice.end() :] if voice else payload
        assert "<" not in said
        cues.append((ms(start), ms(end), unescape(voice[1]) if voice else None, unescape(said).split("\n")))
    return cues


def read_srt(text: str) -> list[tuple[int, int, list[str]]]:
    cues = []
    for n, block in enumerate(text.rstrip("\n").split("\n\n"), start=1):
        number, times, *lines = block.split("\n")
        start, end = times.split(" --> ")
        assert number == str(n)
        assert "," in start
        cues.append((ms(start), ms(end), lines))
    return cues


def laws_of_time(times: list[tuple[int, int]]) -> bool:
    starts = [start for start, _ in times]
    return starts == sorted(starts) and all(start < end for start, end in times)


@pytest.mark.parametrize("talk", TALKS)
def test_vtt_lines_are_short_and_times_go_forward(talk: Transcript) -> None:
    cues = read_vtt(vtt(talk))
    assert all(len(line) <= 65 for *_, lines in cues for line in lines)
    assert laws_of_time([(start, end) for start, end, *_ in cues])


@pytest.mark.parametrize("talk", TALKS)
def test_srt_cards_are_two_short_lines_and_times_go_forward(talk: Transcript) -> None:
    cues = read_srt(srt(talk))
    assert all(len(lines) <= 2 and all(len(line) <= 32 for line in lines) for *_, lines in cues)
    assert laws_of_time([(start, end) for start, end, _ in cues])


@pytest.mark.parametrize("talk", TALKS)
def test_vtt_says_every_word_once_and_in_order(talk: Transcript) -> None:
    said = "".join(line for *_, lines in read_vtt(vtt(talk)) for line in lines)
    assert said.replace(" ", "") == "".join(word.text for word in talk.words)


@pytest.mark.parametrize("talk", TALKS)
def test_no_card_mixes_two_speakers(talk: Transcript) -> None:
    speakers = {round(word.start * 1000): word.speaker for word in talk.words}
    for start, _, voice, _ in read_vtt(vtt(talk)):
        assert start not in speakers or voice == speakers[start]


def test_srt_names_the_speaker_at_each_change_and_only_there() -> None:
    talk = speech("0:01 Ada: One two. | 0:09 Ada: Three four. | 0:20 Bo: Five six.")
    assert [lines[0] for *_, lines in read_srt(srt(talk))] == ["Ada: One two.", "Three four.", "Bo: Five six."]


def test_unknown_speaker_gets_no_voice() -> None:
    assert read_vtt(vtt(speech("0:01 Nobody knows me.")))[0][2] is None


def test_a_long_pause_ends_a_card() -> None:
    talk = speech("0:01 Ada: Wait | 0:30 Ada: for it")
    assert [lines for *_, lines in read_vtt(vtt(talk))] == [["Wait"], ["for it"]]


def test_words_without_length_still_make_cues_that_last() -> None:
    talk = speech("0:01 Ada: One. | 0:30 Bo: Two. | 0:40 Ada: Three.")
    words = tuple(word.model_copy(update={"start": 1.0, "end": 1.0}) for word in talk.words)
    cues = read_vtt(vtt(talk.model_copy(update={"words": words})))
    assert laws_of_time([(start, end) for start, end, *_ in cues])


@pytest.mark.parametrize("payload", ["-->", "a\n\n00:00.000 --> 00:01.000\nb", "<v Eve>", "</v>&amp;", "NOTE", "x\r\r"])
def test_hostile_words_and_names_stay_text(payload: str) -> None:
    _, transcript = poisoned(payload)
    plain = "".join(payload.split())
    for _, _, voice, lines in read_vtt(vtt(transcript)):
        assert voice == " ".join(payload.split())
        assert not "".join(lines).replace(" ", "").replace(plain, "")
    assert read_srt(srt(transcript))


@given(st.text(min_size=1, max_size=120), st.text(min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_word_from_any_speaker_makes_readable_captions(text: str, name: str) -> None:
    talk = speech("0:01 Ada: One two three. | 0:05 Bo: Four.")
    words = tuple(word.model_copy(update={"text": text, "speaker": name}) for word in talk.words)
    talk = talk.model_copy(update={"words": words})
    assert bool(read_vtt(vtt(talk))) == bool(one_line(text))
    cards = read_srt(srt(talk)) if one_line(text) else []
    assert all(len(lines) <= 2 and all(len(line) <= 32 for line in lines) for *_, lines in cards)


def test_empty_transcript_is_an_empty_file() -> None:
    talk = Transcript(revision="0", language="en", words=(), cues=(), turns=(), sentences=())
    assert vtt(talk) == "WEBVTT\n"
    assert srt(talk) == ""
