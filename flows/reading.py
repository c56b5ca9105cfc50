"""The readers of episodes that servers keep between two requests: `highlights serve` and `highlights mcp`."""

from functools import lru_cache

from episode_highlights.reader import EpisodeReader, NoSuchEpisode
from pipeline.store import Store

KEPT_READERS = 8  # episodes whose files stay read: a record and transcript of 90 minutes take half a second
NO_CATALOG = "expected a catalog that can be searched, found none; make one with: highlights search WORDS"


def reader_of(store: Store, episode_id: str) -> EpisodeReader:
    """Return the reader of an episode as it is now; `NoSuchEpisode` where there is none."""
    folder = store.episode(episode_id).folder
    record = folder / "highlights.json"
    if not record.is_file():
        raise NoSuchEpisode(f"expected the id of an episode, found {episode_id[:80]!r}; list them first")
    written = tuple(path.stat().st_mtime_ns for path in (record, folder / "transcript.json") if path.is_file())
    return _read(store, episode_id, written)


@lru_cache(maxsize=KEPT_READERS)
def _read(store: Store, episode_id: str, written: tuple[int, ...]) -> EpisodeReader:
    """Return a reader that is used until its files are written anew."""
    return EpisodeReader(store, episode_id)
