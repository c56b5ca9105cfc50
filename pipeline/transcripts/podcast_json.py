"""Podcasting 2.0 JSON: segments with startTime, endTime (which may be missing), body and speaker."""

from pipeline.transcripts.document import Document, Parsed
from pipeline.transcripts.fields import cue_of_text, skipped, speaker_in, text_in, time_of

NAME = "Podcasting 2.0 JSON"


def sniff(doc: Document) -> bool:
    """Say whether there are segments with a startTime or a body."""
    pieces = doc.json.get("segments") if isinstance(doc.json, dict) else doc.json
    return isinstance(pieces, list) and any(
        isinstance(one, dict) and ("startTime" in one or "body" in one) for one in pieces
    )


def read(doc: Document) -> Parsed:
    """Return its cues, numbered as the segments are."""
    parsed = Parsed([], unit_known=False)
    about = doc.json if isinstance(doc.json, dict) else {"segments": doc.json}
    parsed.language = text_in(about, "language", "lang")
    for n, piece in enumerate(about["segments"], start=1):
        text = text_in(piece, "body", "text") if isinstance(piece, dict) else None
        if text is None:
            skipped(parsed, n, piece, "a segment without text")
            continue
        start, end = time_of(piece, "startTime", "start"), time_of(piece, "endTime", "end")
        parsed.cues.append(cue_of_text(n, text, start, end, voice=speaker_in(piece)))
    return parsed
