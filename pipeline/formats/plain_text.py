"""The transcript as a text file that positions count in: its words, a single blank or line break between two."""

from itertools import accumulate

from pipeline.records import Highlights, Transcript


def plain_text(record: Highlights, transcript: Transcript) -> str:
    """Return the words with a new line for each turn and each section, and none at the end."""
    return "".join(_parts(record, transcript))


def offsets(transcript: Transcript) -> list[int]:
    """Return where each word starts in that text, in characters; the last entry lies one behind its end."""
    return list(accumulate((len(word.text) + 1 for word in transcript.words), initial=0))


def _parts(record: Highlights, transcript: Transcript) -> list[str]:
    """Return words and what stands between them, in turn."""
    breaks = {turn.words[0] for turn in transcript.turns} | {section.words[0] for section in record.sections}
    parts: list[str] = []
    for word in transcript.words:
        if parts:
            parts.append("\n" if word.i in breaks else " ")
        parts.append(word.text)
    return parts
