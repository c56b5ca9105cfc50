"""Sentences end where a reader would end them."""

import pytest

from pipeline.stages.attribute.config import AttributeConfig
from tests.builders import heard
from tests.unit.stages.attribute.test_stage import CONFIG, attributed, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It works. And then? No!", ["It works.", "And then?", "No!"]),
        ("Dr. Smith met Mr. Lee.", ["Dr. Smith met Mr. Lee."]),
        ("In the U.S. Army we stay. In the U.S. We leave.", ["In the U.S. Army we stay.", "In the U.S.", "We leave."]),
        ("J. R. R. Tolkien wrote it.", ["J. R. R. Tolkien wrote it."]),
        ("So did I. The end.", ["So did I.", "The end."]),
        ("Pi is 3.14 or so. Good.", ["Pi is 3.14 or so.", "Good."]),
        ("It is No. 5 here. No. That is wrong.", ["It is No. 5 here.", "No.", "That is wrong."]),
        ("Fruit, e.g. Apples. Yes.", ["Fruit, e.g. Apples.", "Yes."]),
        ('He said "Go." Then he left.', ['He said "Go."', "Then he left."]),
        ('"What?" he asked. Then he left.', ['"What?" he asked.', "Then he left."]),
        ("So the... the thing broke. Well…", ["So the... the thing broke.", "Well…"]),
        ("It's not fun. so we left. Done.", ["It's not fun.", "so we left.", "Done."]),
        ("it is small. it is all small. really? yes.", ["it is small.", "it is all small.", "really?", "yes."]),
        ("At 5 p.m. we ate. At 6 p.m. The show began.", ["At 5 p.m. we ate.", "At 6 p.m.", "The show began."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences(attributed(f"0:01 {text}")) == expected


def test_a_sentence_without_end_is_divided_at_its_longest_pause_then_at_a_comma() -> None:
    config = AttributeConfig(max_words=20, pause_s=0.6)
    ended = "0:00 " + "So. " * 6
    pause = attributed(f"{ended}| 0:10 {'a ' * 14}| 0:20 {'b ' * 11}b.", config)
    assert [(s.words[1] - s.words[0]) for s in pause.sentences[6:]] == [14, 12]
    comma = attributed(f"{ended}| 0:10 {'a ' * 9}a, {'b ' * 13}b.", config)
    assert [(s.words[1] - s.words[0]) for s in comma.sentences[6:]] == [10, 14]


def test_a_pause_between_guessed_times_is_no_pause() -> None:
    script = heard(f"0:00 {'So. ' * 6}| 0:10 {'a ' * 13}a | 0:20 {'b ' * 4}b, {'b ' * 4}b.")
    guessed = script.model_copy(
        update={"words": tuple(w.model_copy(update={"time_source": "interpolated"}) for w in script.words)}
    )
    divided = attributed(guessed, AttributeConfig(max_words=20)).sentences[6:]
    assert [s.words[1] - s.words[0] for s in divided] == [19, 5]


def test_a_transcript_without_punctuation_still_has_sentences() -> None:
    transcript = attributed("0:00 " + "word " * 300)
    assert max(s.words[1] - s.words[0] for s in transcript.sentences) <= CONFIG.max_words_unpunctuated
