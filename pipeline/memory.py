"""Memory around the line: a stage is run only when its key is new.

The key of a stage covers all that its answer depends on: its own version, the engines it uses with the digests of
their weights, the content of its inputs and its slice of the settings. Nothing else decides what is redone.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pipeline.files import canonical, key_of, sha256
from pipeline.ports import Engine, Progress
from pipeline.records import Highlights, Record
from pipeline.stage import Stage
from pipeline.store import EpisodeStore

T = TypeVar("T")
# Of an input's fields these never decide what a stage answers: where a file lies, how often it was played (the one step
# that ranks by plays is handed them apart), and what its cover is.
NOT_CONTENT: Mapping[str, object] = {
    "audio_path": None, "transcript_path": None, "listens": None, "cover_path": None, "cover_sha256": None,
    "id_from": "name",
}  # fmt: skip


class Runner(Protocol):
    """Runs one step: here and now, or as a task of an orchestrator."""

    def __call__(self, name: str, work: Callable[[], T]) -> T:
        """Return what `work` returns."""


@dataclass(frozen=True)
class Step:
    """What happened to one stage in this run."""

    name: str
    seconds: float
    reused: bool
    key: str


@dataclass
class Memory:
    """Gets stage answers from the store or has them made, and keeps a diary of which."""

    store: EpisodeStore
    run: Runner
    redo: Collection[str] = ()
    as_it_is: Collection[str] = ()  # stages whose last answer holds under any key: what they read is gone
    steps: list[Step] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)  # of these stages, those that would have been made anew
    _digests: dict[int, tuple[Record, str]] = field(default_factory=dict)

    def step(
        self,
        stage: Stage,
        inputs: Mapping[type[Record], Record],
        *,
        engines: Mapping[str, Engine],
        settings: Sequence[Record],
        unused: Collection[str] = (),
        progress: Progress = lambda *_: None,
    ) -> Record:
        """Return the stage's answer to its inputs, from the store where the key is known.

        `settings` are the stage's own, then those of its engines. `unused` names engines that do not count for the
        key: a transcript that is imported does not depend on Whisper. `progress` never counts.
        """
        named = {stage.parameters[kind]: inputs[kind] for kind in stage.reads}
        key = key_of(
            {
                "stage": stage.name,
                "version": stage.version,
                "config": [c.model_dump(mode="json") for c in settings],
                "engines": {k: e.identity.model_dump(mode="json") for k, e in engines.items() if k not in unused},
                "inputs": {k: self._digest(r) for k, r in named.items()},
            }
        )
        arguments = {**named, "config": settings[0], **engines} | ({"progress": progress} if stage.reports else {})
        started = time.monotonic()
        known = None if stage.name in self.redo else self.store.get(stage.name, key, stage.answers)
        if known is None and stage.name in self.as_it_is and stage.name not in self.redo:
            known = self.store.get(stage.name, None, stage.answers)
            self.overdue += [stage.name] if known else []
        answer = known or self.run(stage.name, lambda: self._make(stage, key, arguments))
        self.steps.append(Step(stage.name, round(time.monotonic() - started, 3), known is not None, key))
        return answer

    def _make(self, stage: Stage, key: str, arguments: Mapping[str, Any]) -> Record:
        self.store.used.clear()
        answer = stage.function(**arguments)
        self.store.put(stage.name, key, answer, self.store.used)
        return answer

    def _digest(self, record: Record) -> str:
        """Return the digest of an input's content; what NOT_CONTENT names does not count."""
        if id(record) not in self._digests:
            content = record.model_copy(update={k: v for k, v in NOT_CONTENT.items() if hasattr(record, k)})
            self._digests[id(record)] = record, sha256(canonical(content))
        return self._digests[id(record)][1]


def totals(record: Highlights, steps: Sequence[Step]) -> dict[str, Any]:
    """Return an episode in figures: what was heard, made, proved and reused."""
    proved = record.verification
    return {
        "audio_s": record.episode.duration,
        "speech_s": record.coverage.speech_s,
        "sections": len(record.sections),
        "quotes": proved.quotes.model_dump(mode="json") | {"chosen": len(record.quotes)},
        "sentences": proved.sentences.model_dump(mode="json"),
        "questions": len(record.questions),
        "clips": len(record.clips),
        "stages_made": sum(not step.reused for step in steps),
        "stages_reused": sum(step.reused for step in steps),
    }
