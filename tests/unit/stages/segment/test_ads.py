import numpy as np
import pytest

from pipeline.stages.segment.ads import find_ads, marked, paired
from pipeline.stages.segment.features import Talk
from tests.fakes import BagEmbedder

TALK = ["The dough rests for a night.", "Flour and water need time.", "My grandmother baked on a Sunday."] * 4


def talk_of(texts: list[str], seconds: float = 6.0) -> Talk:
    start = np.arange(len(texts)) * seconds
    return Talk(tuple(texts), start, start + seconds - 0.2, BagEmbedder().embed(texts), seconds * len(texts), None)


def spans(texts: list[str]) -> list[tuple[int, int]]:
    return list(find_ads(talk_of(texts)).sure)


def test_read_lasts_from_its_opening_to_the_words_that_hand_back() -> None:
    ad = ["This show is sponsored by Tea Harbor.", "Nobody sleeps well.", "Pots break.", "Now back to the kitchen."]
    assert spans([*TALK, *ad, *TALK]) == [(len(TALK), len(TALK) + 4)]


@pytest.mark.parametrize(
    "said", ["I want to go back to the point about bread.", "Take us back to that time.", "It all comes back to water."]
)
def test_going_back_to_something_is_no_hand_back(said: str) -> None:
    assert paired(["This show is sponsored by Tea Harbor.", "Nobody sleeps well.", said], [0.0, 6.0, 12.0, 18.0]) == []


@pytest.mark.parametrize(
    "said",
    ["Now back to the kitchen.", "Okay, back to Ann.", "And now, let's get back to bread.", "Here's my conversation."],
)
def test_hand_back_ends_a_read(said: str) -> None:
    texts = ["This show is sponsored by Tea Harbor.", "Nobody sleeps well.", said]
    assert paired(texts, [0.0, 6.0, 12.0, 18.0]) == [(0, 3)]


def test_opening_without_any_call_fills_a_slot() -> None:
    texts = ["This episode is brought to you by Tea Harbor.", *TALK]
    assert marked(texts, [6.0 * k for k in range(len(texts) + 1)]) == [(0, 3)]


def test_a_spot_without_a_call_lasts_to_its_last_words() -> None:
    spot = ["This episode is brought to you by Ovens of Fire.", "Two bakers race.", "One wins.", "Only in theaters."]
    assert spans([*TALK, *spot, *TALK]) == [(len(TALK), len(TALK) + 4)]


def test_words_that_announce_a_break_and_hand_back_belong_to_the_read() -> None:
    ad = ["This show is sponsored by Tea Harbor.", "Get 20 percent off at tea.com slash show."]
    around = [*TALK, "We'll take a little break.", *ad, "Lovely cups.", "All right, now back to bread.", *TALK]
    assert spans(around) == [(len(TALK), len(TALK) + 5)]
    assert spans([*TALK, *ad, *TALK]) == [(len(TALK), len(TALK) + 2)]


def test_reads_close_together_are_one_break() -> None:
    ad = ["This show is sponsored by Tea Harbor.", "Get 20 percent off at tea.com slash show."]
    other = ["This episode is brought to you by Oven World.", "Use the code bread for a free trial."]
    assert spans([*TALK, *ad, "And now the next.", *other, *TALK]) == [(len(TALK), len(TALK) + 5)]


def test_plain_talk_holds_no_reads() -> None:
    assert spans(TALK * 3) == []
