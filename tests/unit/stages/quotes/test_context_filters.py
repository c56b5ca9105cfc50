"""What stands around a sentence can keep it from being quoted; a clean talk loses nothing."""

import pytest

from pipeline.language.words import plain
from pipeline.stages.quotes.context_filters import context_faults
from pipeline.stages.quotes.filters import wording_fault
from tests.builders import speech

CLAIM = "Every village needs one person who keeps the old maps."


def fault(script: str) -> str | None:
    transcript = speech(f"0:00 Bo: {script}")
    texts = [plain(transcript.words, s.words) for s in transcript.sentences]
    return context_faults(texts, transcript.sentences).get(texts.index(CLAIM))


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (f"{CLAIM} Just kidding.", "said in jest"),
        (f"{CLAIM} Yeah, right.", "said in jest"),
        (f"{CLAIM} Well, that is nonsense.", "denied right after"),
        (f"{CLAIM} I no longer believe that.", "denied right after"),
        (f"{CLAIM} Or so I thought.", "denied right after"),
        (f"Imagine a land without roads. {CLAIM}", "supposed before"),
        (f"If I were a mayor, I'd say this. {CLAIM}", "supposed before"),
        (f"My old teacher used to say: {CLAIM}", None),  # one sentence: the wording's own guard
        (f"There is this saying in the valley. {CLAIM}", "somebody else's words before"),
        (f"Then my grandmother told me. {CLAIM}", "somebody else's words before"),
    ],
)
def test_a_statement_that_is_not_its_speakers_view(script: str, why: str | None) -> None:
    if why is None:
        assert wording_fault(script)
    else:
        assert fault(script) == why


@pytest.mark.parametrize(
    "script",
    [
        f"{CLAIM} And that is why I draw.",
        f"I walked there in May. {CLAIM}",
        f"I imagine you know this. {CLAIM}",
        f"{CLAIM} That is not easy to do.",
        f"We were wrong about the bridge. {CLAIM}",
    ],
)
def test_a_statement_that_stands(script: str) -> None:
    assert fault(script) is None


def test_another_turn_is_another_context() -> None:
    transcript = speech(f"0:00 Bo: {CLAIM} | 0:10 Ada: Just kidding.")
    texts = [plain(transcript.words, s.words) for s in transcript.sentences]
    assert 0 not in context_faults(texts, transcript.sentences)


@pytest.mark.parametrize(
    "text",
    [
        "Bad news sits in a drawer for years. Now our rule is simple.",
        "The mountains taught me three things.",
        "Let me give you an example.",
        "Old bridges fail for a number of reasons.",
        "Now, let me bring in a letter from a listener.",
        "Rain brings us to the second bridge.",
    ],
)
def test_a_quote_does_not_end_on_what_announces_more(text: str) -> None:
    assert wording_fault(text) == "ends on what announces more"


@pytest.mark.parametrize(
    "text", ["Publish them if you can, and write down the rest.", "You have to earn it every day."]
)
def test_a_quote_does_not_speak_of_what_it_does_not_name(text: str) -> None:
    assert wording_fault(text) == "leans on what stands before it"


@pytest.mark.parametrize(
    "text",
    [
        "The best rule of all is to keep your promises.",
        "Farmers know it is late when the birds stop singing.",
        "A good map tells you where it is wrong.",
        "Simple rules outlive the villages that made them.",
    ],
)
def test_a_quote_that_stands_alone(text: str) -> None:
    assert wording_fault(text) is None
