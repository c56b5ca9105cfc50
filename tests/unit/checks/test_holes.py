"""Nothing that is printed or cut runs over a place where something said is missing."""

from pipeline.checks.holes import crossed, crosses
from pipeline.checks.proof import prove
from tests.record_builder import highlights


def test_a_span_crosses_a_hole_inside_it_and_not_at_its_edges() -> None:
    assert crosses({5}, (3, 8))
    assert not crosses({3, 8}, (3, 8))


def test_every_kind_of_finding_is_proved_not_to_cross_a_hole() -> None:
    record, transcript = highlights()
    clips = tuple(clip.model_copy(update={"words": record.quotes[0].words[0]}) for clip in record.clips)
    record = record.model_copy(update={"clips": clips})
    assert crossed(record, transcript) == []
    everywhere = transcript.model_copy(update={"holes": tuple(range(1, len(transcript.words)))})
    kinds = {where.split("[")[0] for where, _ in crossed(record, everywhere)}
    assert {"quotes", "sections", "questions", "footnotes", "clips"} <= kinds
    assert any("speech is missing" in problem.what for problem in prove(record, everywhere))
