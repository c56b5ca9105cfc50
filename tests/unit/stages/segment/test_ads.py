from pathlib import Path

import numpy as np
import pytest

from pipeline.stages.segment import ad_classifier
from pipeline.stages.segment.ads import marked, paired, reads
from pipeline.stages.segment.cold_opens import teaser_end
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.regression import Regression
from pipeline.stages.segment.section_kinds import parts
from tests.fakes import BagEmbedder

TALK = ["The dough rests for a night.", "Flour and water need time.", "My grandmother baked on a Sunday."] * 4


def talk_of(texts: list[str], seconds: float = 6.0) -> Talk:
    start = np.arange(len(texts)) * seconds
    return Talk(tuple(texts), start, start + seconds - 0.2, BagEmbedder().embed(texts), seconds * len(texts))


def spans(texts: list[str]) -> list[tuple[int, int]]:
    return list(reads(talk_of(texts)).sure)


def test_read_lasts_from_its_opening_to_the_words_that_hand_back() -> None:
    read = ["This show is sponsored by Tea Harbor.", "Nobody sleeps well.", "Pots break.", "Now back to the kitchen."]
    assert spans([*TALK, *read, *TALK]) == [(len(TALK), len(TALK) + 4)]


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
    read = ["This show is sponsored by Tea Harbor.", "Get 20 percent off at tea.com slash show."]
    around = [*TALK, "We'll take a little break.", *read, "Lovely cups.", "All right, now back to bread.", *TALK]
    assert spans(around) == [(len(TALK), len(TALK) + 5)]
    assert spans([*TALK, *read, *TALK]) == [(len(TALK), len(TALK) + 2)]


def test_reads_close_together_are_one_break() -> None:
    read = ["This show is sponsored by Tea Harbor.", "Get 20 percent off at tea.com slash show."]
    other = ["This episode is brought to you by Oven World.", "Use the code bread for a free trial."]
    assert spans([*TALK, *read, "And now the next.", *other, *TALK]) == [(len(TALK), len(TALK) + 5)]


def test_plain_talk_holds_no_reads() -> None:
    assert spans(TALK * 3) == []


def test_vectors_of_another_model_are_not_scored() -> None:
    talk = talk_of(TALK)
    assert ad_classifier.read_features(talk).shape[1] != len(ad_classifier.shipped().weights)
    assert ad_classifier.read_odds(talk) is None
    assert ad_classifier.passages(talk, None) == []


def test_score_keeps_a_passage_together_and_ignores_a_single_sentence() -> None:
    texts = [*TALK, *["Order your free brand new teapot today."] * 6, *TALK, "You can order a brand new one.", *TALK]
    talk = talk_of(texts)
    regression = by_market_words(talk, bias=-4.0)
    assert reads(talk, regression).sure == ((len(TALK), len(TALK) + 6),)


def by_market_words(talk: Talk, bias: float) -> Regression:
    """Return a regression that looks at the count of words of the market alone."""
    columns = ad_classifier.read_features(talk).shape[1]
    weights = [0.0] * columns
    weights[3 * talk.vectors.shape[1] + list(ad_classifier.SIGNS).index("market")] = 5.0
    return Regression(mean=(0.0,) * columns, scale=(1.0,) * columns, weights=tuple(weights), bias=bias)


def test_a_fainter_passage_is_doubtful_unless_it_runs_on_from_a_read() -> None:
    faint = ["It is a new thing."] * 8
    alone = talk_of([*TALK, *faint, *TALK])
    regression = by_market_words(alone, bias=-5.9)
    assert reads(alone, regression).sure == ()
    assert reads(alone, regression).doubtful == ((len(TALK), len(TALK) + 8),)
    read = ["This show is sponsored by Tea Harbor.", "Get 20 percent off at tea.com slash show."]
    beside = talk_of([*TALK, *read, *faint, *TALK])
    assert reads(beside, regression).sure == ((len(TALK), len(TALK) + 2),)
    assert reads(beside, regression).doubtful == ()


def test_shipped_numbers_fit_the_real_vectors() -> None:
    assert len(ad_classifier.shipped().weights) == 3 * 384 + len(ad_classifier.SIGNS) * 4 + 2


CLIPS = ["Every loaf begins with somebody who is willing to wait.", "I burned four hundred loaves before one was good."]
RECIPES = [f"Recipe {k} wants {k + 3} eggs and bowl {7 * k}." for k in range(60)]
BODY = ["Tell me about bread.", *RECIPES[:20], CLIPS[0], *RECIPES[20:40], CLIPS[1], *RECIPES[40:]]


@pytest.mark.parametrize("heard_again", [CLIPS, [c.replace("willing", "quite willing") for c in CLIPS]])
def test_cold_open_is_heard_again_later(heard_again: list[str]) -> None:
    body = [heard_again[0] if t == CLIPS[0] else heard_again[1] if t == CLIPS[1] else t for t in BODY]
    texts = [*CLIPS, "Welcome to the bread show.", *body]
    starts = [6.0 * k for k in range(len(texts))]
    assert teaser_end(texts, starts, 6.0 * len(texts)) == 2


def test_without_repetition_there_is_no_cold_open() -> None:
    texts = ["Welcome to the bread show.", "Today a baker tells how long dough should rest in winter.", *BODY]
    assert teaser_end(texts, [6.0 * k for k in range(len(texts))], 6.0 * len(texts)) == 0


def test_cold_open_is_an_introduction_of_its_own() -> None:
    texts = [*CLIPS, "Welcome to the bread show.", "Here's my conversation with Ann.", *BODY]
    found = parts(texts, [6.0 * k for k in range(len(texts))], 6.0 * len(texts), ())
    assert [(p.first, p.last, p.kind, p.teaser) for p in found[:2]] == [(0, 2, "intro", True), (2, 4, "intro", False)]
    assert found[2].kind == "talk"


def test_numbers_ship_with_the_package() -> None:
    assert (Path(ad_classifier.__file__).parent / "ad_classifier.json").stat().st_size < 100_000
