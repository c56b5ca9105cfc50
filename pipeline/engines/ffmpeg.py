"""Decodes any audio file with ffmpeg, as a stream, and notices what ffmpeg itself passes over in silence.

ffmpeg ends well on damaged files, follows playlists to other files and decodes for ever where a file never ends; the
command, the checks before it and the comparison with the declared length after it are the answer to each of these.
"""

import os
import re
import shutil
import stat
import subprocess
import tempfile
import threading
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import IO, Self

from pydantic import Field

from pipeline.engines.audio_tracks import tracks_of
from pipeline.engines.ffmpeg_report import (
    OGG_TAIL,
    DamageClock,
    Meter,
    Tags,
    declared_s,
    flags,
    kind_of,
    ogg_is_cut,
    parse_ffmetadata,
)
from pipeline.engines.spool import spooled
from pipeline.errors import MachineLacks, NotAudio
from pipeline.ports import RATE_HZ, Decoded, Track
from pipeline.records import Identity, Record
from pipeline.records.flags import Flag

# Plain containers only: playlists (hls, concat, dash, sdp …) would read other files, and a protocol whitelist alone
# does not stop them.
CONTAINERS = "aac,ac3,aiff,amr,asf,au,caf,flac,matroska,webm,mov,mp4,m4a,mp3,mpegts,ogg,wav,w64"
HARDENED = ["-hide_banner", "-nostdin", "-nostats", "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS]
BLOCK = 1 << 20  # bytes read at a time
STDERR_HEAD, STDERR_TAIL, STDERR_LINE = 48_000, 16_000, 400  # characters kept of what ffmpeg says
DAMAGE_TRIES = 3  # decodings that look for the first damage; about one in twenty comes too early
PROBE_S = 60.0  # for reading tags
TAGS_CAP = 4_000_000  # bytes of tags and chapters

_ARCHIVES = {b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "a gzip archive"}  # a stored ZIP can decode by accident
_PREFIX = re.compile(r"^(?:\[[^\]]* @ 0x[0-9a-f]+\] )?\[(\w+)\] ?")  # "[mp3 @ 0x55…] [error] text"


class DecodeConfig(Record):
    """Limits of audio decoding."""

    max_hours: float = Field(
        default=12.0, gt=0, le=48, description="Longest accepted audio in hours; a 7 MB file can hold 10 h of silence"
    )
    max_bytes: int = Field(
        default=2_000_000_000, ge=1024, le=20_000_000_000, description="Largest accepted file in bytes"
    )
    max_minutes: float = Field(
        default=60.0, gt=0, le=600, description="Time limit of one decode in minutes; 10 h of MP3 take less than one"
    )
    min_share: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description=(
            "Smallest decoded share of the declared length; a file below it is refused, an incomplete "
            "file above it is flagged"
        ),
    )


class _Child:
    """An ffmpeg at work: under a time limit, listened to, and never left behind."""

    def __init__(self, command: list[str], limit_s: float, clock: DamageClock | None = None) -> None:
        """`clock` is given each line as well; once it has found what it looks for, ffmpeg is stopped."""
        self._clock = clock
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
                error = bool(prefix and prefix[1] in {"error", "fatal", "panic"})
                self.errors += error
                if self._clock and self._clock.take(text, error=error):
                    self._process.kill()
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
            raise NotAudio(
                f"expected ffmpeg to finish within {self._limit_s:.0f} s, it did not; raise decode.max_minutes"
            )
        return self._head + "".join(self._tail)


class Ffmpeg:
    """The ffmpeg on PATH, else the one that the imageio-ffmpeg wheel carries."""

    def __init__(self, config: DecodeConfig | None = None) -> None:
        self.config = config or DecodeConfig()
        self.binary = _binary()
        self.identity = identity(self.binary)
        self._last: tuple[tuple[str, int, int, int], Decoded] | None = None

    def tracks(self, path: Path) -> tuple[Track, ...]:
        """Return the sound tracks of a file, in order; none where ffmpeg finds none."""
        self._checked(path)
        command = [self.binary, *HARDENED, "-v", "level+info", "-i", f"file:{path.absolute()}"]
        with _Child(command, PROBE_S) as child:  # ffmpeg describes the file and ends, as it has nothing to write
            child.out.read()
            return tracks_of(child.report())

    def decode(self, path: Path, track: int = 1) -> Decoded:
        """Return a track as 16 kHz mono samples, kept in an unnamed file; decode the same one once."""
        about = self._checked(path)
        key = (str(path.absolute()), about.st_size, about.st_mtime_ns, track)
        if self._last is None or self._last[0] != key:
            decoded = self._decode(path, "anull", track)
            if "channels-cancel" in decoded.flags:  # the mix is silence: hear the first channel alone
                first = self._decode(path, "pan=mono|c0=c0", track)
                noticed: set[Flag] = {"channels-cancel", *first.flags}
                decoded = replace(first, flags=tuple(sorted(noticed)))
            if "audio-damaged" in decoded.flags:
                decoded = replace(decoded, damaged_from=self._damaged_from(path, track))
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
                "raise decode.max_bytes if the file is right"
            )
        return about

    def _decode(self, path: Path, mix: str, track: int) -> Decoded:
        cap_s = self.config.max_hours * 3600
        command = [
            self.binary, *HARDENED, "-v", "repeat+level+info", "-threads", "1", "-i", f"file:{path.absolute()}",
            "-map", f"0:a:{track - 1}", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-t", f"{cap_s + 1:.0f}",
            "-af", f"{mix},astats=measure_perchannel=RMS_level+Number_of_NaNs+Number_of_Infs:measure_overall=none",
            "-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", "-",
        ]  # fmt: skip
        meter = Meter()
        with tempfile.TemporaryFile() as spool, _Child(command, self.config.max_minutes * 60) as child:
            _pour(child.out, spool, meter)
            report = child.report()
            if meter.n:
                samples = spooled(spool, meter.n)
        if meter.n > cap_s * RATE_HZ:
            raise NotAudio(
                f"expected at most {self.config.max_hours:g} h of audio, found more: {path}; raise decode.max_hours if "
                "the file is right"
            )
        if meter.n == 0:
            raise NotAudio(f"expected audio, found {kind_of(_head(path, 512), report)}: {path}")
        declared = declared_s(report)
        if track <= len(several := tracks_of(report)) and len(several) > 1:
            declared = several[track - 1].seconds or declared  # one track may be shorter than the file
        self._enough(path, meter.n / RATE_HZ, declared)
        noticed = set(flags(meter, child.errors, report, declared))
        if _head(path, 4) == b"OggS" and ogg_is_cut(_tail(path, OGG_TAIL)):
            noticed.add("audio-truncated")
        return Decoded(samples, meter.digest.hexdigest(), declared, tuple(sorted(noticed)))

    def _damaged_from(self, path: Path, track: int) -> float:
        """Decode a damaged file again, up to its first damage, and return where that is, seconds.

        ffmpeg's decoder may tell an error while frames before it still wait for the filter that counts them: an answer
        can be too early, never too late. So the latest of a few answers counts.
        """
        command = [
            self.binary, *HARDENED, "-v", "repeat+level+info", "-threads", "1", "-i", f"file:{path.absolute()}",
            "-map", f"0:a:{track - 1}", "-vn", "-sn", "-dn", "-af", "ashowinfo", "-f", "null", "-",
        ]  # fmt: skip
        return max(self._first_damage(command) for _ in range(DAMAGE_TRIES))

    def _first_damage(self, command: list[str]) -> float:
        clock = DamageClock()
        with _Child(command, self.config.max_minutes * 60, clock) as child:
            child.report()
        return clock.damaged_from if clock.found else 0.0

    def _enough(self, path: Path, seconds: float, declared: float | None) -> None:
        if declared and seconds < self.config.min_share * declared:
            raise NotAudio(
                f"expected about {declared:.0f} s of audio as the file declares, found {seconds:.0f} s: {path}; "
                "download it again, or lower decode.min_share"
            )


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


def _tail(path: Path, n: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - n))
        return file.read(n)


def _head(path: Path, n: int) -> bytes:
    with path.open("rb") as file:
        return file.read(n)


def _not_a_file(about: os.stat_result) -> str | None:
    if stat.S_ISDIR(about.st_mode):
        return "a folder"
    if not stat.S_ISREG(about.st_mode):
        return "a device, pipe or socket"
    return None if about.st_size else "an empty file"


def _pour(stream: IO[bytes], spool: IO[bytes], meter: Meter) -> None:
    """Stream samples into the spool file, so that memory stays flat."""
    try:
        while block := stream.read(BLOCK):
            block = block[: len(block) // 2 * 2]
            meter.add(block)
            spool.write(block)
        spool.flush()
    except OSError as error:
        raise MachineLacks(
            f"cannot store the decoded audio in {tempfile.gettempdir()}: {error.strerror}; it needs 115 MB an hour: "
            "free space or set TMPDIR"
        ) from error
