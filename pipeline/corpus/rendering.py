"""The files that are published for one episode, whole or with other related episodes in them."""

from pipeline.corpus.gathering import RECORD, TRANSCRIPT
from pipeline.errors import ArtifactDamaged
from pipeline.files import canonical
from pipeline.formats.registry import PUBLISHED
from pipeline.records import Highlights, Related, Transcript
from pipeline.store import EpisodeStore


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
