"""SubRip (SRT), and every other file that has lines of time with an arrow."""

from pipeline.transcripts.captions import read_captions
from pipeline.transcripts.clocks import timing
from pipeline.transcripts.document import Document, Parsed

NAME = "SubRip"


def sniff(doc: Document) -> bool:
    """Say whether there is a line of time with an arrow."""
    return not doc.is_json and any(timing(line) for line in doc.lines)


def read(doc: Document) -> Parsed:
    """Return its cues."""
    return read_captions(doc, webvtt=False)
