"""The rules of proof have versions: whoever changes their code raises one, or says why all answers stay the same.

Records carry the versions that proved them. Were a rule changed under the same number, `verify` would call what an
earlier version honestly made false. `rules.json` keeps, per set of rules, every digest of its code with its version;
an entry that repeats the version of the one before it needs a `why`.
"""

import ast
import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.checks.rules import CURRENT, FIRST, NAMES, RuleSet, version_of
from pipeline.code_digest import code_tree, content, written
from pipeline.code_digest import digest as digest_of

PACKAGE = Path(__file__).parents[3] / "pipeline"
HISTORY = Path(__file__).with_name("rules.json")
ROOTS: dict[RuleSet, tuple[str, ...]] = {
    "quotes": ("pipeline.checks.verbatim", "pipeline.checks.context"),
    "frames": ("pipeline.checks.frames", "pipeline.checks.support", "pipeline.checks.reported"),
    "statements": ("pipeline.checks.statement", "pipeline.checks.context", "pipeline.checks.written"),
}
# Records and errors judge nothing, and `support` only hands a model's sentences on.
NOT_THEIRS = {"pipeline.records", "pipeline.errors", "pipeline.ports"}
STOP_AT: dict[RuleSet, set[str]] = {"frames": {"pipeline.checks.statement", "pipeline.checks.written"}}


def parts_of(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Take a module's imports out of it; return those of this project, and the data files that it names."""
    modules: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            modules |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    tree.body = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return modules - NOT_THEIRS, {text for text in texts if re.fullmatch(r"\w+\.json", text)}


@cache
def digest(of: RuleSet, package: Path = PACKAGE) -> str:
    """Return the digest of a set's code and data: its roots and all of this project that they import."""
    found: dict[str, str] = {}
    waiting = set(ROOTS[of])
    while waiting:
        module = waiting.pop()
        path = package.joinpath(*module.split(".")[1:]).with_suffix(".py")
        if not path.is_file():
            continue  # `from pipeline.checks.frames import FRAMES` names no module FRAMES
        tree = code_tree(path.read_text(encoding="utf-8"))
        modules, data = parts_of(tree)
        found[module] = written(tree)
        for file in data:
            if path.with_name(file).is_file():  # the entailment net's numbers ship with the net alone
                found[file] = content(path.with_name(file))
        waiting |= modules - found.keys() - STOP_AT.get(of, set())
    return digest_of(found.values())


@pytest.mark.parametrize("of", NAMES)
def test_changed_rules_have_another_version_or_a_reason_why_they_answer_the_same(of: RuleSet) -> None:
    last = json.loads(HISTORY.read_bytes())[of][-1]
    now, version = digest(of), version_of(CURRENT, of)
    assert (last["version"], last["digest"]) == (version, now), (
        f"the code of the {NAMES[of]} changed. Where any text may now be judged otherwise, raise `{of}` in "
        f"pipeline/checks/rules.py to {last['version'] + 1}. Then append to {HISTORY.name}, under {of!r}: "
        f'{{"version": <the version>, "digest": "{now}"}}, with a "why" where the version stays {last["version"]}: '
        "why every text is judged as before"
    )


@pytest.mark.parametrize("of", NAMES)
def test_the_history_begins_with_the_first_release_and_never_goes_back(of: RuleSet) -> None:
    entries = json.loads(HISTORY.read_bytes())[of]
    assert entries[0]["version"] == version_of(FIRST, of)
    for before, entry in pairwise(entries):
        step = entry["version"] - before["version"]
        assert step == 1 or (step == 0 and entry.get("why", "").strip()), entry
        assert step == 0 or entry["digest"] != before["digest"], f"version {entry['version']} changed nothing"


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (
            "def rule(x):\n    return x > 1\n",
            '"""What."""\ndef rule(x):\n    """Say."""\n    return x > 1  # so\n',
            True,
        ),
        ("def rule(x):\n    return x > 1\n", "def rule(x):\n    return x >= 1\n", False),
        ('FRAMES = {"says": "{name} says: {said}"}\n', 'FRAMES = {"says": "{name} said: {said}"}\n', False),
    ],
)
def test_comments_change_no_rule_and_a_frame_does(before: str, after: str, same: bool) -> None:
    assert (written(code_tree(before)) == written(code_tree(after))) is same


def copied(to: Path) -> Path:
    for folder in ("checks", "language"):
        (to / folder).mkdir(parents=True)
        for path in (PACKAGE / folder).iterdir():
            if path.suffix in {".py", ".json"}:
                (to / folder / path.name).write_bytes(path.read_bytes())
    for name in ("spans.py", "fitted.py"):
        (to / name).write_bytes((PACKAGE / name).read_bytes())
    return to


def test_data_and_code_far_from_the_root_count_for_the_rules_that_use_them(tmp_path: Path) -> None:
    data = copied(tmp_path / "data")
    assert {of: digest(of, data) for of in NAMES} == {of: digest(of) for of in NAMES}
    other = copied(tmp_path / "other")
    path = other / "language" / "antonyms.json"
    path.write_text(json.dumps([json.loads(path.read_bytes())]), encoding="utf-8")
    assert {of for of in NAMES if digest(of, other) != digest(of)} == {"statements"}
    fillers = copied(tmp_path / "fillers")
    path = fillers / "language" / "words.py"
    path.write_text(path.read_text(encoding="utf-8").replace('"um", ', ""), encoding="utf-8")
    assert {of for of in NAMES if digest(of, fillers) != digest(of)} == set(NAMES)
