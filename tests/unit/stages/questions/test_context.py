"""A question is printed whole and without words that say nothing; what breaks off is a fragment."""

import pytest

from pipeline.records import Coverage, Outline, Person, Quarantine, Section
from pipeline.stages.questions.config import QuestionsConfig
from pipeline.stages.questions.context import Scene, is_fragment, scene_of
from tests.builders import episode, speech


def scene(script: str, *, quarantined: bool = False) -> Scene:
    talk = speech(script)
    whole = (0, len(talk.words))
    coverage = Coverage(
        speech_s=60.0, worded_s=60.0, interpolated_share=0.0,
        quarantined=(Quarantine(start=0, end=60, words=whole, reason="loop"),) if quarantined else (),
    )  # fmt: skip
    outline = Outline(
        sections=(Section(id="t01", title="T", title_source="generated", kind="talk", start=0, end=60, words=whole),)
    )
    people = (Person(name="Ada", role="host", source="sidecar"),)
    return scene_of(episode(60.0, people=people), coverage, talk, outline, QuestionsConfig())


def printed(of: Scene, k: int) -> str:
    first, last = of.span(k)
    return " ".join(word.text for word in of.transcript.words[first:last])


def test_leading_words_that_say_nothing_are_left_out() -> None:
    assert printed(scene("0:00 Ada: Um, so why did the old kiln crack?"), 0) == "why did the old kiln crack?"
    assert printed(scene("0:00 Ada: So far, what broke?"), 0) == "So far, what broke?"


def test_a_question_that_leans_on_the_sentence_before_it_begins_there() -> None:
    asked = scene("0:00 Ada: You repaired the old kiln with clay. Why? | 0:09 Bo: It cracked.")
    assert asked.said(1) == "You repaired the old kiln with clay. Why?"
    apart = scene("0:00 Bo: You repaired the old kiln with clay. | 0:05 Ada: Why?")
    assert apart.said(1) == "Why?"


def test_hosts_and_sections_are_known_and_quarantined_words_lie_in_none() -> None:
    script = "0:00 Ada: Why did the old kiln crack?"
    assert scene(script).hosts == {"Ada"}
    assert scene(script).section == ("t01",)
    assert scene(script, quarantined=True).section == (None,)


@pytest.mark.parametrize("text", ["— and why?", "Why did the…", 'He said "why?', "Why did “it break?"])
def test_what_breaks_off_is_a_fragment(text: str) -> None:
    assert is_fragment(text)
    assert not is_fragment("Why did “it” break?")
