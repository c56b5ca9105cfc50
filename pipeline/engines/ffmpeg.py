"""Decodes any audio file with ffmpeg, as a stream, and notices what ffmpeg itself passes over in silence.

ffmpeg ends well on damaged files, follows playlists to other files and decodes for ever where a file never ends; the
command, the checks before it and the comparison with the declared length after it are the answer to each of these.
"""

import hashlib
import math
import os
import re
import shutil
import stat
import subprocess
import tempfile
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from pydantic import Field

from pipeline.errors import MachineLacks, NotAudio
from pipeline.ports import RATE_HZ, Decoded
from pipeline.records import Chapter, Identity, Record

# Plain containers only: playlists (hls, concat, dash, sdp …) would read other files, and a protocol whitelist alone
# does not stop them.
CONTAINERS = "aac,ac3,aiff,amr,asf,au,caf,flac,matroska,webm,mov,mp4,m4a,mp3,mpegts,ogg,wav,w64"
HARDENED = ["-hide_banner", "-nostdin", "-nostats", "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS]
BLOCK = 1 << 20  # bytes read at a time
STDERR_HEAD, STDERR_TAIL, STDERR_LINE = 48_000, 16_000, 400  # characters kept of what ffmpeg says
PROBE_S = 60.0  # for reading tags
TAGS_CAP = 4_000_000  # bytes of tags and chapters

MISSING_S, MISSING_SHARE = 1.0, 0.02  # less than declared by more than the larger of these: truncated
CANCEL_DB = 20.0  # an ordinary mix of two channels loses at most about 6 dB
DEAF_DB, LOUD_DB = -60.0, -45.0  # a channel below the first beside one above the second carries nothing
QUIET_PEAK = 328  # -40 dBFS
CLIPPED_SHARE = 0.01  # of samples at full scale; a loud master has far fewer
FULL_SCALE = 32767
LATE_S = 0.1  # seconds; where a player's clock begins later than ours, except MPEG-TS, whose clock begins anywhere

Tags = tuple[dict[str, str], tuple[Chapter, ...]]  # tag names in lower case

_ARCHIVES = {b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "a gzip archive"}  # a stored ZIP can decode by accident
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
_DURATION = re.compile(r"^ +Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)(?:, start: (-?[\d.]+))?", re.M)
_STREAM = re.compile(r"^ +Stream #0:\d+.*?: (Audio|Video): ", re.M)
_ESTIMATED = "Estimating duration from bitrate"  # an MP3 without a Xing header: no declaration at all
_RMS = re.compile(r"^RMS level dB: (\S+)", re.M)
_INVALID = re.compile(r"^Number of (?:NaNs|Infs): (\d+)", re.M)
_PREFIX = re.compile(r"^(?:\[[^\]]* @ 0x[0-9a-f]+\] )?\[(\w+)\] ?")  # "[mp3 @ 0x55…] [error] text"


class DecodeConfig(Record):
    """Where decoding stops."""

    max_hours: float = Field(
        default=12.0, gt=0, le=48, description="Longer audio is refused, hours; a 7 MB file can hold 10 h of silence"
    )
    max_bytes: int = Field(
        default=2_000_000_000, ge=1024, le=20_000_000_000, description="Larger files are refused, bytes"
    )
    max_minutes: float = Field(
        default=60.0, gt=0, le=600, description="Wall-clock limit of one decode, minutes; 10 h of MP3 take under one"
    )
    min_share: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description="Least decoded share of the declared length; a file with less is refused, one with more is flagged",
    )


@dataclass
class _Heard:
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


class _Child:
    """An ffmpeg at work: under a time limit, listened to, and never left behind."""

    def __init__(self, command: list[str], limit_s: float) -> None:
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except OSError as error:
            raise MachineLacks(f"cannot start {command[0]}: {error.strerror}; run `highlights doctor`") from error
        assert self._process.stdout
        self.out: IO[bytes] = self._process.stdout
        self.errors = 0
        self._head = ""
        self._tail: deque[str] = deque(maxlen=STDERR_TAIL // STDERR_LINE)
        self._late = False
        self._limit_s = limit_s
        self._timer = threading.Timer(limit_s, self._stop)
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._timer.start()
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        self._listener.join()
        self.out.close()

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def _listen(self) -> None:
        """Keep the beginning and the end of what ffmpeg says, and count the errors between them."""
        assert self._process.stderr
        with self._process.stderr as stream:
            while line := stream.readline(STDERR_LINE):
                text = line.decode("utf-8", "replace")
                prefix = _PREFIX.match(text)
                self.errors += bool(prefix and prefix[1] in {"error", "fatal", "panic"})
                plain = text[prefix.end() :] if prefix else text
                if len(self._head) < STDERR_HEAD:
                    self._head += plain
                else:
                    self._tail.append(plain)

    def report(self) -> str:
        """Wait for the end and return what was kept; the output must have been read."""
        self._process.wait()
        self._listener.join()
        if self._late:
            raise NotAudio(f"expected ffmpeg to end within {self._limit_s:.0f} s, stopped it: raise decode.max_minutes")
        return self._head + "".join(self._tail)


class Ffmpeg:
    """The ffmpeg on PATH, else the one that the imageio-ffmpeg wheel carries."""

    def __init__(self, config: DecodeConfig | None = None) -> None:
        self.config = config or DecodeConfig()
        self.binary = _binary()
        self.identity = identity(self.binary)
        self._last: tuple[tuple[str, int, int], Decoded] | None = None

    def decode(self, path: Path) -> Decoded:
        """Return the first audio stream as 16 kHz mono samples, kept in an unnamed file; decode the same file once."""
        about = self._checked(path)
        key = (str(path.absolute()), about.st_size, about.st_mtime_ns)
        if self._last is None or self._last[0] != key:
            decoded = self._decode(path, "anull")
            if "channels-cancel" in decoded.flags:  # the mix is silence: hear the first channel alone
                first = self._decode(path, "pan=mono|c0=c0")
                flags = tuple(sorted({"channels-cancel", *first.flags}))
                decoded = Decoded(first.samples, first.sha256, first.declared_s, flags)
            self._last = (key, decoded)
        return self._last[1]

    def tags(self, path: Path) -> Tags:
        """Return the tags and chapter marks that the file carries; nothing where it cannot be read."""
        self._checked(path)
        command = [self.binary, *HARDENED, "-v", "quiet", "-i", f"file:{path.absolute()}", "-f", "ffmetadata", "-"]
        with _Child(command, PROBE_S) as child:
            return parse_ffmetadata(child.out.read(TAGS_CAP).decode("utf-8", "replace"))

    def _checked(self, path: Path) -> os.stat_result:
        """Refuse what is not a plain file of a sensible size before ffmpeg sees it: a FIFO would hang it for ever."""
        try:
            about = path.stat()
            kind = _not_a_file(about) or _ARCHIVES.get(_head(path, 4)) or _ARCHIVES.get(_head(path, 2))
        except OSError as error:
            raise NotAudio(f"expected an audio file, cannot read {path}: {error.strerror or error}") from error
        if kind:
            raise NotAudio(f"expected an audio file, found {kind}: {path}")
        if about.st_size > self.config.max_bytes:
            raise NotAudio(
                f"expected at most {self.config.max_bytes / 1e9:g} GB, found {about.st_size / 1e9:.1f} GB: {path}; "
                "raise decode.max_bytes if it is right"
            )
        return about

    def _decode(self, path: Path, mix: str) -> Decoded:
        cap_s = self.config.max_hours * 3600
        command = [
            self.binary, *HARDENED, "-v", "repeat+level+info", "-threads", "1", "-i", f"file:{path.absolute()}",
            "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-t", f"{cap_s + 1:.0f}",
            "-af", f"{mix},astats=measure_perchannel=RMS_level+Number_of_NaNs+Number_of_Infs:measure_overall=none",
            "-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", "-",
        ]  # fmt: skip
        heard = _Heard()
        with tempfile.TemporaryFile() as spool, _Child(command, self.config.max_minutes * 60) as child:
            _pour(child.out, spool, heard)
            report = child.report()
            if heard.n:
                samples = np.memmap(spool, "<i2", mode="r", shape=(heard.n,))  # lives on when the name is gone
        if heard.n > cap_s * RATE_HZ:
            raise NotAudio(
                f"expected at most {self.config.max_hours:g} h of audio, found more: {path}; raise decode.max_hours if "
                "it is right"
            )
        if heard.n == 0:
            raise NotAudio(f"expected audio, found {_kind(path, report)}: {path}")
        declared = _declared_s(report)
        self._enough(path, heard.n / RATE_HZ, declared)
        return Decoded(samples, heard.digest.hexdigest(), declared, _flags(heard, child.errors, report, declared))

    def _enough(self, path: Path, seconds: float, declared: float | None) -> None:
        if declared and seconds < self.config.min_share * declared:
            raise NotAudio(
                f"expected about {declared:.0f} s of audio as the file declares, found {seconds:.0f} s: {path}; "
                "download it again, or lower decode.min_share"
            )


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
        clock = re.fullmatch(r"(\d+)/(\d+)", fields.get("timebase", "1/1000000000"))
        if kind == "CHAPTER" and fields.get("title") and fields.get("start", "").isdigit() and clock and int(clock[2]):
            start = int(fields["start"]) * int(clock[1]) / int(clock[2])
            chapters.append(Chapter(start=round(start, 3), title=fields["title"]))
    return groups[0][1], tuple(sorted(chapters, key=lambda chapter: chapter.start))


def _binary() -> str:
    if on_path := shutil.which("ffmpeg"):
        return on_path
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MachineLacks(
            "expected ffmpeg on the PATH or in the package imageio-ffmpeg, found neither: install one of them"
        ) from error


def identity(binary: str | None = None) -> Identity:
    """Return which ffmpeg would decode; `MachineLacks` where there is none that starts."""
    binary = binary or _binary()
    try:
        said = subprocess.run([binary, "-version"], capture_output=True, timeout=PROBE_S, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise MachineLacks(f"expected a working ffmpeg, {binary} does not start: install another") from error
    words = said.decode("utf-8", "replace").split()  # "ffmpeg version 7.1 Copyright …"
    return Identity(name="ffmpeg", version=words[2] if len(words) > 2 else "unknown")


def _head(path: Path, n: int) -> bytes:
    with path.open("rb") as file:
        return file.read(n)


def _not_a_file(about: os.stat_result) -> str | None:
    if stat.S_ISDIR(about.st_mode):
        return "a folder"
    if not stat.S_ISREG(about.st_mode):
        return "a device, pipe or socket"
    return None if about.st_size else "an empty file"


def _pour(stream: IO[bytes], spool: IO[bytes], heard: _Heard) -> None:
    """Stream samples into the spool file, so that memory stays flat."""
    try:
        while block := stream.read(BLOCK):
            block = block[: len(block) // 2 * 2]
            heard.add(block)
            spool.write(block)
        spool.flush()
    except OSError as error:
        raise MachineLacks(
            f"cannot keep the decoded sound in {tempfile.gettempdir()}: {error.strerror}; it needs 115 MB an hour: "
            "free space or set TMPDIR"
        ) from error


def _kind(path: Path, report: str) -> str:
    """Say what a file without sound seems to be."""
    streams = _STREAM.findall(report.partition("Output #0")[0])
    if streams:
        return "no samples in it" if "Audio" in streams else "a video without sound"
    head = _head(path, 512)
    for magic, kind in _KINDS.items():
        if head.lower().startswith(magic):
            return kind
    printable = all(byte >= 32 or byte in b"\t\r\n" for byte in head)
    return "text" if printable else "nothing that ffmpeg knows as audio"


def _declared_s(report: str) -> float | None:
    """Return the length that the container declares; an estimate is none."""
    clock = _DURATION.search(report)
    if clock is None or _ESTIMATED in report:
        return None
    return round(int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3]), 3)


def _flags(heard: _Heard, errors: int, report: str, declared: float | None) -> tuple[str, ...]:
    """Return what is odd about the sound, as words for the record."""
    head = report.partition("Output #0")[0]
    clock = _DURATION.search(head)
    levels = [max(float(level), -200.0) for level in _RMS.findall(report)]  # -inf: digital silence
    channels = [level for level in levels if not math.isnan(level)]  # a channel of NaNs has no level
    loudest = max(channels, default=-200.0)
    missing = (declared or 0) - heard.n / RATE_HZ
    allowed = max(MISSING_S, MISSING_SHARE * (declared or 0))
    odd = {
        "audio-truncated": declared is not None and missing > allowed,
        "audio-longer-than-declared": declared is not None and -missing > allowed,
        "audio-damaged": errors > 0,
        "audio-starts-late": clock is not None and float(clock[4] or 0) > LATE_S and ", mpegts, from" not in head,
        "several-audio-streams": _STREAM.findall(head).count("Audio") > 1,
        "channels-cancel": len(channels) == 2 and loudest > LOUD_DB and heard.rms_db < loudest - CANCEL_DB,
        "one-channel-only": len(channels) == 2 and loudest > LOUD_DB and min(channels) < DEAF_DB,
        "invalid-samples": any(int(n) for n in _INVALID.findall(report)),
        "silent": heard.peak <= 1,
        "quiet": 1 < heard.peak < QUIET_PEAK,
        "clipped": heard.full > CLIPPED_SHARE * heard.n,
    }
    return tuple(sorted(flag for flag, is_so in odd.items() if is_so))
