"""Judges a transcript that a publisher offers: good enough to use instead of listening, or why not."""

from collections.abc import Iterable

from pipeline.errors import BadTranscript
from pipeline.feeds.items import Published
from pipeline.records import Identity, RawTranscript
from pipeline.records.flags import Flag
from pipeline.transcripts import reading

IDENTITY = Identity(name="published_transcript", version="1")
# From the best for quotes to the worst: names and times of words, then times of lines, then times of paragraphs.
_ORDER = (
    "text/vtt",
    "application/json",
    "application/srt",
    "application/x-subrip",
    "text/srt",
    "text/html",
    "text/plain",
)
_ENDINGS = {
    "text/vtt": ".vtt", "application/json": ".json", "application/srt": ".srt", "application/x-subrip": ".srt",
    "text/srt": ".srt", "text/html": ".html", "text/plain": ".txt", "application/x-srt": ".srt",
}  # fmt: skip
POOR: frozenset[Flag] = frozenset({"words-too-fast", "words-too-slow", "language-doubtful", "loops", "odd-bytes"})
LEAST_REACH = 0.85  # of the published length that the words must reach; the rest may be music
MOST_BEYOND_S = 120.0  # words may end so much later than the published length; more is another edition
LEAST_PER_MINUTE = 60.0  # words; slow talk has 110
LONGEST_SENTENCE = 60.0  # words per full stop on average; machine captions without any have hundreds


def in_order(offered: Iterable[Published], language: str | None) -> list[Published]:
    """Return what is offered from the most useful on; those of another language than the show's are left out."""
    spoken = (language or "").partition("-")[0]
    same = [one for one in offered if not (spoken and one.language) or one.language.lower().startswith(spoken)]
    return sorted(same, key=lambda one: _ORDER.index(one.kind) if one.kind in _ORDER else len(_ORDER))


def ending(one: Published, kind: str) -> str:
    """Return the ending under which a transcript is stored; its content decides later what it is."""
    said = kind.partition(";")[0].strip().lower()
    path = one.url.partition("?")[0].lower()
    named = next((e for e in (".vtt", ".srt", ".json", ".html", ".txt") if path.endswith(e)), None)
    return _ENDINGS.get(one.kind) or named or _ENDINGS.get(said) or ".txt"


def why_poor(data: bytes, name: str, *, language: str | None, duration: float | None) -> str | None:
    """Return why a transcript is not good enough, None where it is; `duration` is the episode's, in seconds.

    >>> why_poor(b"<html>moved</html>", "t.vtt", language="en", duration=None) is None
    False
    """
    try:
        heard = reading.read(data, name, language=language, engine=IDENTITY)
    except BadTranscript as error:
        return " ".join(str(error).split())
    return _poor(heard, duration)


def _poor(heard: RawTranscript, duration: float | None) -> str | None:
    report, words = heard.imported, heard.words
    if report and (found := sorted(POOR.intersection(report.flags))):
        return f"its import is flagged {', '.join(found)}"
    last = words[-1].end
    if duration and last < LEAST_REACH * duration:
        return f"its words end at {last:.0f} s of {duration:.0f} s"
    if duration and last > duration + MOST_BEYOND_S:
        return f"its words end at {last:.0f} s, after the published {duration:.0f} s"
    pace = 60 * len(words) / max(duration or last, 1.0)
    if pace < LEAST_PER_MINUTE:
        return f"it has {pace:.0f} words a minute"
    ends = sum(word.text.rstrip("\"'”’)").endswith((".", "?", "!", "…", "。", "？", "！")) for word in words)
    if len(words) > LONGEST_SENTENCE * max(ends, 1):
        return f"it has {ends} ends of sentences in {len(words)} words"
    return None
