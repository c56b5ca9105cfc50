import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import BadInput
from pipeline.language.query import CLOSE, for_fts5, mentions, parse
from pipeline.language.words import search_words


def tokens(text: str) -> str:
    return f" {' '.join(search_words(text))} "


def places(asked: str, text: str) -> list[tuple[int, int]]:
    return [(one.first, one.end) for one in mentions(parse(asked), tokens(text))]


@pytest.mark.parametrize(
    ("asked", "fts5"),
    [
        ("Kettles", '"kettle"'),
        ("hot tea", 'NEAR("hot" "tea", 30)'),
        ('"hot tea"', '"hot tea"'),
        ("“hot tea”", '"hot tea"'),
        ("brew*", '"brew" *'),
        ('"hot te*"', '"hot te" *'),
        ('"hot te"*', '"hot te" *'),
        ("NEAR(hot tea, 5)", 'NEAR("hot" "tea", 5)'),
        ("tea OR coffee milk", '("tea" OR NEAR("coffee" "milk", 30))'),
        ("a AND b NOT c OR d", '(("a" AND ("b" NOT "c")) OR "d")'),
        ("(tea OR milk) leaf", '(("tea" OR "milk") AND "leaf")'),
        ("GPT-2", '"gpt 2"'),
        ("tea tea — tea, …", '"tea"'),
        ("茶葉", '"茶 葉"'),
        ('x"); DROP TABLE words; --', None),
    ],
)
def test_query_becomes_one_of_fts5(asked: str, fts5: str | None) -> None:
    if fts5 is None:
        with pytest.raises(BadInput):
            parse(asked)
    else:
        assert for_fts5(parse(asked)) == fts5


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("", "expected words"), ("…", "expected words"), ('"hot tea', "closing quotation mark"),
        ("(tea", "closing parenthesis"), ("tea)", "without an opening"), ("tea OR", "both sides of OR"),
        ("NOT tea", "both sides of NOT"), ("*", "letters before"), ("NEAR(tea)", "two different words"),
        ("NEAR(tea milk", "closing parenthesis"), ("tea " * 200, "at most 400"),
        (" ".join(f"w{k}" for k in range(40)), "at most 32"),
    ],
)  # fmt: skip
def test_query_that_is_malformed_is_refused_in_one_line(asked: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        parse(asked)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("networks", "A network. Networks", [(1, 2), (2, 3)]),
        ('"neural networks"', "Neural. Networks of neural nets, a neural network", [(0, 2), (6, 8)]),
        ("hot tea", "tea is hot, and hot tea is tea", [(0, 3), (4, 6)]),
        ("hot tea", f"hot {'and ' * CLOSE}tea", [(0, CLOSE + 2)]),
        ("hot tea", f"hot {'and ' * (CLOSE + 1)}tea", []),
        ("NEAR(hot tea, 1)", "hot and tea or hot and green tea", [(0, 3)]),
        ("brew*", "brewing a brew, no homebrew", [(0, 1), (2, 3)]),
        ("tea OR coffee", "coffee or tea", [(0, 1), (2, 3)]),
        ("tea AND milk", "tea alone", []),
        ("tea NOT milk", "tea with milk", []),
        ("tea NOT milk", "tea and tea", [(0, 1), (2, 3)]),
        ('"ha ha"', "ha ha ha ha", [(0, 2), (2, 4)]),
        ("天气", "今天天气很好", [(2, 4)]),
        ("tea", "", []),
    ],
)
def test_every_place_is_found(asked: str, text: str, found: list[tuple[int, int]]) -> None:
    assert places(asked, text) == found


@given(st.lists(st.sampled_from(["hot", "tea", "leaf", "and"]), max_size=60))
def test_a_phrase_is_found_as_often_as_it_is_said(words: list[str]) -> None:
    said = sum(words[k : k + 2] == ["hot", "tea"] for k in range(len(words)))
    assert len(places('"hot tea"', " ".join(words))) == said


@given(st.lists(st.sampled_from(["hot", "tea", "leaf", "and"]), max_size=60))
def test_places_stand_in_order_and_share_no_word(words: list[str]) -> None:
    found = places("hot tea leaf", " ".join(words))
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
    for i, j in found:
        assert {"hot", "tea", "leaf"} <= set(words[i:j])


@pytest.mark.parametrize(
    ("typed", "fts5"),
    [
        ("hot te", 'NEAR("hot" "te", 30)'),
        ("the", '"the"'),
        ("note", '"note" *'),
        ('"hot note', '"hot note" *'),
        ("note ", '"note"'),
    ],
)
def test_last_word_may_be_a_beginning_while_it_is_typed(typed: str, fts5: str) -> None:
    assert for_fts5(parse(typed, typing=True)) == fts5
