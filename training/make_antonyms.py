"""Make pipeline/language/antonyms.json, irregular.json and synonyms.json from WordNet 3.0.

    python -m training.make_antonyms --wordnet FOLDER

Opposites: antonym pointers of adjectives, adverbs and verbs (nouns, "question" and "answer", are too loose), and for
adjectives also what is like one against what is like the other ("enormous", "tiny"), where both are in common use.
Irregular forms: WordNet's lists of exceptions, and degrees of adjectives, for words of some use. Kin: words of one
synset, of a verb and what it is a kind of ("search", "look"), of an adjective and what it is like.

Debian's package wordnet-base has the files in usr/share/wordnet. Licence: docs/licences.md.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.language.stems import regular_stem

OUT = Path(__file__).resolve().parents[1] / "pipeline" / "language"
USED, SENSE = 3, 2  # times tagged in WordNet's own corpora; the rarest sense of a word that still counts
IRREGULAR_USED = 5
KIN_USED, KIN_SENSE = 5, 3
KIN_LINKS = {"noun": "", "adv": "", "verb": "@", "adj": "&"}  # beside the words of one synset
PLAIN = re.compile(r"[a-z]{2,}")
NO_DEGREES = frozenset("all any eight five good nine six out ill".split())  # "fiver", "outer"


def lines_of(path: Path) -> list[list[str]]:
    """Return the fields of every line that is none of the licence."""
    text = path.read_text(encoding="utf-8").splitlines()
    return [line.split("|")[0].split() for line in text if not line.startswith("  ")]


def pairs(folder: Path, part: str) -> set[tuple[str, str]]:
    """Return the unordered pairs of single words that one part of speech calls antonyms."""
    synsets: dict[str, list[str]] = {}
    pointers: list[tuple[str, int, str, int]] = []
    for fields in lines_of(folder / f"data.{part}"):
        synsets[fields[0]], links = read(fields)
        pointers += [(fields[0], here, target, there) for symbol, target, here, there in links if symbol == "!"]
    found = set()
    for source, here, target, there in pointers:
        if target in synsets and here and there:
            found |= plain_pair(synsets[source][here - 1], synsets[target][there - 1])
    return found


def read(fields: list[str]) -> tuple[list[str], list[tuple[str, str, int, int]]]:
    """Return a synset's words and its pointers: symbol, target, place of the word here and there."""
    count = int(fields[3], 16)
    words = [fields[4 + 2 * k].split("(")[0].lower() for k in range(count)]
    at = 4 + 2 * count
    links = (fields[at + 1 + 4 * k : at + 5 + 4 * k] for k in range(int(fields[at])))
    return words, [(symbol, offset, int(ends[:2], 16), int(ends[2:], 16)) for symbol, offset, _, ends in links]


def plain_pair(a: str, b: str) -> set[tuple[str, str]]:
    """Return the pair in order where both are single plain words, else nothing."""
    return {(min(a, b), max(a, b))} if a != b and PLAIN.fullmatch(a) and PLAIN.fullmatch(b) else set()


def uses(folder: Path, kinds: str = "12345") -> Counter[str]:
    """Return how often each word is tagged in WordNet's own corpora: 1 as a noun, 2 a verb, 3 to 5 anything else."""
    found: Counter[str] = Counter()
    for key, _, count in lines_of(folder / "cntlist.rev"):
        word, sense = key.split("%")
        found[word] += int(count) * (sense[0] in kinds)
    return found


def indirect(folder: Path, used: Counter[str]) -> set[tuple[str, str]]:
    """Return what is like one adjective paired with what is like its antonym: "enormous", "tiny"."""
    sense = senses(folder, "adj")
    words, like, against = {}, {}, {}
    for fields in lines_of(folder / "data.adj"):
        at = fields[0]
        all_words, links = read(fields)
        words[at] = [w for w in all_words if used[w] >= USED and sense.get((w, at), 99) <= SENSE]
        like[at] = [target for symbol, target, *_ in links if symbol == "&"]
        against[at] = [target for symbol, target, *_ in links if symbol == "!"]
    around = {at: {w for near in (at, *like[at]) for w in words.get(near, ())} for at in words}
    found: set[tuple[str, str]] = set()
    for at, targets in against.items():
        for target in targets:
            found = found.union(*(plain_pair(a, b) for a in around[at] for b in around.get(target, ())))
    return found


def synonyms(folder: Path, used: Counter[str]) -> dict[str, str]:
    """Return for each word those of its synonyms that come after it in the alphabet."""
    found: dict[str, set[str]] = {}
    for part, followed in KIN_LINKS.items():
        sense = senses(folder, part)
        words, links = {}, {}
        for fields in lines_of(folder / f"data.{part}"):
            at = fields[0]
            all_words, pointers = read(fields)
            words[at] = {
                w
                for w in all_words
                if PLAIN.fullmatch(w) and used[w] >= KIN_USED and sense.get((w, at), 99) <= KIN_SENSE
            }
            links[at] = [target for symbol, target, *_ in pointers if followed and symbol == followed]
        for at, mine in words.items():
            near = mine.union(*(words.get(target, set()) for target in links[at]))
            for a in mine:
                for b in near - {a}:
                    found.setdefault(min(a, b), set()).add(max(a, b))
    return {a: " ".join(sorted(b)) for a, b in sorted(found.items())}


def senses(folder: Path, part: str) -> dict[tuple[str, str], int]:
    """Return which sense of a word, 1 the most used, a synset is."""
    return {
        (fields[0], offset): k
        for fields in lines_of(folder / f"index.{part}")
        for k, offset in enumerate(fields[-int(fields[2]) :], start=1)
    }


def irregular(folder: Path, used: Counter[str]) -> list[tuple[str, str]]:
    """Return forms that the stemmer cannot bring together and their plain ones: "made", "make"; "harder", "hard".

    A form that is used more as a word of its own is left out: "ground" is seldom what was ground.
    """
    rows = [fields[:2] for part in ("noun", "verb", "adj") for fields in lines_of(folder / f"{part}.exc")]
    both = [(a, b) for a, b in [*degrees(folder, used), *rows] if PLAIN.fullmatch(a) and PLAIN.fullmatch(b)]
    return sorted(
        {
            a: b
            for a, b in both
            if min(len(a), len(b)) > 2
            and used[b] >= max(IRREGULAR_USED, used[a])
            and regular_stem(a) != regular_stem(b)
        }.items()
    )


def degrees(folder: Path, used: Counter[str]) -> list[tuple[str, str]]:
    """Return regular comparatives and superlatives that WordNet's examples use: "harder", not the noun "stranger"."""
    adjective, other = uses(folder, kinds="35"), uses(folder, kinds="12")
    glosses = " ".join((folder / f"data.{part}").read_text("utf-8") for part in ("noun", "verb", "adj", "adv"))
    written = set(re.findall(r"[a-z]+", " ".join(re.findall(r'"[^"]*"', glosses))))
    found = []
    for word, count in adjective.items():
        root = word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")
        if count >= max(IRREGULAR_USED, other[word]) and word not in NO_DEGREES:
            forms = [root + "er", root + "est"]
            found += [(form, word) for form in forms if form in written and not other[form]]
    return found


def write(name: str, rows: Iterable[tuple[str, str]]) -> None:
    """Write pairs, one a line, in order."""
    rows = list(rows)
    (OUT / name).write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")
    print(f"{len(rows)} pairs -> {OUT / name}")


def main() -> None:
    """Write the three files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    folder = parser.parse_args().wordnet
    used = uses(folder)
    direct = set[tuple[str, str]]().union(*(pairs(folder, part) for part in ("adj", "adv", "verb")))
    write("antonyms.json", sorted(direct | indirect(folder, used)))
    write("irregular.json", irregular(folder, used))
    rows = synonyms(folder, used)
    text = ",\n".join(f"{json.dumps(a)}: {json.dumps(b)}" for a, b in rows.items())
    (OUT / "synonyms.json").write_text(f"{{\n{text}\n}}\n", encoding="utf-8")
    print(f"{sum(len(b.split()) for b in rows.values())} pairs -> {OUT / 'synonyms.json'}")


if __name__ == "__main__":
    main()
