"""Tells without reading an episode whether it is as its last run left it: by the signs of files, as `make` does.

`run.json` keeps the signs (inode, size, time of change) of every file that a run was made from and of every file that
it made, and a digest of what it was made with. An episode of which all three are the same is not even read: a thousand
of them take seconds. Where any is another, the run looks at the contents (`memory.py`), and nothing is redone in vain.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline import folders
from pipeline.bench import Bench
from pipeline.corpus import renderer
from pipeline.correction_files import path_of
from pipeline.files import Sign, canonical, key_of, sha256, sign
from pipeline.settings import Settings, slug
from pipeline.sources import inbox_folder
from pipeline.stages import STAGES
from pipeline.store import RUN, SEEN, EpisodeStore, Store

MADE_IN = ("", "stages", "clips")  # folders of an episode whose files are compared; pieces of work in others are spares
JUST_NOW_NS = 2_000_000_000  # a file that changed so shortly before may change again without another time

Signs = dict[str, Sign | None]
Row = dict[str, Any]


def inputs(path: Path, show: str | None) -> Signs:
    """Return the signs of all that decides what is made of an episode's file, also of what is not there."""
    places = [*inbox_folder.read_with(path), show_file(show)]
    return {str(place.absolute()): sign(place) for place in places if place}


def are_settled(seen: Signs, now_ns: int) -> bool:
    """Say whether files are old enough that a later change of one must give it another sign."""
    return all(one is None or one[2] < now_ns - JUST_NOW_NS for one in seen.values())


def show_file(show: str | None) -> Path | None:
    """Return where the settings of a show may lie."""
    return folders.config() / "shows" / f"{slug(show)}.toml" if show else None


def made_with(settings: Settings, bench: Bench) -> str:
    """Return the digest of what an episode is made with: settings, engines, versions of stages, and our code."""
    engines = {name: getattr(getattr(bench, name), "identity", None) for name in type(bench).__dataclass_fields__}
    return key_of(
        {
            "settings": sha256(canonical(settings)),
            "engines": {name: one.model_dump(mode="json") for name, one in engines.items() if one},
            "stages": {stage.name: stage.version for stage in STAGES},
            "code": renderer(),
            "program": version("episode-highlights"),
        }
    )


def outputs(place: EpisodeStore) -> Signs:
    """Return the signs of what was made of an episode, and of what a person corrected."""
    return {name: sign(place.folder / name) for name in sorted(_files(place.folder))}


def noted(path: str, before: Signs, place: EpisodeStore, *, show: str | None, with_: str) -> Mapping[str, object]:
    """Return what `run.json` keeps, so that the next run can tell that there is no work."""
    return {
        "source": path, "inputs": before, "show": show, "with": with_, "outputs": outputs(place),
        "of_show": corrected_in(place, show),
    }  # fmt: skip


def corrected_in(place: EpisodeStore, show: str | None) -> Sign | None:
    """Return the sign of the corrections of the whole show; None where there are none."""
    return sign(path_of(place.root, slug(show))) if show else None


class Unchanged:
    """Looks for episodes of which nothing has to be made; `with_` gives the digest `made_with` for a show."""

    def __init__(self, store: Store, with_: Callable[[str | None], str]) -> None:
        self._store, self._with = store, cache(with_)

    def row(self, path: Path) -> Row | None:
        """Return the totals of the episode made from a file, with its id; None where there may be work to do."""
        file = str(path.absolute())
        for place in self._places(path):
            run = place.run()
            seen = run.get(SEEN)
            if isinstance(seen, dict) and seen.get("source") == file:
                try:
                    is_same = self._is_same(path, place, seen)
                except (KeyError, TypeError, AttributeError):  # written by another version
                    return None
                return {"episode_id": place.id, **run["totals"]} if is_same and "totals" in run else None
        return None

    def _is_same(self, path: Path, place: EpisodeStore, seen: Mapping[str, Any]) -> bool:
        return bool(
            seen["inputs"] == inputs(path, seen["show"])
            and seen["outputs"] == outputs(place)
            and seen.get("of_show") == corrected_in(place, seen["show"])
            and seen["with"] == self._with(seen["show"])
        )

    def _places(self, path: Path) -> Iterator[EpisodeStore]:
        """Yield the episodes that may have been made from a file: that of its name's id, then those named like it."""
        id_ = inbox_folder.own_id(path) or inbox_folder.slug(path.stem)
        if (self._store.root / id_ / RUN).is_file():
            yield self._store.episode(id_)
        for other in self._store.folders(f"{id_[:60]}*-*"):
            if other != id_:
                yield self._store.episode(other)


def _files(folder: Path) -> Iterator[str]:
    for name in MADE_IN:
        inside = folder / name
        if inside.is_dir():
            with os.scandir(inside) as entries:
                for entry in entries:
                    if entry.is_file() and entry.name != RUN and not entry.name.startswith(".tmp-"):
                        yield f"{name}/{entry.name}" if name else entry.name
