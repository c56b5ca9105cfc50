# ruff: noqa: E501  seeds are not wrapped
"""Readers of what others write, each with texts that it reads: what they make of any bytes is an answer or our error."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline import settings, versions
from pipeline.diary import fault_of
from pipeline.feeds import reading
from pipeline.records import Highlights, Transcript
from pipeline.sources import listens, publisher_chapters, publisher_soundbites
from pipeline.sources.sidecar import Sidecar, read_sidecar
from pipeline.store import EpisodeStore
from pipeline.transcripts.opening import read_file
from tests.record_builder import highlights

VTT = "WEBVTT\n\nNOTE x\n\n1\n00:00.000 --> 00:02.500 align:start\n<v Ana>Hello <i>there</i> &amp; you.\n\n00:00:03.000 --> 00:00:04\n- Yes.\n- No.\n"
SRT = "1\n00:00:00,000 --> 00:00:02,500\nAna: Hello there.\n\n2\n00:00:03,000 --> 00:00:04,000\n{\\an8}<b>Yes.</b>\n"
TTML = '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="0s" end="00:00:02.5">Hello <span>there</span>.</p></div></body></tt>'
WHISPER = {
    "text": "Hello.", "language": "en",
    "segments": [{"id": 0, "start": 0.0, "end": 1.5, "text": " Hello.", "words": [{"word": " Hello.", "start": 0.0, "end": 1.5, "probability": 0.9, "speaker": "S1"}]}],
}  # fmt: skip
PODCAST = {"version": "1.0.0", "segments": [{"speaker": "Ana", "startTime": 0.5, "endTime": 1, "body": "Hi"}]}
DEEPGRAM = {
    "results": {"channels": [{"alternatives": [{"transcript": "hi", "words": [{"word": "hi", "start": 0.1, "end": 0.4, "speaker": 0}]}]}]}
}  # fmt: skip
STAMPED = "Ana 0:00\nHello there.\n\nBen 0:05\nYes.\n"
SIDECAR = 'id = "talk-1"\ntitle = "Tea"\nnumber = 3\npublished = 2026-01-02\nduration = "1:02:03"\nurl = "https://a.example/x"\ndescription = "0:00 Tea\\n1:00 Milk\\n2:00 Cup"\n[[people]]\nname = "Ana"\nrole = "host"\n[links]\nsite = "https://a.example"\n[[chapters]]\nstart = "0:10"\ntitle = "One"\n[[soundbites]]\nstart = 1\nduration = 20\n'
CONFIG = '[quotes]\nper_section = 2\n[transcribe]\nengine = "auto"\nglossary = [{ write = "Ito", heard = ["Eto"] }]\n[clips]\ncut = false\n[topics]\nwatch = ["tea"]\n'
FEED = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
    "<channel><title>T</title><language>en</language><item><guid>g</guid><title>One &amp; two</title><pubDate>Mon, 02 Jan 2026 10:00:00 GMT</pubDate>"
    '<enclosure url="https://a.example/a.mp3" length="9" type="audio/mpeg"/><itunes:duration>1:02</itunes:duration>'
    '<podcast:soundbite startTime="1" duration="9">x</podcast:soundbite><podcast:person role="host">Ana</podcast:person>'
    '<podcast:transcript url="/t.vtt" type="text/vtt"/><podcast:chapters url="/c.json" type="application/json+chapters"/></item></channel></rss>'
)
CHAPTERS = {
    "version": "1.2.0",
    "chapters": [{"startTime": 0, "title": "Tea"}, {"startTime": "1:00", "title": "Milk", "toc": False}],
}
SOUNDBITES = {"version": "1.0.0", "soundbites": [{"startTime": 9, "duration": 20.5, "title": "Tea"}]}
CORRECTION = '{"op": "title", "target": "t01", "value": "Tea", "at": [{"start": 0, "end": 1}]}\n'
RUN = {
    "run_version": 1,
    "artifacts": {"quotes": {"key": "k", "sha256": "0", "pieces": ["a/b"]}},
    "files": {"a": "b"},
    "clips": {"k": {"refused": "x"}},
    "asked": {"x": None},
}


@dataclass(frozen=True)
class Reader:
    """A reader of files of one kind, the name of the file, and texts to begin with."""

    read: Callable[[Path], object]
    file: str
    seeds: tuple[str, ...]


def _record() -> str:
    return highlights()[0].model_dump_json()


def _transcript() -> str:
    words = highlights()[1]
    return words.model_copy(update={"words": words.words[:3], "sentences": words.sentences[:1]}).model_dump_json()


def _corrections(path: Path) -> object:
    return EpisodeStore(path.parent.parent, path.parent.name).corrections()


def _feed_beside(path: Path) -> object:
    return publisher_soundbites.from_feed(path.read_text("utf-8", "replace"), str(path), Sidecar(title="One"))


READERS = {
    "sidecar": Reader(read_sidecar, "talk.toml", (SIDECAR,)),
    "config": Reader(lambda path: settings.gather(config=path), "own.toml", (CONFIG,)),
    "glossary": Reader(settings.glossary, "names.csv", ("write,heard\nSutskever,Sotskever;Satskever\n",)),
    "glossary-toml": Reader(settings.glossary, "names.toml", ('terms = [{ write = "Ito", heard = ["Eto"] }]\n',)),
    "feed": Reader(lambda path: reading.read(path.read_bytes(), "https://a.example/f.xml"), "feed.xml", (FEED,)),
    "feed-beside": Reader(_feed_beside, "talk.feed.xml", (FEED,)),
    "chapters": Reader(lambda p: publisher_chapters.beside(p.with_name("talk.vtt")), "talk.chapters.json", (json.dumps(CHAPTERS),)),
    "description": Reader(
        lambda p: publisher_chapters.from_description(p.read_text("utf-8", "replace"), 3600.0), "talk.txt",
        ("0:00 Tea\n(1:02) - Milk<br>1h02m03s Cup\n", "Tea 0:00 | Milk [1:00](x) | Cup 2:00"),
    ),
    "soundbites": Reader(
        lambda p: publisher_soundbites.from_json(p.read_text("utf-8", "replace"), str(p)), "s.json", (json.dumps(SOUNDBITES),)
    ),
    "listens": Reader(listens.read_listens, "listens.csv", ("start,end,count\n0,10,5\n10.5,20,1000\n",)),
    "vtt": Reader(lambda path: read_file(path, language="en"), "talk.vtt", (VTT,)),
    "srt": Reader(lambda path: read_file(path, language="en"), "talk.srt", (SRT,)),
    "transcript-json": Reader(
        lambda path: read_file(path, language=None), "talk.json", tuple(map(json.dumps, (WHISPER, PODCAST, DEEPGRAM)))
    ),
    "transcript-text": Reader(lambda path: read_file(path, language=None), "talk.txt", (STAMPED, TTML)),
    "record": Reader(lambda path: versions.read(path.read_bytes(), path, Highlights, "talk"), "record.json", (_record(),)),
    "transcript": Reader(lambda p: versions.read(p.read_bytes(), p, Transcript, "talk"), "transcript.json", (_transcript(),)),
    "corrections": Reader(_corrections, "corrections.jsonl", (CORRECTION,)),
    "run": Reader(lambda path: fault_of(path.read_bytes()), "run.json", (json.dumps(RUN),)),
}  # fmt: skip
