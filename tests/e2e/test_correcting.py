"""An episode corrected from its served page, in a real Chromium: said once, and the page that comes back has it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.job import Job, do
from pipeline.records import Highlights
from pipeline.store import Store
from tests.e2e.opened import Opened
from tests.integration.test_batch import TALK
from tests.served import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.model]

SPOKEN = TALK.replace("<v Ana Reyes>", "").replace("<v Ben Ito>", "")  # no voice is told apart


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    for name, text in (("talk", TALK), ("mute", SPOKEN)):
        (tmp_path / f"{name}.vtt").write_text(text, encoding="utf-8")
        do(Job(episode_id=str(tmp_path / f"{name}.vtt"), artifacts=str(tmp_path / "artifacts")))
    with served(tmp_path / "artifacts") as site:
        yield site


@pytest.fixture
def visit(chromium: Any, site: Served) -> Iterator[Any]:
    contexts = []

    def go(path: str) -> Opened:
        opened = Opened.at(chromium, f"{site.running.address}{path}", (site.running.address, "data:"))
        contexts.append(opened.page.context)
        opened.page.click(".correct-mode")
        return opened

    yield go
    for context in contexts:
        context.close()


def record(tmp_path: Path, episode_id: str) -> Highlights:
    return Store(tmp_path / "artifacts").episode(episode_id).record()


def saved(opened: Opened, button: str, value: str | None = None) -> None:
    """Fill in the dialog, press a button, and wait for the page that is made again."""
    if value is not None:
        opened.page.fill(".correction input[type=text]", value)
    with opened.page.expect_navigation(timeout=120_000):
        opened.page.click(f".correction button:has-text('{button}')")
    assert opened.page.inner_text("#moved") == "Corrected."


def word(opened: Opened, text: str) -> None:
    """Press a word of the transcript."""
    passage = opened.page.locator(".said", has_text=text).first
    passage.scroll_into_view_if_needed()  # correcting has unfolded the transcript
    index = passage.text_content().split(" ").index(text)
    passage.evaluate("(said) => Player.split(said)")
    passage.locator("span").nth(index).click()


def test_a_page_is_corrected_where_it_is_read(visit: Any, tmp_path: Path) -> None:
    opened = visit("talk/page.html")
    before = record(tmp_path, "talk")
    section, quote = next(s for s in before.sections if s.highlight), before.quotes[0]
    opened.page.click(f"#{section.id} h3 .fix:has-text('Title')")
    saved(opened, "Save", "Why size <b>matters</b>")
    assert opened.page.inner_text(f"#{section.id} h3").startswith("Why size <b>matters</b>")
    word(opened, "laboratory")
    saved(opened, "Correct the word", "workshop")
    assert "A workshop that measures honestly" in opened.page.inner_text("#transcript >> xpath=..")
    opened.page.click(".people li:has-text('Ben Ito') .fix")
    saved(opened, "Save", "Ben Itō")
    assert "Ben Ito " not in opened.page.inner_text(".people")
    opened.page.click(f"#{quote.id} .fix")
    saved(opened, "Never show")
    now = record(tmp_path, "talk")
    assert quote.id not in {q.id for q in now.quotes}
    assert {c.op: c.state for c in now.corrections} == dict.fromkeys(("title", "word", "name", "ban"), "applied")
    assert next(stone for stone in now.gone if stone.id == quote.id).why == "a person banned it"
    opened.page.goto(f"{opened.page.url.partition('#')[0]}?again#{quote.id}")
    assert "a person banned it" in opened.page.inner_text("#moved")
    assert opened.faults == []


def test_a_speaker_is_named_where_no_voice_was_told_apart(visit: Any, tmp_path: Path) -> None:
    opened = visit("mute/page.html")
    opened.page.click(".voice .fix >> nth=0")
    saved(opened, "Save", "Ana Reyes")
    _, transcript = Store(tmp_path / "artifacts").episode("mute").published()
    assert "Ana Reyes" in {turn.speaker for turn in transcript.turns}
    assert opened.faults == []


def test_what_cannot_be_is_said_in_the_dialog_and_the_file_stays_as_it_was(visit: Any, tmp_path: Path) -> None:
    opened = visit("talk/page.html")
    before = json.loads((tmp_path / "artifacts" / "talk" / "highlights.json").read_bytes())
    word(opened, "laboratory")
    opened.page.fill(".correction input[type=text]", " ")
    opened.page.click(".correction button:has-text('Correct the word')")
    opened.page.wait_for_selector(".correction .wrong:not([hidden])")
    assert opened.page.inner_text(".correction .wrong") == "expected what is right, found nothing"
    opened.page.click(".correction button:has-text('Cancel')")
    assert json.loads((tmp_path / "artifacts" / "talk" / "highlights.json").read_bytes()) == before
    assert "correct-mode" not in (tmp_path / "artifacts" / "talk" / "page.html").read_text(encoding="utf-8")
