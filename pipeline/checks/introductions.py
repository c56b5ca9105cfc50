"""Who a guest is, in the words with which the episode introduces them: "my guest is Ann Lee, a baker from Ghent."."""

import re
from collections.abc import Iterator, Sequence

from pipeline.checks.frames import quoted
from pipeline.language.words import plain
from pipeline.records import Span, Transcript, Word

EARLY = 60  # sentences of an episode in which it is introduced
MOST_WORDS = 18  # of a description; a longer one is cut at a comma
FEWEST_WORDS = 2
_ANNOUNCED = re.compile(r"a conversation with (?:[A-Z][\w.’'-]*,? ){1,4}", re.I)
_TELLS = re.compile(r"(?:an?|the|one of|co-?founder|founder|author|professor|director|chief|head|editor|host)\b", re.I)
_DEICTIC = re.compile(r"\b(?:i|my|me|we|us|you|your|today|here|this|these|that's)\b", re.I)


def introduction(transcript: Transcript, guest: str) -> tuple[str, Span] | None:
    """Return who a guest is and the words that say so: “a baker from Ghent”; None where the opening does not say it."""
    words = transcript.words
    for sentence in transcript.sentences[:EARLY]:
        i, j = sentence.words
        for k in range(i + 1, j - FEWEST_WORDS + 1):
            for end in _ends(words, k, j):
                if told := described(transcript, [(k, end)], guest):
                    return told, (k, end)
    return None


def described(transcript: Transcript, spans: Sequence[Span], guest: str) -> str | None:
    """Return the words of a description as they are quoted; None where they do not say who the guest is.

    They follow the name and a comma, or the name and "is", in one of the first sentences, and end where a part of the
    sentence does.
    """
    words = transcript.words
    if len(spans) != 1:
        return None
    i, j = spans[0]
    sentence = next((s for s in transcript.sentences[:EARLY] if s.words[0] < i < j <= s.words[1]), None)
    if sentence is None or not FEWEST_WORDS <= j - i <= MOST_WORDS:
        return None
    before = plain(words, (sentence.words[0], i))
    names = "|".join(re.escape(name) for name in {guest, guest.split(maxsplit=1)[0], guest.rsplit(maxsplit=1)[-1]})
    opens = re.search(rf"(?:{re.escape(guest)},|^(?:{names}) is)$", before)
    said = plain(words, (i, j))
    whole = j == sentence.words[1] or words[j - 1].text.endswith(",")
    text = said.rstrip(".,;:!")
    if not opens or not whole or not _TELLS.match(text) or _DEICTIC.search(text) or re.search(r"[?:]|[.!] ", text):
        return None
    return quoted(text)


def announcing(transcript: Transcript) -> tuple[str, Span] | None:
    """Return how an episode announces itself, “A conversation with Ann Lee, a baker”, and the words; else None."""
    words = transcript.words
    for sentence in transcript.sentences[:EARLY]:
        i, j = sentence.words
        for k in range(i, j):
            for end in _ends(words, k, j):
                if told := announcement(words, [(k, end)]):
                    return told, (k, end)
    return None


def announcement(words: Sequence[Word], spans: Sequence[Span]) -> str | None:
    """Return the words of an announcement as they are quoted; None where they are none."""
    if len(spans) != 1:
        return None
    i, j = spans[0]
    said = plain(words, (i, j)).rstrip(".,;:! ")
    found = _ANNOUNCED.match(said + " ")
    whole = words[j - 1].text.endswith((",", "."))
    if not found or not whole or j - i > 2 * MOST_WORDS or not re.search(r", \w+ \w", said) or _DEICTIC.search(said):
        return None
    return quoted(said[:1].upper() + said[1:])


def _ends(words: Sequence[Word], start: int, end: int) -> Iterator[int]:
    """Yield where a description may end, the furthest within its length first: at the sentence's end or at a comma."""
    for k in range(min(end, start + 2 * MOST_WORDS), start + 1, -1):
        if k == end or words[k - 1].text.endswith(","):
            yield k
