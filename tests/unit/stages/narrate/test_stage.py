"""The narrative credits each statement to its speaker and repeats no quote."""

from tests.published import RECORD


def test_the_narrative_credits_each_to_its_speaker() -> None:
    told = [s.text for s in RECORD.sections[1].narrative]
    assert told[0].startswith("Ana Reyes opens by asking: “Why did AlexNet work")
    assert told[1].startswith("Ben Ito answers that AlexNet worked because")
    assert told[2].startswith("Toward the end, Ito says that ")
    assert not any("Two graphics cards" in t for t in told), "the block quote is not told twice"
