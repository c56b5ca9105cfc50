"""No text for readers holds a word of ours that is not in the message files.

Every text of ours is replaced by one in wide letters, and everything that somebody said or typed by a letter of another
script: what is left in plain letters was written past the message files.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from pipeline.formats import html, look, markdown, obsidian, show_notes, site, site_feeds
from pipeline.formats.checked_page import checked_page
from pipeline.formats.epub import _contents, _front, _notes, _questions, _section
from pipeline.formats.publication import SitePlace
from pipeline.language.page_words import PageWords, page_words
from pipeline.records import Gap, Highlights, Moment, Reheard, Skipped, Tombstone, Transcript, flags
from pipeline.records.checked import CheckedText
from tests.record_builder import highlights, poisoned
from tests.unit.formats.test_checked_page import ALTERED, GOOD, UNSAID, WRONG

WIDE = {ord("A") + k: 0xFF21 + k for k in range(26)} | {ord("a") + k: 0xFF41 + k for k in range(26)}
# Names of formats, files, commands, units and what the made-up record holds besides texts.
KEPT = re.compile(
    r"Markdown|RSS|JSON Feed|[\w.-]+\.(?:json|parquet|mp3|example)|highlights (?:serve|run FILE|correct ID speaker S1)|"
    r"kettle-\d|\b(?:min|fake|cd+|ab+|ef+|[0-9a-f]{16,}|schema|p|n|t\d+|sidecar)\b"
)
SHARED = ("og:title", "og:description", "og:site_name", "og:image:alt")
SHOWN = ("aria-label", "title", "placeholder", "alt", "content")


class Shown(HTMLParser):
    """The texts that a reader of a page sees or hears."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        kept = dict(attrs)
        if tag != "meta" or (kept.get("property") or "") in SHARED:
            self.texts += [kept[name] or "" for name in SHOWN if name in kept and "http" not in (kept[name] or "")]
        self.texts += [kept["data-copy"] or ""] if "data-copy" in kept else []

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style", "code", "kbd"):
            self.texts.append(data)


def shown(page: str) -> list[str]:
    parser = Shown()
    parser.feed(page)
    return parser.texts


def plain_words(texts: list[str]) -> list[str]:
    """Return the words in plain letters that are left."""
    return [word for text in texts for word in re.findall(r"[A-Za-z]{2,}", KEPT.sub(" ", text))]


@pytest.fixture
def wide_letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def wide(_: PageWords, english: str, **values: object) -> str:
        text = re.sub(r"(\{\w+\}|</?\w+>)|(.)", lambda m: m[1] or m[2].translate(WIDE), english)
        return text.format(**values) if values else text

    def many(words: PageWords, n: int, one: str, several: str, **values: object) -> str:
        return wide(words, one if n == 1 else several, n=n, **values)

    page_words.cache_clear()
    html.environment.cache_clear()
    monkeypatch.setattr(PageWords, "say", wide)
    monkeypatch.setattr(PageWords, "many", many)
    monkeypatch.setattr(PageWords, "date", lambda _, published: "1.1.")
    yield
    page_words.cache_clear()
    html.environment.cache_clear()


def everything() -> tuple[Highlights, Transcript]:
    """Return a record in which every part of a page has something to show, all that was said in another script."""
    record, transcript = poisoned("Ж")
    told = record.sections[1].narrative[0]
    coverage = record.coverage.model_copy(
        update={
            "reheard": (Reheard(start=1.0, end=2.0, better=True),), "loops": (Gap(start=1.0, end=2.0),),
            "skipped": (Skipped(line=3, text="Ж", reason="the header"),), "interpolated_share": 0.1, "unworded_s": 3.0,
        }
    )  # fmt: skip
    links = {"Ж": "https://kettle.example/7"}
    audio = record.episode.audio.model_copy(update={"damaged_from": 50.0})
    clips = (record.clips[0].model_copy(update={"plays": 2, "transcript": "c.vtt", "flags": ("speakers-overlap",)}),)
    return record.model_copy(
        update={
            "page_language": "de", "in_short": (told,), "coverage": coverage, "clips": clips, "flags": (*flags.FLAGS,),
            "discovered": record.topics[:1],
            "episode": record.episode.model_copy(update={"audio": audio, "links": links}),
            "related": tuple(r.model_copy(update={"moments": (Moment(here=1.0, there=2.0),)}) for r in record.related),
            "gone": (Tombstone(id="q9", why="a person banned it", since="2026-01-01", start=1.0, end=2.0),),
            "sections": (
                record.sections[0],
                record.sections[1].model_copy(
                    update={"narrative": (told.model_copy(update={"mark": "stated", "method": "model"}), told)}
                ),
                *record.sections[2:],
            ),
        }
    ), transcript.model_copy(update={"overlaps": (Gap(start=1.0, end=2.0),) * 14})  # fmt: skip


@pytest.mark.parametrize("published", [False, True])
def test_page_has_no_word_of_ours_beside_the_message_files(wide_letters: None, published: bool) -> None:
    record, transcript = everything()
    place = SitePlace("https://tea.example/", look.Look("Ж", language="de"), record.episode.id, {"q01"})
    page = html.page(record, transcript, place if published else None)
    assert "Ｑｕｏｔｅｓ" in page, "the words of ours are there"
    assert plain_words(shown(page)) == []


def test_page_without_sound_has_none_either(wide_letters: None) -> None:
    record, transcript = everything()
    silent = record.episode.model_copy(update={"audio": record.episode.audio.model_copy(update={"path": None})})
    assert plain_words(shown(html.page(record.model_copy(update={"episode": silent}), transcript))) == []


def test_site_its_feeds_and_the_small_pages_have_none(wide_letters: None) -> None:
    record, transcript = everything()
    seen = look.Look(language="de")
    place = SitePlace("https://tea.example/", seen, record.episode.id, {"q01"})
    made = {name: text for name, text in site.pages([record], {"blocks": []}, seen).items() if name.endswith(".html")}
    made["quote"] = site.quote_page(record, record.quotes[0], place)
    made["door"] = site.front_door([record], seen, "https://tea.example/")
    made["checked"] = checked_page(
        CheckedText(quotes=(ALTERED, UNSAID), sentences=(GOOD, WRONG)), record, transcript,
        name="Ж",
    )  # fmt: skip
    own = {"it", "never", "works", "always", "It", "fails"}  # of the checked text
    assert {name: set(plain_words(shown(page))) - own for name, page in made.items()} == {name: set() for name in made}
    feed = site_feeds.feeds([record], base_url="https://tea.example/", look=seen)["feed.xml"]
    descriptions = re.findall(r"<(?:title|description)>(.*?)</(?:title|description)>", feed, re.S)
    assert plain_words([re.sub(r"&lt;.*?&gt;", " ", text, flags=re.S) for text in descriptions]) == []


def test_other_texts_for_readers_have_none(wide_letters: None) -> None:
    record, transcript = everything()
    body = markdown.markdown(record, transcript).split("---\n", 2)[2]
    said = [re.sub(r"\]\(<[^>]*>\)|\[\^\d+\]", " ", body), show_notes.show_notes(record)]
    note = obsidian.note(record).split("---\n", 2)[2]
    assert plain_words([re.sub(r"\^\w+|\]\(<[^>]*>\)", " ", note)]) == []
    assert plain_words([re.sub(r"https?://\S+", " ", text) for text in said]) == []
    words = page_words("de")
    documents = {"a": ("Ж", _front(record, words))}
    books = [_front(record, words), _questions(record, words), _notes(record, words), _contents(documents, words)]
    books += [_section(record, section, words) for section in record.sections]
    assert plain_words([text for book in books for text in book.itertext()]) == []


def test_script_gets_the_words_of_the_page() -> None:
    record, transcript = highlights()
    german = html.page(record.model_copy(update={"page_language": "de"}), transcript)
    assert '"Copied": "Kopiert"' in german
    assert "Höhepunkte der Folge" in german
    assert '"words"' not in html.page(record, transcript), "an English page carries none"


def test_words_of_ours_keep_their_direction_in_text_from_the_right() -> None:
    record, transcript = highlights()
    arabic = record.episode.model_copy(update={"language": "ar"})
    page = html.page(record.model_copy(update={"episode": arabic}), transcript)
    assert "\u2066Episode highlights\u2069" in page
    assert "\u2066≈" in page or "\u20660:0" in page
    assert "\u2066" not in html.page(record, transcript)
    again = html.with_related(page, record.model_copy(update={"episode": arabic}))
    assert again == page
