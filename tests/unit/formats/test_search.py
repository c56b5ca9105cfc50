import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.search import block_of, blocks_for, counted, episode_file, index, shard_of, shards
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


def test_every_word_of_every_episode_is_in_the_file_of_its_block_and_first_letters() -> None:
    profiles = [profile(f"e{k}", f"Tea leaves and tea number{k}, é, 茶.") for k in range(300)]
    files, listing = index(profiles)
    texts = {called(text)[0]: called(text)[1] for text in files.values()}
    blocks: Any = listing["blocks"]
    assert len(blocks) == blocks_for(300) == 4
    assert sorted(one[0] for block in blocks for one in block) == sorted(one.episode_id for one in profiles)
    for one in profiles:
        block = block_of(one.episode_id, len(blocks))
        n = [id_ for id_, _, _ in blocks[block]].index(one.episode_id)
        for term, count in one.terms.items():
            (line,) = re.findall(rf"\n{term} ([^\n]*)", texts[f"t/{block}/{shard_of(term)}"])
            said = dict(pair.split(":") if ":" in pair else (pair, "1") for pair in line.split(" "))
            assert int(said[str(n)]) == count
    named = {f"t/{block}/{name}" for block, names in enumerate(listing["shards"]) for name in names}  # type: ignore[arg-type, var-annotated]
    assert named == texts.keys()


def test_one_episode_more_touches_the_files_of_its_block_alone() -> None:
    profiles = [profile(f"e{k}", f"Tea number{k}") for k in range(300)]
    before, _ = index(profiles)
    after, _ = index([*profiles, profile("new", "Tea and zebras")])
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name.split("/")[1] for name in changed} == {str(block_of("new", 4))}


def test_words_that_begin_alike_stand_together_in_their_file() -> None:
    file = called(shards(0, [profile("a", "tea team teapot teal te").terms])["t/0/ta.js"])[1]
    assert file == "\nte 0\ntea 0\nteal 0\nteam 0\nteapot 0"
