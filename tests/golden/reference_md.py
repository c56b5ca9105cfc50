"""`docs/reference/`: commands, settings, the Python reader, the JSON API and the tools of assistants, from the code."""

import asyncio
import inspect
import re
from pathlib import Path
from typing import Any

import typer

from pipeline.formats.knobs import limits, value
from pipeline.settings import defaults
from tests.golden.records_md import table

MADE = "This page is made from the code (`make golden`); `tests/golden` fails where they differ.\n"


def flat(text: str | None) -> str:
    """Return a text in one line."""
    return re.sub(r"\s+", " ", text or "").strip()


def safe(text: str) -> str:
    """Return a text without what Markdown would take for HTML."""
    return text.replace("<", "&lt;")


# Commands


def parameter(param: Any) -> tuple[str, str]:
    """Return a row: how an argument or option is written, and what it does."""
    if param.param_type_name == "argument":
        return f"`{param.metavar or param.human_readable_name}`", safe(flat(param.help))
    takes = "" if param.is_flag else f" {param.metavar or param.type.name.upper()}"
    names = ", ".join(f"`{name}{takes}`" for name in param.opts)
    return names, safe(flat(param.help))


def command_part(path: str, command: Any) -> str:
    """Return the part of one command, or of a group and its commands."""
    about, _, more = (inspect.cleandoc(command.help or "")).partition("\n")
    parts = [f"## highlights {path}\n", safe(flat(about)) + "\n"]
    if more.strip():
        parts.append(safe(flat(more)) + "\n")
    if inner := getattr(command, "commands", None):
        return "\n".join([*parts, *(command_part(f"{path} {name}", one) for name, one in inner.items())])
    rows = [parameter(one) for one in command.params if not one.hidden]
    if rows:
        parts.append(table(("written", "meaning"), rows) + "\n")
    return "\n".join(parts)


def commands_md() -> str:
    """Return the page of all commands, in the order of `highlights --help`."""
    from flows.commands import app

    group: Any = typer.main.get_command(app)
    context = typer.Context(group)
    head = (
        "Answers go to stdout, progress goes to stderr. `--json` prints one JSON object.\n\nExit codes: 0 done · 1 the "
        "work or a verification failed · 2 wrong usage or bad input · 3 some episodes of a batch failed · 4 the "
        "machine lacks something · 130, 143 interrupted.\n"
    )
    parts = [command_part(name, group.get_command(context, name)) for name in group.list_commands(context)]
    return "\n".join(["# Commands\n", MADE, head, *parts])


# Settings


def settings_md() -> str:
    """Return the page of all settings."""
    settings = defaults()
    parts = [
        "# Settings\n",
        MADE,
        "Settings are read in this order, and the later wins: the defaults, `config/default.toml`, a profile "
        "(`--profile fast`), the show's file `config/shows/SHOW.toml`, `--config FILE`, `--set table.key=value`. "
        "`highlights init` writes a file with every setting behind a `#`. Unknown keys are errors.\n",
    ]
    for name in type(settings).model_fields:
        config = getattr(settings, name)
        rows = [
            (f"`{key}`", f"`{value(getattr(config, key))}`", safe(" ".join([field.description or "", limits(field)])))
            for key, field in type(config).model_fields.items()
        ]
        about = flat((type(config).__doc__ or "").strip().splitlines()[0])
        parts += [f"## [{name}]\n", safe(about) + "\n", table(("key", "default", "meaning (range)"), rows) + "\n"]
    return "\n".join(parts)


# The Python reader


def signature(thing: Any) -> str:
    """Return a signature without the names of modules and the first `self`."""
    homes = r"\b(?:pipeline|episode_highlights|pathlib|collections|typing)\.(?:\w+\.)*"
    text = re.sub(homes, "", str(inspect.signature(thing)))
    return re.sub(r"\(self(?:, )?", "(", re.sub(r"-> '(.*)'$", r"-> \1", text))


def python_md() -> str:
    """Return the page of what `import episode_highlights` offers."""
    import episode_highlights

    parts = ["# Python\n", MADE, "[Reading episodes from Python](../python.md) shows how these are used together.\n"]
    for name in episode_highlights.__all__:
        thing = getattr(episode_highlights, name)
        about = safe(inspect.getdoc(thing) or "")
        if not inspect.isclass(thing):
            parts.append(f"## {name}\n\n```python\n{name}{signature(thing)}\n```\n\n{about}\n")
            continue
        parts.append(f"## {name}\n\n{about}\n")
        rows = []
        for key, member in vars(thing).items():
            if key.startswith("_") or not (inspect.isfunction(member) or inspect.isdatadescriptor(member)):
                continue
            says = safe(flat(inspect.getdoc(member)))
            rows.append((f"`.{key}{signature(member) if inspect.isfunction(member) else ''}`", says))
        fields = getattr(thing, "model_fields", {})
        rows += [(f"`.{key}`", safe(flat(field.description))) for key, field in fields.items()]
        if rows:
            parts.append(table(("member", "meaning"), rows) + "\n")
    return "\n".join(parts)


# The JSON API


def http_md(folder: Path) -> str:
    """Return the page of the addresses below `/api`; `folder` stands for an artifacts folder."""
    from flows.json_api import json_api
    from pipeline.store import Store

    document = json_api(Store(folder)).openapi()
    parts = [
        "# HTTP\n",
        MADE,
        "`highlights serve` answers at `http://127.0.0.1:8350/api`. [The JSON API](../api.md) explains pages of lists "
        "and errors. `/api/openapi.json` has a sentence for every field of the answers.\n",
    ]
    for path, methods in document["paths"].items():
        for method, about in methods.items():
            parts.append(
                f"## {method.upper()} /api{path}\n\n{safe(flat(about.get('description') or about['summary']))}\n"
            )
            rows = [
                (f"`{one['name']}`", one["in"], safe(flat(one.get("description"))))
                for one in about.get("parameters", ())
            ]
            if rows:
                parts.append(table(("parameter", "in", "meaning"), rows) + "\n")
    return "\n".join(parts)


# The tools of assistants


def mcp_md(folder: Path) -> str:
    """Return the page of the tools that `highlights mcp` offers; `folder` stands for an artifacts folder."""
    from flows.mcp_server import mcp_server
    from pipeline.store import Store

    parts = ["# MCP\n", MADE, "`highlights mcp` offers these tools; [Assistants](../mcp.md) explains how to add it.\n"]
    for tool in asyncio.run(mcp_server(Store(folder)).list_tools()):
        parts.append(f"## {tool.name}\n\n{safe(flat(tool.description))}\n")
        schema = getattr(tool, "input_schema", None) or tool.inputSchema
        needed = schema.get("required", ())
        rows = [
            (f"`{name}`", "yes" if name in needed else "no", safe(flat(about.get("description"))))
            for name, about in schema.get("properties", {}).items()
        ]
        if rows:
            parts.append(table(("argument", "needed", "meaning"), rows) + "\n")
    return "\n".join(parts)


def reference(folder: Path) -> dict[str, str]:
    """Return the pages of `docs/reference/` by file name."""
    return {
        "commands.md": commands_md(),
        "settings.md": settings_md(),
        "python.md": python_md(),
        "http.md": http_md(folder),
        "mcp.md": mcp_md(folder),
    }
