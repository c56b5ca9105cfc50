"""Cuts clips out of an episode with ffmpeg: in the quietest place, faded, and no louder than a player expects.

The gain is one number for the whole clip, chosen from its loudness; only peaks that would then be too high are held
down, by a few decibels at most. Loudness and true peak (EBU R 128) are measured again on the finished file. What was
taken out must hold the samples that the words were timed on: a container that seeks badly would otherwise be cut
somewhere else unnoticed.
"""

import re
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
from pydantic import Field

from pipeline.engines import audiogram
from pipeline.engines.clip_edges import CutEdge, end_edge, start_edge
from pipeline.engines.ffmpeg import HARDENED, Ffmpeg
from pipeline.errors import MachineLacks, TranscriptionFailed
from pipeline.ports import IN_SPEECH, RATE_HZ, Cutting, Samples, Stretch
from pipeline.records import Identity, Record
from pipeline.records.flags import Flag

VERSION = "2"
LIMIT_S = 120.0  # wall clock for one call of ffmpeg on a clip
AT_ONCE = 2  # clips cut at the same time; ffmpeg itself uses one thread, so that its output is the same everywhere
MOST_GAIN_DB = 12.0  # more lifts the room with the voice
MOST_LIMITED_DB = 6.0  # by which peaks are held down; more is heard
TRIES = 6
CODEC_DB = 0.4  # by which a codec usually raises the peak
SHORTEST_S = 0.4  # EBU R 128 measures blocks of this length
LAG_S = 0.5  # how far off a cut is looked for
MOST_LAG_S = 0.03  # and how far off it may be: less than the shortest pad
_LOUDNESS = re.compile(r"\bI:\s+(-?[\d.]+|-inf|nan) LUFS")
_PEAK = re.compile(r"\bPeak:\s+(-?[\d.]+|-inf|nan) dBFS")


class ClipsConfig(Record):
    """Audio clips."""

    cut: bool = Field(default=True, description="Cut an audio file for each clip; off keeps only the times")
    format: Literal["m4a", "opus"] = Field(
        default="m4a",
        description=(
            "File format; m4a (AAC) plays everywhere, opus is half the size but not supported by every messenger"
        ),
    )
    kbps: int = Field(
        default=96, ge=24, le=320, description="Bit rate in kbit/s; speech sounds clean from 64 (AAC) or 32 (Opus)"
    )
    target_lufs: float = Field(
        default=-16.0,
        ge=-31,
        le=-9,
        description="Integrated loudness in LUFS; podcast platforms recommend -16 (AES TD1008)",
    )
    most_peak_dbtp: float = Field(
        default=-1.0, ge=-9, le=0, description="Highest true peak in dBTP; players distort above it (EBU R 128: -1)"
    )
    fade_in_ms: int = Field(default=20, ge=0, le=500, description="Fade-in in ms; shorter than the padding of 80")
    fade_out_ms: int = Field(default=60, ge=0, le=500, description="Fade-out in ms; shorter than the padding of 80")
    video: bool = Field(
        default=False, description="Also make an audiogram of each clip (MP4 with waveform and captions)"
    )


@dataclass(frozen=True)
class _Measured:
    """What ffmpeg says of a sound, and the sound itself as the recogniser would hear it."""

    lufs: float | None
    peak: float | None
    samples: Samples


@dataclass(frozen=True)
class _Way:
    """One way to take a stretch out of a file."""

    seek: bool  # by the container's index; else by decoding from the start, which is slow and always right
    mix: str = "aformat=channel_layouts=mono|stereo"


WAYS = (_Way(seek=True), _Way(seek=False), _Way(seek=True, mix="pan=mono|c0=c0"))  # the last: channels that cancel


class ClipCutter:
    """Cuts with the ffmpeg that also decodes."""

    def __init__(self, config: ClipsConfig, ffmpeg: Ffmpeg) -> None:
        self.config, self.binary = config, ffmpeg.binary
        self.identity = Identity(name="clip-cutter", version=f"{VERSION}+ffmpeg {ffmpeg.identity.version}")

    def cut(self, path: Path, samples: Samples, stretches: Sequence[Stretch], track: int = 1) -> list[Cutting]:
        """Return one file per stretch, in order; `samples` are the whole sound track of `path`, decoded."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda stretch: self._cut(path, track, samples, stretch), stretches))

    def film(self, sound: bytes, captions: str, title: str) -> bytes:
        """Return a video (MP4) that shows a clip's waveform and its captions (WebVTT)."""
        with TemporaryDirectory(prefix="highlights-") as folder:
            place = Path(folder)
            (place / "sound").write_bytes(sound)
            (place / audiogram.CAPTIONS).write_text(audiogram.styled(captions, title), encoding="utf-8")
            self._run(["-i", "file:sound", *audiogram.ARGUMENTS, "file:film.mp4"], place)
            return (place / "film.mp4").read_bytes()

    def _cut(self, path: Path, track: int, samples: Samples, stretch: Stretch) -> Cutting:
        start, first = _best(
            start_edge(samples, stretch.before, stretch.start),
            ((border.word, start_edge(samples, border.beside, border.at)) for border in stretch.other_starts),
        )
        end, last = _best(
            end_edge(samples, stretch.end, stretch.after),
            ((border.word, end_edge(samples, border.at, border.beside)) for border in stretch.other_ends),
        )
        begin_s, length_s = round(start.at, 3), round(end.at - start.at, 3)
        expected = samples[round(begin_s * RATE_HZ) : round((begin_s + length_s) * RATE_HZ)]
        with TemporaryDirectory(prefix="highlights-") as folder:
            place = Path(folder)
            wave = place / "wave.wav"
            for way in WAYS:
                self._extract(path, track, (begin_s, length_s), wave, way)
                measured = self._measure(wave)
                if on_time := _lag_s(expected, measured.samples) <= MOST_LAG_S:
                    break
            data, encoded = self._encode(wave, length_s, measured, stretch)
        flags: list[Flag] = [] if start.clean and end.clean else ["no-pause-to-cut-in"]
        flags += [flag for flag, edge in zip(IN_SPEECH, (start, end), strict=True) if edge.in_speech]
        if not on_time:
            flags.append("sound-not-where-timed")
        return Cutting(
            start=begin_s,
            end=round(begin_s + length_s, 3),
            data=data,
            extension=self.config.format,
            loudness_lufs=encoded.lufs,
            peak_dbtp=encoded.peak,
            flags=tuple(flags),
            first=first,
            last=last,
        )

    def _extract(self, path: Path, track: int, stretch: tuple[float, float], wave: Path, way: _Way) -> None:
        """Write a stretch (start and length, seconds) as it is, at most two channels."""
        begin_s, length_s = stretch
        at = ["-ss", f"{begin_s:.3f}"] if way.seek else []
        trim = f"atrim=start={0 if way.seek else begin_s:.3f}:duration={length_s:.3f},asetpts=PTS-STARTPTS"
        self._run(
            [
                *at, "-i", f"file:{path.absolute()}", "-map", f"0:a:{track - 1}", "-vn", "-sn", "-dn",
                "-af", f"{trim},{way.mix}", "-c:a", "pcm_f32le", f"file:{wave}",
            ],
            wave.parent,
        )  # fmt: skip

    def _measure(self, sound: Path) -> _Measured:
        """Return a file's integrated loudness (LUFS), true peak (dBTP) and samples, mono at 16 kHz."""
        heard = sound.with_suffix(".s16")
        report = self._run(
            [
                "-i", f"file:{sound}", "-map", "0:a:0", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-",
                "-map", "0:a:0", "-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", f"file:{heard}",
            ],
            sound.parent,
        )  # fmt: skip
        samples = np.fromfile(heard, "<i2")
        return _Measured(_number(_LOUDNESS, report), _number(_PEAK, report), samples)

    def _encode(self, wave: Path, length_s: float, raw: _Measured, stretch: Stretch) -> tuple[bytes, _Measured]:
        """Return the finished file and what is measured on it; made again lower where the codec raised the peak."""
        config, gain, limit = self.config, self._gain(raw), self.config.most_peak_dbtp - CODEC_DB
        out = wave.with_name(f"clip.{config.format}")
        codec = "aac" if config.format == "m4a" else "libopus"
        fade_in, fade_out = config.fade_in_ms / 1000, config.fade_out_ms / 1000
        for attempt in range(TRIES):
            self._run(
                [
                    "-i", f"file:{wave}", "-map_metadata", "-1", "-metadata", f"title={stretch.title}",
                    *(("-metadata", f"artist={stretch.artist}") if stretch.artist else ()),
                    "-af", f"volume={gain:.2f}dB,alimiter=limit={limit:.2f}dB:attack=5:release=80:level=0:latency=1,"
                    f"afade=in:d={fade_in},"
                    f"afade=out:st={max(0.0, length_s - fade_out):.3f}:d={fade_out}",
                    "-ar", "48000", "-c:a", codec, "-b:a", f"{config.kbps}k", "-threads", "1", "-flags:a", "+bitexact",
                    "-fflags", "+bitexact", "-movflags", "+faststart", f"file:{out}",
                ],
                wave.parent,
            )  # fmt: skip
            encoded = self._measure(out)
            if encoded.peak is None or encoded.peak <= config.most_peak_dbtp:
                break
            over = encoded.peak - config.most_peak_dbtp + 0.1
            limit -= over
            gain -= over if attempt > 1 else 0.0  # a codec that overshoots again and again gets a quieter sound
        return out.read_bytes(), encoded

    def _gain(self, raw: _Measured) -> float:
        """Return the decibels that bring a clip to the target, less where its peaks would be held down too far."""
        if raw.lufs is None or raw.peak is None:
            return 0.0
        return min(
            self.config.target_lufs - raw.lufs, self.config.most_peak_dbtp - raw.peak + MOST_LIMITED_DB, MOST_GAIN_DB
        )

    def _run(self, arguments: Sequence[str], place: Path) -> str:
        """Run ffmpeg and return what it says; `TranscriptionFailed` where it fails or does not end."""
        command = [self.binary, *HARDENED, "-y", *arguments]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, timeout=LIMIT_S, check=False)
        except OSError as error:
            raise MachineLacks(f"cannot start {self.binary}: {error.strerror}; run `highlights doctor`") from error
        except subprocess.TimeoutExpired as error:
            raise TranscriptionFailed(
                f"expected ffmpeg to cut a clip in {LIMIT_S:.0f} s, it did not; --set clips.cut=false skips the clips"
            ) from error
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode:
            last = next((line for line in reversed(said.splitlines()) if line.strip()), "nothing")
            raise TranscriptionFailed(
                f"expected ffmpeg to cut a clip, it failed with {done.returncode}: {last[:200]}; --set clips.cut=false "
                "skips the clips"
            )
        return said


def _best(asked: CutEdge, others: Iterable[tuple[int, CutEdge]]) -> tuple[CutEdge, int | None]:
    """Return the edge asked for; where there is no pause, the first other one that has one, and its word.

    With no pause anywhere: the first that at least does not lie in speech.
    """
    if asked.clean and not asked.in_speech:
        return asked, None
    tried = [(asked, None), *((edge, word) for word, edge in others)]
    outside = [(edge, word) for edge, word in tried if not edge.in_speech]
    paused = [(edge, word) for edge, word in outside if edge.clean]
    return (paused or outside or tried)[0]


def _number(pattern: re.Pattern[str], report: str) -> float | None:
    """Return the last such figure of ffmpeg's report; None where it is infinite or missing (silence)."""
    found = pattern.findall(report)
    return float(found[-1]) if found and found[-1] not in ("-inf", "nan") and float(found[-1]) > -70 else None


def _lag_s(expected: Samples, heard: Samples) -> float:
    """Return by how many seconds two recordings of the same sound are shifted; LAG_S where they are not the same."""
    n = min(len(expected), len(heard))
    if n < SHORTEST_S * RATE_HZ:
        return 0.0
    a, b = np.asarray(expected[:n], np.float64), np.asarray(heard[:n], np.float64)
    a, b = a - a.mean(), b - b.mean()
    if not a.any() or not b.any():
        return 0.0 if not a.any() else LAG_S
    size = 1 << (2 * n - 1).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(a, size).conj() * np.fft.rfft(b, size), size)
    reach = round(LAG_S * RATE_HZ)
    near = np.concatenate((likeness[-reach:], likeness[: reach + 1]))
    best = int(near.argmax())
    alike = near[best] / (np.linalg.norm(a) * np.linalg.norm(b))
    return abs(best - reach) / RATE_HZ if alike > 0.5 else LAG_S
