"""`highlights search` as a person and a program meet it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus import SearchFilter, find, find_page, searchable
from pipeline.corpus.database import DATABASE
from pipeline.corpus.generations import only_writer
from pipeline.language.query import parse
from pipeline.language.words import search_words
from pipeline.records import Hit
from pipeline.store import Store
from tests.builders import speech
from tests.corpus_builder import corpus, put, renamed
from tests.record_builder import highlights

Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three episodes of two shows and years."""
    store = corpus(tmp_path_factory.mktemp("many"), "a", "b", "c")
    record, transcript = highlights()
    put(store, renamed(record, "a", published="2020"), transcript)
    put(store, renamed(record, "b", show="Kettles", published="2023-11-02"), transcript)
    put(store, renamed(record, "c", show="Pots & Pans", published="2024-05-17"), transcript)
    return store.root


def found(root: Path, asked: str, **wanted: Any) -> list[Hit]:
    answers = find(searchable(Store(root)), parse(asked), SearchFilter(**wanted), pages="here/")
    return [hit for one in answers for hit in one.hits]


def ids(hits: list[Hit]) -> set[str]:
    return {hit.episode_id for hit in hits}


@pytest.mark.parametrize("asked", ["leaf", "hot water", "a failed pot", "minute", "pot", "you", "and", "the"])
def test_every_mention_is_found_at_its_words(root: Path, asked: str) -> None:
    words = highlights()[1].words
    tokens = [(token, i) for i, word in enumerate(words) for token in search_words(word.text)]
    wanted = search_words(asked)
    places = [tokens[k][1] for k in range(len(tokens)) if [t for t, _ in tokens[k : k + len(wanted)]] == wanted]
    assert places
    hits = found(root, f'"{asked}"', episode_id="a")
    assert [hit.word for hit in hits] == places
    for hit in hits:
        marked = " ".join(hit.text[i:j] for i, j in hit.marks)
        assert search_words(marked) == wanted
        assert hit.start == pytest.approx(words[hit.word].start, abs=1e-3)
        assert hit.end == pytest.approx(words[hit.word + len(asked.split()) - 1].end, abs=1e-3)
        assert hit.speaker == words[hit.word].speaker
        assert hit.url.startswith(f"here/a/page.html#w{hit.word}.")


def test_phrase_across_sentences_and_turns_is_found(root: Path) -> None:
    assert len(found(root, '"patience why does"', episode_id="a")) == 1
    assert len(found(root, '"warm water hot water"', episode_id="a")) == 1


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        ({"show": "pots"}, {"c"}), ({"since": "2024"}, {"c"}), ({"until": "2023"}, {"a", "b"}),
        ({"since": "2023-11", "until": "2024-05"}, {"b", "c"}), ({"since": "2023-12", "until": "2024-04"}, set()),
        ({"speaker": "bo"}, {"a", "b", "c"}), ({"speaker": "zoe"}, set()), ({"show": "none"}, set()),
        ({"section_kind": "sponsor"}, set()), ({"section_kind": "talk", "episode_id": "a"}, {"a"}),
    ],
)  # fmt: skip
def test_filters_leave_what_fits(root: Path, wanted: dict[str, str], who: set[str]) -> None:
    assert ids(found(root, "leaf OR minute", **wanted)) == who


def test_speaker_is_who_says_the_words(root: Path) -> None:
    assert {hit.speaker for hit in found(root, "pot")} == {"Ada", "Bo"}
    assert {hit.speaker for hit in found(root, "pot", speaker="ADA")} == {"Ada"}


@pytest.mark.parametrize("kind", ["quotes", "questions", "titles", "narrative"])
def test_what_was_made_is_found(root: Path, kind: str) -> None:
    hits = found(root, "tea OR pot OR leaf OR water", kind=kind)
    assert {hit.kind for hit in hits} == {kind}
    assert all(hit.marks and hit.word >= 0 for hit in hits)


def test_pages_of_episodes_together_are_everything(root: Path) -> None:
    place, query, first, seen = searchable(Store(root)), parse("leaf"), 0, []
    while first is not None:
        page = find_page(place, query, SearchFilter(), pages="", first=first, most=1, each=1)
        seen += [one.episode_id for one in page.found]
        assert page.episodes == 3
        assert all(len(one.hits) == 1 < one.all_hits for one in page.found)
        first = page.next
    assert sorted(seen) == ["a", "b", "c"]


def test_word_inside_of_a_script_without_blanks_is_found(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a")
    record, _ = highlights()
    said = speech("0:01 今天天气很好。 我们喝茶葉。")
    whole = record.sections[0].model_copy(update={"words": (0, len(said.words)), "narrative": ()})
    empty = {"sections": (whole,), "quotes": (), "questions": (), "footnotes": ()}
    provenance = record.provenance.model_copy(update={"transcript_revision": said.revision})
    put(store, renamed(record, "zh").model_copy(update=empty | {"provenance": provenance}), said)
    (hit,) = found(tmp_path, "天气")
    assert (hit.episode_id, hit.word) == ("zh", 0)
    assert found(tmp_path, "气天") == []


def test_older_catalog_is_brought_up_to_date(tmp_path: Path) -> None:
    corpus(tmp_path, "a")
    (tmp_path / "catalog" / DATABASE).unlink()
    assert ids(found(tmp_path, "leaf")) == {"a"}
    record, transcript = highlights()
    put(Store(tmp_path), renamed(record, "new"), transcript)
    assert ids(found(tmp_path, "leaf")) == {"a", "new"}


@pytest.mark.parametrize("content", [b"no database at all" * 1000, b""])
def test_broken_database_is_made_anew(tmp_path: Path, content: bytes) -> None:
    corpus(tmp_path, "a")
    (tmp_path / "catalog" / DATABASE).write_bytes(content)
    assert ids(found(tmp_path, "leaf")) == {"a"}


def test_search_does_not_wait_for_who_writes_the_catalog(tmp_path: Path) -> None:
    store, untold = corpus(tmp_path, "a"), list[str]()
    record, transcript = highlights()
    put(store, renamed(record, "new"), transcript)
    with only_writer(tmp_path, 0.0):
        place = searchable(store, untold.append)
    assert [one.episode_id for one in find(place, parse("leaf"), SearchFilter())] == ["a"]
    assert len(untold) == 1


# ---- the command


def test_command_prints_episodes_with_their_moments(root: Path, cli: Cli) -> None:
    said = cli("search", "failed pots", "--artifacts", root)
    lines = said.out.splitlines()
    assert said.code == 0
    assert sum("3 moments" in line and not line.startswith(" ") for line in lines) == 3
    assert any(line.startswith("  0:") and "  Ada: " in line and "twelve failed pots" in line for line in lines)
    assert any(line.strip().startswith(f"{root}/a/page.html#w") for line in lines)


def test_words_in_one_argument_are_a_phrase(root: Path, cli: Cli) -> None:
    assert cli("search", "pots failed", "--artifacts", root).out == ""
    assert cli("search", "pots", "failed", "--artifacts", root).out


def test_json_and_csv_hold_the_same_hits(root: Path, cli: Cli) -> None:
    answer = json.loads(cli("search", "leaf", "--json", "--artifacts", root).out)
    rows = list(csv.DictReader(io.StringIO(cli("search", "leaf", "--csv", "--artifacts", root).out)))
    assert {"episode_id", "start", "end", "speaker", "text", "url"} <= answer["hits"][0].keys()
    assert [row["url"] for row in rows] == [hit["url"] for hit in answer["hits"]]
    assert [float(row["end"]) for row in rows] == [hit["end"] for hit in answer["hits"]]
    assert answer["hits"][0]["url"].startswith(f"{root.as_uri()}/")
    fewer = json.loads(cli("search", "leaf", "--json", "--most", "4", "--artifacts", root).out)["hits"]
    assert fewer == answer["hits"][:4]


def test_search_goes_on_past_episodes_that_cannot_be_read(tmp_path: Path, cli: Cli) -> None:
    corpus(tmp_path, "a", "b", "c")
    record = tmp_path / "b" / "highlights.json"
    record.write_bytes(record.read_bytes()[:1000])
    (tmp_path / "c" / "profile.json").write_text("{", encoding="utf-8")
    said = cli("search", "failed", "pots", "--artifacts", tmp_path)
    assert said.code == 0
    assert [line.endswith("a, 3 moments") for line in said.out.splitlines() if not line.startswith(" ")] == [True]
    assert ["not searched" in line for line in said.err.splitlines() if "left out" not in line] == [True, True]
    answer = json.loads(cli("search", "failed", "pots", "--json", "--artifacts", tmp_path).out)
    assert len(answer["problems"]) == 2
    assert {hit["episode_id"] for hit in answer["hits"]} == {"a"}


def test_search_without_a_hit_says_so_in_one_line(tmp_path: Path, cli: Cli) -> None:
    corpus(tmp_path, "a")
    said = cli("search", "zebra", "crossing", "--artifacts", tmp_path)
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines() == [f"no matches for “zebra crossing” in {tmp_path}"]
    assert json.loads(cli("search", "zebra", "--json", "--artifacts", tmp_path).out)["hits"] == []


@pytest.mark.parametrize(
    ("words", "folder", "says"),
    [
        (["tea"], "nothing", "found none"), (["…"], "", "expected words"), (["(tea"], "", "closing parenthesis"),
        (["tea", "--since", "may"], "", "expected a date"), (["tea", "--in", "jokes"], "", "to search in"),
        (["tea", "--section", "jokes"], "", "kind of section"),
    ],
)  # fmt: skip
def test_wrong_usage_is_answered_in_json_too(
    tmp_path: Path, cli: Cli, words: list[str], folder: str, says: str
) -> None:
    corpus(tmp_path, "a")
    said = cli("search", *words, "--json", "--artifacts", tmp_path / folder)
    answer = json.loads(said.out)
    assert (said.code, says in answer["error"], answer["hits"]) == (2, True, [])
    assert len(said.err.splitlines()) == 1
