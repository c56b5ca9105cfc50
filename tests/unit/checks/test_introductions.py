"""Who a guest is stands in the words that introduce them, whole, and nowhere else."""

import pytest

from pipeline.checks.introductions import announcement, announcing, described, introduction
from tests.builders import speech


def told(sentence: str, guest: str = "Ann Lee") -> str | None:
    found = introduction(speech(f"0:01 Bo: {sentence}"), guest)
    return found and found[0]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("The following is a conversation with Ann Lee, a baker from Ghent.", "“a baker from Ghent”"),
        ("Today, my guest is Ann Lee, the author of two books, and we talk of tea.", "“the author of two books”"),
        ("Ann is a professor of tea in Ghent.", "“a professor of tea in Ghent”"),
        ("We spoke with Bo Ray, a baker from Ghent.", None),
        ("Ann Lee, I think, likes it.", None),
        ("Ann is a friend of my family.", None),
    ],
)
def test_the_description_follows_the_name(sentence: str, who: str | None) -> None:
    assert told(sentence) == who


def test_half_a_description_is_refused() -> None:
    talk = speech("0:01 Bo: The following is a conversation with Ann Lee, a baker from Ghent.")
    assert described(talk, [(8, 12)], "Ann Lee") == "“a baker from Ghent”"
    assert described(talk, [(8, 11)], "Ann Lee") is None


def test_an_episode_announces_itself_with_a_name_and_what_it_stands_for() -> None:
    talk = speech("0:01 The following is a conversation with Ann Lee, a baker from Ghent.")
    said = "“A conversation with Ann Lee, a baker from Ghent”"
    assert announcing(talk) == (said, (3, 12))
    assert announcement(talk.words, [(3, 12)]) == said
    assert announcement(talk.words, [(3, 11)]) is None
    assert announcing(speech("0:01 We had a conversation with a baker.")) is None
