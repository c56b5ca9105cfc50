import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.search import counted, episode_file, shard_of, shards
from pipeline.language.words import search_words
from pipeline.records import Identity, Profile
from tests.builders import speech
from tests.record_builder import highlights


def profile(id_: str, text: str) -> Profile:
    return Profile(
        episode_id=id_, title=id_.title(), transcript_revision="0", embedder=Identity(name="e", version="1"), vector="",
        sections=(), phrases=(), terms=counted(speech(f"0:01 {text}").words),
    )  # fmt: skip


def called(text: str) -> tuple[str, Any]:
    match = re.fullmatch(r'Search\.take\(("(?:[^"\\]|\\.)*"), (.*)\);\n', text, re.S)
    assert match
    return json.loads(match[1]), json.loads(match[2])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("The Transformer's layers.", ["the", "transformer", "layer"]),
        ("naïve, Café — “OK”", ["naive", "cafe", "ok"]),
        ("class is this bus", ["class", "is", "this", "bus"]),
        ("don’t GPT-2 3.5", ["dont", "gpt", "2", "3", "5"]),
        ("…", []),
        ("今天茶葉、カップ", ["今", "天", "茶", "葉", "カ", "ッ", "フ"]),
    ],
)
def test_words_are_compared_without_case_accents_and_plural(text: str, folded: list[str]) -> None:
    assert search_words(text) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_but_plurals(text: str) -> None:
    for token in search_words(text):
        assert search_words(token) in ([token], [token[:-1]]), token


def test_episode_file_gives_every_word_and_its_time_back() -> None:
    record, transcript = highlights()
    words = [(word.text, word.start) for word in transcript.words]
    key, value = called(episode_file(record, words, [(0, "Ada"), (3, "Ada"), (9, "")]))
    assert key == "e/kettle-7"
    assert value["text"].split(" ") == [word.text for word in transcript.words]
    assert value["turns"] == [[0, "Ada"], [9, ""]]
    assert sum(value["deltas"]) == round(transcript.words[-1].start * 100)


def test_every_word_of_every_episode_is_in_the_file_of_its_first_letters() -> None:
    profiles = [profile("a", "Tea leaves and tea."), profile("b", "A leaf, é, 茶.")]
    files = {called(text)[0]: called(text)[1] for text in shards(profiles).values()}
    for n, one in enumerate(profiles):
        for term, count in one.terms.items():
            (line,) = re.findall(rf"\n{term} ([^\n]*)", files[f"t/{shard_of(term)}"])
            said = dict(pair.split(":") if ":" in pair else (pair, "1") for pair in line.split(" "))
            assert int(said[str(n)]) == count


def test_words_that_begin_alike_stand_together_in_their_file() -> None:
    file = called(shards([profile("a", "tea team teapot teal te")])["t/te.js"])[1]
    assert file == "\nte 0\ntea 0\nteal 0\nteam 0\nteapot 0"
