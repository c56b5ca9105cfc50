"""A stage is run when, and only when, something its answer depends on has changed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.memory import Memory
from pipeline.ports import Progress
from pipeline.records import Identity, Person, Record, Source
from pipeline.stage import Stage
from pipeline.store import EpisodeStore


class Config(Record):
    loud: bool = False


class Engine:
    def __init__(self, version: str = "1") -> None:
        self.identity = Identity(name="engine", version=version)


def greet(person: Person, config: Config, *, engine: Engine, progress: Progress) -> Person:
    progress("greet", 1, 1)
    return person.model_copy(update={"name": person.name.upper() if config.loud else f"Hello {person.name}"})


GREET = Stage(
    name="greet", function=greet, answers=Person, config=Config, reads=(Person,), uses=("engine",), says="greeting",
    about="A greeting", version="1",
)  # fmt: skip


@pytest.fixture
def step(tmp_path: Path) -> Callable[..., bool]:
    """Return a function that takes one step and says whether it was reused."""
    place = EpisodeStore(tmp_path, "one")

    def take(*, stage: Stage = GREET, redo: Any = (), person: str = "Ana", **changes: Any) -> bool:
        asked: dict[str, Any] = {"settings": [Config()], "engines": {"engine": Engine()}} | changes
        memory = Memory(place, lambda _, work: work(), redo)
        memory.step(stage, {Person: Person(name=person, source="x")}, **asked)
        return memory.steps[0].reused

    return take


def test_the_same_step_is_not_run_twice(step: Callable[..., bool]) -> None:
    assert [step(), step(), step()] == [False, True, True]


@pytest.mark.parametrize(
    "change",
    [
        {"stage": replace(GREET, version="2")},
        {"settings": [Config(loud=True)]},
        {"settings": [Config(), Config(loud=True)]},
        {"engines": {"engine": Engine("2")}},
        {"person": "Ben"},
        {"redo": {"greet"}},
    ],
)
def test_a_change_of_anything_it_depends_on_runs_it_again(step: Callable[..., bool], change: dict[str, Any]) -> None:
    step()
    assert step(**change) is False


def test_engines_without_work_and_the_progress_do_not_count(step: Callable[..., bool]) -> None:
    step(unused={"engine"})
    assert step(unused={"engine"}, engines={"engine": Engine("2")}, progress=print) is True


def test_where_the_file_lies_on_the_machine_does_not_count(tmp_path: Path) -> None:
    def same(source: Source, config: Config) -> Source:
        return source

    stage = replace(GREET, name="same", function=same, answers=Source, reads=(Source,), uses=())
    place = EpisodeStore(tmp_path, "one")
    reused = []
    for folder in ("here", "there"):
        source = Source(episode_id="one", title="One", audio_path=f"/{folder}/one.mp3", audio_sha256="a")
        memory = Memory(place, lambda _, work: work())
        memory.step(stage, {Source: source}, engines={}, settings=[Config()])
        reused.append(memory.steps[0].reused)
    assert reused == [False, True]
