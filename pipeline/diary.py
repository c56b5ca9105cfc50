"""The shape of `run.json`: what programs read again of it."""

from pydantic import BaseModel, ConfigDict, ValidationError


class Entry(BaseModel):
    """What `run.json` knows of one stage."""

    key: str
    sha256: str


class _RefusedClip(BaseModel):
    """What `run.json` knows of a clip that is not offered."""

    model_config = ConfigDict(extra="forbid")

    refused: str


class _ClipEntry(BaseModel):
    """What `run.json` knows of one clip."""

    model_config = ConfigDict(extra="allow")

    file: str
    sha256: str
    film: str | None = None


class _Diary(BaseModel):
    """The shape of those parts of `run.json` that programs read again."""

    model_config = ConfigDict(extra="allow")

    artifacts: dict[str, Entry] = {}
    files: dict[str, str] = {}
    asked: dict[str, str | None] = {}
    settings: dict[str, str | list[str] | None] = {}
    clips: dict[str, _RefusedClip | _ClipEntry] = {}


def fault_of(data: bytes) -> str:
    """Return what is wrong with the bytes of a `run.json`, nothing where they are a diary of ours."""
    try:
        _Diary.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(map(str, first["loc"]))
        return f"{at + ': ' if at else ''}{first['msg']}, found {str(first['input'])[:40]!r}"
    return ""
