"""The one Typer application, and the options its commands share; `flows/commands/` registers the commands on it."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

import typer
from rich.console import Console
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from flows import screen
from pipeline import folders
from pipeline.errors import HighlightsError

Work = TypeVar("Work", bound=Callable[..., Any])


class PlainCommand(TyperCommand):
    """A command whose help names its arguments (SOURCE, FILE) without Typer's braces and Python types."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters; those that take no value, and all arguments, show no type."""
        return without_types(super().get_params(ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage line: `SOURCE`, not `{SOURCE}`."""
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]


class PlainGroup(TyperGroup):
    """The list of all commands. They keep the order in which `flows/commands/` registers them."""

    order: ClassVar[list[str]] = []  # Typer itself puts groups of commands before single ones

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, in their order."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: self.order.index(name) if name in self.order else len(self.order))

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, as `PlainCommand` does."""
        return without_types(super().get_params(ctx))


def without_types(params: list[Any]) -> list[Any]:
    """Return parameters whose help shows `--json` and `SOURCE` in place of `--json <bool>` and `SOURCE <str>`."""
    for param in params:
        if isinstance(param, TyperArgument):
            vars(param)["display_type_rich"] = lambda ctx: None  # Typer has no setting for it
        elif isinstance(param, TyperOption) and param.is_flag and param.metavar is None:
            param.metavar = ""
    return params


MAY_LIE_ELSEWHERE = frozenset({"artifacts", "raw_audio"})  # in an object store; a mirror stands for it here


class Commands(typer.Typer):
    """The application. Files and folders lie on this machine: a command refuses an address before any work.

    Artifacts and the inbox may have one (s3://…): what a command gets is the mirror on this machine.
    """

    def command(self, *names: Any, **about: Any) -> Callable[[Work], Work]:
        """Register a command, as `typer.Typer.command` does; every path that it is given is checked."""
        register = super().command(*names, cls=PlainCommand, **about)

        def registered(work: Work) -> Work:
            @functools.wraps(work)
            def checked(**given: Any) -> Any:
                for name in MAY_LIE_ELSEWHERE & given.keys():
                    given[name] = folders.place(given[name])
                for value in given.values():
                    for path in value if isinstance(value, list | tuple) else (value,):
                        if isinstance(path, Path):
                            folders.local(path)
                return work(**given)

            register(checked)
            return work

        return registered


app = Commands(
    cls=PlainGroup,
    name="highlights",
    help="Turn a podcast episode into highlights that you can verify.",
    epilog="Exit codes: 0 done · 1 the work or a verification failed · 2 wrong usage or bad input · "
    "3 some episodes failed · 4 the machine lacks something · 130 or 143 interrupted",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    """Print the version and end, where it was asked for."""
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"highlights {version('episode-highlights')}\n")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turn a podcast episode into highlights that you can verify."""


Artifacts = Annotated[
    Path,
    typer.Option(
        "--artifacts",
        metavar="DIR",
        help="Write results to this folder or s3://BUCKET/FOLDER.",
        show_default="artifacts/",
    ),
]
RawAudio = Annotated[
    Path,
    typer.Option(
        "--raw-audio",
        metavar="DIR",
        help="Read episodes from this folder or s3://BUCKET/FOLDER.",
        show_default="raw_audio/",
    ),
]
Profile = Annotated[
    str, typer.Option("--profile", metavar="NAME", help="Use this settings profile: default, or fast (smaller model).")
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Read settings from this TOML file; they override the profile."),
]
Assign = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="TABLE.KEY=VALUE", help="Set one setting. Repeat the option for more settings."),
]
Direct = Annotated[bool, typer.Option("--direct", help="Run in this process, without Prefect.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")]

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
            screen.answer({**empty, "error": str(error)})
        raise
