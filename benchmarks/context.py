"""Does the judge of context refuse what does not stand alone, and leave what does? Against three readers' grades.

    python -m benchmarks.context --data DIR
The labels are those of `evaluation/context.py`. Passages come from what the line admitted before there was this judge
(quotes, narrative, answers), and from candidates whose neighbours look suspicious (hard).
"""

import argparse
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from evaluation.context import AFTER, READERS, Grade, Label, labelled
from pipeline.checks.context import fault_of

Question = Callable[[Grade], Hashable]
ASKED: dict[str, Question] = {
    "does not stand alone": lambda grade: grade.need != "none",
    "turned, in part or wholly": lambda grade: grade.turned > 0,
    "turned wholly": lambda grade: grade.turned == 2,
    "needs what follows": lambda grade: grade.need in AFTER,
    "kind": lambda grade: grade.kind,
}


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return Cohen's kappa of two readers: agreement beyond chance."""
    n = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / n
    one, other = Counter(first), Counter(second)
    chance = sum(one[value] * other[value] for value in one) / n**2
    return (same - chance) / (1 - chance)


def fleiss(answers: Sequence[Sequence[Hashable]]) -> float:
    """Return Fleiss' kappa of several readers; `answers` are theirs item by item."""
    n = len(answers[0])
    counts = [Counter(item) for item in answers]
    agreed = float(np.mean([sum(c * (c - 1) for c in item.values()) / (n * (n - 1)) for item in counts]))
    whole = Counter(value for item in answers for value in item)
    chance = sum((c / (n * len(answers))) ** 2 for c in whole.values())
    return (agreed - chance) / (1 - chance)


def print_agreement(known: Sequence[Label]) -> None:
    """Print how far the readers agree."""
    for what, asked in ASKED.items():
        answers = [[asked(grade) for grade in label.grades] for label in known]
        pairs = [kappa([a[i] for a in answers], [a[j] for a in answers]) for i, j in combinations(range(READERS), 2)]
        shown = ", ".join(f"{pair:.2f}" for pair in pairs)
        print(f"  {what:28} Fleiss {fleiss(answers):.2f}, pairs {shown}")


def share(of: Sequence[bool]) -> str:
    """Return a share with its number: "0.58 of 12"."""
    return f"{np.mean(of):.2f} of {len(of)}" if of else "none"


def print_judged(judged: Sequence[tuple[Label, bool]]) -> None:
    """Print what the judge refuses of what is turned, needs its neighbours, and is sound."""
    wholly = [refused for label, refused in judged if sum(g.turned == 2 for g in label.grades) * 2 > READERS]
    passed = [label.turned for label, refused in judged if not refused]
    print(f"  sound, refused               {share([refused for label, refused in judged if label.sound])}")
    print(f"  turned, refused              {share([refused for label, refused in judged if label.turned])}")
    print(f"  turned wholly, refused       {share(wholly)}")
    print(f"  not alone, refused           {share([refused for label, refused in judged if label.needs])}")
    print(f"  turned among what is refused {share([label.turned for label, refused in judged if refused])}")
    print(f"  turned among what passes     {share(passed)}; of all {share([label.turned for label, _ in judged])}")


def main() -> None:
    """Print the readers' agreement and the judge's figures, by part and by where a passage came from."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    rows: list[tuple[Label, bool, bool]] = []
    for label, transcript, first, last in labelled(options.data):
        span = (transcript.sentences[first].words[0], transcript.sentences[last - 1].words[1])
        opened = label.set == "answer"
        meaning = fault_of(transcript, span, opened=opened, leaning=False)
        rows.append((label, meaning is not None, fault_of(transcript, span, opened=opened) is not None))
    print("agreement")
    print_agreement([label for label, _, _ in rows])
    for part in dict.fromkeys(label.part for label, _, _ in rows):
        inside = [row for row in rows if row[0].part == part]
        print(f"{part}: {len(inside)} passages; what is proved (meaning)")
        print_judged([(label, meaning) for label, meaning, _ in inside])
        print(f"{part}: what is chosen (a sentence that leans is refused, too)")
        print_judged([(label, any_) for label, _, any_ in inside])
    for set_ in ("quote", "told", "answer", "hard"):
        inside = [row for row in rows if row[0].set == set_]
        print(f"{set_}: {len(inside)} passages, {share([label.turned for label, _, _ in inside])} turned; meaning")
        print_judged([(label, meaning) for label, meaning, _ in inside])


if __name__ == "__main__":
    main()
