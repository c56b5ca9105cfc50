"""JSON Schemas (draft 2020-12) of the published records, made from the records themselves."""

import json

from pipeline.records import SCHEMA_VERSION, Highlights, Record, Transcript

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAJOR = SCHEMA_VERSION.split(".", maxsplit=1)[0]


def schema(kind: type[Record], name: str) -> str:
    """Return the JSON Schema of one record as JSON text; the `$id` carries the major version."""
    body = kind.model_json_schema(mode="serialization")
    head = {"$schema": DIALECT, "$id": f"urn:episode-highlights:{name}:{MAJOR}"}
    return json.dumps(head | body, indent=1, ensure_ascii=False) + "\n"


def schemas() -> dict[str, str]:
    """Return every published schema by file name."""
    return {
        "highlights.schema.json": schema(Highlights, "highlights"),
        "transcript.schema.json": schema(Transcript, "transcript"),
    }
