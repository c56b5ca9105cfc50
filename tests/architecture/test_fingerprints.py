"""No stage answers from memory what newer code would answer otherwise."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.stage import Stage
from pipeline.stages import STAGES
from tests.architecture.fingerprints import KNOWN, ROOT, fingerprint

NEXT = "python -m tests.architecture.fingerprints"


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_changed_code_raises_the_version_or_says_that_answers_are_the_same(stage: Stage) -> None:
    known = json.loads(KNOWN.read_text(encoding="utf-8")).get(stage.name)
    assert known, f"a new stage: {NEXT} {stage.name}"
    now = {"version": stage.version, "code": fingerprint(stage)}
    assert now == known, (
        f"the code that {stage.name} runs has changed. Where its answers may differ, raise `version` in its STAGE; "
        f"then, or where they are the same: {NEXT} {stage.name}"
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the code in which a test may edit."""
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def changed(copy: Path) -> set[str]:
    """Return the stages whose code in the copy is not the known one."""
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    return {stage.name for stage in STAGES if fingerprint(stage, copy) != known[stage.name]["code"]}


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_one_more_word_in_a_rule_of_quotes_is_noticed_by_quotes_alone(copy: Path) -> None:
    """The case of commit 4045d20: it widened what continues an argument, and old episodes kept printing it."""
    edit(copy, "pipeline/stages/quotes/filters.py", "CONTINUES = re.compile(", "CONTINUES = re.compile('regardless|' ")
    assert changed(copy) == {"quotes"}


def test_a_change_of_a_shared_word_list_is_noticed_by_every_stage_that_uses_it(copy: Path) -> None:
    edit(copy, "pipeline/language/stop_words.json", '"the", "and"', '"the", "however", "and"')
    assert {"attribute", "segment", "topics", "quotes", "questions", "narrate"} <= changed(copy)


def test_a_record_that_behaves_otherwise_is_noticed_by_every_stage_that_reads_it(copy: Path) -> None:
    edit(copy, "pipeline/records/transcript.py", "return None if self.speech_s is None else", "return 0.0 if True else")
    assert changed(copy) == {stage.name for stage in STAGES}


def test_other_fitted_numbers_are_noticed(copy: Path) -> None:
    edit(copy, "pipeline/stages/questions/weights.json", "0.1", "0.2")
    assert changed(copy) == {"questions"}


def test_a_comment_and_a_docstring_change_nothing(copy: Path) -> None:
    edit(copy, "pipeline/stages/quotes/filters.py", "import re\n", "import re  # why\n")
    edit(copy, "pipeline/stages/quotes/stage.py", '"""', '"""Anew: ')
    assert changed(copy) == set()
