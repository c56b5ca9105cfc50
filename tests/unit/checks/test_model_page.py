"""The page that this project is measured against, held to our judge: its own lines, where the transcript is at hand.

    HIGHLIGHTS_DATA=FOLDER pytest tests/unit/checks/test_model_page.py

The transcript is not ours to ship; the page's lines are short quotations (`evaluation/claims/model_page.jsonl`).
"""

import json
import os
from pathlib import Path

import pytest

from evaluation.claims import CLAIMS, episode
from evaluation.episodes import transcript_of
from pipeline.checks.statement import CitedWords, reasons
from pipeline.checks.verbatim import problems
from pipeline.records import Transcript

DATA = os.environ.get("HIGHLIGHTS_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="needs HIGHLIGHTS_DATA, the development data with ep094/")
LINES = [json.loads(line) for line in (CLAIMS / "model_page.jsonl").read_text(encoding="utf-8").splitlines()]
QUOTES = (  # seconds, as printed on the page, what is wrong with it
    (
        223.0,
        229.5,
        "If you can train a big neural network, a big neural network can represent very complicated functions.",
    ),
    (3780.4, 3785.5, "It was pretty amazing. It was just amazing to see it generate text."),
    (
        2437.9,
        2453.7,
        "When the data set has as many degrees of freedom as the model, small changes to the data set lead to "
        "noticeable changes in the model.",
    ),
)


@pytest.mark.parametrize("line", LINES, ids=[f"{row[4]} {row[1]}" for row in LINES])
def test_the_judge_flags_the_pages_false_lines_and_no_true_one(line: list[str | float]) -> None:
    assert DATA
    talk = episode(Path(DATA), "ep094")
    _, start, end, label, _, claim = line
    cited = [s for s in talk.transcript.sentences if float(start) - 0.06 <= s.start < float(end)]
    found = reasons(str(claim), CitedWords(talk, ((cited[0].words[0], cited[-1].words[1]),)))
    assert bool(found) == (label == "bad"), [str(reason) for reason in found]


@pytest.mark.parametrize(("start", "end", "printed"), QUOTES, ids=["cut", "distorted", "elided"])
def test_none_of_the_pages_quotes_is_what_its_words_render_to(start: float, end: float, printed: str) -> None:
    assert DATA
    lines = (Path(DATA) / "ep094" / "transcript_large.jsonl").read_text(encoding="utf-8").splitlines()
    transcript: Transcript = transcript_of([json.loads(line) for line in lines])
    words = [w.i for w in transcript.words if start <= w.start < end]
    spans = [(i, j) for i in words for j in range(i + 1, words[-1] + 2)]
    assert all(problems(transcript, printed, [span]) for span in spans), "no contiguous span renders to it"
