"""AssemblyAI's JSON: utterances of speakers, or words, with times in milliseconds."""

from pipeline.transcripts.document import Document, Parsed
from pipeline.transcripts.fields import (
    as_dicts,
    cue_of_text,
    cue_of_words,
    divided,
    punctuated,
    skipped,
    speaker_in,
    text_in,
    time_of,
    word_of,
)  # fmt: skip

NAME = "AssemblyAI JSON"
MS = 0.001


def sniff(doc: Document) -> bool:
    """Say whether there are utterances or words with a text and a start."""
    return isinstance(doc.json, dict) and any(
        "text" in one and "start" in one for key in ("utterances", "words") for one in as_dicts(doc.json.get(key))
    )


def read(doc: Document) -> Parsed:
    """Return a cue per utterance; where there are none, cues of the words."""
    parsed = Parsed([], language=text_in(doc.json, "language_code", "language"))
    utterances = doc.json.get("utterances")
    if not as_dicts(utterances):
        words = punctuated([word_of(t, unit=MS) for t in as_dicts(doc.json.get("words"))], text_in(doc.json, "text"))
        parsed.cues = [cue_of_words(n, group) for n, group in enumerate(divided(words), start=1)]
        return parsed
    for n, piece in enumerate(utterances, start=1):
        text = text_in(piece, "text") if isinstance(piece, dict) else None
        if text is None:
            skipped(parsed, n, piece, "an utterance without text")
            continue
        times = time_of(piece, "start", unit=MS), time_of(piece, "end", unit=MS)
        words = [word_of(token, unit=MS)._replace(speaker=None) for token in as_dicts(piece.get("words"))]
        voice = speaker_in(piece)
        voice = f"Speaker {voice}" if voice and len(voice) == 1 else voice
        if words:
            parsed.cues.append(cue_of_words(n, words, text, voice=voice, times=times))
        else:
            parsed.cues.append(cue_of_text(n, text, *times, voice=voice))
    return parsed
