"""Reads the picture of an episode with ffmpeg: a picture file, or the cover that an audio file carries.

What comes out is a plain JPEG of a page's size, whatever went in; a file that hides gigabytes of pixels is refused.
"""

import re
import subprocess
from pathlib import Path

from pipeline.engines.ffmpeg import HARDENED, Ffmpeg
from pipeline.errors import MachineLacks
from pipeline.records import Identity

SIDE = 640  # pixels: 200 on the screen, times three for sharp ones
MOST_PIXELS = 40_000_000  # of what is read: a cover has 9 million at most (Apple asks for 3000 x 3000)
MOST_BYTES = 20_000_000  # of a picture file
LIMIT_S = 20.0
KINDS = {  # of picture files, by their first bytes, as ffmpeg calls them; no sequence and no playlist is among them
    b"\xff\xd8\xff": "jpeg_pipe", b"\x89PNG\r\n": "png_pipe", b"GIF8": "gif", b"RIFF....WEBP": "webp_pipe",
}  # fmt: skip
_ATTACHED = re.compile(rb"Stream #0:(\d+)[^\n]*: Video: [^\n]*\(attached pic\)")
_MADE = [
    "-an", "-sn", "-dn", "-map_metadata", "-1", "-frames:v", "1", "-fflags", "+bitexact",
    "-vf", f"scale='min({SIDE},iw)':'min({SIDE},ih)':force_original_aspect_ratio=decrease:flags=area,format=yuvj420p",
    "-c:v", "mjpeg", "-q:v", "4", "-flags:v", "+bitexact", "-f", "mjpeg", "-",
]  # fmt: skip


class CoverArt:
    """Makes covers."""

    def __init__(self, ffmpeg: Ffmpeg) -> None:
        self._binary = ffmpeg.binary
        self.identity = Identity(name="cover-art", version="1")

    def picture(self, path: Path) -> bytes | None:
        """Return a JPEG of at most 640 pixels a side, or `None` where there is no picture that can be read."""
        if kind := _kind_of(path):
            given = ["-protocol_whitelist", "pipe", "-f", kind, "-i", "pipe:0", "-map", "0:v:0"]
            return self._made(given, path.read_bytes()) if path.stat().st_size <= MOST_BYTES else None
        sound = [*HARDENED, "-i", f"file:{path.absolute()}"]
        found = _ATTACHED.search(self._run(sound).stderr)
        return self._made([*sound, "-map", f"0:{found[1].decode()}"]) if found else None

    def _made(self, given: list[str], data: bytes | None = None) -> bytes | None:
        done = self._run(["-v", "error", "-max_pixels", str(MOST_PIXELS), *given, *_MADE], data)
        return done.stdout if done.returncode == 0 and done.stdout else None

    def _run(self, arguments: list[str], data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """Run ffmpeg; one that does not end in time counts as one that failed."""
        command = [self._binary, *arguments]
        try:
            return subprocess.run(command, input=data or b"", capture_output=True, timeout=LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 1, b"", b"")
        except OSError as error:
            raise MachineLacks(f"cannot start {self._binary}: {error.strerror}; run `highlights doctor`") from error


def _kind_of(path: Path) -> str | None:
    """Return what kind of picture a file is, `None` where it is none."""
    with path.open("rb") as file:
        head = file.read(12)
    return next((kind for start, kind in KINDS.items() if re.match(start, head, re.DOTALL)), None)
