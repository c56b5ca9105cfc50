"""The trained score of advertising."""

from pathlib import Path

from pipeline.stages.segment import ad_classifier
from pipeline.stages.segment.ads import find_ads
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.regression import Regression
from tests.unit.stages.segment.test_ads import TALK, talk_of


def test_the_host_hands_over_with_a_conversation_and_not_with_a_question_about_the_past() -> None:
    said = [
        "And now here's my conversation with Ben Ito.",
        "Take us back to that time.",
        "Now back to the show.",
        "Yes.",
    ]
    _, leaving = ad_classifier._switches(talk_of(said))
    assert leaving[1:].tolist() == [ad_classifier.LEAVING, 0.0, ad_classifier.LEAVING]


def test_vectors_of_another_model_are_not_scored() -> None:
    talk = talk_of(TALK)
    assert ad_classifier.ad_features(talk).shape[1] != len(ad_classifier.shipped().weights)
    assert ad_classifier.ad_odds(talk) is None
    assert ad_classifier.passages(talk, None) == []


def test_score_keeps_a_passage_together_and_ignores_a_single_sentence() -> None:
    texts = [*TALK, *["Order your free brand new teapot today."] * 6, *TALK, "You can order a brand new one.", *TALK]
    talk = talk_of(texts)
    regression = by_market_words(talk, bias=-4.0)
    assert find_ads(talk, regression).sure == ((len(TALK), len(TALK) + 6),)


def by_market_words(talk: Talk, bias: float) -> Regression:
    """Return a regression that looks at the count of words of the market alone."""
    columns = ad_classifier.ad_features(talk).shape[1]
    weights = [0.0] * columns
    weights[3 * talk.vectors.shape[1] + list(ad_classifier.SIGNS).index("market")] = 5.0
    return Regression(mean=(0.0,) * columns, scale=(1.0,) * columns, weights=tuple(weights), bias=bias)


def test_a_fainter_passage_is_doubtful_unless_it_follows_a_hand_back() -> None:
    faint = ["It is a new thing."] * 14
    alone = talk_of([*TALK, *faint, *TALK])
    regression = by_market_words(alone, bias=-5.5)
    assert find_ads(alone, regression).sure == ()
    assert find_ads(alone, regression).possible == ((len(TALK), len(TALK) + 14),)
    ad = ["This show is sponsored by Tea Harbor.", "Get 20 percent off at tea.com slash show."]
    beside = talk_of([*TALK, *ad, *faint, *TALK])
    assert find_ads(beside, regression).sure == ((len(TALK), len(TALK) + 2),)
    assert find_ads(beside, regression).possible == ((len(TALK) + 2, len(TALK) + 16),)
    handed = talk_of([*TALK, *ad, "Now back to the kitchen.", *faint, *TALK])
    assert find_ads(handed, regression).sure == ((len(TALK), len(TALK) + 3),)
    assert find_ads(handed, regression).possible == ()


def test_the_first_seconds_beside_an_ad_are_doubtful_where_no_words_tell_its_edge() -> None:
    ad = ["Use the code pot at tea.com slash show.", "A free trial is yours, sign up.", "That is tea.com slash show."]
    talk = talk_of([*TALK, *ad, *TALK])
    first, last = len(TALK), len(TALK) + 3
    assert find_ads(talk).sure == ((first, last),)
    assert find_ads(talk).possible == ((first - 1, first), (last, last + 2))


def test_shipped_numbers_fit_the_real_vectors() -> None:
    assert len(ad_classifier.shipped().weights) == 3 * 384 + len(ad_classifier.COUNTED)


def test_numbers_ship_with_the_package() -> None:
    assert (Path(ad_classifier.__file__).parent / "ad_classifier.json").stat().st_size < 100_000


def test_what_was_sold_before_a_hand_back_says_nothing_of_the_talk_after_it() -> None:
    ad = ["This show is sponsored by Tea Harbor.", "Use the code pot for 20 percent off.", "Now back to the kitchen."]
    rows = ad_classifier.ad_features(talk_of([*TALK, *ad, *TALK]))
    counted = rows[:, 3 * talk_of(TALK).vectors.shape[1] :]
    before = counted[:, ad_classifier.COUNTED.index("code_before")]
    after = counted[:, ad_classifier.COUNTED.index("code_after")]
    first = len(TALK)
    assert after[first] > 0
    assert before[first + 2] > 0
    assert not before[first + 3 :].any()
    assert not after[:first].any()


def test_a_name_said_in_one_place_only_may_be_a_brand() -> None:
    said = ["We bake with Ann.", "Try the Teaharbor pot, says Ann.", "You will love Teaharbor.", *TALK * 9, "So, Ann."]
    assert ad_classifier.local_names(talk_of(said))[:4, 0].tolist() == [0.0, 1.0, 1.0, 0.0]
