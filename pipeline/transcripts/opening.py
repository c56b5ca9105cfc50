"""Opens a transcript file: its bytes from the disk, then what they say."""

from pathlib import Path

from pipeline.errors import BadTranscript, machine_failure
from pipeline.records import Identity, RawTranscript
from pipeline.transcripts import reading

IDENTITY = Identity(name="imported_transcript", version="3")
MAX_BYTES = 50_000_000  # a 12-hour transcript with word times has about 10 MB


def read_file(path: Path, *, language: str | None) -> RawTranscript:
    """Return the words of a transcript file and its report; `BadTranscript` names the line that cannot be read."""
    return reading.read(_bytes_of(path), path.name, language=language, engine=IDENTITY)


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise BadTranscript(f"expected a transcript file, found none: {path}")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise BadTranscript(f"expected at most {MAX_BYTES / 1e6:.0f} MB, found {size / 1e6:.0f} MB: {path}")
        return path.read_bytes()
    except OSError as error:
        raise machine_failure(error, f"read {path}") from error
