"""A test lies where its module lies: `pipeline/checks/mood.py` is tested by `tests/unit/checks/test_mood.py`.

What needs a real file, program or model lies at the same place below `tests/integration` or `tests/e2e`.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITES = ("unit", "integration", "e2e")
# Modules that are tested together, each with its reason; no stage may be among them, and the list may only get shorter.
TOGETHER: dict[str, tuple[str, str]] = {
    "engines/faster_whisper.py": ("e2e/engines/test_transcribers.py", "both Whisper engines keep one contract"),
    "engines/openai_whisper.py": ("e2e/engines/test_transcribers.py", "both Whisper engines keep one contract"),
}
# Folders tested as a whole: what a file becomes is held line by line, whichever of their modules read it.
AS_A_WHOLE = {"transcripts": ("test_json_formats.py", "test_labels.py", "test_lines.py")}
MOST = len(TOGETHER)


def behaves(path: Path) -> bool:
    """Say whether a module has a function or method: records, settings and lists alone have nothing to test."""
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def modules() -> list[str]:
    """Return the modules that a test must mirror."""
    paths = (p for p in (ROOT / "pipeline").rglob("*.py") if p.name != "__init__.py" and behaves(p))
    named = (p.relative_to(ROOT / "pipeline") for p in paths)
    return sorted(name.as_posix() for name in named if name.parts[0] not in AS_A_WHOLE)


def mirrors(module: str) -> list[str]:
    """Return where the tests of a module lie, below `tests/`."""
    path = Path(module)
    places = (Path(suite) / path.parent / f"test_{path.name}" for suite in SUITES)
    return [place.as_posix() for place in places if (ROOT / "tests" / place).is_file()]


@pytest.mark.parametrize("module", modules())
def test_a_module_has_a_test_of_its_name_in_its_place(module: str) -> None:
    if module in TOGETHER:
        assert (ROOT / "tests" / TOGETHER[module][0]).is_file(), module
        assert not mirrors(module), f"{module} has its own test now: take it out of TOGETHER"
    else:
        assert mirrors(module), f"write tests/unit/{Path(module).parent.as_posix()}/test_{Path(module).name}"


@pytest.mark.parametrize("folder", AS_A_WHOLE)
def test_a_folder_tested_as_a_whole_has_the_tests_that_are_named(folder: str) -> None:
    there = {path.name for path in (ROOT / "tests" / "unit" / folder).glob("test_*.py")}
    assert set(AS_A_WHOLE[folder]) <= there


def test_the_list_of_exceptions_names_modules_of_no_stage_and_gets_no_longer() -> None:
    assert set(TOGETHER) <= set(modules())
    assert not [module for module in TOGETHER if module.startswith("stages/")]
    assert len(TOGETHER) <= MOST
