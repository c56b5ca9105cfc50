"""The commands: one file each, named as its command, in the order in which a newcomer needs them."""

from importlib import import_module
from typing import Any

from flows.app import PlainGroup, app

COMMANDS: dict[str, dict[str, Any]] = {  # in the order of `--help`; what Typer must know of a command beside its name
    "init": {},
    "demo": {},
    "run": {},
    "redo": {},
    "batch": {},
    "feed": {},
    "inspect": {},
    "list": {},
    "show": {},
    "open": {},
    "verify": {},
    "repair": {},
    "seal": {},
    "check": {},
    "explain": {},
    "correct": {},
    "voices": {},
    "approve": {},
    "rewrite": {},
    "edit": {},
    "reanchor": {},
    "diff": {},
    "delete": {},
    "gc": {},
    "serve": {},
    "mcp": {},
    "search": {},
    "export": {},
    "publish": {},
    "doctor": {},
    "up": {},
    "down": {},
    "status": {},
    "prefect": {
        "context_settings": {"allow_extra_args": True, "ignore_unknown_options": True},
        "add_help_option": False,
    },
}

GROUPS = ("feed", "voices")  # files with several commands: `highlights feed add`, …

PlainGroup.order[:] = COMMANDS
for name, about in COMMANDS.items():
    work = getattr(import_module(f"flows.commands.{name}"), name)
    if name in GROUPS:
        app.add_typer(work, name=name, **about)
    else:
        app.command(name, **about)(work)
