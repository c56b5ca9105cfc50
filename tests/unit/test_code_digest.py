"""A digest of code changes with what the code does, and with nothing else."""

from pathlib import Path

import pytest

from pipeline.code_digest import code_tree, content, digest, whole, written

CODE = "class A:\n    size: int = 1\n\n    def grown(self) -> int:\n        return self.size + 1\n"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (CODE.replace("class A:", '"""What."""\n\nclass A:\n    """Say."""\n'), True),
        (CODE.replace("= 1\n", '= 1\n    """Its size."""\n', 1), True),
        (CODE.replace("+ 1", "+ 1  # so"), True),
        (CODE.replace("+ 1", "+ 2"), False),
        (CODE.replace("grown", "larger"), False),
    ],
)
def test_comments_docstrings_and_descriptions_change_no_code(text: str, same: bool) -> None:
    assert (written(code_tree(text)) == written(code_tree(CODE))) is same


def test_what_counts_of_a_file_depends_on_its_kind(tmp_path: Path) -> None:
    one, other = tmp_path / "a.json", tmp_path / "b.json"
    one.write_text('{"a": 1, "b": 2}')
    other.write_text('{ "b":2, "a":1 }')
    assert content(one) == content(other)
    assert whole(one) != whole(other)
    (tmp_path / "a.tsv").write_text("a\tb")
    assert content(tmp_path / "a.tsv") == whole(tmp_path / "a.tsv")


def test_the_order_of_parts_does_not_count() -> None:
    assert digest(["a", "b"]) == digest(["b", "a"]) != digest(["a", "c"])
