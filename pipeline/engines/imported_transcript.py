"""Reads a transcript that somebody else made; `pipeline.transcripts` says what its bytes mean."""

from pathlib import Path

from pipeline.records import RawTranscript
from pipeline.transcripts import opening


class ImportedTranscript:
    """Reads every format of `pipeline.transcripts.registry`."""

    identity = opening.IDENTITY

    def read(self, path: Path, *, language: str | None) -> RawTranscript:
        """Return the words of a transcript file; `BadTranscript` names the line that cannot be read."""
        return opening.read_file(path, language=language)
