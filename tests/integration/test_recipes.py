"""CONTRIBUTING's recipes, followed to the letter in a copy of the code, and run as a user runs them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.stages import STAGES
from tests.conftest import ROOT
from tests.recipes import Highlights, copied, follow, program_of, pytest_of, recipe, touched

STAGE, ENGINE, RULE = "Add a stage", "Add an engine", "Add or change a rule about language"
INPUT, FORMAT = "Add an input format", "Add an export format"
TESTS = ("tests/__init__.py", "tests/builders.py", "tests/unit/__init__.py")
TALK_LINES = (
    "What makes bread rise when there is no yeast in the dough?",
    "Wild yeast lives on the flour, and it wakes up slowly when water is added.",
    "How long does a starter take before it can lift a loaf?",
    "Seven days of feeding are enough, because the acid keeps every other microbe away.",
)
TALK = "WEBVTT\n\n" + "\n".join(
    f"00:{k:02d}:00.000 --> 00:{k:02d}:50.000\n<v {'Ann' if k % 2 else 'Bo'}>{text}\n"
    for k, text in enumerate(TALK_LINES)
)


def followed(heading: str, to: Path) -> Path:
    """Return a copy of the code, with what its tests need, in which a recipe was followed."""
    tree = copied(to)
    for name in TESTS:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    follow(recipe(heading), tree)
    (tree / "bread.vtt").write_text(TALK, encoding="utf-8")
    return tree


def steps_of(tree: Path, episode: str) -> list[dict[str, object]]:
    """Return the stages of an episode's last run, clips apart."""
    stages = json.loads((tree / "out" / episode / "run.json").read_text(encoding="utf-8"))["stages"]
    return [step for step in stages if step["name"] != "clips"]


@pytest.mark.parametrize(("heading", "most"), [(STAGE, 4), (ENGINE, 3), (INPUT, 2), (FORMAT, 2), (RULE, 1)])
def test_a_recipe_touches_few_files(heading: str, most: int) -> None:
    assert len(touched(recipe(heading))) <= most


@pytest.mark.parametrize("heading", [STAGE, ENGINE, INPUT, FORMAT, RULE])
def test_the_code_of_a_recipe_keeps_the_style_and_the_types(heading: str, tmp_path: Path) -> None:
    tree = followed(heading, tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tree)
    files = sorted({step.path for step in recipe(heading)})
    for command in (["ruff", "check", *files], ["ruff", "format", "--check", *files]):
        done = subprocess.run([sys.executable, "-m", *command], cwd=tree, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


# ---- a stage


@pytest.fixture(scope="module")
def with_stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return followed(STAGE, tmp_path_factory.mktemp("stage"))


@pytest.fixture
def highlights(with_stage: Path) -> Highlights:
    return program_of(with_stage)


def test_a_new_stage_passes_its_test(with_stage: Path) -> None:
    done = pytest_of(with_stage, "tests/unit/stages/tempo")
    assert done.returncode == 0, done.stdout


def test_a_new_stage_runs_in_the_line_shows_on_the_screen_and_has_a_settings_table(
    with_stage: Path, highlights: Highlights
) -> None:
    made = highlights("run", "bread.vtt", "--direct", "--artifacts", "out", "--set", "tempo.digits=0")
    assert made.returncode == 0, made.stderr
    assert "counting words per minute" in made.stderr
    answer = json.loads((with_stage / "out" / "bread" / "stages" / "tempo.json").read_text(encoding="utf-8"))
    assert answer["words_per_minute"] == round(answer["words_per_minute"])
    again = highlights("run", "bread.vtt", "--direct", "--artifacts", "out", "--set", "tempo.digits=1")
    assert again.returncode == 0, again.stderr
    done = [step["name"] for step in steps_of(with_stage, "bread") if not step["reused"]]
    assert done == ["tempo", "publish"], "it, and the record, which holds the digest of all settings"


def test_a_new_stage_can_be_redone_from_and_is_a_choice_in_prefects_form(
    with_stage: Path, highlights: Highlights
) -> None:
    highlights("run", "bread.vtt", "--direct", "--artifacts", "out")
    redone = highlights("redo", "bread", "--from", "tempo", "--direct", "--artifacts", "out")
    assert redone.returncode == 0, redone.stderr
    reused = [step["name"] for step in steps_of(with_stage, "bread") if step["reused"]]
    assert reused == ["ingest", "transcribe", "attribute"]
    refused = highlights("redo", "bread", "--from", "temp", "--direct", "--artifacts", "out")
    assert refused.returncode == 2
    assert "tempo" in refused.stderr
    form = highlights(program="from flows.episode import episode; print(episode.parameters.model_dump_json())")
    assert json.loads(form.stdout)["properties"]["redo_from"]["anyOf"][0]["enum"][3] == "tempo"


# ---- an engine


@pytest.mark.model
def test_a_new_engine_is_chosen_by_a_setting_and_its_words_become_the_transcript(tmp_path: Path) -> None:
    tree = followed(ENGINE, tmp_path)
    shutil.copy(ROOT / "tests" / "data" / "jfk.flac", tree / "inaugural.flac")
    run = program_of(tree)
    made = run("run", "inaugural.flac", "--direct", "--artifacts", "out", "--set", "transcribe.engine=known-script")
    assert made.returncode == 0, made.stderr
    transcript = json.loads((tree / "out" / "inaugural" / "transcript.json").read_text(encoding="utf-8"))
    assert " ".join(word["text"] for word in transcript["words"]).startswith("And so, my fellow Americans,")
    record = json.loads((tree / "out" / "inaugural" / "highlights.json").read_text(encoding="utf-8"))
    assert record["provenance"]["engine"]["name"] == "known-script"
    refused = run("run", "inaugural.flac", "--direct", "--artifacts", "out", "--set", "transcribe.engine=none")
    assert refused.returncode == 2
    assert "known-script" in refused.stderr


# ---- an input format


def test_a_new_input_format_becomes_an_episode_with_its_speakers(tmp_path: Path) -> None:
    tree = followed(INPUT, tmp_path)
    done = pytest_of(tree, "tests/unit/transcripts/test_tab_lines.py")
    assert done.returncode == 0, done.stdout
    lines = (f"{k * 20}\t{'Ann Reyes' if k % 2 else 'Bo Lund'}\t{text}" for k, text in enumerate(TALK_LINES))
    (tree / "tabs.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = program_of(tree)
    made = run("run", "tabs.txt", "--direct", "--artifacts", "out")
    assert made.returncode == 0, made.stderr
    transcript = json.loads((tree / "out" / "tabs" / "transcript.json").read_text(encoding="utf-8"))
    assert {turn["speaker_label"] for turn in transcript["turns"]} == {"Ann Reyes", "Bo Lund"}


# ---- an export format


def test_a_new_export_format_is_published_proved_and_exported(tmp_path: Path) -> None:
    tree = followed(FORMAT, tmp_path)
    shutil.copy(ROOT / "tests" / "record_builder.py", tree / "tests")
    done = pytest_of(tree, "tests/unit/formats/test_lines.py")
    assert done.returncode == 0, done.stdout
    run = program_of(tree)
    made = run("run", "bread.vtt", "--direct", "--artifacts", "out")
    assert made.returncode == 0, made.stderr
    file = tree / "out" / "bread" / "lines.txt"
    published = file.read_text(encoding="utf-8")
    assert published.startswith("0:00\t")
    asked = run("export", "bread", "--format", "lines", "--artifacts", "out")
    assert (asked.returncode, asked.stdout) == (0, published), asked.stderr
    unknown = run("export", "bread", "--format", "pdf", "--artifacts", "out")
    assert unknown.returncode == 2
    assert "lines" in unknown.stderr
    assert run("verify", "bread", "--artifacts", "out").returncode == 0
    file.write_text("something else\n", encoding="utf-8")
    assert run("verify", "bread", "--artifacts", "out").returncode == 1, "a published text is proved"


def test_an_export_format_can_be_made_on_request_only(tmp_path: Path) -> None:
    tree = followed(FORMAT, tmp_path)
    registry = tree / "pipeline" / "formats" / "registry.py"
    text = registry.read_text(encoding="utf-8")
    registry.write_text(text.replace('"text/plain", lines)', '"text/plain", lines, published=False)'), encoding="utf-8")
    run = program_of(tree)
    assert run("run", "bread.vtt", "--direct", "--artifacts", "out").returncode == 0
    assert not (tree / "out" / "bread" / "lines.txt").exists()
    asked = run("export", "bread", "--format", "lines", "-o", "here.txt", "--artifacts", "out")
    assert asked.returncode == 0, asked.stderr
    assert (tree / "here.txt").read_text(encoding="utf-8").startswith("0:00\t")


# ---- a rule about language


def raise_version(tree: Path, stage: str) -> None:
    """Raise a stage's version by one, as the recipe says."""
    path = tree / "pipeline" / "stages" / stage / "stage.py"
    text = path.read_text(encoding="utf-8")
    raised, count = re.subn(r'(?<=    version=)(\w+\(f)?"(\d+)', lambda m: f'{m[1] or ""}"{int(m[2]) + 1}', text)
    assert count == 1
    path.write_text(raised, encoding="utf-8")


def taken_as_known(tree: Path, *stages: str) -> None:
    """Run the command that takes the code of stages as known."""
    environment = os.environ | {"PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "tests.architecture.fingerprints", *stages]
    subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=True)


def test_a_new_rule_asks_for_the_version_of_the_stages_that_hear_it_and_reaches_old_episodes(tmp_path: Path) -> None:
    tree = copied(tmp_path, "tests")
    (tree / "bread.vtt").write_text(TALK, encoding="utf-8")
    run = program_of(tree)
    assert run("run", "bread.vtt", "--direct", "--artifacts", "out").returncode == 0
    taken_as_known(tree, *(stage.name for stage in STAGES))
    follow(recipe(RULE), tree)
    mirrored = pytest_of(tree, "tests/unit/stages/quotes/test_shout_outs.py")
    assert mirrored.returncode == 0, mirrored.stdout
    unnamed = pytest_of(tree, "tests/architecture/test_fingerprints.py", "-k", "changed_code")
    assert unnamed.returncode == 1
    assert "FAILED" in unnamed.stdout
    stages = set(re.findall(r"changed_code\w*\[(\w+)\]", unnamed.stdout.partition("short test summary")[2]))
    assert stages == {"quotes"}
    raise_version(tree, "quotes")
    taken_as_known(tree, *stages)
    assert pytest_of(tree, "tests/architecture/test_fingerprints.py", "-k", "changed_code").returncode == 0
    assert run("run", "bread.vtt", "--direct", "--artifacts", "out").returncode == 0
    done = [step["name"] for step in steps_of(tree, "bread") if not step["reused"]]
    assert done[:1] == ["quotes"], "old episodes hear the new rule, and only from there on"
