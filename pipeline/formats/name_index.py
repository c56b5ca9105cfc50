"""Where people and terms are spoken of: an index over the transcript, made from names and key phrases."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.records import Highlights, Transcript

LEAST_MENTIONS = 2  # a term said once is no term of the episode
MOST_ENTRIES = 40
_EDGES = re.compile(r"^\W+|\W+$")
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True)
class IndexEntry:
    """A person or a term, and the start of every mention in seconds."""

    name: str
    times: tuple[float, ...]


def name_index(record: Highlights, transcript: Transcript) -> list[IndexEntry]:
    """Return people named in the episode and terms said at least twice, people first, then by the alphabet.

    Of a phrase and a longer one that contains it everywhere it is said, only the longer one is listed, and no part of
    the name of somebody who takes part.
    """
    tokens = [(_plain(part), word.start) for word in transcript.words for part in word.text.split()]
    words = [token for token, _ in tokens]
    places: dict[str, list[int]] = {}
    for i, word in enumerate(words):
        places.setdefault(word, []).append(i)

    def found(name: str) -> tuple[float, ...]:
        return tuple(tokens[i][1] for i in _said_at(name, words, places))

    people = [IndexEntry(p.name, times) for p in record.episode.people if (times := found(p.name))]
    names = [f" {person.name.lower()} " for person in record.episode.people]
    others = (term for term in _terms(record) if not any(f" {term.lower()} " in name for name in names))
    terms = [IndexEntry(term, times) for term in others if (times := found(term))]
    often = sorted((t for t in terms if len(t.times) >= LEAST_MENTIONS), key=lambda t: -len(t.times))
    kept = _without_parts(often)[: MOST_ENTRIES - len(people)]
    return people + sorted(kept, key=lambda entry: entry.name.lower())


def _plain(text: str) -> str:
    """Return a word as it is compared: lower case, without punctuation around it and without a possessive."""
    return _POSSESSIVE.sub("", _EDGES.sub("", text.lower()))


def _said_at(name: str, words: list[str], places: dict[str, list[int]]) -> list[int]:
    wanted = [_plain(part) for part in name.split()]
    return [i for i in places.get(wanted[0], ()) if words[i : i + len(wanted)] == wanted] if wanted else []


def _terms(record: Highlights) -> list[str]:
    """Return the topics and key phrases of the record, each once whatever its capitals, in the order found."""
    named: Iterable[str] = (topic.name for topic in record.topics if topic.found)
    seen: dict[str, str] = {}
    for term in (*named, *(phrase for section in record.sections for phrase in section.keyphrases)):
        seen.setdefault(term.lower(), term)
    return list(seen.values())


def _without_parts(entries: list[IndexEntry]) -> list[IndexEntry]:
    longer = [(f" {e.name.lower()} ", len(e.times)) for e in entries]
    return [
        e
        for e in entries
        if not any(
            f" {e.name.lower()} " in name and name != f" {e.name.lower()} " and n >= len(e.times) for name, n in longer
        )
    ]
