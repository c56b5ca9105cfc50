"""Ids come from the words alone: equal words have equal ids, and no two things of an episode share one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.content_ids import SHORTEST, content_id, content_ids, spoken
from tests.builders import speech


def test_an_id_is_the_same_wherever_it_is_made() -> None:
    assert content_id("q", "two things finally came together") == "qxrdk"
    assert content_ids("q", ["a b", "c d"])[1] == content_ids("q", ["c d"])[0]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("ab ", max_size=4), max_size=60), st.integers(0, 9))
def test_no_two_things_share_an_id(contents: list[str], first: int) -> None:
    taken = content_ids("q", contents[:first])
    made = content_ids("q", contents, taken=taken)
    assert len({*made, *taken}) == len(made) + len(taken)


def test_an_id_that_is_taken_gets_more_letters() -> None:
    short = content_id("q", "a b")
    (longer,) = content_ids("q", ["a b"], taken=[short])
    assert longer.startswith(short)
    assert len(longer) == 1 + SHORTEST + 1


def test_case_punctuation_and_spelling_do_not_change_what_was_spoken() -> None:
    said = speech("0:00 Ann: So, we call it Deep Double Decent.").words
    mended = (*said[:-1], said[-1].model_copy(update={"text": "Descent.", "heard": "Decent."}))
    assert spoken(said, [(1, 3), (4, 8)]) == spoken(mended, [(1, 8)]) == "we call it deep double decent"
