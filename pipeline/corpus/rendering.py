"""The files that are published for one episode, whole or with other related episodes in them."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pipeline.corpus.gathering import RECORD, TRANSCRIPT
from pipeline.errors import ArtifactDamaged
from pipeline.files import canonical
from pipeline.formats.registry import PUBLISHED
from pipeline.records import Highlights, Related, Transcript
from pipeline.store import EpisodeStore

PACKAGE = Path(__file__).parents[1]
# Of the package: what decides those texts.
RENDERS = (
    "spans.py",
    "formats",
    "checks",
    "records",
    "language",
    "corpus",
    "files.py",
    "links.py",
)
LIBRARIES = ("jinja2", "pydantic")


def rendered(record: Highlights, transcript: Transcript) -> dict[str, bytes]:
    """Return every file that is published for an episode, by name."""
    return {
        RECORD: canonical(record),
        TRANSCRIPT: canonical(transcript),
        **{one.file: one.data(record, transcript) for one in PUBLISHED},
    }


def known_relations(place: EpisodeStore) -> tuple[Related, ...]:
    """Return what an episode was related to when it was last published."""
    if not (place.folder / RECORD).is_file():
        return ()
    try:
        return place.load(RECORD, Highlights).related
    except ArtifactDamaged:
        return ()  # it is being made anew


def with_related(place: EpisodeStore, record: Highlights) -> dict[str, bytes]:
    """Return the files in which related episodes stand, only those lines new where the files are of our making."""
    files = {RECORD: canonical(record)}
    for one in PUBLISHED:
        if one.with_related:
            text = one.with_related(place.text(one.file), record)
            if text is None:
                return rendered(record, place.load(TRANSCRIPT, Transcript))
            files[one.file] = text.encode()
    return files


@cache
def renderer() -> str:
    """Return the digest of the code that turns a record into its published texts.

    Only texts that the same code made can be held against what it makes now.
    """
    digest = sha256()
    for place in (PACKAGE / name for name in RENDERS):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(
                    f"{path.relative_to(PACKAGE).as_posix()} {sha256(path.read_bytes()).hexdigest()}\n".encode()
                )
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()
