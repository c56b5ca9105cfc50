"""`highlights doctor --models` says what each Whisper model costs on this machine."""

import json
from collections.abc import Callable
from typing import Any

from pipeline.engines.whisper_models import MODELS


def test_every_model_is_listed_with_its_cost_and_what_auto_takes(cli: Callable[..., Any]) -> None:
    said = cli("doctor", "--models")
    assert said.code == 0, said.err
    for model in MODELS:
        assert f"  {model} " in said.out
    rows = json.loads(cli("doctor", "--models", "--json").out)
    assert [row["share"] for row in rows] == sorted(row["share"] for row in rows)
    assert sum(row["auto"] for row in rows) == 1


def test_a_model_that_there_is_not_is_refused_before_anything_is_read(cli: Callable[..., Any]) -> None:
    said = cli("run", "three-surprises", "--direct", "--set", "whisper.model=huge")
    assert said.code == 2
    assert "large-v3-turbo" in said.err
