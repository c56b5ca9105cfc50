"""The best passages of each section are read by the net; what it would print counts."""

import pytest

from pipeline.reading import Extract
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.second_reading import SECOND
from tests.fakes import FondNet
from tests.unit.stages.quotes.test_stage import EVERYTHING, FILL, GOOD, choose
from tests.unit.stages.quotes.test_stage import SECOND as OTHER

SCRIPT = f"0:00 Bo: {FILL} {GOOD} {OTHER} {FILL}"


@pytest.mark.parametrize("word", ["trust", "code"])
def test_the_quote_that_the_net_prints_comes_first(word: str) -> None:
    found = choose(SCRIPT, config=EVERYTHING, net=FondNet(word))
    assert word in min(found.chosen, key=lambda quote: quote.rank).text


def test_a_passage_is_read_with_what_stands_beside_it() -> None:
    net = FondNet("trust")
    choose(SCRIPT, config=EVERYTHING.model_copy(update={"read_most": 50}), net=net)
    shown = next(one for one in net.shown if one.text == GOOD)
    assert shown == Extract(GOOD, shown.episode, before=FILL, after=f"{OTHER} {FILL}")
    assert shown.episode


def test_only_what_was_read_is_chosen() -> None:
    net = FondNet("nothing of the kind")
    found = choose(SCRIPT, config=EVERYTHING.model_copy(update={"read_most": 1}), net=net)
    assert [quote.text for quote in found.chosen] == [net.shown[0].text]


def test_without_a_net_all_may_be_chosen() -> None:
    assert len(choose(SCRIPT, config=EVERYTHING.model_copy(update={"read_most": 1})).chosen) > 1


def test_the_settings_ask_for_a_few_of_each_section() -> None:
    assert QuotesConfig().read_most < 20
    assert SECOND.numbers.script == "training/train_second.py"


def test_a_talk_in_which_nothing_can_be_quoted_is_no_trouble() -> None:
    assert choose("0:00 Bo: Yes.", net=FondNet("trust")).chosen == ()
