"""The files that are published for one episode, whole or with other related episodes in them."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.code_digest import digest, whole
from pipeline.corpus.gathering import RECORD, TRANSCRIPT
from pipeline.errors import ArtifactDamaged
from pipeline.files import canonical, found_at, sha256
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
    "cuts.py",
)
LIBRARIES = ("babel", "jinja2", "pydantic")
RENDERER = "renderer"  # key of run.json: the digest of the code that made its published files


def rendered(record: Highlights, transcript: Transcript, before: EpisodeStore | None = None) -> dict[str, bytes]:
    """Return every file that is published for an episode, by name.

    What only the transcript decides is taken from the episode as it was published `before`, where that is whole, of
    the same transcript, and made by the same code.
    """
    said = canonical(transcript)
    kept = _kept(before, said) if before else {}
    made = {one.file: kept[one.file] if one.file in kept else one.data(record, transcript) for one in PUBLISHED}
    return {RECORD: canonical(record), TRANSCRIPT: said, **made}


def _kept(place: EpisodeStore, said: bytes) -> dict[str, bytes]:
    run = place.run()
    digests = run.get("files", {})
    if run.get(RENDERER) != renderer() or digests.get(TRANSCRIPT) != sha256(said):
        return {}
    found = {one.file: found_at(place.folder / one.file) for one in PUBLISHED if one.of_transcript}
    return {name: data for name, data in found.items() if data is not None and sha256(data) == digests.get(name)}


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
