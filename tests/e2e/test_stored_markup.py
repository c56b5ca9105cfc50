"""Stored markup: hundreds of attacks in every text and link that somebody typed or said, opened in a real Chromium."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus import PROFILE, publish_corpus
from pipeline.corpus.related import profile
from pipeline.files import canonical
from pipeline.formats.html import page as make_page
from pipeline.records import Audio, Highlights, Transcript
from pipeline.store import Store
from tests.corpus_builder import ANY, WordCounts, renamed
from tests.e2e.opened import Opened
from tests.payloads import payloads
from tests.record_builder import highlights

pytestmark = pytest.mark.browser

EACH = 60  # attacks in one page
PLACES = frozenset(
    "title titles show name role pronouns speaker speaker_label text shared keyphrases flags reason version model "
    "published label heard licence rule".split()
)
# what the page's own scripts make: the place of the footnote card; the site's script files
NODES = """() => [...document.querySelectorAll("*")].filter((e) =>
  /^(IFRAME|OBJECT|EMBED|IMG|BASE|TEXTAREA|MARQUEE|VIDEO|TEMPLATE|MATH)$/i.test(e.tagName)
  || [...e.attributes].some((a) => a.name.startsWith("on") || (a.name === "style" && e.id !== "note"))
  || (e.tagName === "SCRIPT" && !e.type && !/^(\\.\\.\\/)?(site|graph|carried)\\.js$/.test(e.getAttribute("src"))
      && !e.text.startsWith('"use strict"'))
  || /^\\s*(javascript|data:.|vbscript|blob|file):/i.test((e.getAttribute("href") || "").replace("data:,", ""))
).map((e) => e.outerHTML.slice(0, 200))"""


def attacked(some: list[str]) -> tuple[Highlights, Transcript]:
    """Return the made-up episode with the attacks in turn in every text, and in links and addresses."""
    turn = iter(range(10**9))

    def replaced(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            links = {one: one for one in some} if key == "links" else None
            return links or {k: replaced(v, k) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [replaced(item, key) for item in value]
        return some[next(turn) % len(some)] if isinstance(value, str) and key in PLACES else value

    record, transcript = highlights(Audio(path=some[0], url=some[-1]))
    fields = replaced(record.model_dump())
    fields["episode"]["audio"] |= {"path": None, "url": some[next(turn) % len(some)]}
    return Highlights.model_validate(fields), Transcript.model_validate(replaced(transcript.model_dump()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("attacked")
    store = Store(root)
    attacks = payloads()
    for k in range(0, len(attacks), EACH):
        record, transcript = attacked(attacks[k : k + EACH])
        record = renamed(record, f"e{k}")
        place = store.episode(record.episode.id)
        own = profile(record, transcript, embedder=WordCounts())
        files = {
            "highlights.json": canonical(record),
            "transcript.json": canonical(transcript),
            PROFILE: canonical(own),
        }
        place.publish(files | {"page.html": make_page(record, transcript).encode()})
    publish_corpus(store, ANY)
    return root


@pytest.fixture(scope="module")
def pages(folder: Path) -> list[Path]:
    return [
        *sorted(folder.glob("e*/page.html")),
        folder / "catalog" / "index.html",
        folder / "catalog" / "related.html",
        *sorted(folder.glob("catalog/topics/*"))[:5],
    ]


@pytest.fixture(scope="module")
def opened(chromium: Any, folder: Path, pages: list[Path]) -> Iterator[Opened]:
    opened = Opened.at(chromium, pages[0].as_uri(), (folder.as_uri(), "data:"))
    yield opened
    opened.page.context.close()


def test_there_are_enough_attacks() -> None:
    assert len(payloads()) >= 700


def test_no_attack_opens_a_dialog_adds_a_node_or_asks_for_anything(opened: Opened, pages: list[Path]) -> None:
    injected: dict[str, list[str]] = {}
    for path in pages:
        opened.page.goto(path.as_uri())
        opened.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        if mark := opened.page.locator("a.fn").first.element_handle() if opened.page.locator("a.fn").count() else None:
            mark.hover()
        if found := opened.page.evaluate(NODES):
            injected[path.as_posix()] = found
    asked_outside = [fault for fault in opened.faults if not fault.startswith("console")]
    assert injected == {}
    assert asked_outside == []


def test_related_episodes_are_among_what_is_attacked(folder: Path) -> None:
    drawn = (folder / "catalog" / "related.html").read_text(encoding="utf-8")
    assert drawn.count('class="node ') > 5
    assert "<!--related--><section" in next(folder.glob("e*/page.html")).read_text(encoding="utf-8")


def test_searching_what_was_attacked_shows_it_as_text(opened: Opened, folder: Path) -> None:
    opened.page.goto((folder / "catalog" / "index.html").as_uri())
    for words in ("alert onerror", "script", "javascript"):
        opened.page.fill("#query", words)
        opened.wait_for("document.querySelector('.hit mark')")
        assert opened.page.evaluate(NODES) == []
        opened.page.fill("#query", "")
    assert [fault for fault in opened.faults if not fault.startswith("console")] == []


def test_data_blocks_stay_whole_whatever_was_said(folder: Path) -> None:
    for path in folder.glob("e*/page.html"):
        text = path.read_text(encoding="utf-8")
        blocks = re.findall(r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', text, re.S)
        assert [type(json.loads(block)) for block in blocks] == [dict, dict]
