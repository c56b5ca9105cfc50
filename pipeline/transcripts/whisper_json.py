"""The JSON of openai-whisper, faster-whisper, whisperX, whisper-timestamped, stable-ts, and of transformers' chunks."""

from typing import Any

from pipeline.transcripts.clocks import moment
from pipeline.transcripts.document import Document, Parsed
from pipeline.transcripts.fields import (
    as_dicts,
    cue_of_text,
    cue_of_words,
    figures_of,
    skipped,
    speaker_in,
    text_in,
    time_of,
    word_of,
)  # fmt: skip

NAME = "Whisper JSON"


def _segments(data: Any) -> Any:
    if isinstance(data, dict):
        return next((data[key] for key in ("segments", "chunks") if isinstance(data.get(key), list)), None)
    return data


def sniff(doc: Document) -> bool:
    """Say whether there are segments with a text, and a start or a timestamp."""
    pieces = _segments(doc.json)
    return isinstance(pieces, list) and any(
        isinstance(one, dict)
        and ("start" in one or "timestamp" in one or "words" in one)
        and ("text" in one or "words" in one)
        for one in pieces
    )


def read(doc: Document) -> Parsed:
    """Return its cues, numbered as the segments are, with the decoder's figures."""
    parsed = Parsed([], unit_known=False)
    parsed.language = text_in(doc.json, "language") if isinstance(doc.json, dict) else None
    for n, piece in enumerate(_segments(doc.json), start=1):
        if not isinstance(piece, dict):
            skipped(parsed, n, piece, "no segment")
            continue
        start, end = time_of(piece, "start", "startTime"), time_of(piece, "end", "endTime")
        if isinstance(pair := piece.get("timestamp"), list) and len(pair) == 2:
            start, end = moment(pair[0]), moment(pair[1])
        words = [word_of(token) for token in as_dicts(piece.get("words"))]
        text, voice, figures = text_in(piece, "text", "body"), speaker_in(piece), figures_of(piece)
        if any(word.text.strip() for word in words):
            parsed.cues.append(cue_of_words(n, words, text, voice=voice, times=(start, end), figures=figures))
        elif text is not None:
            parsed.cues.append(cue_of_text(n, text, start, end, voice=voice, figures=figures))
        else:
            skipped(parsed, n, piece, "a segment without text")
    return parsed
