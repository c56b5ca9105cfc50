"""What the judges' weights are fitted with: rows of writers, contrasts made by program, the bound of risk control."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.entailment_rows import ClaimRow, Contrasts, claims, varied
from training.train_judging import controlled, elsewhere, fitted_with_signs, most_false, of_passages


def said(text: str, speaker: str | None = "Ana Ito") -> list[dict[str, Any]]:
    return [{"speaker": speaker, "text": text}]


def write(folder: Path, items: list[dict[str, Any]], rows: list[Any]) -> None:
    for name, lines in (("items_w01", items), ("claims_w01", rows)):
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def item(name: str, text: str) -> dict[str, Any]:
    return {"id": name, "before": said("Before."), "evidence": said(text), "between": [], "after": said("After.")}


def rows_about(*passages: str) -> list[ClaimRow]:
    from pipeline.ports import Premise

    return [
        ClaimRow("w01", f"w01:{name}:0", f"The {name} is not large and has 10 wide doors.", label, "", premise)
        for name in passages
        for label in (1, 0)
        for premise in (Premise((("Ana Ito", f"The {name} is not large and it has 10 wide doors."),)),)
    ]


def test_a_broken_line_and_one_without_a_passage_are_left_out(tmp_path: Path, capsys: Any) -> None:
    good = {"id": "a:1", "claim": "It works.", "label": 1, "kind": "close"}
    write(tmp_path, [item("a:1", "It works.")], [good, "{broken", {**good, "id": "b:2"}, {**good, "label": 2}])
    (row,) = claims(tmp_path, ["w01"])
    assert (row.claim, row.label, row.premise.evidence) == ("It works.", 1, (("Ana Ito", "It works."),))
    assert capsys.readouterr().out.count("left out") == 3


def test_claims_of_an_id_that_stands_twice_go_to_their_own_passage(tmp_path: Path) -> None:
    items = [item("a:1", "First."), item("a:1", "Second.")]
    rows = [{"id": "a:1", "claim": f"Claim {k}.", "label": k % 2} for k in range(16)]
    write(tmp_path, items, [*rows, {"id": "a:1", "claim": "Named.", "label": 1, "n": 1}])
    found = [row.premise.evidence[0][1] for row in claims(tmp_path, ["w01"])]
    assert found == ["First."] * 8 + ["Second."] * 8 + ["First."]


def test_what_is_made_by_program_is_labelled_and_lies_differ_from_truths() -> None:
    rows = rows_about("house", "barn", "tower")
    made = Contrasts(rows, 1).some(60)
    assert len(made) == 60
    assert 0.1 < np.mean([row.label for row in made]) < 0.6
    for row in made:
        if row.kind == "turned":
            assert row.label == 0
            assert row.claim not in {r.claim for r in rows}
        if row.kind == "of another passage":
            assert row.claim not in {r.claim for r in rows if r.passage == row.passage}


def test_a_variation_keeps_claim_label_and_evidence() -> None:
    (row, *_), chance = rows_about("house"), random.Random(1)
    for _ in range(50):
        other = varied(row, chance)
        assert (other.claim, other.label) == (row.claim, row.label)
        assert row.premise.evidence[0][1] in [text for _, text in other.premise.evidence]


@pytest.mark.parametrize(("false", "accepted", "bound"), [(0, 114, 0.02), (0, 22, 0.0994), (2, 100, 0.0524)])
def test_the_bound_is_that_of_clopper_and_pearson(false: int, accepted: int, bound: float) -> None:
    assert most_false(false, accepted) == pytest.approx(bound, abs=3e-4)


def test_nothing_accepted_proves_nothing() -> None:
    assert most_false(0, 0) == 1.0


def test_the_threshold_is_the_least_at_which_the_bound_holds() -> None:
    p = np.r_[np.full(200, 0.95), np.full(100, 0.6)]
    good = np.r_[np.ones(200), np.zeros(50), np.ones(50)]
    assert controlled(p, good) == pytest.approx(0.61)
    assert controlled(p, np.r_[np.zeros(100), np.ones(200)]) > 1


def test_no_weight_gets_the_wrong_sign() -> None:
    chance = np.random.default_rng(1)
    good = (chance.random(300) > 0.5).astype(float)
    x = np.c_[good + chance.normal(size=300), good + chance.normal(size=300)]
    weights = fitted_with_signs(x, good, ["likeness", "polarity"])
    assert weights[0] > 0
    assert weights[1] == 0, "a rule that objects to true claims is not heard"


def test_true_claims_are_false_of_another_passage() -> None:
    rows = rows_about("house", "barn")
    found = elsewhere(rows)
    assert [row.label for row in found] == [0, 0]
    assert all(row.claim.split()[1] not in row.premise.evidence[0][1] for row in found)


def test_passages_are_taken_whole_and_evenly() -> None:
    rows = rows_about("a", "b", "c", "d")
    assert sorted({row.passage for row in of_passages(rows, 2)}) == ["w01:a:0", "w01:c:0"]
    assert len(of_passages(rows, 2)) == 4
