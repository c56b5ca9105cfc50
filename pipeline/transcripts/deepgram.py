"""Deepgram's JSON: utterances, or the words of each channel."""

from typing import Any

from pipeline.transcripts.document import Document, Parsed
from pipeline.transcripts.fields import (
    SpokenField,
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

NAME = "Deepgram JSON"


def _results(doc: Document) -> dict[str, Any]:
    found = doc.json.get("results") if isinstance(doc.json, dict) else None
    return found if isinstance(found, dict) else {}


def sniff(doc: Document) -> bool:
    """Say whether there are results with channels or utterances."""
    return bool(as_dicts(_results(doc).get("channels")) or as_dicts(_results(doc).get("utterances")))


def read(doc: Document) -> Parsed:
    """Return a cue per utterance; where there are none, cues of each channel's words, in order of time."""
    results = _results(doc)
    channels = as_dicts(results.get("channels"))
    parsed = Parsed([], language=next((lang for c in channels if (lang := text_in(c, "detected_language"))), None))
    utterances = results.get("utterances")
    if isinstance(utterances, list) and as_dicts(utterances):
        for n, piece in enumerate(utterances, start=1):
            text = text_in(piece, "transcript", "text") if isinstance(piece, dict) else None
            if text is None:
                skipped(parsed, n, piece, "an utterance without text")
                continue
            times = time_of(piece, "start"), time_of(piece, "end")
            words = [word_of(token)._replace(speaker=None) for token in as_dicts(piece.get("words"))]
            voice = speaker_in(piece)
            if words:
                parsed.cues.append(cue_of_words(n, words, text, voice=voice, times=times))
            else:
                parsed.cues.append(cue_of_text(n, text, *times, voice=voice))
        return parsed
    groups: list[list[SpokenField]] = []
    for k, channel in enumerate(channels):
        best = next(iter(as_dicts(channel.get("alternatives"))), {})
        words = [word_of(token) for token in as_dicts(best.get("words"))]
        if len(channels) > 1:
            words = [word._replace(speaker=f"Speaker {k}") for word in words]
        groups += divided(punctuated(words, text_in(best, "transcript")))
    groups.sort(key=lambda group: group[0].start or 0.0)
    parsed.cues = [cue_of_words(n, group) for n, group in enumerate(groups, start=1)]
    return parsed
