"""Digests of this program's own code: what made an answer, a proof or a text.

Stages (`tests/architecture/fingerprints.py`), rules of proof (`tests/unit/checks/test_rules.py`) and the published
texts (`pipeline/corpus/rendering.py`) each name the files that count for them; what counts in a file is said here.
"""

import ast
import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

CODE, DATA = ".py", ".json"


def code_tree(text: str) -> ast.Module:
    """Return the code of a module without comments, docstrings and sentences below fields.

    `SyntaxError` where the text is no Python.
    """
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [statement for statement in node.body if not _is_text(statement)]
    return tree


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def written(node: object) -> str:
    """Return code as one line that is the same for every version of Python; `node` is a tree or a part of one.

    Empty fields are left out: a newer Python that knows more of them writes the same.

    >>> written(ast.parse("x = 1").body[0])
    "Assign(targets=[Name(id='x',ctx=Store())],value=Constant(value=1))"
    """
    if isinstance(node, ast.AST):
        fields = [(name, written(value)) for name, value in ast.iter_fields(node) if value not in (None, [])]
        return f"{type(node).__name__}({','.join(f'{name}={text}' for name, text in fields)})"
    if isinstance(node, list):
        return f"[{','.join(map(written, node))}]"
    return repr(node)


def content(path: Path) -> str:
    """Return what counts of a file for what it computes.

    That is code without its texts, JSON without its layout, and the digest of the bytes of any other file.
    """
    if path.suffix == CODE:
        return written(code_tree(path.read_text(encoding="utf-8")))
    if path.suffix == DATA:
        return json.dumps(json.loads(path.read_bytes()), sort_keys=True)
    return whole(path)


def whole(path: Path) -> str:
    """Return the digest of a file's bytes, for what is made from its texts too."""
    return sha256(path.read_bytes()).hexdigest()


def digest(parts: Iterable[str]) -> str:
    """Return the SHA-256, in hexadecimal, of texts whatever their order; each may be a `content` or begin with a name.

    >>> digest(["b", "a"]) == digest(["a", "b"])
    True
    """
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()
