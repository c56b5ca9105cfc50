"""Every STAGE says what its function is."""

import inspect
from pathlib import Path
from typing import get_type_hints

import pytest

import pipeline.stages
from pipeline.bench import Bench
from pipeline.records import Corrections, KnownVoices, Plays, Provenance, Record, Source
from pipeline.stage import Stage
from pipeline.stages import STAGES

BESIDE = {"config", "progress"}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_reads_uses_and_answers_what_its_function_declares(stage: Stage) -> None:
    hints = get_type_hints(stage.function)
    parameters = set(inspect.signature(stage.function).parameters)
    assert hints["return"] is stage.answers
    assert hints["config"] is stage.config
    assert set(stage.parameters) == set(stage.reads)
    assert parameters == {*stage.parameters.values(), *stage.uses, *BESIDE & parameters}
    assert set(stage.uses) <= set(get_type_hints(Bench))


def test_a_stage_reads_only_what_was_there_before_it() -> None:
    there: set[type[Record]] = {Source, Plays, Corrections, KnownVoices, Provenance}  # what the line itself brings
    for stage in STAGES:
        assert set(stage.reads) <= there, stage.name
        there |= {stage.answers, *stage.also}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_lives_in_the_folder_of_its_name_with_its_settings(stage: Stage) -> None:
    folder = Path(pipeline.stages.__file__).parent / stage.name
    assert Path(inspect.getfile(stage.function)) == folder / "stage.py"
    assert Path(inspect.getfile(stage.config)) == folder / "config.py"
    assert issubclass(stage.answers, Record)
    assert stage.config() == stage.config.model_validate({}), "every setting has a default"


def test_only_the_first_stages_open_the_source_so_that_all_later_ones_can_be_made_without_it() -> None:
    opens = [stage.opens_source for stage in STAGES]
    assert opens == sorted(opens, reverse=True)
    takes_files = {"decoder", "importer"}
    assert [bool(takes_files & set(stage.uses)) for stage in STAGES] == opens
