"""Do talks in five languages get sections, quotes, questions and notes, and no word of English around them?

python -m benchmarks.languages ARTIFACTS
ARTIFACTS holds the runs `talk-ar` … `talk-ja` of `evaluation/spoken.py`.
"""

import argparse
import re
from pathlib import Path

from evaluation.boundary_metrics import f1
from evaluation.spoken import LANGUAGES, written
from pipeline.records import Highlights

OURS = frozenset("the and of to says asks adds talks about part this episode is with later toward end".split())


def main() -> None:
    """Print a line for each talk."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("artifacts", type=Path)
    folder = parser.parse_args().artifacts
    for code in LANGUAGES:
        talk = written(code)
        record = Highlights.model_validate_json((folder / f"talk-{code}" / "highlights.json").read_bytes())
        true = [start for start, _ in talk.subjects[1:]]
        found = [section.start for section in record.sections[1:]]
        told = [*(s.text for section in record.sections for s in section.narrative), *(s.text for s in record.in_short)]
        said = {word for *_, text in talk.sentences for word in re.findall(r"[a-z]+", text.lower())}
        english = [word for text in told for word in re.findall(r"[a-z]+", text.lower()) if word in OURS - said]
        proved = record.verification
        print(
            f"{code}: {f1(true, found, 10):.2f} F1@10 s, {f1(true, found, 30):.2f} F1@30 s, "
            f"{len(record.quotes)} quotes, {len(record.questions)} questions, {len(record.clips)} clips, "
            f"{len(told)} sentences with {len(english)} English words; "
            f"proved {proved.quotes.passed}/{proved.quotes.checked} quotes, "
            f"{proved.sentences.passed}/{proved.sentences.checked} sentences"
        )


if __name__ == "__main__":
    main()
