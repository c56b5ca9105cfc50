"""The thoughts that rank first are read by the net; what it would print gains."""

from pipeline.engines.reading_net import NoReadingNet
from pipeline.reading import Extract
from pipeline.stages.narrate.told_reading import READ, TOLD, read_again
from tests.fakes import FondNet
from tests.unit.stages.narrate.test_passages import talk_from
from tests.unit.stages.narrate.test_telling import KETTLES, thoughts


def test_what_the_net_would_print_gains() -> None:
    talk = talk_from(KETTLES)
    first, second, _ = read_again(talk, thoughts(talk), "Tea", FondNet("steel"))
    assert second.odds > first.odds


def test_a_thought_is_read_with_the_sentences_on_each_side_and_the_title() -> None:
    talk, net = talk_from(KETTLES), FondNet("steel")
    read_again(talk, thoughts(talk)[1:2], "Tea", net)
    assert net.shown == [Extract(talk.texts[1], "Tea", before=talk.texts[0], after=talk.texts[2])]


def test_without_a_net_the_linear_odds_stay() -> None:
    talk = talk_from(KETTLES)
    assert read_again(talk, thoughts(talk), "Tea", NoReadingNet()) == thoughts(talk)
    assert read_again(talk, [], "Tea", FondNet("steel")) == []


def test_a_few_of_each_section_are_read() -> None:
    assert READ < 20
    assert TOLD.numbers.script == "training/train_second.py"
