"""The catalog of an object store: who builds it puts it there; who reads it takes it from there, as a whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.corpus.generations import Generations, only_writer
from pipeline.errors import Busy
from pipeline.mirror import Depth
from pipeline.store import CATALOG, SCHEMA, Store

WAIT_S = 24 * 3600.0  # for a machine that is building it; one that is gone is noticed after a minute


@contextmanager
def putting(store: Store) -> Iterator[None]:
    """Let one machine at a time build the catalog of a store; what the block built is put into the object store."""
    mirror = store.mirror
    if mirror is None:
        yield
        return
    with mirror.lease(CATALOG, f"the catalog of {mirror.objects.address}", wait_s=WAIT_S, say=lambda _: None) as lease:
        mirror.episodes(fresh=True)
        mirror.depth = Depth.PUBLISHED  # a catalog needs no stages
        try:
            yield
        finally:
            mirror.depth = Depth.READ
        mirror.learn(CATALOG)
        mirror.learn(SCHEMA)
        mirror.push(SCHEMA, lease)
        mirror.push(CATALOG, lease, _files(Generations(store.root).folder()))


def fetched(store: Store) -> bool:
    """Bring the catalog up to date from the object store; say whether this one is that one now."""
    mirror = store.mirror
    if mirror is None or CATALOG not in mirror.episodes():
        return False
    if not mirror.is_current(CATALOG):
        with suppress(Busy), only_writer(store.root, 0.0):
            generations = Generations(store.root)
            before = generations.folder()
            folder = generations.vacant()
            mirror.copy(CATALOG, folder, before or folder)
            generations.put(folder)
            mirror.pull(SCHEMA)
    return mirror.is_current(CATALOG)


def _files(folder: Path | None) -> dict[str, Path]:
    """Return the files of a generation by name."""
    found: dict[str, Path] = {}
    for at, _, names in os.walk(folder or Path()):
        for name in names:
            path = Path(at, name)
            found[path.relative_to(folder or Path()).as_posix()] = path
    return {name: path for name, path in found.items() if not path.name.startswith(".tmp-")}
