"""Corrections of a whole show, applied to its other episodes that were made before."""

from collections.abc import Callable
from pathlib import Path

from flows.job import Benches, Job, do
from pipeline import show_wide
from pipeline.corpus import publish_corpus
from pipeline.errors import HighlightsError
from pipeline.store import Store


def redo_others(artifacts: Path, show: str, *, but: str, say: Callable[[str], None]) -> tuple[list[str], list[str]]:
    """Make the other episodes of a show again that lack its corrections, or have one that was taken back.

    Return the ids of those that were made, and of those that could not be, of which `say` hears why. What is made over
    all episodes is brought up to date once, at the end.
    """
    store, benches = Store(artifacts), Benches()
    others = [id_ for id_ in show_wide.lacking(store, show, store.episode_ids()) if id_ != but]
    made: list[str] = []
    failed: list[str] = []
    for number, id_ in enumerate(others, start=1):
        say(f"correcting {id_}, {number} of {len(others)} more episodes of {show}")
        try:
            do(Job(episode_id=id_, artifacts=str(artifacts), made=True, corpus=False), benches=benches, say=say)
            made.append(id_)
        except HighlightsError as error:
            say(f"{id_}: {error}")
            failed.append(id_)
    if made:
        publish_corpus(store)
    return made, failed
