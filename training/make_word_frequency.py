"""Count in how many episodes each word is said, and write pipeline/language/word_frequency.json: how little each tells.

python -m training.make_word_frequency --data DIR --out pipeline/language/word_frequency.json
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from evaluation.episodes import HELD_OUT
from pipeline.language.word_frequency import LEAST_PERCENT
from pipeline.language.words import content_words


def main() -> None:
    """Write the words of a good share of the episodes, by percent: {"percent": "word word …"}."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    held: Counter[str] = Counter()
    folders = [f for f in sorted((args.data / "episodes").iterdir()) if f.is_dir() and f.name not in HELD_OUT]
    for folder in folders:
        cues = (json.loads(line) for line in (folder / "transcript.jsonl").read_text("utf8").splitlines())
        held.update({word for cue in cues for word in content_words(cue["text"])})
    by_percent: dict[str, list[str]] = {}
    for word, count in sorted(held.items()):
        if word.isascii() and word.isalpha() and (percent := round(100 * count / len(folders))) >= LEAST_PERCENT:
            by_percent.setdefault(str(percent), []).append(word)
    table = {percent: " ".join(by_percent[percent]) for percent in sorted(by_percent, key=int)}
    args.out.write_text(json.dumps(table, indent=0) + "\n", "utf8")
    print(f"{len(folders)} episodes, {sum(map(len, by_percent.values()))} words, {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
