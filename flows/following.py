"""Keeps the mirror of an object store up to date while the site is served from it."""

import threading
from collections.abc import Callable

from pipeline.corpus import fetched
from pipeline.errors import HighlightsError
from pipeline.store import Store

LOOK_S = 30.0  # one listing, where nothing has changed


def follow(store: Store, say: Callable[[str], None]) -> None:
    """Bring everything that is published here, then look again every half minute; nothing for a folder of this machine.

    `HighlightsError` where the object store does not answer now; later `say` hears of it, and what is here is served.
    """
    if store.mirror is None:
        return
    _bring(store)
    threading.Thread(target=_keep, args=(store, say), daemon=True).start()


def _bring(store: Store) -> None:
    fetched(store)
    store.episode_ids()


def _keep(store: Store, say: Callable[[str], None]) -> None:
    waits = threading.Event()
    while not waits.wait(LOOK_S):
        try:
            _bring(store)
        except HighlightsError as error:
            say(f"the site is not brought up to date: {error}")
