"""A mistake in a sidecar is named with its line."""

from pathlib import Path

import pytest

from pipeline.errors import BadConfig
from tests.unit.sources.conftest import Find, put


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('show = "S"\ntitel = "T"\n', r"a\.toml, line 2: expected one of id, title, show.*unknown key titel"),
        ('[[people]]\nname = "A"\nrolle = "host"\n', r"line 3: expected one of name, role, pronouns.*rolle"),
        ('[links]\nbad = "javascript:alert(1)"\n', r"line 2: .*http\(s\)"),
        ('published = "May 6th"\n', "line 1: published"),
        ("published = 2024-13-01\n", "expected TOML"),
        (f"number = {'9' * 5000}\n", "expected TOML"),
        ('id = "../etc"\n', "line 1: id"),
        ('id = "catalog"\n', "line 1: id"),
        ("duration = nan\n", "line 1: duration"),
        ('title = ""\n', "line 1: title"),
        ("title = \n", "expected TOML"),
        ('title = "a"\ntitle = "b"\n', "expected TOML"),
        ("10 = 1\n", "line 1: expected one of id.*unknown key 10"),
        ('[[chapters]]\nstart = 1\n"a\\nb" = 2\ntitle = "x"\n', "unknown key chapters.0.a b"),
    ],
)
def test_a_mistake_in_a_sidecar_is_named_with_its_line(box: Path, find: Find, text: str, message: str) -> None:
    put(box / "a.mp3")
    put(box / "a.toml", text)
    with pytest.raises(BadConfig, match=message) as raised:
        find("a")
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code == 2
