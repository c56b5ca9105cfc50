"""A command is one file and one entry of the list, which also is the order of `--help`."""

from pathlib import Path

from typer.main import get_command

from flows import commands
from flows.commands import COMMANDS, app


def test_every_command_is_one_file_of_its_name() -> None:
    files = {path.stem for path in Path(commands.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(COMMANDS)


def test_help_lists_the_commands_in_the_order_of_the_list() -> None:
    group = get_command(app)
    assert group.list_commands(group.make_context("highlights", ["--help"], resilient_parsing=True)) == list(COMMANDS)  # type: ignore[attr-defined]
