"""Flags are one list: code sets no other flag, no flag is listed that nothing sets, and each says what it means."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from pipeline.records import Episode
from pipeline.records.flags import FLAGS, Known, although, meaning, words

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [p for p in sorted(ROOT.glob("pipeline/**/*.py")) if p.name != "flags.py"]


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a file."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def texts(node: ast.AST) -> set[str]:
    """Return the texts in an expression that may become flags; the test of `x if test else y` does not count."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    if isinstance(node, ast.Dict):  # a flag, and whether it is so
        return set().union(*(texts(key) for key in node.keys if key))
    if isinstance(node, (ast.Compare, ast.Call, ast.Subscript)):
        return set()
    own = {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
    return own.union(*(texts(child) for child in ast.iter_child_nodes(node)))


def is_flags(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "flags"


def flagged(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the expressions from which a piece of code takes flags."""
    match node:
        case ast.keyword(arg="flags", value=value):
            yield value
        case ast.AnnAssign(annotation=kind, value=ast.expr() as value) if "Flag" in ast.unparse(kind):
            yield value
        case ast.Assign(targets=[target], value=value) | ast.AugAssign(target=target, value=value):
            if any(is_flags(part) for part in ast.walk(target)):
                yield value
        case ast.Dict(keys=keys, values=values):
            yield from (v for k, v in zip(keys, values, strict=True) if k and texts(k) == {"flags"})
        case ast.Call(func=ast.Attribute(value=value), args=args) if is_flags(value):
            yield from args
        case ast.FunctionDef(returns=ast.expr() as kind) if "Flag" in ast.unparse(kind):
            yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_code_sets_no_flag_that_is_not_listed(path: Path) -> None:
    found = {flag for node in nodes(path) for value in flagged(node) for flag in texts(value)}
    unknown = {flag for flag in found if meaning(flag) is None}
    assert not unknown, f"{path.name}: list them in pipeline/records/flags.py"


def test_every_listed_flag_is_set_somewhere() -> None:
    constants = {
        node.value
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(FLAGS) <= constants


def test_a_field_a_variable_and_a_parameter_of_flags_has_the_type_of_flags() -> None:
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "flags":
                assert "Flag" in ast.unparse(node.annotation), f"{path}:{node.lineno}"


def test_the_list_and_the_type_name_the_same_flags_and_each_has_a_sentence() -> None:
    assert set(FLAGS) == set(get_args(Known))
    for flag, said in FLAGS.items():
        assert said.says.endswith("."), flag
        assert said.words, flag


def test_a_flag_may_give_its_reason() -> None:
    flag = although("pinned although", "too short")
    assert words(flag) == ("pinned although: too short", FLAGS["pinned although"].says)


def test_a_flag_of_a_later_version_is_read_and_shown_as_it_is() -> None:
    later = Episode.model_validate_json('{"id": "a", "title": "A", "duration": 1, "flags": ["too-good"]}')
    assert later.flags == ("too-good",)
    assert words("too-good") == ("too good", "")
