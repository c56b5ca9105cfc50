"""The files that are published for one episode, whole or with other related episodes in them."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.code_digest import digest, whole
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
LIBRARIES = ("babel", "jinja2", "pydantic")


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

    Only texts that the same code made can be held against what it makes now. Whole files count, because the sentences
    below fields stand in the tables.
    """
    places = (PACKAGE / name for name in RENDERS)
    files = (path for place in places for path in (place.rglob("*") if place.is_dir() else [place]))
    code = (p for p in files if p.is_file() and "__pycache__" not in p.parts)
    return digest(
        [
            *(f"{path.relative_to(PACKAGE).as_posix()} {whole(path)}" for path in code),
            *(f"{library} {version(library)}" for library in LIBRARIES),
        ]
    )
