"""Where a project's folders lie: below `HIGHLIGHTS_HOME`, or below the current directory where that is not set."""

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote

from pipeline.errors import BadInput

HOME = "HIGHLIGHTS_HOME"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # `Path` writes s3://x as s3:/x; a drive (C:/) has one letter


def home() -> Path:
    """Return the project's folder: an absolute path from the environment, else "." (the current directory)."""
    named = Path(os.environ.get(HOME, ""))
    return named if named == Path() or is_address(named) else named.absolute()


def artifacts() -> Path:
    """Return the folder for what is made."""
    return home() / "artifacts"


def raw_audio() -> Path:
    """Return the inbox."""
    return home() / "raw_audio"


def feeds() -> Path:
    """Return the folder of subscriptions and of what was fetched for them."""
    return home() / "feeds"


def config() -> Path:
    """Return the folder of settings: `default.toml`, profiles and `shows/`; it need not be there."""
    return home() / "config"


def is_address(path: str | Path) -> bool:
    """Say whether a path is an address of another machine, such as s3://bucket/folder."""
    return _ADDRESS.match(str(path)) is not None


MIRRORS = ".mirrors"  # below the project's folder: the folders that stand for addresses of an object store
MOST_LETTERS = 200  # of an address: the name of its mirror holds it, and names of files end at 255 bytes


def place(path: str | Path) -> Path:
    """Return the folder on this machine that stands for a path: itself, or the mirror of an s3:// address."""
    address = re.sub(r"^s3:/+", "s3://", str(path)).rstrip("/")
    if not address.startswith("s3://") or len(address) > MOST_LETTERS:
        return local(path)
    return home().absolute() / MIRRORS / quote(address, safe="")


def address_of(folder: Path) -> str | None:
    """Return the address that a folder is the mirror of; None for every other folder.

    >>> address_of(Path("/home/ann/.mirrors/s3%3A%2F%2Fpodcasts%2Fours"))
    's3://podcasts/ours'
    """
    return unquote(folder.name) if folder.parent.name == MIRRORS else None


def local(path: str | Path) -> Path:
    """Return a path on this machine; raise `BadInput` for an address: only folders of episodes may lie in a store."""
    if is_address(path):
        found = re.sub(r"^([^:]+):/+", r"\1://", str(path))
        raise BadInput(
            f"expected a local file or folder, found {found[:200]}: copy it here first, or name a local path"
        )
    return Path(path)
