"""The one Typer application, and the options its commands share; `flows/commands/` registers the commands on it."""

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from pipeline import folders
from pipeline.errors import HighlightsError

Work = TypeVar("Work", bound=Callable[..., Any])


class Commands(typer.Typer):
    """The application. Files and folders lie on this machine: a command refuses an address (s3://…) before any work."""

    def command(self, *names: Any, **about: Any) -> Callable[[Work], Work]:
        """Register a command, as `typer.Typer.command` does; every path that it is given is checked."""
        register = super().command(*names, **about)

        def registered(work: Work) -> Work:
            @functools.wraps(work)
            def checked(**given: Any) -> Any:
                for value in given.values():
                    for path in value if isinstance(value, list | tuple) else (value,):
                        if isinstance(path, Path):
                            folders.local(path)
                return work(**given)

            register(checked)
            return work

        return registered


app = Commands(
    name="highlights",
    help="Turn a podcast episode into highlights that can be proved.",
    epilog="Exit codes: 0 done · 1 work or proof failed · 2 bad input or usage · 3 some failed · 4 machine lacks · "
    "130 or 143 interrupted",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Artifacts = Annotated[Path, typer.Option("--artifacts", help="Folder for what is made.", show_default="artifacts/")]
RawAudio = Annotated[Path, typer.Option("--raw-audio", help="Inbox folder.", show_default="raw_audio/")]
Profile = Annotated[str, typer.Option("--profile", help="Settings profile: default, or fast (smaller model).")]
Config = Annotated[Path | None, typer.Option("--config", help="TOML file of settings laid over the profile.")]
Assign = Annotated[
    list[str] | None, typer.Option("--set", metavar="TABLE.KEY=VALUE", help="One setting; may be given several times.")
]
Direct = Annotated[bool, typer.Option("--direct", help="Run here and now, without Prefect.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as one JSON object on stdout.")]

ARTIFACTS, RAW_AUDIO = folders.artifacts(), folders.raw_audio()


def console() -> Console:
    """Return the console for answers."""
    return Console(highlight=False, soft_wrap=True)


def text(path: Path | None) -> str | None:
    """Return a path as plain text: what goes into a flow's parameters."""
    return str(path) if path else None


@contextmanager
def answered(as_json: bool, **empty: object) -> Iterator[None]:
    """Give an expected error on stdout too where JSON was asked for: `empty`, the answer's own keys, and `error`."""
    try:
        yield
    except HighlightsError as error:
        if as_json:
            sys.stdout.write(json.dumps({**empty, "error": str(error)}, ensure_ascii=False) + "\n")
        raise
