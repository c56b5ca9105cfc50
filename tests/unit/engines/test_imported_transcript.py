"""Transcripts as other people write them become words, cues and voice labels."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.engines.imported_transcript import ImportedTranscript
from pipeline.errors import BadTranscript
from pipeline.records import RawTranscript

Read = Callable[..., RawTranscript]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(text: str | bytes | object, name: str = "a.vtt", language: str | None = "en") -> RawTranscript:
        if not isinstance(text, str | bytes):
            text = json.dumps(text)
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return ImportedTranscript().read(path, language=language)

    return reader


def said(heard: RawTranscript) -> str:
    return " ".join(word.text for word in heard.words)


def labelled(heard: RawTranscript) -> list[tuple[str | None, str]]:
    return [(cue.speaker_label, " ".join(w.text for w in heard.words[slice(*cue.words)])) for cue in heard.cues]


VTT = """\
WEBVTT - made by hand
Kind: captions
Language: en

STYLE
::cue { color: white }

NOTE this is
not --spoken--

intro
00:01.000 --> 00:03.000 align:start position:0%
<v.loud Ann Lee>Tom &amp; Jerry <i>run</i></v>

01:00:04.500 --> 01:00:05.000
<v Bob>Yes.</v> <v Ann Lee>No.</v>
"""


def test_webvtt_gives_words_cues_and_voices(read: Read) -> None:
    heard = read(VTT, language=None)
    assert labelled(heard) == [("Ann Lee", "Tom & Jerry run"), ("Bob", "Yes."), ("Ann Lee", "No.")]
    assert (heard.cues[0].start, heard.cues[0].end) == (1.0, 3.0)
    assert heard.words[4].start == 3604.5
    assert heard.language == "en"
    assert heard.flags == ()


def test_times_inside_a_cue_are_spread_by_letters_and_say_so(read: Read) -> None:
    heard = read("WEBVTT\n\n00:10.000 --> 00:20.000\na bbbbbbb\n\n00:20.000 --> 00:21.000\nAlone\n")
    assert [(w.start, w.end) for w in heard.words] == [(10.0, 12.0), (12.0, 20.0), (20.0, 21.0)]
    assert [w.time_source for w in heard.words] == ["imported", "interpolated", "imported"]
    assert heard.coverage.interpolated_share == pytest.approx(1 / 3, abs=1e-4)
    assert heard.coverage.worded_s == 11.0
    assert heard.coverage.speech_s is None


def test_srt_with_and_without_numbers_and_with_tight_arrows(read: Read) -> None:
    text = "1\r\n00:00:00,500-->00:00:02,000\r\nHello there.\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\n100\r\n"
    heard = read(text, "a.srt")
    assert said(heard) == "Hello there. 100"
    assert heard.words[0].start == 0.5


def test_a_name_and_a_colon_are_a_speaker_only_where_they_come_back(read: Read) -> None:
    cues = ["Ann: Well, hello.", "and welcome", "Bob: Thanks.", "Remember: be kind.", "Ann: So.", "Bob: Yes."]
    text = "WEBVTT\n\n" + "\n".join(f"00:0{k}.000 --> 00:0{k + 1}.000\n{cue}\n" for k, cue in enumerate(cues))
    heard = read(text)
    assert labelled(heard) == [
        ("Ann", "Well, hello."), ("Ann", "and welcome"), ("Bob", "Thanks."), ("Bob", "Remember: be kind."),
        ("Ann", "So."), ("Bob", "Yes."),
    ]  # fmt: skip


def test_a_stray_colon_makes_nobody_a_speaker(read: Read) -> None:
    heard = read(
        "WEBVTT\n\n00:00.000 --> 00:02.000\nThe rule is easy.\n\n00:02.000 --> 00:04.000\nRemember: be kind.\n"
    )
    assert [cue.speaker_label for cue in heard.cues] == [None, None]
    assert said(heard) == "The rule is easy. Remember: be kind."


def test_rolling_captions_are_read_once(read: Read) -> None:
    lines = ["one two", "three four", "five six", "seven eight", "nine ten"]
    cues = [f"00:0{k}.000 --> 00:0{k + 1}.000\n{a}\n{b}\n" for k, (a, b) in enumerate(pairwise(lines))]
    heard = read("WEBVTT\n\n" + "\n".join(cues))
    assert said(heard) == " ".join(lines)
    assert "rolling-captions" in heard.flags


def test_a_word_said_twice_in_a_row_is_kept_twice(read: Read) -> None:
    heard = read("WEBVTT\n\n00:00.000 --> 00:01.000\nYeah.\n\n00:01.500 --> 00:02.000\nYeah.\n")
    assert said(heard) == "Yeah. Yeah."


def test_a_cue_given_twice_at_one_time_is_read_once(read: Read) -> None:
    heard = read("WEBVTT\n\n00:00.000 --> 00:01.000\nYeah.\n\n00:00.000 --> 00:01.000\nYeah.\n")
    assert said(heard) == "Yeah."


def test_what_nobody_said_is_left_out(read: Read) -> None:
    cues = ["[Music]", "♪ ♪", "(applause) [cheers]", "Hi [inaudible] you.", ">> Next."]
    text = "WEBVTT\n\n" + "\n".join(f"00:0{k}.000 --> 00:0{k + 1}.000\n{cue}\n" for k, cue in enumerate(cues))
    heard = read(text)
    assert said(heard) == "Hi you. Next."
    assert heard.holes == (1,)  # nothing may be quoted across what the transcriber did not understand


@pytest.mark.parametrize("stamp", ["(11:29):", "[00:11:29]", "(1:11:29)"])
def test_a_time_that_a_typist_set_is_no_word(read: Read, stamp: str) -> None:
    assert (
        said(read(f"WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ann>{stamp} So it begins at 11:29.\n"))
        == "So it begins at 11:29."
    )
    segments = [{"startTime": 0, "endTime": 4, "body": f"{stamp} So it begins."}]
    assert said(read({"version": "1.0.0", "segments": segments}, "a.json")) == "So it begins."


def test_podcasting_json_with_sentences(read: Read) -> None:
    heard = read(
        {"version": "1.0.0", "segments": [
            {"speaker": "Ann", "startTime": 0.5, "endTime": 2.5, "body": "Well, hello."},
            {"speaker": "Bob", "startTime": 3, "endTime": 4, "body": "Hi."},
        ]}, "a.json",
    )  # fmt: skip
    assert labelled(heard) == [("Ann", "Well, hello."), ("Bob", "Hi.")]
    assert heard.words[0].start == 0.5


def test_podcasting_json_that_times_each_word_is_joined_into_cues(read: Read) -> None:
    words = [("A", "We"), ("A", "won."), ("A", "Then"), ("A", "left."), ("B", "Oh.")]
    segments = [
        {"speaker": who, "startTime": k, "endTime": k + 0.5, "body": f" {word}"} for k, (who, word) in enumerate(words)
    ]
    heard = read({"version": "1.0.0", "segments": segments}, "a.json")
    assert labelled(heard) == [("A", "We won."), ("A", "Then left."), ("B", "Oh.")]
    assert {word.time_source for word in heard.words} == {"imported"}
    assert heard.coverage.interpolated_share == 0


def test_openai_whisper_json_keeps_its_figures_and_joins_parts_of_words(read: Read) -> None:
    words = [
        {"word": " a", "start": 0.0, "end": 0.2, "probability": 0.9},
        {"word": " co", "start": 0.2, "end": 0.4, "probability": 0.8},
        {"word": "-founder", "start": 0.4, "end": 0.9, "probability": 0.5},
    ]
    segment = {"id": 0, "start": 0.0, "end": 1.0, "text": " a co-founder", "avg_logprob": -0.3, "words": words}
    heard = read({"text": "a co-founder", "segments": [segment], "language": "en"}, "a.json", language=None)
    assert [(w.text, w.start, w.end, w.p) for w in heard.words] == [("a", 0.0, 0.2, 0.9), ("co-founder", 0.2, 0.9, 0.5)]
    assert heard.cues[0].avg_logprob == -0.3
    assert heard.language == "en"


def test_whisperx_words_without_times_are_placed_between_their_neighbours(read: Read) -> None:
    words = [
        {"word": "In", "start": 1.0, "end": 1.2, "score": 0.9, "speaker": "SPEAKER_00"},
        {"word": "2014.", "speaker": "SPEAKER_00"},
        {"word": "Why?", "start": 2.0, "end": 2.4, "score": 0.8, "speaker": "SPEAKER_01"},
    ]
    heard = read({"segments": [{"start": 1.0, "end": 2.4, "text": "In 2014. Why?", "words": words}]}, "a.json")
    assert labelled(heard) == [("SPEAKER_00", "In 2014."), ("SPEAKER_01", "Why?")]
    assert (heard.words[1].start, heard.words[1].end) == (1.2, 2.0)
    assert [w.time_source for w in heard.words] == ["imported", "interpolated", "imported"]


def test_the_content_decides_and_not_the_suffix(read: Read) -> None:
    assert said(read("WEBVTT\n\n00:00.000 --> 00:01.000\nHi.\n", "a.json")) == "Hi."


def test_times_that_go_back_are_put_in_order_and_flagged(read: Read) -> None:
    heard = read("WEBVTT\n\n00:05.000 --> 00:06.000\nlater\n\n00:01.000 --> 00:00.500\nearlier\n")
    assert said(heard) == "earlier later"
    assert "cues-overlap" in heard.flags
    assert all(word.start < word.end for word in heard.words)


@pytest.mark.parametrize(
    ("data", "text", "flag"),
    [
        ("\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\nCafé\n".encode(), "Café", False),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\nCafé\n".encode("utf-16"), "Café", False),
        ("1\n00:00:00,000 --> 00:00:01,000\nCafé\n".encode("latin-1"), "Café", True),
    ],
)
def test_odd_bytes_are_read_and_flagged(read: Read, data: bytes, text: str, flag: bool) -> None:
    heard = read(data)
    assert said(heard) == text
    assert ("odd-bytes" in heard.flags) is flag


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just some text\n", "found no cue times .* 1 lines that begin with 'just some text'"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\n[Music]\n", "no words"),
        ('{"segments": [\n{"start": 0,,}]}', r"a\.vtt:2"),
        ('{"version": "1.2.0", "chapters": []}', "found other JSON"),
        ("[" * 100_000, "cannot be read|found Expecting"),
        ("", "found an empty file"),
    ],
)
def test_what_cannot_be_read_says_where(read: Read, text: str, message: str) -> None:
    with pytest.raises(BadTranscript, match=message) as raised:
        read(text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n\n00:xx --> 00:02.000\nthere\n",
        '{"segments": [{"start": 0, "text": "Hi"}, {"start": 1, "end": 2, "text": "there"}]}',
        '{"segments": [{"start": NaN, "end": 1, "text": "Hi"}, {"start": 1, "end": 2, "text": "there"}]}',
        '{"segments": [{"start": 0, "end": 1e300, "text": "Hi"}, {"start": 1, "end": 2, "text": "there"}]}',
    ],
)
def test_one_odd_time_refuses_no_file_and_is_flagged(read: Read, text: str) -> None:
    heard = read(text)
    assert said(heard) == "Hi there"
    assert {"times-repaired", "ends-inferred"} & set(heard.flags)
    assert max(word.end for word in heard.words) <= 3


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.vtt"):
        with pytest.raises(BadTranscript, match="found none"):
            ImportedTranscript().read(path, language=None)


def test_the_language_is_guessed_only_where_nobody_says_it(read: Read) -> None:
    english = "WEBVTT\n\n00:00.000 --> 00:09.000\nIt is the end of the road and you know that I like it.\n"
    german = "WEBVTT\n\n00:00.000 --> 00:09.000\nDas ist das Ende der Straße und du weißt, dass ich es mag.\n"
    assert read(english, language=None).language == "en"
    assert read(german, language=None).language == "de"
    assert "language-guessed" in read(german, language=None).flags
    assert read(german, language="de").flags == ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cues=st.lists(
        st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.text("ab.: <v>&é\n-", max_size=20)), max_size=8
    )
)
def test_whatever_a_caption_file_says_times_are_monotone_and_words_whole(
    read: Read, cues: list[tuple[int, int, str]]
) -> None:
    stamps = [f"{a // 3600:02}:{a // 60 % 60:02}:{a % 60:02}.000" for cue in cues for a in cue[:2]]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"{stamps[2 * k]} --> {stamps[2 * k + 1]}\n{cue[2]}" for k, cue in enumerate(cues)
    )
    try:
        heard = read(text)
    except BadTranscript:
        return
    assert all(a.start <= b.start for a, b in pairwise(heard.words))
    assert all(0 <= word.start < word.end and word.text.strip() == word.text != "" for word in heard.words)
    assert [i for cue in heard.cues for i in range(*cue.words)] == [word.i for word in heard.words]
