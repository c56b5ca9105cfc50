"""Words of scripts without blanks are found by dictionaries, and joined as they are written."""

import pytest

from pipeline.language.breaks import is_unspaced, joined, segments, touch


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("お茶は水だ。", ["お茶", "は", "水", "だ", "。"]),
        ("ผมชอบดื่มชา", ["ผม", "ชอบ", "ดื่ม", "ชา"]),
        ("我们今天讨论茶叶", ["我们", "今天", "讨论", "茶叶"]),
        ("a🍵お茶", ["a", "🍵", "お茶"]),
    ],
)
def test_words_are_parted_and_no_character_is_lost(text: str, words: list[str]) -> None:
    found = [text[i:j] for i, j in segments(text)]
    assert found == words
    assert "".join(found) == text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["お茶", "は", "水", "だ。"], "お茶は水だ。"),
        (["ผม", "ชอบ", "ชา"], "ผมชอบชา"),
        (["Der", "Zug", "fährt."], "Der Zug fährt."),
        (["한국어", "문장"], "한국어 문장"),
        (["ชา", "GPT"], "ชา GPT"),
    ],
)
def test_blanks_stand_where_the_script_sets_them(words: list[str], text: str) -> None:
    assert joined(words) == text


def test_what_stands_between_touching_words_can_be_chosen() -> None:
    assert joined(["お茶", "は", "GPT"], touching="|") == "お茶|は|GPT"
    assert not touch("tea", "time")
    assert not is_unspaced("Straße")
