"""The site over all episodes in a real Chromium, opened from a disk: search to the word, filters, topics."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus import publish_corpus
from pipeline.language.words import search_words
from tests.corpus_builder import ANY, corpus, put, renamed
from tests.e2e.opened import Opened
from tests.record_builder import highlights

pytestmark = pytest.mark.browser

ANSWERED = "document.getElementById('told').dataset.ms"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus(tmp_path_factory.mktemp("site") / "artifacts", "kettle-1", "kettle-2", "kettle-3", related=ANY).root


@pytest.fixture
def visit(chromium: Any, root: Path) -> Iterator[Any]:
    contexts = []

    def go(name: str = "index.html", **options: Any) -> Opened:
        opened = Opened.at(chromium, f"{root.as_uri()}/catalog/{name}", (root.as_uri(), "data:"), **options)
        contexts.append(opened.page.context)
        return opened

    yield go
    for context in contexts:
        context.close()


def test_search_opens_the_page_at_the_word(visit: Any) -> None:
    opened = visit()
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("failed pots teach")
    opened.wait_for(ANSWERED)
    assert opened.page.locator(".hit").count() == 3
    moment = opened.page.locator(".hit", has_text="Tea, part 1").locator(".moment").first
    assert moment.locator("mark").all_inner_texts()[:3] == ["failed", "pots", "teach"]
    moment.click()
    opened.page.wait_for_selector(".said .on")
    assert opened.page.inner_text(".said .on") == "failed"
    word = next(word for word in highlights()[1].words if word.text == "failed")
    opened.wait_for(f"Math.abs(audio.currentTime - {word.start}) < 0.01")
    assert opened.faults == []


def test_search_answers_while_a_word_is_still_being_typed(visit: Any) -> None:
    opened = visit()
    opened.page.fill("#query", "note")
    opened.wait_for(ANSWERED)
    assert opened.page.locator(".hit mark").first.inner_text() == "notebook"


def test_search_for_what_nobody_says_and_for_markup(visit: Any) -> None:
    opened = visit()
    opened.page.fill("#query", "<img src=x onerror=alert(1)> zebra")
    opened.wait_for("document.getElementById('told').textContent")
    assert opened.page.inner_text("#told") == "No matches."
    assert opened.page.locator("img").count() == 0
    assert opened.faults == []


def test_address_with_a_query_is_answered(visit: Any) -> None:
    opened = visit("index.html?q=hot%20water")
    opened.wait_for(ANSWERED)
    assert opened.page.locator(".moment").first.locator(".clock").inner_text() == "0:08"


def test_filters_leave_what_fits(visit: Any) -> None:
    opened = visit()
    assert opened.page.locator(".card:visible").count() == 3
    opened.page.select_option("select[name=person]", "Ada")
    assert opened.page.locator(".card:visible").count() == 3
    assert visit("index.html?topic=hot-water").page.locator(".card:visible").count() == 3


def test_a_topic_of_two_names_is_found_by_each(chromium: Any, tmp_path: Path) -> None:
    store = corpus(tmp_path / "artifacts", "ep-a", "ep-b")
    record, transcript = highlights()
    found = tuple(topic.model_copy(update={"name": "Very hot water"}) for topic in record.topics if topic.found)
    put(store, renamed(record, "ep-b").model_copy(update={"topics": found, "discovered": ()}), transcript)
    publish_corpus(store, ANY)
    for name in ("hot-water", "very-hot-water"):
        address = f"{store.root.as_uri()}/catalog/index.html?topic={name}"
        opened = Opened.at(chromium, address, (store.root.as_uri(), "data:"))
        assert opened.page.locator("select[name=topic]").input_value().split() == ["hot-water", "very-hot-water"]
        assert opened.page.locator(".card:visible").count() == 2
        opened.page.locator(".subjects a[href='topics/hot-water.html']").click()
        assert opened.page.locator(".spoken").count() == 2
        opened.page.context.close()


def test_topic_page_leads_to_the_quote(visit: Any) -> None:
    opened = visit()
    opened.page.click(".subjects a:has-text('Hot water')")
    opened.page.locator(".spoken", has_text="Tea, part 1").locator("figcaption a").first.click()
    assert opened.page.url.endswith("kettle-1/page.html#q01")
    assert opened.faults == []


def test_graph_shows_what_one_episode_is_related_to_and_leads_to_it(visit: Any) -> None:
    opened = visit()
    opened.page.click(".kicker >> text=related episodes")
    assert opened.page.locator(".node").count() == 3
    opened.page.locator(".node").first.focus()
    assert opened.page.locator(".edge.near").count() == opened.page.locator(".links li[data-a='0']").count() == 2
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**/kettle-1/page.html")
    assert opened.faults == []


def test_without_scripts_the_list_and_the_topics_are_there(visit: Any) -> None:
    opened = visit(java_script_enabled=False)
    assert opened.page.locator(".card:visible").count() == 3
    assert not opened.page.locator("#query").is_visible()
    assert opened.page.locator("text=Hot water").first.is_visible()


@pytest.mark.parametrize("name", ["index.html?q=tea", "topics/hot-water.html", "related.html", "people.html"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_screen(visit: Any, name: str, width: int) -> None:
    opened = visit(name, viewport={"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_moment_can_be_reached(visit: Any) -> None:
    opened = visit("index.html?q=pot")
    opened.wait_for(ANSWERED)
    hit = opened.page.locator(".hit", has_text="Tea, part 1")
    said = [token for word in highlights()[1].words for token in search_words(word.text)].count("pot")
    assert said > hit.locator(".moment").count()
    hit.locator(".more").click()
    opened.wait_for(f"document.querySelectorAll('.hit')[0].querySelectorAll('.moment').length === {said}")
    assert hit.locator(".more").count() == 0
    assert opened.faults == []


def test_phrase_is_taken_at_its_word(visit: Any) -> None:
    opened = visit()
    opened.page.fill("#query", '"pots failed"')
    opened.wait_for("document.getElementById('told').textContent")
    assert opened.page.inner_text("#told") == "No matches."
    opened.page.fill("#query", '"failed pots')
    opened.wait_for("document.querySelectorAll('.hit').length === 3")
    assert opened.page.locator(".hit").first.locator("mark").all_inner_texts()[:2] == ["failed", "pots"]


def test_back_keeps_the_query(visit: Any) -> None:
    opened = visit()
    opened.page.fill("#query", "hot water")
    opened.wait_for(ANSWERED)
    opened.page.locator(".moment").first.click()
    opened.page.wait_for_url("**/page.html*")
    opened.page.go_back()
    opened.wait_for(ANSWERED)
    assert opened.page.input_value("#query") == "hot water"
    assert opened.page.locator(".moment").count() > 0
    assert opened.faults == []
