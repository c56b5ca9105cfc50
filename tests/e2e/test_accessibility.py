"""axe-core over the page, the site and a topic: no violation, light and dark, wide and narrow, while playing."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.corpus_builder import ANY, corpus
from tests.e2e.opened import Opened

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PLACES = {
    "page": "kettle-1/page.html",
    "page without sound": "kettle-2/page.html",
    "site": "catalog/index.html?q=hot%20water",
    "topic": "catalog/topics/hot-water.html",
    "graph": "catalog/related.html",
    "people": "catalog/people.html",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus(tmp_path_factory.mktemp("site") / "artifacts", "kettle-1", "kettle-2", related=ANY).root


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(chromium: Any, root: Path, name: str, scheme: str, width: int) -> None:
    url = f"{root.as_uri()}/{PLACES[name]}"
    shape = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
    opened = Opened.at(chromium, url, (root.as_uri(), "data:"), **shape)
    opened.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    if name == "page":
        opened.page.locator("#q01").scroll_into_view_if_needed()
        opened.page.click("#q01 .hear")
        opened.page.hover("a.fn[href='#fn2']")
    if name == "site":
        opened.page.wait_for_selector(".moment")
    found = Axe().run(opened.page, options=RULES).response["violations"]
    opened.page.context.close()
    assert [(v["id"], v["impact"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found] == []


def test_page_has_one_main_heading_and_no_level_is_skipped(chromium: Any, root: Path) -> None:
    opened = Opened.at(chromium, f"{root.as_uri()}/kettle-1/page.html", (root.as_uri(), "data:"))
    levels = opened.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))")
    opened.page.context.close()
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
