"""Do the listed questions stand alone, and is the passage shown as their answer one? Against 200 labels by hand.

    python -m benchmarks.questions --data DIR [--unlabelled]
`question_labels.csv` names a sentence by episode and the second it starts at, and says of the question listed there
whether it stands alone (a reader who knows only the episode's title understands it, and it was really asked) and
whether the passage shown answers it. No text of the episodes is kept. `--unlabelled` prints what has no label yet.
"""

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.teasers import episode_of, outline_of, read_cues, transcript_of
from pipeline.bench import equip
from pipeline.records import Coverage, Question
from pipeline.settings import Settings
from pipeline.stages.questions import QuestionsConfig, questions

LABELS = Path(__file__).with_name("question_labels.csv")
# Unread while the rules were written (those were read on fourteen others): Whisper without speakers, human transcripts
# of two shows, one of a third.
EPISODES = (
    "lexw044", "lexw078", "lexw119", "axrp-35", "lexh406", "lexh420", "lexh448", "lexh475", "lennyt-adam-grenier",
    "lennyt-alex-hardimen", "lennyt-bob-moesta", "lennyt-camille-ricketts", "lennyt-katie-dill", "lennyt-jason-feifer",
)  # fmt: skip
PER_EPISODE = 15  # of those listed, evenly through the episode


def listed(data: Path) -> Iterator[tuple[str, Question]]:
    """Yield the questions that the stage lists, at most PER_EPISODE per episode."""
    teased = {i["id"]: i["teaser_end"] for i in json.loads((data / "teasers" / "gold.json").read_text("utf8"))}
    embedder = equip(Settings()).embedder
    for id_ in EPISODES:
        folder = next(f for f in (data / "episodes" / id_, data / "teasers" / id_) if f.is_dir())
        cues = read_cues(folder / "transcript.jsonl", teased.get(id_, 0.0))
        transcript = transcript_of(cues)
        chapters = folder / "chapters.json"
        marks = json.loads(chapters.read_text("utf8")) if chapters.is_file() else []
        outline = outline_of(transcript, marks or [{"start": 0.0, "title": "Talk"}])
        coverage = Coverage(speech_s=None, worded_s=cues[-1]["end"], interpolated_share=1.0)
        found = questions(
            episode_of(folder, cues), coverage, transcript, outline, QuestionsConfig(), embedder=embedder
        ).questions
        for k in sorted({round(x) for x in np.linspace(0, len(found) - 1, min(PER_EPISODE, len(found)))}):
            yield id_, found[k]


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--unlabelled", action="store_true", help="print the questions without a label")
    options = parser.parse_args()
    labels = {}
    if LABELS.is_file():
        with LABELS.open(encoding="utf8") as file:
            labels = {(row["episode"], row["start"]): row for row in csv.DictReader(file)}
    alone, right, unknown = [], [], 0
    for id_, question in listed(options.data):
        row = labels.get((id_, f"{question.start:.1f}"))
        if row is None:
            unknown += 1
            if options.unlabelled:
                answer = question.answer.text if question.answer else "-"
                print(f"{id_},{question.start:.1f}  {question.text}\n      {answer}")
            continue
        alone.append(row["alone"] == "1")
        if question.answer:
            same = f"{question.answer.start:.1f}" == row["answer_start"]
            right += [row["answered"] == "1"] if same else []
    if alone:
        print(f"{len(alone)} labelled questions: stands alone {np.mean(alone):.3f}")
        print(f"{len(right)} labelled answers: right {np.mean(right):.3f}; {unknown} questions without a label")


if __name__ == "__main__":
    main()
