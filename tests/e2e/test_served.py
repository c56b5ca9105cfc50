"""The site as `highlights serve` sends it, in a real Chromium, in the default layout: the sound lies in the inbox."""

from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from pipeline.corpus import publish_corpus
from pipeline.corpus.related import RelatedConfig
from pipeline.records import Audio
from pipeline.store import Store
from tests.corpus_builder import put, renamed, sound
from tests.e2e.opened import Opened
from tests.record_builder import highlights
from tests.served import Served, served

pytestmark = pytest.mark.browser

NEAR_S = 0.05  # a span must end this close to where it should


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("project")
    store = Store(root / "artifacts")
    for name, folder in (("kettle-1", "raw_audio"), ("kettle-2", "elsewhere"), ("kettle-3", "raw_audio")):
        (root / folder).mkdir(exist_ok=True)
        sound(root / folder / f"{name}.wav")
        record, transcript = highlights(Audio(path=f"../../{folder}/{name}.wav"))
        put(store, renamed(record, name, title=f"Tea, {name}"), transcript)
    publish_corpus(store, RelatedConfig())
    with served(root / "artifacts", root / "raw_audio") as site:
        yield site


@pytest.fixture
def visit(chromium: Any, site: Served) -> Iterator[Any]:
    contexts = []

    def go(path: str = "") -> Opened:
        opened = Opened.at(chromium, f"{site.running.address}{path}", (site.running.address, "data:"))
        contexts.append(opened.page.context)
        return opened

    yield go
    for context in contexts:
        context.close()


def test_page_that_is_reached_from_the_list_plays(visit: Any) -> None:
    opened = visit()
    opened.page.click(".card:has-text('kettle-1') a")
    opened.page.wait_for_url("**/kettle-1/page.html")
    opened.page.click("#play")
    opened.wait_for("!audio.paused && audio.currentTime > 0.3")
    assert opened.page.is_hidden("#trouble")
    assert opened.faults == []


def test_footnote_plays_exactly_its_span(visit: Any) -> None:
    opened = visit("kettle-1/page.html")
    opened.wait_for("audio.readyState >= 1")
    note = next(note for note in highlights()[0].footnotes if note.n == 3)
    opened.page.click("a.fn[href='#fn3']")
    opened.wait_for("!audio.paused")
    assert note.start <= opened.sound()[1] < note.end
    opened.wait_for("audio.paused")
    assert opened.sound()[1] == pytest.approx(note.end, abs=NEAR_S)
    assert opened.faults == []


def test_search_result_is_ready_to_play_from_its_word(visit: Any) -> None:
    opened = visit("catalog/index.html?q=failed+pots")
    opened.page.locator(".hit", has_text="kettle-1").locator(".moment").first.click()
    opened.page.wait_for_url("**/kettle-1/page.html#w*")
    word = next(word for word in highlights()[1].words if word.text == "failed")
    opened.wait_for(f"Math.abs(audio.currentTime - {word.start}) < 0.01")
    opened.page.click("#play")
    opened.wait_for(f"audio.currentTime > {word.start + 0.3}")
    assert opened.faults == []


def test_page_whose_sound_is_not_allowed_says_what_to_do(visit: Any) -> None:
    opened = visit("kettle-2/page.html")
    opened.page.click("#play")
    opened.page.wait_for_selector("#trouble", state="visible")
    assert "--allow-audio" in opened.page.inner_text("#trouble")


def test_search_asks_the_server_and_reaches_every_moment(visit: Any) -> None:
    opened = visit("catalog/index.html")
    asked: list[str] = []
    opened.page.on("request", lambda request: asked.append(request.url))
    opened.page.fill("#query", 'failed OR "hot water"')
    opened.wait_for("document.querySelectorAll('.hit').length === 3")
    assert any("/api/search?" in url for url in asked)
    assert not any("/catalog/search/" in url for url in asked)
    words = [word.text.strip(".?,").lower() for word in highlights()[1].words]
    said = words.count("failed") + sum(words[k : k + 2] == ["hot", "water"] for k in range(len(words)))
    hit = opened.page.locator(".hit").first
    assert hit.locator(".moment").count() == 3 < said
    hit.locator(".more").click()
    opened.wait_for(f"document.querySelectorAll('.hit')[0].querySelectorAll('.moment').length === {said}")
    assert {text.lower().strip(".?,") for text in hit.locator("mark").all_inner_texts()} == {"failed", "hot water"}
    hit.locator(".moment").last.click()
    opened.page.wait_for_url("**/page.html#w*")
    opened.page.go_back()
    opened.wait_for("document.querySelectorAll('.hit').length === 3")
    assert opened.page.input_value("#query") == 'failed OR "hot water"'
    assert opened.faults == []


def test_what_cannot_be_understood_is_said_where_it_is_typed(visit: Any) -> None:
    opened = visit("catalog/index.html")
    opened.page.fill("#query", "(hot water")
    opened.wait_for("document.getElementById('told').textContent")
    assert "closing parenthesis" in opened.page.inner_text("#told")
    assert opened.page.locator(".hit").count() == 0


def test_sound_goes_on_on_the_next_pages_until_its_own_page_takes_over(visit: Any) -> None:
    opened = visit("kettle-1/page.html")
    opened.page.click("#play")
    opened.wait_for("audio.currentTime > 0.5")
    opened.page.locator(".colophon a[href*=catalog]").click()
    opened.page.wait_for_url("**/catalog/index.html")
    opened.wait_for("document.querySelector('#carried .playing')")
    assert opened.page.inner_text("#carried a") == "Tea, kettle-1"
    before = opened.page.inner_text("#carried .clock")
    opened.wait_for(f"document.querySelector('#carried .clock').textContent > '{before}'")
    opened.page.click("#carried button")
    opened.page.goto(f"{opened.page.url.split('catalog')[0]}catalog/people.html")
    opened.page.wait_for_selector("#carried", state="visible")
    assert opened.page.locator("#carried .playing").count() == 0  # it was stopped, so it waits
    place = float(opened.page.get_attribute("#carried a", "href").split("#t=")[1])
    opened.page.click("#carried a")
    opened.page.wait_for_url("**/kettle-1/page.html#t=*")
    opened.wait_for(f"Math.abs(audio.currentTime - {place}) < 0.05")
    assert not opened.page.locator("#carried").is_visible()
    assert opened.faults == []


def test_another_sound_stops_the_one_that_goes_on(visit: Any) -> None:
    opened = visit("kettle-1/page.html")
    opened.page.click("#play")
    opened.wait_for("audio.currentTime > 0.3")
    opened.page.goto(opened.page.url.replace("kettle-1", "kettle-3"))
    opened.wait_for("document.querySelector('#carried .playing')")
    opened.page.click("#play")
    opened.wait_for("!audio.paused && !document.querySelector('#carried .playing')")
    assert opened.faults == []


def test_picture_of_a_quote_is_drawn_on_the_page(visit: Any) -> None:
    opened = visit("kettle-1/page.html")
    with opened.page.expect_download() as download:
        opened.page.locator(".best-quote .picture").click()
    with Image.open(download.value.path()) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(picture.convert("L").getcolors()) > 20  # paper, ink and the edges of letters
    assert opened.faults == []
