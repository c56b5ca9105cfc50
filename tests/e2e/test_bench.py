"""What the bench says of an engine before it is loaded is what the loaded engine says of itself."""

import pytest

from pipeline.bench import Lazy, equip
from pipeline.settings import gather

pytestmark = pytest.mark.model


@pytest.mark.parametrize("assignment", ["transcribe.engine=faster-whisper", "transcribe.engine=openai-whisper"])
def test_identities_are_known_before_loading(assignment: str) -> None:
    bench = equip(gather(assignments=[assignment]))
    for engine in (bench.vad, bench.transcriber, bench.voices, bench.embedder, bench.parser):
        assert isinstance(engine, Lazy)
        assert engine._engine.identity == engine.identity


def test_an_engine_that_was_put_away_is_loaded_again_when_it_is_needed() -> None:
    bench = equip(gather())
    assert isinstance(bench.vad, Lazy)
    first = bench.vad._engine
    bench.put_away(bench.vad)
    assert bench.vad._engine is not first


def test_a_bench_for_many_episodes_keeps_what_was_loaded() -> None:
    bench = equip(gather(), keeps=True)
    assert isinstance(bench.vad, Lazy)
    first = bench.vad._engine
    bench.put_away(bench.vad)
    assert bench.vad._engine is first
