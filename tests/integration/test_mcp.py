"""`highlights mcp`, asked by the SDK's own client over standard input and output."""

import asyncio
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from pipeline.corpus import publish_corpus
from pipeline.lasting_ids import Before, named, with_tombstones
from pipeline.records import Highlights
from tests.conftest import ROOT
from tests.corpus_builder import corpus, put
from tests.record_builder import highlights

TALK = "kettle-7"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Highlights]:
    root = tmp_path_factory.mktemp("mcp") / "artifacts"
    store = corpus(root, "a", "b")
    old, transcript = highlights()
    first = old.quotes[0].model_copy(update={"before": transcript.sentences[0].words})
    old = old.model_copy(update={"quotes": (first, *old.quotes[1:])})
    before = Before(old, transcript)
    record = with_tombstones(named(old, transcript, before), transcript, before, today=date(2026, 3, 1))
    put(store, record, transcript)
    publish_corpus(store)
    return root, record


async def asked(root: Path, calls: list[tuple[str, dict[str, Any]]]) -> tuple[list[Any], list[CallToolResult]]:
    """Start the command as an assistant does; return its tools and an answer for each call."""
    program = StdioServerParameters(
        command=sys.executable, args=["-m", "flows.main", "mcp", "--artifacts", str(root)], cwd=ROOT
    )
    async with Client(program) as client:
        tools = (await client.list_tools()).tools
        return list(tools), [await client.call_tool(name, given) for name, given in calls]


@pytest.fixture(scope="module")
def answers(made: tuple[Path, Highlights]) -> dict[str, Any]:
    """All that the tests below look at, from one session."""
    root, record = made
    quote, section = record.quotes[0], next(s for s in record.sections if s.narrative)
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "search": ("search", {"query": '"failed pot"', "most": 2}),
        "none": ("search", {"query": "zzz"}),
        "bad query": ("search", {"query": "(pot"}),
        "episodes": ("episodes", {"most": 2}),
        "episode": ("episode", {"episode_id": TALK}),
        "no episode": ("episode", {"episode_id": "none"}),
        "quote": ("quote", {"id": quote.id}),
        "old quote": ("quote", {"id": "q01", "episode_id": TALK}),
        "several": ("quote", {"id": "q01"}),
        "section": ("section", {"id": section.id, "episode_id": TALK}),
        "no section": ("section", {"id": quote.id}),
        "transcript": ("transcript", {"episode_id": TALK, "start": 5, "end": 20}),
        "words": ("transcript", {"episode_id": TALK, "first_word": 5, "end_word": 8}),
        "too many": ("search", {"query": "pot", "most": 100_000}),
    }
    tools, found = asyncio.run(asked(root, list(calls.values())))
    return {"tools": tools} | dict(zip(calls, found, strict=True))


def test_the_tools_say_what_they_give_and_that_they_only_read(answers: dict[str, Any]) -> None:
    tools = {tool.name: tool for tool in answers["tools"]}
    assert set(tools) == {"search", "episodes", "episode", "quote", "section", "transcript"}
    for tool in tools.values():
        assert tool.annotations.read_only_hint
        assert tool.description
        assert all(field.get("description") for field in tool.input_schema["properties"].values()), tool.name


def test_every_answer_is_as_its_schema_says_and_also_text(answers: dict[str, Any]) -> None:
    schemas = {tool.name: tool.output_schema for tool in answers["tools"]}
    for name in ("search", "episodes", "episode", "quote", "section", "transcript"):
        answer = answers[name]
        assert not answer.is_error, answer.content
        Draft202012Validator(schemas[name]).validate(answer.structured_content)
        assert json.loads(answer.content[0].text) == answer.structured_content


def test_what_was_said_carries_words_times_and_link(answers: dict[str, Any], made: tuple[Path, Highlights]) -> None:
    transcript = highlights()[1]
    words = [word.text for word in transcript.words]

    def proved(text: str, proof: dict[str, Any]) -> None:
        said = " … ".join(" ".join(words[i:j]) for i, j in proof["words"])
        first, last = transcript.words[proof["words"][0][0]], transcript.words[proof["words"][-1][1] - 1]
        assert said == text
        assert (proof["start"], proof["end"]) == (first.start, last.end)
        assert proof["transcript"] == made[1].provenance.transcript_revision
        assert proof["url"].startswith(made[0].as_uri())
        assert "/page.html#" in proof["url"]

    for sentence in answers["transcript"].structured_content["sentences"]:
        proved(sentence["text"], sentence["proof"])
    for moment in answers["search"].structured_content["moments"]:
        (span,) = moment["proof"]["words"]
        assert " ".join(words[slice(*span)]).lower().strip(".,") in ("failed pot", "failed pots")
    quote = answers["quote"].structured_content
    verbatim = [q for q in answers["episode"].structured_content["quotes"] if q["grade"] == "verbatim"]
    for one in [quote, *verbatim]:
        proved(one["text"], one["proof"])
    assert quote["before"] == " ".join(words[slice(*transcript.sentences[0].words)])
    told = answers["section"].structured_content["narrative"]
    assert told
    for sentence in told:
        assert sentence["proofs"], sentence["text"]
        for proof in sentence["proofs"]:
            proved(" ".join(" ".join(words[i:j]) for i, j in proof["words"]), proof)


def test_lists_say_where_they_go_on(answers: dict[str, Any]) -> None:
    assert answers["search"].structured_content["more"]
    assert answers["none"].structured_content == {"moments": [], "more": False}
    some = answers["episodes"].structured_content
    assert (len(some["episodes"]), some["all"], some["next"]) == (2, 3, 2)
    assert len(answers["words"].structured_content["sentences"]) == 1


def test_an_id_of_an_earlier_run_leads_to_what_is_there_now(answers: dict[str, Any], made: Any) -> None:
    old = answers["old quote"].structured_content
    assert old["id"] == made[1].quotes[0].id
    assert old["moved"] == "ids are made of the words since version 0.2"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("bad query", "expected"),
        ("no episode", "found 'none'"),
        ("several", "expected episode_id beside q01, found none: it is used in a, b"),
        ("no section", "it leads to the quote"),
        ("too many", "less than or equal to 200"),
    ],
)
def test_what_cannot_be_answered_says_why(answers: dict[str, Any], name: str, says: str) -> None:
    assert answers[name].is_error
    assert says in answers[name].content[0].text


def test_without_the_sdk_or_a_folder_one_line_says_what_to_do(tmp_path: Path) -> None:
    run = "import sys; from flows.main import main; main()"
    for before, says, code in (
        ("import sys; sys.modules['mcp'] = None; ", "pip install 'episode-highlights[mcp]'", 4),
        ("", "expected a folder of artifacts, found none", 2),
    ):
        there = tmp_path if before else tmp_path / "none"
        done = subprocess.run(
            [sys.executable, "-c", before + run, "mcp", "--artifacts", str(there)],
            capture_output=True, text=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert says in done.stderr
