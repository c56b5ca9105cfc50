"""The search index of the site: files that a browser loads as it needs them, from a server or from a disk.

Two levels: `t/<xx>.js` says for every word that begins with these two characters in which episodes it is said and how
often; `e/<id>.js` holds one episode's words with their times, in which the browser finds the moment. Each file is one
call of `Search.take`, because a page on a disk may load scripts and nothing else. What is long is a string that is read
where it is wanted: a browser parses a string far faster than the same as an object.
"""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.formats.transcript_view import spaceless
from pipeline.language.words import search_words
from pipeline.records import Highlights, Profile, Word

OTHER = "__"  # the file of words that do not begin with two of a–z and 0–9
_SHARD = re.compile(r"[a-z0-9]{2}")


def counted(words: Iterable[Word]) -> dict[str, int]:
    """Return how often each folded word is said, in alphabetical order."""
    counts: dict[str, int] = {}
    for word in words:
        for token in search_words(word.text):
            counts[token] = counts.get(token, 0) + 1
    return dict(sorted(counts.items()))


def episode_file(record: Highlights, words: Iterable[tuple[str, float]], turns: Sequence[tuple[int, str]]) -> str:
    """Return one episode's words: text that splits at spaces, starts as differences in 1/100 s, speakers, quotes.

    `words` are (text, start in seconds); `turns` are (number of the first word, speaker or nothing).
    """
    texts, starts = zip(*words, strict=True) if words else ((), ())
    hundredths = [round(start * 100) for start in starts]
    return _call(
        f"e/{record.episode.id}",
        {
            "text": " ".join(map(spaceless, texts)),
            "deltas": [b - a for a, b in pairwise([0, *hundredths])],
            "turns": [turn for k, turn in enumerate(turns) if not k or turn[1] != turns[k - 1][1]],
            "sections": [(s.words[0], s.title) for s in record.sections],
            "quotes": sorted(span for quote in record.quotes for span in quote.words),
        },
    )


def shards(profiles: Sequence[Profile]) -> dict[str, str]:
    """Return the word files by name; episodes are numbered in the order given.

    A line is a word and its episodes, each with how often it is said there where that is more than once: `"tea 0:9 4"`.
    Lines are in the order of their words, and each begins with a line feed.
    """
    lines: dict[str, list[str]] = {}
    for n, profile in enumerate(profiles):
        for term, count in profile.terms.items():
            lines.setdefault(term, [term]).append(f"{n}:{count}" if count > 1 else f"{n}")
    files: dict[str, list[str]] = {}
    for term in sorted(lines):
        files.setdefault(shard_of(term), []).append(" ".join(lines[term]))
    return {f"t/{name}.js": _call(f"t/{name}", "\n" + "\n".join(some)) for name, some in sorted(files.items())}


def shard_of(term: str) -> str:
    """Return the name of the file that holds a folded word."""
    return term[:2] if _SHARD.match(term) else OTHER


def listing(records: Iterable[Highlights], profiles: Sequence[Profile]) -> dict[str, object]:
    """Return what the site's script must know at once: the episodes by number and which word files there are."""
    names = {record.episode.id: record.episode for record in records}
    return {
        "episodes": [[p.episode_id, names[p.episode_id].title, sum(p.terms.values())] for p in profiles],
        "shards": sorted({shard_of(term) for term in set().union(*(p.terms for p in profiles))}),
    }


def _call(key: str, value: object) -> str:
    return f"Search.take({json.dumps(key)}, {json.dumps(value, ensure_ascii=False, separators=(',', ':'))});\n"
