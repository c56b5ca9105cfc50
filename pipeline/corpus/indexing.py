"""Bringing the catalog's database up to date: only episodes that changed are read and written."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain

from pydantic_core import from_json

from pipeline.corpus.database import DATABASE, EpisodeRow, known, write
from pipeline.corpus.gathering import TRANSCRIPT, Neighbour, just_written
from pipeline.corpus.generations import Generation
from pipeline.corpus.rendering import renderer
from pipeline.corpus.search_rows import SaidWords, SearchPassage, content_key, known_ids, made, passages
from pipeline.errors import ArtifactDamaged
from pipeline.lock import SignOfLife
from pipeline.store import Store


def add_database(
    store: Store,
    alive: SignOfLife,
    generation: Generation,
    changed: Collection[str],
    *,
    everybody: Collection[str],
    neighbour: Callable[[str], Neighbour],
) -> None:
    """Add the database to a generation: the one in place, in which what changed is replaced for this generation.

    `changed` are the ids of episodes that may have changed; `neighbour` reads an episode. An episode whose transcript
    cannot be read is not in the database; one that is being published stays as it was.
    """
    before = known(generation.in_place(DATABASE), renderer())
    gone = [episode_id for episode_id in before if episode_id not in everybody]
    wanted = {*changed, *(episode_id for episode_id in everybody if episode_id not in before)}
    anew = len(wanted) > len(everybody) / 2
    wanted = set(everybody) if anew else wanted
    fresh = (one for one in map(neighbour, sorted(wanted)) if anew or before.get(one.id) != _key(one))
    first = next(fresh, None)
    if before and not first and not gone and generation.keep(DATABASE):
        return

    def renewed() -> Iterator[tuple[str, EpisodeRow | None]]:
        yield from ((episode_id, None) for episode_id in ([] if anew else gone))
        for n in chain([first] if first else [], fresh):
            alive()
            try:
                row, fits = row_of(store, n, made(n.record), _key(n))
            except ArtifactDamaged:  # whoever writes the words of the site says so
                yield n.id, None
                continue
            if fits or not just_written(n.seen):
                yield n.id, row

    with generation.changing(DATABASE, anew=anew or not before) as (path, number):
        write(path, renewed(), made_by=renderer(), at=number, oldest=generation.oldest)


def _key(n: Neighbour) -> str:
    return content_key(n.record, made(n.record), n.seen[1])


def row_of(store: Store, n: Neighbour, rows: Sequence[SearchPassage], key: str) -> tuple[EpisodeRow, bool]:
    """Return an episode's row from the plain JSON of its transcript, and whether that fits the record.

    Checking a thousand transcripts as records would take far longer.
    """
    path = store.episode(n.id).folder / TRANSCRIPT
    try:
        said = from_json(path.read_bytes())
        spoken = [*passages(n.record, said), *rows]
        row = EpisodeRow(n.record.episode, key, spoken, SaidWords.of(said["words"]), known_ids(n.record))
        return row, said["revision"] == n.record.provenance.transcript_revision
    except (FileNotFoundError, ValueError, LookupError, TypeError) as error:
        raise ArtifactDamaged(f"{path} is not a complete transcript ({error})") from error
