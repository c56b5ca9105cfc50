"""Links into a long page land on the screen, with the motion that a reader has: 24 of 24, wide and narrow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus import publish_corpus
from pipeline.corpus.related import RelatedConfig
from pipeline.records import Audio
from pipeline.store import Store
from tests.corpus_builder import put
from tests.e2e.opened import Opened
from tests.long_episode import long_episode, silence

pytestmark = pytest.mark.browser

READERS = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "phone, calm": {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce"},
}
# Where the thing stands that a link leads to, and whether a reader sees it: on the screen, under no bar.
SEEN = """(wanted) => {
  const element = wanted === "here" ? null : document.querySelector(wanted);
  const range = wanted === "here" ? [...CSS.highlights.get("here")][0] : null;
  const box = (range ?? element).getClientRects()[0];
  const at = document.elementFromPoint(box.left + Math.min(box.width, 20) / 2, box.top + Math.min(box.height, 20) / 2);
  const own = range ? range.startContainer.parentElement : element;
  const seen = box.top >= 0 && box.top < innerHeight && Boolean(at) && (own.contains(at) || at.contains(own));
  return seen ? "" : `top ${Math.round(box.top)} of ${innerHeight}, there is ${at?.className || at?.tagName}`;
}"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Store(tmp_path_factory.mktemp("long") / "artifacts")
    for name, audio in (("long-1", Audio(path="tone.wav")), ("long-2", Audio())):
        record, transcript = long_episode(audio)
        episode = record.episode.model_copy(update={"id": name, "title": name})
        put(store, record.model_copy(update={"episode": episode}), transcript)
    silence(store.root / "long-1" / "tone.wav")
    publish_corpus(store, RelatedConfig())
    return store.root


@pytest.fixture(params=READERS.values(), ids=READERS)
def visit(chromium: Any, root: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    opened = Opened.at(chromium, "about:blank", ("about:", "data:", root.as_uri()), **request.param)

    def go(address: str) -> Opened:
        opened.page.goto("about:blank")  # else another address of the same page would be a jump, not an arrival
        opened.page.goto(f"{root.as_uri()}/{address}")
        return opened

    yield go
    opened.page.context.close()


def missed(opened: Opened, wanted: str) -> str:
    """Return what a reader sees instead, once nothing moves any more; nothing where the target is on the screen."""
    before, still = -1.0, 0
    while still < 8:
        opened.page.wait_for_timeout(50)
        now = opened.page.evaluate("scrollY")
        before, still = now, still + 1 if now == before else 0
    return str(opened.page.evaluate(SEEN, wanted))


def test_addresses_and_links_land_on_the_screen(visit: Any) -> None:
    record, transcript = long_episode()
    count = len(transcript.words)
    plain = [s for s in record.sections if s.kind == "talk" and not s.highlight]
    best = [s for s in record.sections if s.highlight]
    answers: dict[str, str] = {}
    for k in (300, count // 5, count // 3, count // 2, 2 * count // 3, 4 * count // 5, count - 400, count - 1):
        answers[f"#w{k}"] = missed(visit(f"long-1/page.html#w{k}"), ".said .on")
    for name in ("long-1", "long-2"):
        for at in (1500.0, 5000.5):
            answers[f"{name} #t={at}"] = missed(visit(f"{name}/page.html#t={at},{at + 5}"), ".said .on")
    for words in ("copper+mountain", "ceremony+porcelain", "notebook+failure"):
        opened = visit(f"long-1/page.html?q={words}")
        opened.page.click("#later")
        answers[f"?q={words}"] = missed(opened, "here")
    opened = visit("long-1/page.html")
    for section in (plain[1], plain[-1], plain[6], best[3]):
        opened.page.evaluate("document.querySelector('.contents details').open = true")
        opened.page.evaluate(f"document.querySelector('.contents a[href=\"#{section.id}\"]').click()")
        answers[f"contents #{section.id}"] = missed(opened, f"#{section.id}")
    for section in (best[2], best[-1]):
        opened.page.click(f"#{section.id} .source a")
        answers[f"read {section.id} in the transcript"] = missed(opened, f"#said-{section.id}")
    for n in range(3):
        opened = visit("catalog/index.html?q=porcelain+oxidation+terrace")
        opened.page.locator(".hit", has_text="long-1").locator(".moment").nth(n).click()
        opened.page.wait_for_selector(".said .on", state="attached")
        answers[f"search result {n}"] = missed(opened, ".said .on")
    assert len(answers) == 24
    assert opened.faults == []
    assert {link: miss for link, miss in answers.items() if miss} == {}
