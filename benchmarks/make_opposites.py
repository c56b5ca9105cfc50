"""Make pipeline/checks/opposites.json: pairs of opposite English words, from WordNet 3.0's antonym pointers.

    python -m benchmarks.make_opposites --wordnet FOLDER
FOLDER holds data.adj, data.adv and data.verb; nouns ("question", "answer") are too loose.

Debian's package wordnet-base has the files in usr/share/wordnet. Licence: docs/licences.md.
"""

import argparse
import json
import re
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "pipeline" / "checks" / "opposites.json"
PLAIN = re.compile(r"[a-z]{2,}")


def pairs(folder: Path, part: str) -> set[tuple[str, str]]:
    """Return the unordered pairs of single words that one part of speech calls antonyms."""
    synsets: dict[str, list[str]] = {}
    pointers: list[tuple[str, int, str, str, int]] = []
    for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split("|")[0].split()
        count = int(fields[3], 16)
        words = [fields[4 + 2 * k].split("(")[0].lower() for k in range(count)]
        synsets[fields[0]] = words
        at = 4 + 2 * count
        for k in range(int(fields[at])):
            symbol, offset, _, ends = fields[at + 1 + 4 * k : at + 5 + 4 * k]
            if symbol == "!":
                pointers.append((fields[0], int(ends[:2], 16), offset, part, int(ends[2:], 16)))
    found = set()
    for source, here, target, _, there in pointers:
        if target in synsets and here and there:
            a, b = synsets[source][here - 1], synsets[target][there - 1]
            if PLAIN.fullmatch(a) and PLAIN.fullmatch(b):
                found.add((min(a, b), max(a, b)))
    return found


def main() -> None:
    """Write the pairs, one a line, in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    folder = parser.parse_args().wordnet
    found = sorted(set().union(*(pairs(folder, part) for part in ("adj", "adv", "verb"))))
    OUT.write_text("[\n" + ",\n".join(json.dumps(pair) for pair in found) + "\n]\n", encoding="utf-8")
    print(f"{len(found)} pairs -> {OUT}")


if __name__ == "__main__":
    main()
