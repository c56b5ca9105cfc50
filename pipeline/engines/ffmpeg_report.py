"""Reads what ffmpeg said and what came out of it: the declared length, what is odd, the tags. No process, no file."""

import hashlib
import math
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipeline.ports import RATE_HZ
from pipeline.records import Chapter
from pipeline.records.flags import Flag

MISSING_S, MISSING_SHARE = 1.0, 0.02  # less than declared by more than the larger of these: truncated
CANCEL_DB = 20.0  # an ordinary mix of two channels loses at most about 6 dB
DEAF_DB, LOUD_DB = -60.0, -45.0  # a channel below the first beside one above the second carries nothing
QUIET_PEAK = 328  # -40 dBFS
CLIPPED_SHARE = 0.01  # of samples at full scale; a loud master has far fewer
FULL_SCALE = 32767
JUMP_S = 0.1  # seconds between a frame's own time and the sound before it: something is missing there
MARGIN_S = 1.0  # decoders complain a frame late
LATE_S = 0.1  # seconds; where a player's clock begins later than ours, except MPEG-TS, whose clock begins anywhere

Tags = tuple[dict[str, str], tuple[Chapter, ...]]  # tag names in lower case

_KINDS = {
    b"#extm3u": "a playlist",
    b"ffconcat": "a playlist",
    b"[playlist]": "a playlist",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
    b"%pdf": "a PDF",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"version https://git-lfs": "a Git LFS pointer instead of the file",
}
OGG_HEAD, OGG_LAST = 27, 0x04  # bytes of a page's fixed head; the flag of a stream's last page
OGG_TAIL = 65_307 + 64  # bytes: the longest page there can be, and a little

_DURATION = re.compile(r"^ +Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)(?:, start: (-?[\d.]+))?", re.M)
_STREAM = re.compile(r"^ +Stream #0:\d+.*?: (Audio|Video): ", re.M)
_ESTIMATED = "Estimating duration from bitrate"  # an MP3 without a Xing header: no declaration at all
_RMS = re.compile(r"^RMS level dB: (\S+)", re.M)
_FRAME = re.compile(r" pts_time:(\S+) .*?rate:(\d+) nb_samples:(\d+)")  # what the filter ashowinfo says of a frame
_INVALID = re.compile(r"^Number of (?:NaNs|Infs): (\d+)", re.M)


@dataclass
class Meter:
    """What is counted while samples stream by."""

    n: int = 0
    peak: int = 0
    full: int = 0  # samples at full scale
    energy: float = 0.0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, block: bytes) -> None:
        """Count one block of s16le bytes."""
        self.digest.update(block)
        samples = np.frombuffer(block, "<i2").astype(np.float32)
        self.n += len(samples)
        peak = int(max(samples.max(initial=0), -samples.min(initial=0)))
        self.peak = max(self.peak, peak)
        if peak >= FULL_SCALE:
            self.full += int((np.abs(samples) >= FULL_SCALE).sum())
        self.energy += float(samples @ samples)

    @property
    def rms_db(self) -> float:
        """Level of the mix, dB relative to full scale."""
        return 10 * float(np.log10(self.energy / max(self.n, 1) / FULL_SCALE**2 + 1e-12))


@dataclass
class DamageClock:
    """Finds where a damaged file is damaged first, in what ffmpeg says of it frame by frame."""

    whole_s: float = 0.0  # of sound before the present frame
    began: float | None = None  # the first frame's own time
    found: bool = False

    def take(self, line: str, *, error: bool) -> bool:
        """Take in a line; return True once the place is found."""
        if frame := _FRAME.search(line):
            own = float(frame[1]) if frame[1] != "NOPTS" else None
            self.began = own if self.began is None else self.began
            jumped = own is not None and self.began is not None and abs(own - self.began - self.whole_s) > JUMP_S
            self.found = self.found or jumped
            if not self.found:
                self.whole_s += int(frame[3]) / int(frame[2])
        self.found = self.found or error
        return self.found

    @property
    def damaged_from(self) -> float:
        """Second of the decoded sound from which on times may be off: a whole one, on the safe side."""
        return float(max(0, math.floor(round(self.whole_s - MARGIN_S, 3))))


def kind_of(head: bytes, report: str) -> str:
    """Say what a file without sound seems to be, by its first bytes and what ffmpeg said of it."""
    streams = _STREAM.findall(report.partition("Output #0")[0])
    if streams:
        return "no samples in it" if "Audio" in streams else "a video without sound"
    for magic, kind in _KINDS.items():
        if head.lower().startswith(magic):
            return kind
    printable = all(byte >= 32 or byte in b"\t\r\n" for byte in head)
    return "text" if printable else "nothing that ffmpeg knows as audio"


def declared_s(report: str) -> float | None:
    """Return the length that the container declares; an estimate is none."""
    clock = _DURATION.search(report)
    if clock is None or _ESTIMATED in report:
        return None
    return round(int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3]), 3)


def ogg_is_cut(tail: bytes) -> bool:
    """Say whether an Ogg stream ends without its end: `tail` is the last `OGG_TAIL` bytes of the file.

    Ogg declares no length, so a cut is seen only here: the last page of a whole stream is marked as the last and is all
    there (RFC 3533, section 6).
    """
    at = tail.rfind(b"OggS")
    head = tail[at : at + OGG_HEAD]
    if at < 0 or len(head) < OGG_HEAD:
        return True
    lacing = tail[at + OGG_HEAD : at + OGG_HEAD + head[26]]
    whole = len(lacing) == head[26] and at + OGG_HEAD + head[26] + sum(lacing) <= len(tail)
    return not (whole and head[5] & OGG_LAST)


def flags(meter: Meter, errors: int, report: str, declared: float | None) -> tuple[Flag, ...]:
    """Return what is odd about the sound, as words for the record."""
    before = report.partition("Output #0")[0]
    clock = _DURATION.search(before)
    levels = [max(float(level), -200.0) for level in _RMS.findall(report)]  # -inf: digital silence
    channels = [level for level in levels if not math.isnan(level)]  # a channel of NaNs has no level
    loudest = max(channels, default=-200.0)
    missing = (declared or 0) - meter.n / RATE_HZ
    allowed = max(MISSING_S, MISSING_SHARE * (declared or 0))
    odd: dict[Flag, bool] = {
        "audio-truncated": declared is not None and missing > allowed,
        "audio-longer-than-declared": declared is not None and -missing > allowed,
        "audio-damaged": errors > 0,
        "audio-starts-late": clock is not None and float(clock[4] or 0) > LATE_S and ", mpegts, from" not in before,
        "several-audio-streams": _STREAM.findall(before).count("Audio") > 1,
        "channels-cancel": len(channels) == 2 and loudest > LOUD_DB and meter.rms_db < loudest - CANCEL_DB,
        "one-channel-only": len(channels) == 2 and loudest > LOUD_DB and min(channels) < DEAF_DB,
        "invalid-samples": any(int(n) for n in _INVALID.findall(report)),
        "silent": meter.peak <= 1,
        "quiet": 1 < meter.peak < QUIET_PEAK,
        "clipped": meter.full > CLIPPED_SHARE * meter.n,
    }
    return tuple(sorted(flag for flag, is_so in odd.items() if is_so))


def parse_ffmetadata(text: str) -> Tags:
    """Return the tags and chapters of ffmpeg's own metadata format (ffmpeg-formats, section Metadata).

    >>> parse_ffmetadata(";FFMETADATA1\\ntitle=A\\n[CHAPTER]\\nTIMEBASE=1/1000\\nSTART=2500\\nEND=9000\\ntitle=B\\n")
    ({'title': 'A'}, (Chapter(start=2.5, title='B'),))
    """
    groups: list[tuple[str, dict[str, str]]] = [("", {})]
    for line in re.split(r"(?<!\\)\n", text):
        if line.startswith("[") and line.endswith("]"):
            groups.append((line[1:-1], {}))
        elif (pair := re.match(r"((?:[^\\=]|\\.)+)=(.*)", line, re.S)) and not line.startswith((";", "#")):
            key, value = (re.sub(r"\\(.)", r"\1", part, flags=re.S) for part in pair.groups())
            groups[-1][1][key.lower()] = value.strip()
    chapters = []
    for kind, fields in groups:
        clock = re.fullmatch(r"(\d{1,12})/(\d{1,12})", fields.get("timebase", "1/1000000000"))
        begin = re.fullmatch(r"\d{1,18}", fields.get("start", ""))
        if kind == "CHAPTER" and fields.get("title") and begin and clock and int(clock[2]):
            start = int(begin[0]) * int(clock[1]) / int(clock[2])
            chapters.append(Chapter(start=round(start, 3), title=fields["title"]))
    return groups[0][1], tuple(sorted(chapters, key=lambda chapter: chapter.start))
