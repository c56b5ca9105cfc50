"""A seal: one digest over everything that is published, to be kept elsewhere, signed where a key is given.

Whoever can write the artifacts can make all of them fit each other. A seal that lies elsewhere tells what was changed
since. It covers what people and programs read, the corrections and the catalog; not `run.json` and `stages/`, which a
run that changes nothing may renew.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import BadInput
from pipeline.files import digest_of, key_of
from pipeline.store import CATALOG, RUN, SCHEMA, Store

FORMAT = 1
LEAST_KEY_BYTES = 16
NOT_SEALED = ("stages", RUN)


@dataclass(frozen=True)
class Changes:
    """What is otherwise than a seal says, by name of the episode (or `catalog`, `schema`)."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything that was sealed is otherwise; what is new was never sealed."""
        return bool(self.changed or self.gone)


def seal(store: Store, key: bytes | None = None) -> dict[str, Any]:
    """Return the seal of a folder of artifacts as plain values."""
    units = {name: _digest(store.root / name) for name in sorted({*store.episode_ids(), CATALOG, SCHEMA})}
    units = {name: digest for name, digest in units.items() if digest}
    if not units:
        raise BadInput(f"expected episodes in {store.root}, found none; make one with: highlights run FILE")
    made: dict[str, Any] = {"format": FORMAT, "units": units, "digest": key_of(units)}
    return made | ({"signature": _signature(units, key)} if key else {})


def read_key(path: Path) -> bytes:
    """Return the key in a file: at least 16 bytes that nobody guesses, such as `openssl rand -hex 32` writes."""
    if not path.is_file():
        raise BadInput(f"expected a file with a key, found none at {path}; make one: openssl rand -hex 32 > {path}")
    key = path.read_bytes().strip()
    if len(key) < LEAST_KEY_BYTES:
        raise BadInput(f"expected a key of at least {LEAST_KEY_BYTES} bytes in {path}, found {len(key)}")
    return key


def changes(store: Store, kept: bytes, where: Path, key: bytes | None = None) -> Changes:
    """Return what is otherwise than a kept seal says; `BadInput` where that is no seal, or not signed by us."""
    said = _read(kept, where)
    if key:
        signature = said.get("signature")
        if not isinstance(signature, str) or not hmac.compare_digest(signature, _signature(said["units"], key)):
            raise BadInput(f"{where}: expected a seal signed with this key, found another signature or none")
    units: dict[str, str] = said["units"]
    now: dict[str, str] = seal(store)["units"] if _any(store, units) else {}
    return Changes(
        changed=tuple(name for name in units if name in now and now[name] != units[name]),
        gone=tuple(name for name in units if name not in now),
        new=tuple(name for name in now if name not in units),
    )


def _any(store: Store, units: Mapping[str, str]) -> bool:
    return bool(store.episode_ids()) or any((store.root / name).is_dir() for name in units)


def _read(kept: bytes, where: Path) -> dict[str, Any]:
    try:
        said = json.loads(kept)
        units = said["units"]
        whole = all(isinstance(digest, str) for digest in units.values()) and said["digest"] == key_of(units)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        whole = False
    if not whole or said.get("format") != FORMAT:
        raise BadInput(f"{where}: expected a seal as `highlights seal` prints it, found something else")
    found: dict[str, Any] = said
    return found


def _signature(units: Mapping[str, str], key: bytes) -> str:
    return hmac.new(key, key_of(units).encode(), hashlib.sha256).hexdigest()


def _digest(folder: Path) -> str:
    """Return a digest over the names and the contents of the files below a folder; nothing where there are none."""
    here = folder.resolve()
    named = {}
    for path in here.rglob("*"):
        name = path.relative_to(here)
        if path.is_file() and name.parts[0] not in NOT_SEALED and not any(p.startswith(".") for p in name.parts):
            named[name.as_posix()] = digest_of(path)
    return key_of(named) if named else ""
