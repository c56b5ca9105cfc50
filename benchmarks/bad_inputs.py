# ruff: noqa: E501  inputs are not wrapped
"""Gives the command line inputs that it must refuse: `python -m benchmarks.bad_inputs [--limit-s 20]`.

Sound that is none, transcripts without words, sidecars, settings, feeds and arguments with a mistake. As it should be:
exit code 2, one line that begins with `highlights: ` (or the usage, for arguments), at most 400 characters, no
traceback, within the limit. Each runs in a forked process. Prints what is otherwise, and the sums by kind.
"""

import argparse
import gzip
import io
import json
import os
import signal
import struct
import sys
import tempfile
import time
import wave
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.faults.scenes import call

LONGEST = 400
CUE = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello there.\n"
RANDOM = bytes((k * 7919 + (k >> 3) * 104729) % 256 for k in range(65536))
JUNK: dict[str, bytes] = {
    "nothing": b"", "one byte": b"\x00", "noise": RANDOM, "zeros": bytes(1_000_000), "ones": b"\xff" * 1_000_000,
    "a web page": b"<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>",
    "an error in JSON": b'{"error": {"code": 403, "message": "denied"}}',
    "an error in XML": b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
    "a gzip": gzip.compress(RANDOM[:2000]), "a picture": b"\x89PNG\r\n\x1a\n" + RANDOM[:3000],
    "a program": b"\x7fELF\x02\x01\x01" + bytes(3000), "a PDF": b"%PDF-1.7\n" + RANDOM[:3000],
    "a MIDI file": b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0MTrk", "tags alone": b"ID3\x03\x00\x00\x00\x00\x07\x76" + bytes(1014),
    "a pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
}  # fmt: skip
LISTS: dict[str, str] = {
    "a playlist with a file": "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "a playlist with an address": "#EXTM3U\n#EXTINF:1.0,\nhttp://127.0.0.1:9/a.mp3\n#EXT-X-ENDLIST\n",
    "a concat list": "ffconcat version 1.0\nfile /etc/passwd\n", "a near concat list": "ffconcat version 1.0\nfile a.mp3\n",
    "an SDP": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=audio 9 RTP/AVP 0\n", "a PLS": "[playlist]\nFile1=file:///etc/passwd\n",
    "an ASX": "<asx><entry><ref href='file:///etc/passwd'/></entry></asx>", "a DASH": "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>",
}  # fmt: skip
TRANSCRIPTS: dict[str, bytes] = {
    "no cue": b"WEBVTT\n\n", "no time": b"Hello there.\nHow are you?\n", "a broken time": b"WEBVTT\n\n00:99 --> what\nHello.\n",
    "no words": b"WEBVTT\n\n00:00.000 --> 00:01.000\n\n", "zero bytes in it": b"\x00\x01\x02" * 400,
    "an empty object": b"{}", "an empty list": b"[]", "a number": b"5", "half a JSON": b'{"segments": [{"start": 0',
    "a deep JSON": b"[" * 50_000, "a JSON of another kind": b'{"segments": [5, "x", null]}',
    "segments without text": b'{"segments": [{"start": 1, "end": 2}]}',
    "noise": RANDOM, "a picture": b"\x89PNG\r\n\x1a\n" + RANDOM[:3000], "an entity bomb":
    b"<!DOCTYPE tt [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><tt><body><p begin='0s' end='1s'>&b;</p></body></tt>",
}  # fmt: skip
SIDECARS = (
    "title = ", "titel = 'T'", "title = 5", "title = ''", "number = 'x'", "published = 'May'", "published = 2024-13-01",
    "id = '../etc'", "id = 'catalog'", "id = 'A B'", "duration = -1", "duration = nan", "duration = 'soon'", "language = 'English'",
    "url = 'javascript:alert(1)'", "audio_url = 'file:///etc/passwd'", "image = '../x.png'", "image = 'gone.png'", "people = 5",
    "[[people]]\nrole = 'host'", "[[people]]\nname = ''", "[links]\na = 'x'", "[[chapters]]\nstart = 1", "[[chapters]]\nstart = -1\ntitle = 'x'",
    "[[soundbites]]\nstart = 1\nduration = 0", "a = " + "[" * 5000, "title = '\\u202e'\nshow = 3", "\x00", "title = \"\\u202e\"",
)  # fmt: skip
SETTINGS = (
    "quotes", "quotes.per_section", "quotes.per_section=-1", "quotes.per_section=many", "nothing.at_all=1", "transcribe.engine=ear",
    "clips.cut=maybe", "topics.watch=5", "segment.per_hour=inf", "transcribe.glossary=gone.csv", "transcribe.glossary=[5]",
    "=1", "a.b.c=1", "store.wait_s=-5", "quotes.per_section=" + "[" * 5000,
)  # fmt: skip
BESIDE = {
    "talk.chapters.json": ("{", "5", '{"chapters": 5}', '["x"]', "\x00"), "talk.soundbites.json": ("{", "[]", '{"soundbites": [{}]}'),
    "talk.listens.csv": ("a,b\n1,2\n", "start,end,count\n5,1,2\n", "start,end,count\nx,y,z\n", "start,end,count\n1,2,-3\n"),
    "talk.feed.xml": ("<rss>", "<rss/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><rss/>"),
}  # fmt: skip
ARGUMENTS = (
    ("show", "nobody"), ("show", "../etc"), ("explain", "nobody", "topic"), ("correct", "nobody", "title", "x", "y"),
    ("redo", "nobody", "--direct"), ("redo", "nobody", "--from", "nothing", "--direct"), ("verify", "nobody"), ("verify", "A B"), ("export", "nobody", "--format", "vtt"),
    ("batch", "{folder}/nowhere"), ("batch", "{folder}/nowhere", "--jobs", "0"), ("search", ""), ("search", '"'), ("check", "nobody", "x"),
    ("delete", "nobody", "--yes"), ("gc", "nobody"), ("gc", "--runs", "-1"), ("seal", "--check", "{folder}/gone"), ("open", "nobody"),
    ("diff", "nobody"), ("inspect", "{folder}/gone"), ("feed", "add", "file:///etc/passwd"), ("feed", "add", "http://127.0.0.1:9/"),
    ("serve", "--port", "99999"), ("publish", "{folder}/x", "--base-url", "ftp://a"), ("nothing",), ("run",), ("run", ""), ("run", "\n"),
)  # fmt: skip
Case = tuple[str, str, tuple[str, ...]]


def sounds(folder: Path) -> Iterator[Case]:
    """Make files that are no sound under names of sound."""
    for name, data in {**JUNK, **{name: text.encode() for name, text in LISTS.items()}}.items():
        for suffix in (".mp3", ".wav", ".m4a") if name in JUNK else (".mp3", ".flac"):
            path = folder / f"{name.replace(' ', '-')}{suffix}"
            path.write_bytes(data)
            yield "sound", f"{name}{suffix}", ("run", str(path), "--direct")
    for name, data in waves():
        (folder / f"{name}.wav").write_bytes(data)
        yield "sound", f"WAV: {name}", ("run", str(folder / f"{name}.wav"), "--direct")
    with zipfile.ZipFile(folder / "zip.mp3", "w") as archive:
        archive.writestr("a.txt", "words")
    (folder / "folder.mp3").mkdir()
    (folder / "gone.mp3").symlink_to(folder / "nowhere")
    (folder / "loop.mp3").symlink_to(folder / "loop.mp3")
    (folder / "zero.mp3").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.mp3")
    for name in ("zip", "folder", "gone", "loop", "zero", "pipe", "missing"):
        yield "sound", name, ("run", str(folder / f"{name}.mp3"), "--direct")


def waves() -> Iterator[tuple[str, bytes]]:
    """Return WAV files whose header says what cannot be."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(b"")
    empty = out.getvalue()
    yield "no samples", empty
    yield "half a header", empty[:20]
    yield "no rate", empty[:24] + struct.pack("<I", 0) + empty[28:] + bytes(3200)
    yield "no channels", empty[:22] + struct.pack("<H", 0) + empty[24:] + bytes(3200)
    yield "65,535 channels", empty[:22] + struct.pack("<H", 65535) + empty[24:] + bytes(3200)


def texts(folder: Path) -> Iterator[Case]:
    """Make transcripts, sidecars, settings and neighbours with a mistake."""
    for name, data in TRANSCRIPTS.items():
        for suffix in (".vtt", ".srt", ".json", ".ttml"):
            path = folder / f"{name.replace(' ', '-')}{suffix}"
            path.write_bytes(data)
            yield "transcript", f"{name}{suffix}", ("run", str(path), "--direct")
    for k, text in enumerate(SIDECARS):
        place = folder / f"sidecar{k}"
        place.mkdir()
        (place / "talk.vtt").write_text(CUE, encoding="utf-8")
        (place / "talk.toml").write_text(text, encoding="utf-8")
        yield "sidecar", text[:60], ("run", str(place / "talk.vtt"), "--direct")
    for name, several in BESIDE.items():
        for k, text in enumerate(several):
            place = folder / f"{name}{k}"
            place.mkdir()
            (place / "talk.vtt").write_text(CUE, encoding="utf-8")
            (place / name).write_text(text, encoding="utf-8")
            yield "neighbour", f"{name}: {text[:40]!r}", ("run", str(place / "talk.vtt"), "--direct")
    for text in SETTINGS:
        yield "setting", text[:60], ("run", str(folder / "sidecar0" / "talk.vtt"), "--direct", "--set", text)
    for words in ARGUMENTS:
        yield "arguments", " ".join(words), words


def outcome(folder: Path, words: tuple[str, ...], limit_s: float) -> tuple[str, str]:
    """Run a command in a forked process; return what is wrong, nothing where all is right, and what was said."""
    said = folder / "said"
    if not (pid := os.fork()):
        code = 1
        try:
            with said.open("w") as file:
                os.dup2(file.fileno(), 2)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                code = call(folder, [word.replace("{folder}", str(folder)) for word in words])
                sys.stderr.flush()
        finally:
            os._exit(code)
    ended, status = 0, 0
    until = time.monotonic() + limit_s
    while not ended and time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        time.sleep(0.01)
    if not ended:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return f"no end within {limit_s:g} s", ""
    text = said.read_text(errors="replace")
    lines = [line for line in text.splitlines() if line.startswith("highlights: ")]
    wrong = []
    if (code := os.waitstatus_to_exitcode(status)) != 2:
        wrong.append(f"exit code {code}")
    if "Traceback" in text or "this is a bug" in text:
        wrong.append("a traceback")
    if len(lines) != 1 and "Usage:" not in text:
        wrong.append(f"{len(lines)} lines")
    if any(len(line) > LONGEST for line in lines):
        wrong.append(f"{max(map(len, lines))} characters")
    return ", ".join(wrong), text[-300:]


def main() -> None:
    """Give every input; exit code 1 where one was answered otherwise."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--limit-s", type=float, default=20.0)
    options = asked.parse_args()
    given: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        os.environ |= {"TMPDIR": scratch, "PREFECT_HOME": f"{scratch}/prefect", "HIGHLIGHTS_HOME": scratch}
        for kind, name, words in (*sounds(folder), *texts(folder)):
            wrong, said = outcome(folder, words, options.limit_s)
            given[kind] += 1
            refused[kind] += not wrong
            if wrong:
                print(json.dumps({"kind": kind, "input": name, "wrong": wrong, "said": said}), flush=True)
    for kind, count in given.items():
        print(f"{kind}: {refused[kind]} of {count}")
    print(f"all: {refused.total()} of {given.total()}")
    sys.exit(refused != given)


if __name__ == "__main__":
    main()
