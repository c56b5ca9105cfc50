"""Which schema versions this program reads: all of its own major version, later minor ones without what they add."""

import re
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

from pydantic import ValidationError
from pydantic_core import from_json

from pipeline.errors import ArtifactDamaged, MadeByNewer
from pipeline.records import SCHEMA_VERSION, Record, Transcript

R = TypeVar("R", bound=Record)

_VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")
RECORD = "highlights.json"  # tells the version of the files beside it


def parts_of(version: object) -> tuple[int, ...] | None:
    """Return a version's numbers, None where it is none: "1.2.0" → (1, 2, 0)."""
    found = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return tuple(map(int, found.groups())) if found else None


def is_newer(version: str) -> bool:
    """Say whether a later program wrote this version, so that ours would lose what it added."""
    parts = parts_of(version)
    return parts is not None and parts[:2] > (parts_of(SCHEMA_VERSION) or ())[:2]


def refuse_newer(path: Path, version: str) -> None:
    """Raise `MadeByNewer` for a later version than ours, a minor one too: what it added would be lost."""
    if is_newer(version):
        raise MadeByNewer(
            f"{path} was made by a newer version (schema {version}, this program has {SCHEMA_VERSION}); upgrade the "
            "program; it does not change this file"
        )


def read(data: bytes, path: Path, kind: type[R], episode_id: str) -> R:
    """Return the record in a file's bytes; fields that a later minor version added are left out.

    Raise `MadeByNewer` where a later major version wrote it, `ArtifactDamaged` where it is not whole.
    """
    try:
        record = parsed(data, kind)
    except ValidationError as error:
        return _of_another_version(path, data, kind, episode_id, error)
    if version := getattr(record, "schema_version", None):
        refuse_other(path, version, episode_id)
    return record


def parsed(data: bytes, kind: type[R]) -> R:
    """Return the record in a file's bytes; `ValidationError` where they are no such record.

    A correction asks four times for one transcript, of which two hours take a tenth of a second: the last two are kept.
    """
    return cast("R", _transcript(data)) if kind is Transcript else kind.model_validate_json(data)


@lru_cache(maxsize=2)
def _transcript(data: bytes) -> Transcript:
    return Transcript.model_validate_json(data)


def refuse_other(path: Path, version: object, episode_id: str) -> None:
    """Raise `MadeByNewer` for a later major version than ours, `ArtifactDamaged` for an earlier one or none."""
    ours = parts_of(SCHEMA_VERSION) or ()
    parts = parts_of(version)
    if parts is None:
        found = repr(version)[:40]
        raise ArtifactDamaged(
            f"{path}: expected a schema version like {SCHEMA_VERSION}, found {found}; make it again: "
            f"highlights run {episode_id}"
        )
    if parts[0] > ours[0]:
        raise MadeByNewer(
            f"{path} was made by a newer version (schema {version}, this program reads {ours[0]}.x); upgrade "
            "the program; it does not change this file"
        )
    if parts[0] < ours[0]:
        raise ArtifactDamaged(
            f"{path} was made by an older version (schema {version}, this program reads {ours[0]}.x); run it again: "
            f"highlights run {episode_id}"
        )


def _of_another_version(path: Path, data: bytes, kind: type[R], episode_id: str, error: ValidationError) -> R:
    version = _version(path, data)
    if version is not None:
        refuse_other(path, version, episode_id)
    newer = isinstance(version, str) and is_newer(version)
    if newer:
        try:
            return kind.model_validate_json(data, extra="ignore")
        except ValidationError:
            raise MadeByNewer(
                f"{path} was made by a newer version (schema {version}, this program has {SCHEMA_VERSION}) with "
                "fields that this program cannot read; upgrade the program; it does not change this file"
            ) from error
    first = str(error).splitlines()[0]
    raise ArtifactDamaged(
        f"{path} is not a complete {kind.__name__} record ({first}); make it again: highlights redo {episode_id} "
        "--from publish"
    ) from error


def _version(path: Path, data: bytes) -> object:
    """Return the schema version in a file, or in the record beside it; None where neither says one."""
    beside = path.with_name(RECORD)
    for text in (data, beside.read_bytes() if beside != path and beside.is_file() else b""):
        try:
            found = from_json(text) if text else None
        except ValueError:
            continue
        if isinstance(found, dict) and "schema_version" in found:
            version: object = found["schema_version"]
            return version
    return None
