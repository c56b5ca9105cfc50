"""WebVTT, and what calls itself so; also captions without their header (Teams)."""

from pipeline.transcripts.captions import read_captions
from pipeline.transcripts.document import Document, Parsed

NAME = "WebVTT"


def sniff(doc: Document) -> bool:
    """Say whether the file names itself."""
    return next((line for line in doc.lines if line.strip()), "").lstrip("\ufeff").upper().startswith("WEBVTT")


def read(doc: Document) -> Parsed:
    """Return its cues; voice tags are read with the other markup."""
    return read_captions(doc, webvtt=True)
