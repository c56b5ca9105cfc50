"""The search index of the site: files that a browser loads as it needs them, from a server or from a disk.

Two levels: `t/<block>/<xx>.js` says for every word that begins alike in which episodes of a block it is said and how
often; `e/<id>.js` holds one episode's words with their times, in which the browser finds the moment. Blocks keep it
cheap to add an episode: only the files of its block are written anew. Each file is one
call of `Search.take`, because a page on a disk may load scripts and nothing else. What is long is a string that is read
where it is wanted: a browser parses a string far faster than the same as an object.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from zlib import crc32

from pipeline.formats.transcript_view import spaceless
from pipeline.language.words import search_words
from pipeline.records import Highlights, Profile, Word

OTHER = "__"  # the file of words that do not begin with two of a–z and 0–9
HALF = "j"  # the first of the second letters that are in the other file
IN_A_BLOCK = 128  # episodes at most, on average
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


def blocks_for(episodes: int, most: int | None = None) -> int:
    """Return among how many blocks so many episodes are divided: a power of two, so that it seldom changes.

    `most` are the episodes of a block, on average.
    """
    blocks = 1
    while episodes > blocks * (most or IN_A_BLOCK):
        blocks *= 2
    return blocks


def block_of(episode_id: str, blocks: int) -> int:
    """Return the block of an episode: from its id alone, so that no other episode moves."""
    return crc32(episode_id.encode()) % blocks


def shards(block: int, said: Sequence[Mapping[str, int]]) -> dict[str, str]:
    """Return the word files of a block by name; episodes are numbered in the order given.

    `said` has how often each word is said in each episode. A line is a word and its episodes, each with how often it is
    said there where that is more than once: `"tea 0:9 4"`. Lines are in the order of their words, and each begins with
    a line feed.
    """
    lines: dict[str, list[str]] = defaultdict(list)
    for number, terms in enumerate(said):
        once = str(number)
        for term, count in terms.items():
            lines[term].append(f"{once}:{count}" if count > 1 else once)
    files: dict[str, list[str]] = {}
    for term in sorted(lines):
        files.setdefault(shard_of(term), []).append(f"{term} {' '.join(lines[term])}")
    keys = {f"t/{block}/{name}": some for name, some in sorted(files.items())}
    return {f"{key}.js": _call(key, "\n" + "\n".join(some)) for key, some in keys.items()}


def shard_of(term: str) -> str:
    """Return the name of the file that holds a folded word."""
    return term[0] + ("a" if term[1] < HALF else HALF) if _SHARD.match(term) else OTHER


def listing(episodes: Iterable[tuple[str, str, int]], shards: Mapping[int, Sequence[str]]) -> dict[str, object]:
    """Return what the site's script must know at once: the episodes of each block, and its word files.

    `episodes` are ids in their order, with title and number of words; `shards` are the names of the files by block.
    """
    some = list(episodes)
    blocks: list[list[tuple[str, str, int]]] = [[] for _ in range(blocks_for(len(some)))]
    for episode in some:
        blocks[block_of(episode[0], len(blocks))].append(episode)
    return {"blocks": blocks, "shards": [list(shards.get(k, ())) for k in range(len(blocks))]}


def index(profiles: Sequence[Profile]) -> tuple[dict[str, str], dict[str, object]]:
    """Return the word files of all episodes by name, and the listing that names them."""
    blocks = blocks_for(len(profiles))
    files: dict[str, str] = {}
    names: dict[int, list[str]] = {}
    for block in range(blocks):
        made = shards(block, [p.terms for p in profiles if block_of(p.episode_id, blocks) == block])
        files |= made
        names[block] = [name.rpartition("/")[2].removesuffix(".js") for name in made]
    return files, listing(((p.episode_id, p.title, sum(p.terms.values())) for p in profiles), names)


def _call(key: str, value: object) -> str:
    return f"Search.take({json.dumps(key)}, {json.dumps(value, ensure_ascii=False, separators=(',', ':'))});\n"
