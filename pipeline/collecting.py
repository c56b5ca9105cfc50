"""What an episode's folder holds that no run needs: pieces of work that nothing published is made of, and earlier runs.

A piece saves work, and is made again when it is missing. `run.json` names those that each stage's answer and the
published files were made of; a setting that was changed leaves the others behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.clipping import FOLDER as CLIPS
from pipeline.clipping import STEP
from pipeline.corpus.generations import sweep
from pipeline.files import remove
from pipeline.store import PIECE_NAME, PIECES, RUNS_KEPT, EpisodeStore

RUNS, STAGES = "runs", "stages"


@dataclass(frozen=True)
class Held:
    """What an episode's folder holds, in bytes; `spare` is what `collect` would remove."""

    published: int = 0
    answers: int = 0
    pieces: int = 0
    runs: int = 0
    spare: int = 0

    def __add__(self, other: "Held") -> "Held":
        """Return the sums."""
        return Held(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass(frozen=True)
class Collected:
    """What was removed from an episode's folder, in bytes; `unknown` where its `run.json` names no pieces."""

    episode_id: str
    files: tuple[str, ...] = ()
    freed: int = 0
    unknown: bool = False


def named(place: EpisodeStore) -> set[str] | None:
    """Return the pieces that what is there was made of; None where an earlier version made it and named none."""
    run = place.run()
    entries = run.get("artifacts", {}).values()
    lists = [run.get(PIECES), *(entry.get(PIECES) for entry in entries)]
    if not entries or not all(isinstance(one, list) for one in lists):
        return None
    return {piece for one in lists for piece in one or ()} | {
        f"{CLIPS}/{key[:PIECE_NAME]}" for key in run.get(STEP, {})
    }


def spare(place: EpisodeStore, runs: int = RUNS_KEPT) -> list[Path]:
    """Return the files that no run needs: pieces that nothing names, earlier runs beyond the `runs` newest."""
    known = named(place)
    old = place.runs()[runs:]
    if known is None:
        return old
    return [path for path in _pieces(place) if f"{path.parent.name}/{path.name}" not in known] + old


def held(place: EpisodeStore) -> Held:
    """Return what an episode's folder holds."""
    pieces, runs = sum(map(_size, _pieces(place))), sum(map(_size, place.runs()))
    every = sum(_size(path) for path in place.folder.rglob("*"))
    answers = sum(_size(path) for path in (place.folder / STAGES).glob("*.json"))
    return Held(every - pieces - runs - answers, answers, pieces, runs, sum(map(_size, spare(place))))


def collect(place: EpisodeStore, runs: int = RUNS_KEPT, *, dry: bool = False) -> Collected:
    """Remove what no run needs, and what killed writers left; `Busy` where somebody works on the episode.

    With `dry` nothing is removed.
    """
    with place.locked():
        gone = spare(place, runs)
        freed = sum(map(_size, gone))
        if not dry:
            for path in gone:
                remove(path)
            sweep(place.folder)
        names = tuple(path.relative_to(place.folder).as_posix() for path in gone)
        return Collected(place.id, names, freed, named(place) is None)


def _pieces(place: EpisodeStore) -> Iterator[Path]:
    return (
        path
        for path in sorted((place.folder / STAGES).glob("*/*"))
        if path.parent.name != RUNS and not path.name.startswith(".tmp-") and path.is_file()
    )


def _size(path: Path) -> int:
    """Return a file's size; nothing for a folder, and for what another process has just removed."""
    try:
        return path.lstat().st_size if not path.is_dir() else 0
    except FileNotFoundError:
        return 0
