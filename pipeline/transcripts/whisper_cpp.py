"""whisper.cpp's JSON (`-oj`, `-ojf`): `transcription` with offsets in milliseconds, and tokens in the full one."""

from typing import Any

from pipeline.transcripts.document import Document, Parsed
from pipeline.transcripts.fields import (
    SpokenField,
    as_dicts,
    cue_of_text,
    cue_of_words,
    skipped,
    speaker_in,
    text_in,
    time_of,
    word_of,
)  # fmt: skip

NAME = "whisper.cpp JSON"
MS = 0.001


def sniff(doc: Document) -> bool:
    """Say whether there is a transcription in whisper.cpp's shape."""
    return isinstance(doc.json, dict) and any(
        "offsets" in one or "timestamps" in one for one in as_dicts(doc.json.get("transcription"))
    )


def read(doc: Document) -> Parsed:
    """Return its cues, numbered as the segments are."""
    parsed = Parsed([])
    result = doc.json.get("result")
    parsed.language = text_in(result, "language") if isinstance(result, dict) else None
    for n, piece in enumerate(doc.json["transcription"], start=1):
        text = text_in(piece, "text") if isinstance(piece, dict) else None
        if text is None:
            skipped(parsed, n, piece, "a segment without text")
            continue
        start, end = _times(piece)
        words = [word for token in as_dicts(piece.get("tokens")) if (word := _word(token))]
        voice = speaker_in(piece) if piece.get("speaker") != "?" else None
        if words and "".join(w.text for w in words).strip() == text.strip():
            parsed.cues.append(cue_of_words(n, words, text, voice=voice, times=(start, end)))
        else:
            parsed.cues.append(cue_of_text(n, text, start, end, voice=voice))
    return parsed


def _times(piece: dict[str, Any]) -> tuple[float | None, float | None]:
    offsets, stamps = piece.get("offsets"), piece.get("timestamps")
    offsets, stamps = (one if isinstance(one, dict) else {} for one in (offsets, stamps))
    start, end = (time_of(offsets, key, unit=MS) for key in ("from", "to"))
    return (
        start if start is not None else time_of(stamps, "from"),
        end if end is not None else time_of(stamps, "to"),
    )


def _word(token: dict[str, Any]) -> SpokenField | None:
    text = text_in(token, "text") or ""
    if not text or text.startswith(("[_", "<|")):
        return None
    return word_of(token)._replace(text=text, start=_times(token)[0], end=_times(token)[1])
