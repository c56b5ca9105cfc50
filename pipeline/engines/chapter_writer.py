"""Writes chapters into a copy of an audio file without touching a sample: ID3v2 CHAP, MP4, Matroska, Vorbis."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.engines.ffmpeg import BLOCK, HARDENED, Ffmpeg
from pipeline.errors import BadInput, MachineLacks
from pipeline.records import Chapter

LIMIT_S = 600.0  # a copy of ten hours takes seconds
PICTURES = {".mp3", ".m4a", ".m4b", ".mp4", ".mka"}  # containers that keep a cover as a stream
SUFFIXES = PICTURES | {".ogg", ".opus"}
HEADER = 10  # bytes of an ID3v2 header, and of a frame's
MOST_LISTED = 255  # chapters that one table of contents can list


def write_chapters(source: Path, copy: Path, chapters: Sequence[Chapter], *, duration: float) -> None:
    """Copy an audio file with these chapters in place of its own; the sound and all other tags stay as they are.

    `duration` is the sound's, in seconds: the last chapter ends there. `BadInput` for a kind of file that holds no
    chapters, a name that is taken or a file that ffmpeg cannot read; `MachineLacks` where the copy cannot be written.
    """
    if source.suffix.lower() not in SUFFIXES:
        raise BadInput(f"expected one of {', '.join(sorted(SUFFIXES))}, found {source.name}: it cannot hold chapters")
    if copy.suffix.lower() != source.suffix.lower():
        raise BadInput(f"expected a copy that ends in {source.suffix} like {source.name}, found {copy.name}")
    if copy.exists():
        raise BadInput(f"expected a name that is free, found a file at {copy}")
    pictures = ["-map", "0:v?"] if source.suffix.lower() in PICTURES else []
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix=".tmp-") as folder:
        meta, made = Path(folder) / "chapters.txt", Path(folder) / f"copy{source.suffix}"
        meta.write_text(_ffmetadata(chapters, duration), encoding="utf-8")
        command = [
            Ffmpeg().binary, *HARDENED, "-v", "error", "-i", f"file:{source.absolute()}",
            "-f", "ffmetadata", "-i", f"file:{meta}", "-map", "0:a", *pictures, "-map_metadata", "0",
            "-map_chapters", "1", "-c", "copy", "-id3v2_version", "3", f"file:{made}",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=False)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise BadInput(
                f"expected audio that can be copied, ffmpeg says of {source.name}: {(said or ['nothing'])[-1]}"
            )
        if source.suffix.lower() == ".mp3":
            _list_chapters(made, min(len(chapters), MOST_LISTED))
        try:
            made.replace(copy)
        except OSError as error:
            raise MachineLacks(f"cannot write {copy}: {error.strerror}") from error


def _ffmetadata(chapters: Sequence[Chapter], duration: float) -> str:
    ends = [*(chapter.start for chapter in chapters[1:]), duration]
    parts = [";FFMETADATA1\n"]
    for chapter, end in zip(chapters, ends, strict=True):
        title = "".join(f"\\{c}" if c in "=;#\\" else c for c in " ".join(chapter.title.split()))
        parts.append(
            f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={round(chapter.start * 1000)}\nEND={round(end * 1000)}\ntitle={title}\n"
        )
    return "".join(parts)


def _list_chapters(path: Path, count: int) -> None:
    """Add the table of contents that ffmpeg leaves out: players that follow the specification ask for it.

    ID3v2 Chapter Frame Addendum (2005), 3.2; ffmpeg calls the chapters ch0, ch1, … in an ID3v2.3 tag.
    """
    children = b"".join(b"ch%d\0" % k for k in range(count))
    body = b"toc\0" + bytes([0b11, count]) + children  # top level, ordered
    frame = b"CTOC" + len(body).to_bytes(4, "big") + b"\0\0" + body
    bare = path.with_suffix(".bare")
    path.replace(bare)
    with bare.open("rb") as old, path.open("wb") as new:
        head = old.read(HEADER)
        if head[:4] != b"ID3\x03" or head[5]:
            raise BadInput(f"expected a plain ID3v2.3 tag in the copy, found {head[:6]!r}")
        size = sum((byte & 0x7F) << (7 * k) for k, byte in enumerate(reversed(head[6:10]))) + len(frame)
        new.write(head[:6] + bytes((size >> (7 * k)) & 0x7F for k in (3, 2, 1, 0)) + frame)
        shutil.copyfileobj(old, new, BLOCK)
    bare.unlink()
