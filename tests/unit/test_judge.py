"""The judge as a script: odd rows never stop it."""

import json
from typing import Any

import pytest

from benchmarks.judge import Judge, answers, main, rows_of
from evaluation.premises import cited, speech
from pipeline.ports import Premise
from tests.fakes import BagEmbedder

EVIDENCE = [{"speaker": "Ana Ito", "text": "Sour bread needs three days of patience."}]


def judged(*rows: Any) -> list[dict[str, Any]]:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return list(answers(lines, Judge(BagEmbedder(), None)))


def test_a_row_is_answered_with_its_id_and_score() -> None:
    true, false = judged(
        {"id": "a", "evidence": EVIDENCE, "claim": "Sour bread needs three days of patience."},
        {"id": "b", "evidence": EVIDENCE, "claim": "Parliament rejected fishing quotas for nine months."},
    )
    assert list(true) == ["id", "accepted", "score", "reasons"]
    assert (true["id"], true["accepted"]) == ("a", True)
    assert (false["id"], false["accepted"]) == ("b", False)
    assert true["score"] > false["score"]


@pytest.mark.parametrize(
    "row",
    [
        "no JSON",
        "[1, 2]",
        "null",
        {},
        {"claim": "It works."},
        {"claim": "", "evidence": ["It works."]},
        {"claim": 7, "evidence": ["It works."]},
        {"claim": "It works.", "evidence": []},
        {"claim": "It works.", "evidence": [None, 3, {"text": 4}, {"speaker": "Ito"}, ""]},
        {"claim": "…", "evidence": ["It works."]},
    ],
)
def test_a_row_that_cannot_be_judged_is_not_accepted_and_says_why(row: Any) -> None:
    (answer,) = judged(row)
    assert answer["accepted"] is False
    assert answer["score"] == 0.0
    assert answer["reasons"]


@pytest.mark.parametrize(
    "row",
    [
        {"claim": "It works.", "evidence": "It works."},
        {"claim": "It works.", "evidence": {"speaker": None, "text": "It works."}},
        {"claim": "It works.", "evidence": ["Ito: It works."], "before": None, "after": "Yes."},
        {"claim": "it works . it does .", "evidence": ["It works. " * 400]},
        {"claim": "It works. " * 50, "evidence": ["…", "It works.", "\u0000"]},
        {"claim": "Es funktioniert – 日本語 🎙.", "evidence": ["日本語 🎙"], "extra": 1},
        {"claim": "It works.", "evidence": [{"speaker": 5, "text": "It works."}], "before": [1, {"text": "So."}]},
        {"claim": "He says “it works”.", "evidence": [{"speaker": "  ", "text": "It works."}]},
    ],
)
def test_odd_rows_are_judged(row: Any) -> None:
    (answer,) = judged(row)
    assert 0.0 <= answer["score"] <= 1.0


def test_a_row_without_an_id_has_its_line_number_and_empty_lines_are_no_rows() -> None:
    assert [name for name, _, _ in rows_of(["", '{"claim": "It works.", "evidence": ["Yes."]}'])] == [2]


def test_speech_is_read_from_every_form() -> None:
    assert speech([{"speaker": "Ana Ito", "text": "It works. It does."}, "Elena: Hi!", "Plain words."]) == (
        ("Ana Ito", "It works."),
        ("Ana Ito", "It does."),
        ("Elena", "Hi!"),
        (None, "Plain words."),
    )


def test_a_premise_becomes_cited_words() -> None:
    evidence = cited(Premise((("Ana Ito", "It works."),), before=((None, "Well, so."),), after=(("Ben", "Yes."),)))
    assert evidence.said == "It works."
    assert evidence.around == "Well, so. It works. Yes."
    assert [name for name, _ in evidence.talk.people] == ["Ana Ito", "Ben"]


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["judge", "nowhere.jsonl"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "found none at nowhere.jsonl" in capsys.readouterr().err
