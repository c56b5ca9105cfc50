"""The page in a real Chromium, opened from a disk, with a made-up sound beside it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.formats.html import page as make_page
from pipeline.formats.word_addresses import word_address
from pipeline.records import Audio
from tests.corpus_builder import sound
from tests.e2e.opened import Opened
from tests.record_builder import highlights, poisoned

pytestmark = pytest.mark.browser

NEAR_S = 0.05  # a span must end this close to where it should
HOSTILE = "\"'--></script><img src=x onerror=alert(1)><svg onload=alert(2)><a href=javascript:alert(3)>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An artifact folder: the page, the same page without sound, a hostile one, and the sound."""
    folder = tmp_path_factory.mktemp("artifacts") / "kettle-7"
    folder.mkdir()
    sound(folder / "kettle-7.wav")
    for name, made in (("page", highlights()), ("silent", highlights(Audio())), ("hostile", poisoned(HOSTILE))):
        (folder / f"{name}.html").write_text(make_page(*made), encoding="utf-8")
    return folder


@pytest.fixture
def visit(chromium: Any, folder: Path) -> Iterator[Any]:
    contexts = []

    def go(name: str = "page", address: str = "", **options: Any) -> Opened:
        opened = Opened.at(chromium, f"{(folder / name).as_uri()}.html{address}", (folder.as_uri(), "data:"), **options)
        contexts.append(opened.page.context)
        if options.get("java_script_enabled", True) and name != "silent":
            opened.wait_for("audio.readyState >= 1")
        return opened

    yield go
    for context in contexts:
        context.close()


def test_footnote_plays_exactly_its_span_and_stops(visit: Any) -> None:
    opened = visit()
    note = next(note for note in highlights()[0].footnotes if note.n == 3)
    opened.page.click("a.fn[href='#fn3']")
    opened.wait_for("!audio.paused")
    assert note.start <= opened.sound()[1] < note.end
    opened.wait_for("audio.paused")
    assert opened.sound()[1] == pytest.approx(note.end, abs=NEAR_S)
    assert opened.faults == []


def test_quote_is_marked_while_it_plays(visit: Any) -> None:
    opened = visit()
    opened.page.click("#q01 .time")
    opened.wait_for("document.querySelector('#q01.is-playing')")
    opened.page.keyboard.press(" ")
    opened.wait_for("audio.paused")
    assert opened.page.url.endswith("#t=29.6,34.0")


def test_footnote_shows_the_exact_words_on_hover_and_on_focus(visit: Any) -> None:
    opened = visit()
    opened.page.hover("a.fn[href='#fn2']")
    assert "Hot water pulls the flavour" in opened.page.inner_text("#note")
    opened.page.hover("#note")
    opened.page.wait_for_timeout(300)
    assert opened.page.is_visible("#note")
    opened.page.mouse.move(0, 0)
    opened.page.wait_for_selector("#note", state="hidden")
    opened.page.focus("a.fn[href='#fn3']")
    assert "Warm water never gets there." in opened.page.inner_text("#note")
    opened.page.keyboard.press("Escape")
    assert opened.page.is_hidden("#note")


@pytest.mark.parametrize(("address", "at"), [("#t=12.3", 12.3), ("#t02", 8.0), ("#q01", 29.6), ("#a02", 38.0)])
def test_deep_link_seeks_and_waits(visit: Any, address: str, at: float) -> None:
    opened = visit(address=address)
    opened.wait_for(f"Math.abs(audio.currentTime - {at}) < 0.01")
    assert opened.sound()[0]


def test_every_word_has_an_address(visit: Any) -> None:
    opened = visit(address="#w20")
    assert opened.page.inner_text(".said .on") == highlights()[1].words[20].text
    opened.wait_for(f"Math.abs(audio.currentTime - {highlights()[1].words[20].start}) < 0.01")


def test_address_of_a_theme_opens_its_tab(visit: Any) -> None:
    opened = visit(address="#h2")
    assert [opened.page.is_visible(f"#{id_}") for id_ in ("t02", "t03")] == [False, True]


def test_address_of_a_theme_as_other_pages_write_it_opens_its_tab(visit: Any) -> None:
    opened = visit(address="?t=2-The+pot")
    assert [opened.page.is_visible(f"#{id_}") for id_ in ("t02", "t03")] == [False, True]


def test_bar_names_the_section_under_the_pointer(visit: Any) -> None:
    opened = visit()
    before = opened.page.inner_text("#now")
    bar = opened.page.locator("#seek").bounding_box()
    opened.page.mouse.move(bar["x"] + bar["width"] * 0.9, bar["y"] + 10)
    assert opened.page.inner_text("#now") == "0:57 · Twelve failed pots"
    opened.page.mouse.move(0, 0)
    assert opened.page.inner_text("#now") == before
    assert opened.faults == []


def test_cover_is_shown_and_gives_way_to_the_drawing_where_it_is_missing(visit: Any, folder: Path) -> None:
    record, transcript = highlights()
    covered = record.model_copy(update={"episode": record.episode.model_copy(update={"cover": "cover.jpg"})})
    (folder / "covered.html").write_text(make_page(covered, transcript), encoding="utf-8")
    opened = visit("covered")
    opened.page.wait_for_selector("svg.cover", state="visible")
    assert opened.page.locator("img").count() == 0
    draw = ["-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", str(folder / "cover.jpg")]
    subprocess.run([Ffmpeg().binary, "-v", "error", *draw], check=True)
    opened = visit("covered")
    assert opened.page.evaluate("document.getElementById('cover').naturalWidth") == 64
    assert opened.page.is_hidden("svg.cover")
    assert opened.faults == []


def test_search_counts_paints_and_goes_to_its_matches(visit: Any) -> None:
    opened = visit()
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("a failed pot")
    assert opened.page.inner_text("#hits") == "1 of 2"
    opened.page.keyboard.press("Enter")
    assert opened.page.inner_text("#hits") == "2 of 2"
    assert opened.page.evaluate("[...CSS.highlights.get('here')].map(String)") == ["A failed pot"]
    assert opened.page.evaluate("CSS.highlights.get('found').size") == 2
    opened.page.fill("#wanted", "zebra")
    assert opened.page.inner_text("#hits") == "nothing"
    assert opened.faults == []


def test_quote_is_copied_with_its_speaker_and_address(visit: Any) -> None:
    opened = visit()
    opened.page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    opened.page.hover("#q01")
    opened.page.click("#q01 .copy")
    copied = opened.page.evaluate("window.copied")
    assert copied.startswith("“You can't hurry a leaf, and you can't fool one either.” — Bo, Tea & Patience, 0:29\n")
    assert copied.endswith("page.html#q01")


def test_a_words_address_finds_its_words_where_they_stand_now(visit: Any) -> None:
    opened = visit(address="#w20")
    opened.page.locator(".said", has_text="A failed pot you").click(position={"x": 5, "y": 10})
    opened.wait_for("location.hash.includes('.')")
    number, _, marks = opened.page.evaluate("location.hash").removeprefix("#w").partition(".")
    texts = [word.text for word in highlights()[1].words]
    assert word_address(texts, int(number)) == f"w{number}.{marks}"  # tables and search make the same
    moved = visit(address=f"#w{int(number) + 30}.zzz{marks[3:]}")  # a neighbour was corrected, too
    assert moved.page.inner_text(".said .on") == texts[int(number)]
    gone = visit(address=f"#w{number}.zzzzzz")
    assert "not in the transcript any more" in gone.page.inner_text("#moved")


def test_deep_link_into_folded_quotes_opens_them(visit: Any) -> None:
    assert visit(address="#q03").page.is_visible("#q03 blockquote")


def test_link_to_a_span_stops_at_its_end(visit: Any) -> None:
    opened = visit(address="#t=20.0,20.6")
    opened.page.click("#play")
    opened.wait_for("audio.paused && audio.currentTime > 20.3")
    assert opened.sound()[1] == pytest.approx(20.6, abs=NEAR_S)


def test_pressed_word_plays_from_there_and_is_followed(visit: Any) -> None:
    opened = visit()
    passage = opened.page.locator(".said", has_text="A failed pot you wrote")
    assert not passage.is_visible(), "a long transcript is folded"
    opened.page.click("text=Read the transcript and follow it")
    passage.click(position={"x": 5, "y": 10})
    opened.wait_for("!audio.paused && audio.currentTime >= 43")
    opened.wait_for("document.querySelector('.said .on')?.textContent === 'failed'")
    assert opened.faults == []


def test_place_and_speed_are_remembered(visit: Any) -> None:
    opened = visit(address="#t=20")
    opened.page.click("#speed")
    opened.page.goto(opened.page.url.partition("#")[0] + "?again")
    opened.wait_for("audio.readyState >= 1 && audio.currentTime > 19")
    assert opened.sound() == (True, pytest.approx(20.0, abs=0.2))
    assert opened.page.evaluate("audio.playbackRate") == 1.25
    assert opened.page.inner_text("#speed") == "1.25×"


def test_a_link_to_this_moment_is_copied(visit: Any) -> None:
    opened = visit(address="#t=20")
    opened.page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    opened.page.click("#share")
    assert opened.page.evaluate("window.copied").endswith("page.html#t=20.0")


def test_the_best_quote_plays_from_the_first_screen(visit: Any) -> None:
    opened = visit(viewport={"width": 1280, "height": 800})
    best = opened.page.locator(".best-quote")
    assert best.bounding_box()["y"] < 800
    best.locator(".hear").click()
    opened.wait_for("!audio.paused")
    assert opened.faults == []


def test_nobody_is_called_unknown_again_and_again(visit: Any, folder: Path) -> None:
    record, transcript = highlights()
    turns = tuple(t.model_copy(update={"speaker": None, "speaker_label": None}) for t in transcript.turns)
    words = tuple(w.model_copy(update={"speaker": None}) for w in transcript.words)
    quotes = tuple(q.model_copy(update={"speaker": None}) for q in record.quotes)
    nobody = transcript.model_copy(update={"turns": turns, "words": words})
    asked = tuple(q.model_copy(update={"speaker": None, "answer": None}) for q in record.questions)
    made = make_page(record.model_copy(update={"quotes": quotes, "questions": asked}), nobody)
    (folder / "nobody.html").write_text(made, encoding="utf-8")
    assert made.count("Speaker unknown") == 0
    opened = visit("nobody")
    opened.page.click("text=Read the transcript and follow it")
    assert opened.page.is_visible("text=The speakers of this episode are not known")
    assert opened.faults == []


def test_keys_play_move_and_jump_between_sections(visit: Any) -> None:
    opened = visit()
    opened.page.keyboard.press("n")
    assert opened.sound() == (True, pytest.approx(8.0, abs=0.01))
    opened.page.keyboard.press("ArrowRight")
    assert opened.sound()[1] == pytest.approx(13.0, abs=0.01)
    opened.page.keyboard.press("p")
    assert opened.sound()[1] == pytest.approx(8.0, abs=0.01)
    opened.page.keyboard.press(" ")
    opened.wait_for("!audio.paused")
    opened.page.keyboard.press(" ")
    opened.wait_for("audio.paused")


def test_themes_are_tabs_that_leave_only_their_sections(visit: Any) -> None:
    opened = visit()
    opened.page.click("#themes >> text=The leaf")
    assert [opened.page.is_visible(f"#{id_}") for id_ in ("t02", "t03")] == [True, False]
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.get_attribute("#h2", "aria-selected") == "true"
    assert [opened.page.is_visible(f"#{id_}") for id_ in ("t02", "t03")] == [False, True]
    assert opened.page.url.endswith("#h2")
    opened.page.click("nav a[href='#t02']")
    opened.page.wait_for_selector("#t02", state="visible")


def test_hostile_text_opens_no_dialog_and_adds_no_node(visit: Any) -> None:
    opened = visit("hostile")
    opened.page.hover("a.fn[href='#fn2']")
    opened.page.click("text=Read the transcript and follow it")
    opened.page.locator(".said").first.click()
    assert opened.page.locator("img, [onload], [onerror], a[href^=javascript]").count() == 0
    assert opened.faults == []


def test_policy_refuses_a_script_that_got_in(visit: Any) -> None:
    opened = visit()
    opened.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.bad = 1'}))"
    )
    assert opened.page.evaluate("window.bad") is None


def test_without_scripts_the_page_reads_whole(visit: Any) -> None:
    opened = visit(java_script_enabled=False)
    for text in ("Tea & Patience", "You can't hurry a leaf", "I kept a notebook for nine years.", "Uncertain passages"):
        assert opened.page.locator(f"text={text}").filter(visible=True).count()
    assert opened.page.locator("audio[controls]").is_visible()
    assert not opened.page.locator("#deck").is_visible()
    opened.page.click("a.fn[href='#fn2']")
    assert opened.page.url.endswith("#fn2")


def test_without_sound_a_footnote_leads_to_its_words(visit: Any) -> None:
    opened = visit("silent")
    opened.page.click("a.fn[href='#fn2']")
    opened.page.wait_for_function("document.querySelector('.said .on')?.innerText === 'Hot'")
    assert opened.faults == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("name", ["page", "hostile"])
def test_nothing_is_wider_than_the_screen(visit: Any, name: str, width: int) -> None:
    opened = visit(name, viewport={"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_the_paper(visit: Any, scheme: str) -> None:
    """WCAG 2.2 AA asks for 4.5 between small text and what is behind it."""
    ratios = visit(color_scheme=scheme).page.evaluate("""() => {
      const style = getComputedStyle(document.documentElement);
      const light = (name) => {
        const [r, g, b] = style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map((pair) => {
          const c = parseInt(pair, 16) / 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const on = (ink, paper) => {
        const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);
        return [ink, paper, (a + 0.05) / (b + 0.05)];
      };
      const voices = [0, 1, 2, 3, 4, 5, 6].map((k) => on(`--v${k}`, "--paper"));
      return [on("--ink", "--paper"), on("--soft", "--paper"), on("--soft", "--wash"), on("--soft", "--raised"),
        on("--accent", "--paper"), on("--accent", "--accent-wash"), on("--good", "--good-wash"),
        on("--bad", "--bad-wash"), on("--paper", "--accent"), ...voices];
    }""")
    assert [pair for pair in ratios if pair[2] < 4.5] == []
