"""How an episode is worked on when its file is gone: stages are remembered, and what must read the file says so."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, cast

from pipeline.bench import Bench
from pipeline.errors import BadInput
from pipeline.ports import Decoder, Engine, TranscriptReader
from pipeline.sources.inbox_folder import TRANSCRIPTS
from pipeline.stages import STAGES

# They cannot be made again without the file. The first stage after them needs it no more.
OPEN_THE_SOURCE = tuple(stage.name for stage in STAGES if stage.opens_source)
_LATER = next(stage.name for stage in STAGES if not stage.opens_source)


class Absent:
    """Stands for an engine whose file is gone; raises `BadInput` where it would have to read it."""

    def __init__(self, engine: Engine, why: str) -> None:
        self.identity, self.why = engine.identity, why

    def decode(self, path: Path, track: int = 1) -> NoReturn:
        """Raise `BadInput`: the sound is gone."""
        raise BadInput(self.why)

    def tracks(self, path: Path) -> NoReturn:
        """Raise `BadInput`: the sound is gone."""
        raise BadInput(self.why)

    def read(self, path: Path, **_: Any) -> NoReturn:
        """Raise `BadInput`: the transcript is gone."""
        raise BadInput(self.why)


def without(missing: Sequence[Path], bench: Bench, episode_id: str) -> Bench:
    """Return the bench with engines that say which file is missing, and what can be done without it."""
    for path in missing:
        why = (
            f"expected {path} to read it again, found no such file: put it back, or redo a later stage, which needs it "
            f"no more: highlights redo {episode_id} --from {_LATER}"
        )
        if path.suffix.lower() in TRANSCRIPTS:
            bench = replace(bench, importer=cast("TranscriptReader", Absent(bench.importer, why)))
        else:
            bench = replace(bench, decoder=cast("Decoder", Absent(bench.decoder, why)))
    return bench


def told(missing: Sequence[Path], overdue: Collection[str], say: Callable[[str], None]) -> None:
    """Say what was worked from, where a file is gone, and which stages could not be brought up to date."""
    if not missing:
        return
    names = " and ".join(map(str, missing))
    stale = f"; {', '.join(overdue)} could not be made again and stay unchanged" if overdue else ""
    say(f"used stored results: {names} is missing{stale}")
