"""`highlights search` as a person and a program meet it: damaged episodes, no hit, nothing to search."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.corpus_builder import corpus

Cli = Callable[..., Any]


def test_search_goes_on_past_episodes_that_cannot_be_read(tmp_path: Path, cli: Cli) -> None:
    corpus(tmp_path, "a", "b", "c")
    record = tmp_path / "b" / "highlights.json"
    record.write_bytes(record.read_bytes()[:1000])
    (tmp_path / "c" / "profile.json").write_text("{", encoding="utf-8")
    said = cli("search", "failed", "pots", "--artifacts", tmp_path)
    assert said.code == 0
    assert {line.split()[0] for line in said.out.splitlines() if not line.startswith(" ")} == {"a"}
    assert ["not searched" in line for line in said.err.splitlines()] == [True, True]
    answer = json.loads(cli("search", "failed", "pots", "--json", "--artifacts", tmp_path).out)
    assert len(answer["problems"]) == 2
    assert {hit["episode_id"] for hit in answer["hits"]} == {"a"}


def test_search_without_a_hit_says_so_in_one_line(tmp_path: Path, cli: Cli) -> None:
    corpus(tmp_path, "a")
    said = cli("search", "zebra", "crossing", "--artifacts", tmp_path)
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines() == [f"no matches for “zebra crossing” in {tmp_path}"]
    assert json.loads(cli("search", "zebra", "--json", "--artifacts", tmp_path).out)["hits"] == []


@pytest.mark.parametrize(("words", "folder", "says"), [("tea", "nothing", "found none"), ("…", "", "expected words")])
def test_wrong_usage_is_answered_in_json_too(tmp_path: Path, cli: Cli, words: str, folder: str, says: str) -> None:
    corpus(tmp_path, "a")
    said = cli("search", words, "--json", "--artifacts", tmp_path / folder)
    answer = json.loads(said.out)
    assert (said.code, says in answer["error"], answer["hits"]) == (2, True, [])
