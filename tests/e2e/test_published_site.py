"""A published site on a plain static host in another folder, in a real Chromium: it plays and asks nobody else.

Python's own server is the plainest there is: it sends no parts of files.
"""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.bench import card_drawer
from pipeline.corpus import publish_corpus
from pipeline.formats.look import Look
from pipeline.records import Audio
from pipeline.static_site import publish_site
from pipeline.store import Store
from tests.corpus_builder import put, renamed, sound
from tests.e2e.opened import Opened
from tests.record_builder import highlights

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose episode has a clip and not its whole sound."""
    root = tmp_path_factory.mktemp("project")
    store = Store(root / "artifacts")
    record, transcript = highlights(Audio(path="../../gone.wav"))
    clip = record.clips[0].model_copy(update={"path": "clips/c01.wav", "start": 4.0, "end": 60.0})
    put(store, renamed(record, "kettle-1").model_copy(update={"clips": (clip,)}), transcript)
    (store.episode("kettle-1").folder / "clips").mkdir()
    sound(store.episode("kettle-1").folder / "clips" / "c01.wav")
    publish_corpus(store)
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "0",
        "--bind",
        "127.0.0.1",
        "--directory",
        str(root / "public"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        port = server.stdout.readline().split("port ")[1].split()[0]
        base = f"http://127.0.0.1:{port}/"
        publish_site(
            store, root / "public", base_url=base, look=Look("Tea time", accent="#0a7d6c"), sound="clips",
            draw=card_drawer(),
        )  # fmt: skip
        store.root.rename(root / "elsewhere")  # what the site needs, it holds
        yield base
        server.terminate()


@pytest.fixture
def visit(chromium: Any, host: str) -> Iterator[Any]:
    contexts = []

    def go(path: str = "") -> Opened:
        opened = Opened.at(chromium, f"{host}{path}", (host, "data:", "blob:"))
        contexts.append(opened.page.context)
        return opened

    yield go
    for context in contexts:
        context.close()


CATCH = """() => {
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { window.heard = this; return play.call(this); };
}"""  # the page's own sound stands in no document


def test_the_quote_at_the_top_plays_its_own_words_and_stops(visit: Any) -> None:
    opened = visit("kettle-1/page.html")
    start, end = map(float, opened.page.get_attribute(".best-quote .hear", "href").partition("#t=")[2].split(","))
    opened.page.evaluate(CATCH)
    opened.page.click(".best-quote .hear")
    opened.wait_for(f"window.heard && !heard.paused && heard.currentTime >= {start} && heard.currentTime < {end}")
    opened.wait_for(f"heard.paused && Math.abs(heard.currentTime - {end}) < 0.2")
    assert opened.faults == []


def test_the_way_from_the_front_door_to_a_quote_s_page(visit: Any) -> None:
    opened = visit()
    opened.page.wait_for_url("**/catalog/index.html")
    assert opened.page.title() == "Tea time"
    opened.page.click(".card h3 a")
    opened.page.wait_for_url("**/kettle-1/page.html")
    opened.page.goto(opened.page.url.replace("page.html", "q/q01.html"))
    opened.page.evaluate("document.querySelector('audio').play()")
    opened.wait_for("document.querySelector('audio').currentTime > 0.2")
    picture = opened.page.get_attribute("meta[property='og:image']", "content")
    answer = opened.page.request.get(picture)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert opened.faults == []


def test_search_finds_words_without_a_server_of_ours(visit: Any) -> None:
    opened = visit("catalog/index.html")
    opened.page.fill("#query", "notebook")
    opened.page.wait_for_selector(".hit")
    assert "kettle-1" in opened.page.get_attribute(".hit a", "href")
    assert opened.faults == []
