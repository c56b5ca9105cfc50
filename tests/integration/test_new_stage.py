"""CONTRIBUTING's recipe for a stage, followed to the letter in a copy of the code, and run as a user runs it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

RECORD = '''

class Tempo(Record):
    """How fast an episode is spoken."""

    words_per_minute: float
'''
CONFIG = '''"""Settings of the stage `tempo`."""

from pydantic import Field

from pipeline.records import Record


class TempoConfig(Record):
    """How tempo is counted."""

    digits: int = Field(default=1, ge=0, le=6, description="Digits after the point")
'''
STAGE = '''"""Tempo: how fast an episode is spoken."""

from pipeline.records import Transcript
from pipeline.records.findings import Tempo
from pipeline.stage import Stage
from pipeline.stages.tempo.config import TempoConfig


def tempo(transcript: Transcript, config: TempoConfig) -> Tempo:
    """Return the words per minute of a transcript."""
    minutes = (transcript.words[-1].end - transcript.words[0].start) / 60
    return Tempo(words_per_minute=round(len(transcript.words) / minutes, config.digits))


STAGE = Stage(
    name="tempo",
    function=tempo,
    answers=Tempo,
    config=TempoConfig,
    reads=(Transcript,),
    says="counting words per minute",
    about="Words per minute",
    version="1",
)
'''
TALK = "WEBVTT\n\n" + "\n".join(
    f"00:{k:02d}:00.000 --> 00:{k:02d}:50.000\n<v {'Ann' if k % 2 else 'Bo'}>{text}\n"
    for k, text in enumerate(
        (
            "What makes bread rise when there is no yeast in the dough?",
            "Wild yeast lives on the flour, and it wakes up slowly when water is added.",
            "How long does a starter take before it can lift a loaf?",
            "Seven days of feeding are enough, because the acid keeps every other microbe away.",
        )
    )
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the code with a tenth stage: one folder, one record, one entry in the list."""
    there = tmp_path_factory.mktemp("code")
    for folder in ("pipeline", "flows"):
        shutil.copytree(ROOT / folder, there / folder, ignore=shutil.ignore_patterns("__pycache__"))
    stages = there / "pipeline" / "stages"
    (stages / "tempo").mkdir()
    for name, text in {"__init__.py": "", "config.py": CONFIG, "stage.py": STAGE}.items():
        (stages / "tempo" / name).write_text(text, encoding="utf-8")
    records = there / "pipeline" / "records" / "findings.py"
    records.write_text(records.read_text(encoding="utf-8") + RECORD, encoding="utf-8")
    order = stages / "__init__.py"
    text = order.read_text(encoding="utf-8")
    text = text.replace("\nSTAGES:", "\nfrom pipeline.stages.tempo.stage import STAGE as TEMPO\n\nSTAGES:", 1)
    order.write_text(text.replace("    SEGMENT,\n", "    TEMPO,\n    SEGMENT,\n", 1), encoding="utf-8")
    (there / "bread.vtt").write_text(TALK, encoding="utf-8")
    return there


@pytest.fixture
def highlights(copy: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `highlights …` of the copy in a process of its own."""

    def run(*arguments: str, program: str = "from flows.main import main; main()") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(copy), "PREFECT_HOME": str(copy / ".prefect")}
        command = [sys.executable, "-c", f"import sys; sys.argv[0] = 'highlights'; {program}", *arguments]
        return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_new_stage_runs_in_the_line_shows_on_the_screen_and_has_a_settings_table(
    copy: Path, highlights: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    made = highlights("run", "bread.vtt", "--direct", "--artifacts", "out", "--set", "tempo.digits=0")
    assert made.returncode == 0, made.stderr
    assert "counting words per minute" in made.stderr
    answer = json.loads((copy / "out" / "bread" / "stages" / "tempo.json").read_text(encoding="utf-8"))
    assert answer["words_per_minute"] == round(answer["words_per_minute"])
    again = highlights("run", "bread.vtt", "--direct", "--artifacts", "out", "--set", "tempo.digits=1")
    assert again.returncode == 0, again.stderr
    steps = json.loads((copy / "out" / "bread" / "run.json").read_text(encoding="utf-8"))["stages"]
    done = [s["name"] for s in steps if not s["reused"] and s["name"] != "clips"]
    assert done == ["tempo", "publish"], "it, and the record, which holds the digest of all settings"


def test_a_new_stage_can_be_redone_from_and_is_a_choice_in_prefects_form(
    copy: Path, highlights: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    highlights("run", "bread.vtt", "--direct", "--artifacts", "out")
    redone = highlights("redo", "bread", "--from", "tempo", "--direct", "--artifacts", "out")
    assert redone.returncode == 0, redone.stderr
    steps = json.loads((copy / "out" / "bread" / "run.json").read_text(encoding="utf-8"))["stages"]
    assert [s["name"] for s in steps if s["reused"]] == ["ingest", "transcribe", "attribute"]
    refused = highlights("redo", "bread", "--from", "temp", "--direct", "--artifacts", "out")
    assert refused.returncode == 2
    assert "tempo" in refused.stderr
    form = highlights(program="from flows.episode import episode; print(episode.parameters.model_dump_json())")
    assert json.loads(form.stdout)["properties"]["redo_from"]["anyOf"][0]["enum"][3] == "tempo"
