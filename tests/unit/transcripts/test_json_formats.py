"""The exports of recognisers and services, each in its own shape."""
# ruff: noqa: E501 -- a row a shape

import json
from typing import Any

import pytest

from pipeline.errors import BadTranscript
from pipeline.records import Identity, RawTranscript
from pipeline.transcripts.reading import read

ENGINE = Identity(name="test", version="1")


def heard_of(data: Any, name: str = "a.json") -> RawTranscript:
    text = data if isinstance(data, str) else json.dumps(data)
    return read(text.encode("utf-8", "surrogatepass"), name, language=None, engine=ENGINE)


def said(heard: RawTranscript) -> list[tuple[str | None, str]]:
    return [(cue.speaker_label, " ".join(w.text for w in heard.words[slice(*cue.words)])) for cue in heard.cues]


def format_of(heard: RawTranscript) -> str | None:
    return heard.imported.format if heard.imported else None


WORDS = [("We", 1.0, 1.2), ("baked", 1.2, 1.6), ("bread", 1.6, 2.0), ("and", 2.4, 2.5), ("slept", 2.5, 3.0)]


def test_whisper_cpp_and_its_full_form_with_tokens() -> None:
    piece: dict[str, Any] = {
        "timestamps": {"from": "00:00:01,000", "to": "00:00:03,000"},
        "offsets": {"from": 1000, "to": 3000},
        "text": " We baked bread, and slept.",
    }
    heard = heard_of({"result": {"language": "en"}, "transcription": [piece]})
    assert (said(heard), heard.language, heard.words[0].start) == ([(None, "We baked bread, and slept.")], "en", 1.0)
    tokens = [{"text": "[_BEG_]", "offsets": {"from": 0, "to": 0}, "p": 0.1}]
    for text, a, b in [
        (" We", 1.0, 1.2),
        (" bak", 1.2, 1.4),
        ("ed", 1.4, 1.6),
        (" bread", 1.6, 2.0),
        (",", 2.0, 2.0),
        (" and", 2.4, 2.5),
        (" slept", 2.5, 3.0),
        (".", 3.0, 3.0),
    ]:
        tokens.append({"text": text, "offsets": {"from": round(a * 1000), "to": round(b * 1000)}, "p": 0.9})
    heard = heard_of({"result": {"language": "en"}, "transcription": [piece | {"tokens": tokens}]})
    assert [(w.text, w.start) for w in heard.words] == [
        ("We", 1.0),
        ("baked", 1.2),
        ("bread,", 1.6),
        ("and", 2.4),
        ("slept.", 2.5),
    ]
    assert {w.time_source for w in heard.words} == {"imported"}


@pytest.mark.parametrize("language", ["english", "en", "English", "en-US"])
def test_openai_words_on_top_take_their_punctuation_from_the_text(language: str) -> None:
    words = [{"word": w, "start": a, "end": b} for w, a, b in WORDS]
    heard = heard_of(
        {
            "task": "transcribe",
            "language": language,
            "duration": 3.0,
            "text": "We baked bread, and slept.",
            "words": words,
        }
    )
    assert said(heard) == [(None, "We baked bread, and slept.")]
    assert [w.start for w in heard.words] == [a for _, a, _ in WORDS]
    assert heard.language.startswith("en")


def test_openai_words_beside_segments() -> None:
    words = [{"word": w, "start": a, "end": b} for w, a, b in WORDS]
    segments = [{"id": 0, "start": 1.0, "end": 3.0, "text": " We baked bread, and slept."}]
    assert said(heard_of({"language": "german", "text": "x", "segments": segments, "words": words})) == [
        (None, "We baked bread, and slept.")
    ]


@pytest.mark.parametrize("key", ["utterances", "words"])
def test_assemblyai_counts_milliseconds(key: str) -> None:
    words = [
        {"text": w, "start": round(a * 1000), "end": round(b * 1000), "confidence": 0.9, "speaker": "A"}
        for w, a, b in WORDS
    ]
    data: dict[str, Any] = {"id": "x", "language_code": "en_us", "text": "We baked bread and slept", "words": words}
    if key == "utterances":
        data["utterances"] = [
            {"speaker": "A", "text": "We baked bread and slept", "start": 1000, "end": 3000, "words": words}
        ]
    heard = heard_of(data)
    assert [w.start for w in heard.words] == [a for _, a, _ in WORDS]
    assert heard.language == "en-us"
    assert format_of(heard) == "AssemblyAI JSON"


def test_deepgram_channels_and_utterances() -> None:
    words = [
        {"word": w.lower(), "punctuated_word": w, "start": a, "end": b, "confidence": 0.9, "speaker": k // 3}
        for k, (w, a, b) in enumerate(WORDS)
    ]
    channel = {"alternatives": [{"transcript": "We baked bread and slept", "words": words}], "detected_language": "en"}
    assert said(heard_of({"results": {"channels": [channel]}})) == [
        ("Speaker 0", "We baked bread"),
        ("Speaker 1", "and slept"),
    ]
    utterances = [
        {"start": 1.0, "end": 2.0, "transcript": "We baked bread", "speaker": 0},
        {"start": 2.4, "end": 3.0, "transcript": "and slept", "speaker": 1},
    ]
    assert said(heard_of({"results": {"channels": [channel], "utterances": utterances}})) == [
        ("Speaker 0", "We baked bread"),
        ("Speaker 1", "and slept"),
    ]


def test_youtube_json3_events() -> None:
    events = [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1},
        {
            "tStartMs": 1000,
            "dDurationMs": 4000,
            "segs": [{"utf8": "we"}, {"utf8": " baked", "tOffsetMs": 200}, {"utf8": " bread", "tOffsetMs": 600}],
        },
        {"tStartMs": 2400, "dDurationMs": 10, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2400, "dDurationMs": 2000, "segs": [{"utf8": "and"}, {"utf8": " slept", "tOffsetMs": 100}]},
    ]
    heard = heard_of({"wireMagic": "pb3", "events": events})
    assert [(w.text, w.start) for w in heard.words] == [
        ("we", 1.0),
        ("baked", 1.2),
        ("bread", 1.6),
        ("and", 2.4),
        ("slept", 2.5),
    ]


def test_rev_monologues() -> None:
    elements = [
        {"type": "text", "value": "Hi", "ts": 1.0, "end_ts": 1.2},
        {"type": "punct", "value": ", "},
        {"type": "text", "value": "there", "ts": 1.3, "end_ts": 1.6},
        {"type": "punct", "value": "."},
    ]
    data = {
        "speakers": [{"id": 0, "name": "Mara Lind"}],
        "monologues": [{"speaker": 0, "elements": elements}, {"speaker": 1, "elements": elements}],
    }
    heard = heard_of(data)
    assert sorted({cue.speaker_label or "" for cue in heard.cues}) == ["Mara Lind", "Speaker 1"]
    assert heard.words[0].text == "Hi,"


def test_chunks_of_transformers_with_an_open_end() -> None:
    heard = heard_of(
        {
            "text": "x",
            "chunks": [
                {"timestamp": [1.0, 2.0], "text": " We baked."},
                {"timestamp": [2.4, None], "text": " We slept."},
            ],
        }
    )
    assert said(heard) == [(None, "We baked."), (None, "We slept.")]


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "null", '"x"', "1e400"])
def test_a_figure_that_is_no_number_is_unknown(figure: str) -> None:
    heard = heard_of(
        f'{{"segments": [{{"start": 1, "end": 3, "text": " We slept.", "avg_logprob": {figure}, "temperature": 0.0}}]}}'
    )
    assert (heard.cues[0].avg_logprob, heard.cues[0].temperature) == (None, 0.0)


@pytest.mark.parametrize("piece", ["null", "7", '"loose words"', "{}", '{"startTime": 3, "speaker": "Mara"}'])
def test_a_piece_that_is_no_segment_is_skipped_and_said(piece: str) -> None:
    text = f'{{"segments": [{{"startTime": 1, "endTime": 2, "body": "We slept."}}, {piece}, {{"startTime": 3, "endTime": 4, "body": "Then not."}}]}}'
    heard = heard_of(text)
    assert [words for _, words in said(heard)] == ["We slept.", "Then not."]
    assert heard.imported
    assert [one.line for one in heard.imported.skipped] == [2]
    assert heard.holes == ((2,) if "loose" in piece else ())


def test_a_lone_surrogate_is_one_bad_character() -> None:
    text = '{"version": "1.0.0", "segments": [{"speaker": "Ma\\ud800ra", "startTime": 1, "endTime": 2, "body": "We \\ud800 slept."}]}'
    heard = heard_of(text)
    heard.model_dump_json()
    assert "slept." in [w.text for w in heard.words]


def test_ttml_with_agents_frames_ticks_and_breaks() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
        'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en" ttp:frameRate="25" ttp:tickRate="1000"><head><metadata>'
        '<ttm:agent xml:id="m"><ttm:name>Mara Lind</ttm:name></ttm:agent></metadata></head><body><div begin="1s">'
        '<p begin="00:00:01:05" end="00:00:03:00" ttm:agent="m">We baked<br/>bread &amp; slept.</p><p begin="4000t" dur="1.5s"><span>Then <i>not</i>.</span></p></div></body></tt>'
    )
    heard = read(text.encode(), "a.ttml", language=None, engine=ENGINE)
    assert (
        said(heard) == [("Mara Lind", "We baked bread & slept."), (None, "Then not .")]
        or said(heard)[1][1] == "Then not."
    )
    assert (heard.cues[0].start, heard.cues[0].end, heard.cues[1].start, heard.cues[1].end) == (2.2, 4.0, 5.0, 6.5)
    with pytest.raises(BadTranscript, match="document type"):
        read(
            b'<!DOCTYPE x [<!ENTITY a "b">]><tt xmlns="http://www.w3.org/ns/ttml"/>',
            "a.ttml",
            language=None,
            engine=ENGINE,
        )


STAMPED = (
    "Mara Lind  0:01  \nWe baked bread.\n\nTobias Reyes  0:05  \nDid you sleep?\n\nMara Lind  0:09\nNot at all.\n\nTranscribed by a machine",
    "Mara Lind (00:01):\nWe baked bread.\n\nTobias Reyes (00:05):\nDid you sleep?\n\nMara Lind (00:09):\nNot at all.\n",
    "[00:00:01] Mara Lind: We baked bread.\n[00:00:05] Tobias Reyes: Did you sleep?\n[00:00:09] Mara Lind: Not at all.\n",
    "00:00:01 Mara Lind: We baked bread.\n00:00:05 Tobias Reyes: Did you sleep?\n00:00:09 Mara Lind: Not at all.\n",
    "Mara Lind: [00:00:01] We baked bread.\n\nTobias Reyes: [00:00:05] Did you sleep?\n\nMara Lind: [00:00:09] Not at all.\n",
    "**Mara Lind** [00:00:01]\n\nWe baked bread.\n\n**Tobias Reyes** [00:00:05]\n\nDid you sleep?\n\n**Mara Lind** [00:00:09]\n\nNot at all.\n",
    "0:01\nMara Lind: We baked bread.\n0:05\nTobias Reyes: Did you sleep?\n0:09\nMara Lind: Not at all.\n",
    "[00:01 - 00:04] Mara Lind: We baked bread.\n[00:05 - 00:08] Tobias Reyes: Did you sleep?\n[00:09 - 00:12] Mara Lind: Not at all.\n",
    "0:00:01.000,0:00:04.000\nMara Lind: We baked bread.\n\n0:00:05.000,0:00:08.000\nTobias Reyes: Did you sleep?\n\n0:00:09.000,0:00:12.000\nMara Lind: Not at all.\n",
    "[ti:Bread]\n[00:01.00]Mara Lind: We baked bread.\n[00:05.00]Tobias Reyes: Did you sleep?\n[00:09.00]Mara Lind: Not at all.\n",
    "<cite>Mara Lind:</cite>\n<time>0:01</time>\n<p>We baked bread.</p>\n<cite>Tobias Reyes:</cite>\n<time>0:05</time>\n<p>Did you sleep?</p>\n<cite>Mara Lind:</cite>\n<time>0:09</time>\n<p>Not at all.</p>",
)  # fmt: skip


@pytest.mark.parametrize("text", STAMPED)
def test_text_with_stamps_has_its_speakers_and_times(text: str) -> None:
    heard = read(text.encode(), "a.txt", language="en", engine=ENGINE)
    found = said(heard)
    assert [(found[0], found[1])] == [(("Mara Lind", "We baked bread."), ("Tobias Reyes", "Did you sleep?"))]
    assert found[2][1].startswith("Not at all.")
    assert [cue.start for cue in heard.cues[:3]] == [1.0, 5.0, 9.0]


@pytest.mark.parametrize(
    "text",
    [
        "At 12:30 we met.\nThen we left.",
        "Monday 9:30\nTuesday 8:15\nFriday 7:00\n",
        "<p>We baked.</p>",
        "a,b\n1,2\n",
        '{"chapters": []}',
        "[]",
        "\x00\x01",
    ],
)
def test_what_is_no_transcript_is_refused_and_named(text: str) -> None:
    with pytest.raises(BadTranscript, match=r"expected a transcript .* found"):
        read(text.encode(), "a.txt", language=None, engine=ENGINE)
