"""The narrative credits each statement to its speaker and repeats no quote."""

from tests.published import RECORD


def test_the_narrative_credits_each_to_its_speaker() -> None:
    told = [s.text for s in RECORD.sections[1].narrative]
    assert any("Ito" in t and "AlexNet worked because" in t for t in told)
    assert not any("Two graphics cards" in t for t in told), "the block quote is not told twice"
    assert RECORD.sections[1].points
