"""What `--help` prints: names that a person knows, no Python types, no braces."""

import re

import pytest
from typer.testing import CliRunner

from flows.app import app
from flows.commands import COMMANDS


@pytest.mark.parametrize(
    "command", ["", *(name for name in COMMANDS if name != "prefect")]
)  # its help is Prefect's own
def test_help_shows_no_types_and_no_braces(command: str) -> None:
    said = CliRunner().invoke(app, [*([command] if command else []), "--help"], env={"COLUMNS": "200"})
    assert said.exit_code == 0
    assert "Usage:" in said.output
    without_bounds = re.sub(r"\d+<=x<=\d+", "", said.output)
    assert [sign for sign in ("<", "{", "[[") if sign in without_bounds] == []


def test_usage_names_the_source() -> None:
    said = CliRunner().invoke(app, ["run", "--help"], env={"COLUMNS": "200"})
    assert "run [OPTIONS] SOURCE" in said.output
