"""Every setting as a TOML file with comments: what `config/default.toml` is made of."""

import json
import textwrap
from typing import Any

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic.fields import FieldInfo

from pipeline.records import Record, WatchTopic

HEAD = """\
# Every setting with its default, range and reason. These override it, in this order: a profile (config/fast.toml), the
# show's settings (config/shows/<show>.toml), --config FILE, --set table.key=value. Unknown keys are errors.
# {made}
"""
WHOLE = "Made from the code by `make golden`."
COMMENTED = "Every line here is a comment with the default value: remove the # from the settings that you change."
SIGNS = {Ge: ("≥", "ge"), Gt: (">", "gt"), Le: ("≤", "le"), Lt: ("<", "lt"), MaxLen: ("length ≤", "max_length")}


def settings_toml(settings: Record, *, commented: bool = False) -> str:
    """Return all tables of settings as TOML, each key under a comment with its reason and range.

    `commented` puts each value behind a # too: a person's own file keeps only what was changed on purpose.
    """
    lines = [HEAD.format(made=COMMENTED if commented else WHOLE)]
    behind = "#" if commented else ""
    for table in type(settings).model_fields:
        config: Record = getattr(settings, table)
        about = (type(config).__doc__ or "").strip().splitlines()[0]
        lines += [f"# {about}", f"[{table}]"]
        for name, field in type(config).model_fields.items():
            comment = " ".join(x for x in (field.description or "", limits(field)) if x)
            lines += [f"# {line}" for line in textwrap.wrap(comment, 116)]
            lines.append(f"{behind}{name} = {value(getattr(config, name))}")
        lines.append("")
    return "\n".join(lines)


def limits(field: FieldInfo) -> str:
    """Return a field's range in words: "(≥ 1, ≤ 8)", or its choices."""
    choices = getattr(field.annotation, "__args__", ())
    if choices and all(isinstance(c, str) for c in choices):
        return f"({' | '.join(choices)})"
    found = [
        f"{sign} {getattr(limit, attribute)}"
        for limit in field.metadata
        for kind, (sign, attribute) in SIGNS.items()
        if isinstance(limit, kind)
    ]
    return f"({', '.join(found)})" if found else ""


def value(found: Any) -> str:
    """Return a value as TOML; a watch topic without aliases is its bare name."""
    if isinstance(found, WatchTopic):
        aliases = f", aliases = {value(found.aliases)}" if found.aliases else ""
        return f"{{ name = {json.dumps(found.name)}{aliases} }}" if aliases else json.dumps(found.name)
    if isinstance(found, Record):
        inner = ", ".join(f"{k} = {value(getattr(found, k))}" for k in type(found).model_fields)
        return f"{{ {inner} }}"
    if isinstance(found, tuple | list):
        return f"[{', '.join(map(value, found))}]"
    return json.dumps(found, ensure_ascii=False)
