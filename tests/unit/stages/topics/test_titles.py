"""A watched topic that was found leads its section's title."""

import pytest

from pipeline.records import Outline, Section, SectionReason, Topic, TopicReason
from pipeline.stages.topics.titles import led

OTHERS = ("layers and wild guesses", "why did AlexNet work?", "the power of big networks")


def outline(title: str, *others: str, source: str = "generated") -> Outline:
    sections = [
        Section(
            id=f"t{k:02d}", title=name, title_source=source, kind="talk", start=60.0 * k, end=60.0 * k + 60,
            words=(10 * k, 10 * k + 10),
        )
        for k, name in enumerate((title, "Bread"))
    ]  # fmt: skip
    return Outline(sections=tuple(sections), headings={"t00": (title, *others)})


def found(name: str, mentions: int = 3, *sections: str) -> tuple[Topic, TopicReason]:
    where = sections or ("t00",)
    reasons = tuple(
        SectionReason(
            section=s, chosen=True, score=1.0, mentions=mentions, words=0.0, nearness=0.0, opening=0.0,
        )
        for s in where
    )  # fmt: skip
    topic = Topic(id="a", name=name, found=True, score=1.0, sections=where)
    return topic, TopicReason(id="a", name=name, spoken=True, presence=1.0, needed=0.5, sections=reasons)


@pytest.mark.parametrize(
    ("title", "others", "topic", "led_title"),
    [
        ("Neural networks", OTHERS, "AlexNet", "Why did AlexNet work?"),
        ("Neural networks", OTHERS[2:], "AlexNet", "AlexNet: Neural networks"),
        ("Networks", (), "AlexNet", "AlexNet"),
        ("Neural networks", ("famed AlexNet paper",), "AlexNet", "AlexNet: Neural networks"),
        ("AlexNet", ("the power of big networks",), "AlexNet", "AlexNet: the power of big networks"),
    ],
)
def test_topic_leads_the_title(title: str, others: tuple[str, ...], topic: str, led_title: str) -> None:
    assert led(outline(title, *others), [found(topic)]) == {"t00": led_title}


@pytest.mark.parametrize("title", ["What is a transformer?", "Transformers on graphics cards"])
def test_title_that_names_the_topic_stays(title: str) -> None:
    assert led(outline(title), [found("Transformers")]) == {}


def test_publishers_title_stays() -> None:
    assert led(outline("Neural networks", *OTHERS, source="publisher"), [found("AlexNet")]) == {}


def test_topic_that_no_word_of_the_section_names_leads_nothing() -> None:
    assert led(outline("Neural networks", *OTHERS), [found("AlexNet", 0)]) == {}


def test_two_sections_never_get_one_title() -> None:
    given = led(outline("Networks"), [found("AlexNet", 3, "t00", "t01")])
    assert len(set(given.values())) == len(given)
