"""The JSON API over a real connection: its OpenAPI document is valid, and every path of it answers as it says."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from pipeline.corpus import publish_corpus
from pipeline.lasting_ids import Before, named, with_tombstones
from pipeline.records import Highlights
from tests.corpus_builder import corpus, put
from tests.record_builder import highlights
from tests.served import Served, served

EPISODE = "kettle-7"
ASKED = {"episode_id": EPISODE, "id": ""}  # the id of a quote, as soon as it is known
NEEDED = {"/search": "?q=pot"}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Highlights]:
    """A folder of three episodes; ids of version 0.1 are gone from one of them."""
    root = tmp_path_factory.mktemp("api") / "artifacts"
    store = corpus(root, "a", "b")
    old, transcript = highlights()
    before = Before(old, transcript)
    record = with_tombstones(named(old, transcript, before), transcript, before, today=date(2026, 3, 1))
    put(store, record, transcript)
    publish_corpus(store)
    return root, record


@pytest.fixture(scope="module")
def site(record: tuple[Path, Highlights]) -> Iterator[Served]:
    with served(record[0]) as site:
        yield site


def ask(site: Served, path: str) -> tuple[int, Any]:
    answer = site.ask(f"/api{path}")
    assert answer.headers["content-type"] == "application/json"
    return answer.status, json.loads(answer.body)


def test_the_openapi_document_is_valid_and_every_path_answers_as_it_says(
    site: Served, record: tuple[Path, Highlights]
) -> None:
    _, document = ask(site, "/openapi.json")
    OpenAPIV31SpecValidator(document).validate()
    assert [server["url"] for server in document["servers"]] == ["/api"]
    known = ASKED | {"id": record[1].quotes[0].id}
    for path, about in document["paths"].items():
        assert set(about) == {"get"}, path
        status, found = ask(site, path.format(**known) + NEEDED.get(path, ""))
        assert status == 200, (path, found)
        said = about["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**said, "components": document["components"]}).validate(found)
    said = set(document["paths"])
    lists = {f"/episodes/{{episode_id}}/{name}" for name in ("sections", "quotes", "questions", "clips", "sentences")}
    assert said == {"/episodes", "/episodes/{episode_id}", *lists, "/search", "/resolve/{id}"}


def test_pages_hold_everything_once(site: Served, record: tuple[Path, Highlights]) -> None:
    found: list[Any] = []
    first: int | None = 0
    while first is not None:
        _, page = ask(site, f"/episodes/{EPISODE}/sentences?most=3&first={first}")
        assert len(page["items"]) <= 3
        found, first = found + page["items"], page["next"]
    assert len(found) == page["all"] == len(ask(site, f"/episodes/{EPISODE}/sentences")[1]["items"])
    assert [one["start"] for one in found] == sorted(one["start"] for one in found)
    assert {one["id"] for one in ask(site, "/episodes")[1]["items"]} == {"a", "b", EPISODE}


def test_lists_are_filtered(site: Served, record: tuple[Path, Highlights]) -> None:
    own = record[1]
    mine = [q.id for q in own.quotes if q.section == own.quotes[0].section]
    found = ask(site, f"/episodes/{EPISODE}/quotes?section={own.quotes[0].section}")[1]
    assert [one["id"] for one in found["items"]] == mine
    assert ask(site, f"/episodes/{EPISODE}/quotes?speaker=nobody-of-that-name")[1]["all"] == 0
    _, some = ask(site, f"/episodes/{EPISODE}/sentences?since=10&until=20")
    assert some["items"]
    assert all(one["end"] > 10 and one["start"] < 20 for one in some["items"])
    assert ask(site, f"/episodes/{EPISODE}/sections?highlights=true")[1]["all"] < len(own.sections)


def test_an_id_leads_to_its_thing_also_one_of_an_earlier_run(site: Served, record: tuple[Path, Highlights]) -> None:
    first = record[1].quotes[0]
    _, now = ask(site, f"/resolve/{first.id}?episode={EPISODE}")
    (only,) = now["found"]
    assert (only["kind"], only["item"]["id"], only["moved"]) == ("quote", first.id, None)
    assert only["url"] == f"/{EPISODE}/page.html#{first.id}"
    assert site.ask(only["url"].partition("#")[0]).status == 200
    everywhere = ask(site, "/resolve/q01")[1]["found"]
    assert [one["episode_id"] for one in everywhere] == ["a", "b", EPISODE]  # there it is used, here it was
    assert everywhere[2]["moved"]["now"] == everywhere[2]["item"]["id"] == first.id


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/none", 404, "/api/openapi.json lists them"),
        ("/episodes/none/quotes", 404, "list them first"),
        ("/episodes/..%2Fx", 404, "lists them"),
        (f"/episodes/{quote('not an id')}", 400, "expected an episode id"),
        (f"/episodes/{EPISODE}/quotes?most=5000", 400, "most: Input should be less than or equal to 1000"),
        (f"/episodes/{EPISODE}/quotes?first=x", 400, "first: Input should be a valid integer"),
        ("/resolve/q99", 404, "found 'q99'"),
        ("/search?q=(pot", 400, "expected"),
        ("/search?q=pot&nonsense=1", 400, "nonsense"),
    ],
)
def test_errors_are_json_of_one_line(site: Served, path: str, status: int, says: str) -> None:
    found, told = ask(site, path)
    assert found == status
    assert says in told["error"]
    assert "\n" not in told["error"]


def test_only_reading_under_the_own_name_is_answered(site: Served) -> None:
    for method in ("POST", "PUT", "DELETE"):
        answer = site.ask("/api/episodes", method)
        assert (answer.status, json.loads(answer.body)) == (405, {"error": "Method Not Allowed"})
    assert site.ask("/api/episodes", hosts=("evil.example",)).status == 421


def test_an_episode_that_is_made_anew_is_answered_anew(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a")
    with served(tmp_path) as site:
        before = ask(site, "/episodes/a/quotes")[1]["all"]
        old, transcript = highlights()
        about = old.episode.model_copy(update={"id": "a"})
        put(store, old.model_copy(update={"episode": about, "quotes": old.quotes[:1]}), transcript)
        assert (before > 1, ask(site, "/episodes/a/quotes")[1]["all"]) == (True, 1)
