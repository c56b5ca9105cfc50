"""What all records share: the base class, times, spans of words, and which tool made something."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "1.2.0"  # a later minor version adds fields and changes none
Seconds = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Record(BaseModel):
    """Base of every record: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null", use_attribute_docstrings=True)


class Gap(Record):
    """Speech without words."""

    start: Seconds
    """Start in seconds from the start of the decoded audio, as all times."""
    end: Seconds
    """End in seconds."""


class Identity(Record):
    """Which tool made something: part of every stage key that used it, and of the provenance."""

    name: str
    """Name of the tool or library."""
    version: str
    """Version of the tool."""
    model: str | None = None
    """Name of its model; null where it has none."""
    digest: str | None = None
    """SHA-256 of the model's weights, in hex; null without a model or for weights of your own."""
