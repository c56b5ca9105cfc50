"""Do the listed questions stand alone, and is the passage shown as their answer one? Against labels by hand.

    python -m benchmarks.questions --data DIR [--unlabelled SET]
The labels are those of `evaluation/labels.py`.
`--unlabelled` prints what is listed in a set's episodes and has no label yet, with what is said around it.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from evaluation.labels import SETS, labels, read
from pipeline.bench import equip
from pipeline.ports import Embedder
from pipeline.records import Question, Transcript
from pipeline.settings import defaults
from pipeline.stages.questions.stage import QuestionsConfig, questions

PER_EPISODE = 12  # of those listed, evenly through the episode
CONTEXT = 3, 5  # sentences shown before and after


def listed(data: Path, id_: str, embedder: Embedder) -> Iterator[tuple[Question, Transcript]]:
    """Yield the questions that the stage lists, at most PER_EPISODE."""
    episode, coverage, transcript, outline = read(data, id_)
    found = questions(episode, coverage, transcript, outline, QuestionsConfig(), embedder=embedder).questions
    for k in sorted({round(x) for x in np.linspace(0, len(found) - 1, min(PER_EPISODE, len(found)))}):
        yield found[k], transcript


def around(transcript: Transcript, question: Question) -> tuple[str, str]:
    """Return what is said before and after a question."""
    first, last = question.words[0]
    before = [s for s in transcript.sentences if s.words[1] <= first][-CONTEXT[0] :]
    after = [s for s in transcript.sentences if s.words[0] >= last][: CONTEXT[1]]
    said = [" ".join(w.text for s in run for w in transcript.words[slice(*s.words)]) for run in (before, after)]
    return said[0][-260:], said[1][:330]


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--unlabelled", type=int, choices=list(SETS), help="print what a set has no label for")
    options = parser.parse_args()
    known, embedder = labels(), equip(defaults()).embedder
    for number in [options.unlabelled] if options.unlabelled else SETS:
        alone, right, listed_here = [], [], 0
        for id_ in SETS[number]:
            for question, transcript in listed(options.data, id_, embedder):
                listed_here += 1
                label, answer = known.get((id_, f"{question.start:.1f}")), question.answer
                if label is None and options.unlabelled:
                    before, after = around(transcript, question)
                    at = f"{answer.start:.1f}" if answer else ""
                    print(f"{id_},{question.start:.1f},{at} ({question.speaker})\n  ..{before}\n  Q: {question.text}")
                    print(f"  >> {after}\n  A: {answer.text if answer else '-'}")
                if label:
                    alone.append(label.alone)
                    if answer and f"{answer.start:.1f}" == label.answer_start:
                        right.append(label.answered)
        shares = [f"{np.mean(one):.3f} of {len(one)}" if one else "none" for one in (alone, right)]
        print(f"set {number}: {listed_here} listed; stands alone {shares[0]} labelled; answer right {shares[1]}")


if __name__ == "__main__":
    main()
