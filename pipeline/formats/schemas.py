"""JSON Schemas (draft 2020-12) of the published records, made from the records themselves."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.records import SCHEMA_VERSION, Highlights, Record, Transcript

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAJOR = SCHEMA_VERSION.split(".", maxsplit=1)[0]


def schema(kind: type[Record], name: str) -> str:
    """Return the JSON Schema of one record as JSON text; the `$id` carries the major version.

    It lets unknown fields pass, because a later minor version adds some.
    """
    body = _open(kind.model_json_schema(mode="serialization"))
    head = {"$schema": DIALECT, "$id": f"urn:episode-highlights:{name}:{MAJOR}"}
    return json.dumps(head | body, indent=1, ensure_ascii=False) + "\n"


def _open(part: Any) -> Any:
    if isinstance(part, dict):
        closed = {"additionalProperties": False}.items()
        return {key: _open(value) for key, value in part.items() if (key, value) not in closed}
    return [_open(item) for item in part] if isinstance(part, list) else part


FILES: Mapping[str, tuple[type[Record], str]] = {
    "highlights.schema.json": (Highlights, "highlights"),
    "transcript.schema.json": (Transcript, "transcript"),
}


@cache
def schemas() -> dict[str, str]:
    """Return every published schema by file name."""
    return {file: schema(kind, name) for file, (kind, name) in FILES.items()}
