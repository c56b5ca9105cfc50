"""A `run.json` of another shape is named by its first fault."""

import json

import pytest

from pipeline.diary import fault_of


@pytest.mark.parametrize("diary", [{}, {"files": {"a": "1"}, "clips": {"c": {"refused": "why"}}, "new": [1]}])
def test_a_diary_of_ours_has_no_fault(diary: object) -> None:
    assert fault_of(json.dumps(diary).encode()) == ""


@pytest.mark.parametrize(("diary", "says"), [({"files": 5}, "files: "), ({"artifacts": {"a": 1}}, "artifacts.a: ")])
def test_the_first_fault_is_told_with_its_place(diary: object, says: str) -> None:
    assert fault_of(json.dumps(diary).encode()).startswith(says)
    assert "found" in fault_of(json.dumps(diary).encode())
