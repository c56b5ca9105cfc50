"""How much speech has no words is the sum of the gaps; without audio nobody knows."""

from pipeline.records import Coverage, Gap


def test_unworded_seconds_are_those_of_the_gaps_and_unknown_without_audio() -> None:
    gaps = (Gap(start=1, end=4), Gap(start=10, end=14.5))
    heard = Coverage(speech_s=60.0, worded_s=50.0, interpolated_share=0.0, gaps=gaps)
    assert heard.unworded_s == 7.5
    assert heard.model_copy(update={"speech_s": None}).unworded_s is None
