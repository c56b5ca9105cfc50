"""The published folder is a whole site: every link leads to a file of it, every address is whole, nothing private."""

import json
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

import feedparser
import pytest

from pipeline.cards import QuoteCard
from pipeline.corpus import publish_corpus
from pipeline.errors import BadInput
from pipeline.formats.look import Look
from pipeline.records import Audio
from pipeline.static_site import MANIFEST, PublishedSite, Sound, publish_site
from pipeline.store import Store
from tests.corpus_builder import put, renamed, sound
from tests.record_builder import highlights

BASE = "https://tea.example/show/"
LINK = re.compile(r'(?:href|src)="([^"]+)"')


def drawn(card: QuoteCard) -> bytes | None:
    """Draw a card of one byte, and none for quotes that say `nine`."""
    return None if "nine" in card.text else b"\x89"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two episodes: the first has its sound in the inbox and a clip, the second was made from a transcript."""
    store = Store(tmp_path / "artifacts")
    (tmp_path / "inbox").mkdir()
    sound(tmp_path / "inbox" / "kettle.wav")
    record, transcript = highlights(Audio(path="../../inbox/kettle.wav"))
    clip = record.clips[0].model_copy(update={"path": "clips/c01.wav", "start": 10.0, "end": 40.0})
    put(store, renamed(record, "kettle-1").model_copy(update={"clips": (clip,)}), transcript)
    place = store.episode("kettle-1").folder
    (place / "clips").mkdir()
    sound(place / "clips" / "c01.wav")
    record, transcript = highlights(Audio())
    put(store, renamed(record, "kettle-2", title="No sound"), transcript)
    publish_corpus(store)
    return store


def published(store: Store, folder: Path, kind: Sound = "clips") -> PublishedSite:
    return publish_site(store, folder, base_url=BASE, look=Look("Tea time"), sound=kind, draw=drawn)


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["clips", "whole", "none"])
def test_no_link_of_any_page_is_broken(store: Store, tmp_path: Path, kind: Sound) -> None:
    published(store, tmp_path / "site", kind)
    there = files_of(tmp_path / "site")
    pages = [name for name in there if name.endswith(".html")]
    assert len(pages) > 8
    for name in pages:
        text = (tmp_path / "site" / name).read_text(encoding="utf-8").partition('<script type="application')[0]
        for link in LINK.findall(text):
            target = unquote(urldefrag(urljoin(BASE + name, link.replace("&amp;", "&"))).url.partition("?")[0])
            if target.startswith(BASE) and not link.startswith("data:"):
                assert target.removeprefix(BASE) or "index.html" in there, (name, link)
                assert target == BASE or target.removeprefix(BASE) in there, (name, link)


def test_nothing_private_goes_along(store: Store, tmp_path: Path) -> None:
    published(store, tmp_path / "site", "whole")
    names = files_of(tmp_path / "site")
    assert not [name for name in names if "stages/" in name or name.endswith(("run.json", "profile.json", ".sqlite"))]
    texts = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert not [text for text in texts if str(tmp_path).encode() in text or b"inbox" in text]


@pytest.mark.parametrize(
    ("kind", "audio", "clips"), [("clips", False, True), ("whole", True, True), ("none", False, False)]
)
def test_sound_goes_along_as_it_was_asked(store: Store, tmp_path: Path, kind: Sound, audio: bool, clips: bool) -> None:
    told = published(store, tmp_path / "site", kind)
    names = files_of(tmp_path / "site")
    assert ("kettle-1/audio.wav" in names, "kettle-1/clips/c01.wav" in names) == (audio, clips)
    assert ("whole audio" in told.sizes, "clips" in told.sizes) == (audio, clips)
    assert told.silent == (["kettle-2"] if audio or clips else ["kettle-1", "kettle-2"])
    page = (tmp_path / "site" / "kettle-1" / "page.html").read_text(encoding="utf-8")
    assert ('<source src="audio.wav">' in page) is audio
    assert ('href="clips/c01.wav#t=' in page) is (kind == "clips")


def test_feed_has_the_site_s_name_its_language_and_sound_under_whole_addresses(store: Store, tmp_path: Path) -> None:
    published(store, tmp_path / "site")
    feed = feedparser.parse((tmp_path / "site" / "catalog" / "feed.xml").read_text(encoding="utf-8"))
    assert (feed.feed.title, feed.feed.language) == ("Tea time", "en")
    (item,) = [entry for entry in feed.entries if entry.link.endswith("kettle-1/page.html")]
    size = (tmp_path / "site" / "kettle-1" / "clips" / "c01.wav").stat().st_size
    (enclosure,) = item.enclosures
    assert (enclosure.href, int(enclosure.length), enclosure.type) == (
        f"{BASE}kettle-1/clips/c01.wav",
        size,
        "audio/wav",
    )
    assert item.id == "episode-highlights:kettle-1"


def test_every_address_of_the_other_formats_is_whole(store: Store, tmp_path: Path) -> None:
    published(store, tmp_path / "site")
    folder = tmp_path / "site" / "kettle-1"
    item = ElementTree.fromstring((folder / "feed-item.xml").read_text(encoding="utf-8"))
    urls = [node.attrib["url"] for node in item.iter() if "url" in node.attrib]
    urls += [chapter["url"] for chapter in json.loads((folder / "chapters.json").read_text())["chapters"]]
    about = json.loads((folder / "metadata.jsonld").read_text())
    urls += [about["url"], about["@id"], about["image"], *(part["@id"] for part in about["hasPart"])]
    notes = json.loads((folder / "annotations.jsonld").read_text())["first"]["items"]
    urls += [note["id"] for note in notes] + [t["source"]["id"] for note in notes for t in note["target"]]
    assert len(urls) > 20
    assert [url for url in urls if not url.startswith(("https://", "http://"))] == []


def test_a_quote_has_a_page_and_a_card_where_a_font_holds_it(store: Store, tmp_path: Path) -> None:
    told = published(store, tmp_path / "site")
    quotes = highlights()[0].quotes
    with_card = [said.id for said in quotes if "nine" not in said.text]
    assert sorted(told.without_card) == sorted(
        f"{id_} {said.id}" for id_ in ("kettle-1", "kettle-2") for said in quotes if said.id not in with_card
    )
    for said in quotes:
        page = (tmp_path / "site" / "kettle-1" / "q" / f"{said.id}.html").read_text(encoding="utf-8")
        card = f'<meta property="og:image" content="{BASE}kettle-1/cards/{said.id}.png">'
        assert (card in page) is (said.id in with_card)


def test_sitemap_lists_every_page_once(store: Store, tmp_path: Path) -> None:
    published(store, tmp_path / "site")
    tree = ElementTree.fromstring((tmp_path / "site" / "sitemap.xml").read_text(encoding="utf-8"))
    listed = [node.text or "" for node in tree.iter() if node.tag.endswith("loc")]
    pages = {f"{BASE}{name}" for name in files_of(tmp_path / "site") if name.endswith(".html")}
    assert set(listed) - {BASE} == pages - {f"{BASE}index.html"}
    assert len(listed) == len(set(listed))


def test_publishing_twice_changes_no_byte_and_what_is_gone_goes(store: Store, tmp_path: Path) -> None:
    site = tmp_path / "site"
    published(store, site)
    (site / "CNAME").write_text("tea.example")
    before = {name: (site / name).read_bytes() for name in files_of(site)}
    assert published(store, site).removed == 0
    assert {name: (site / name).read_bytes() for name in files_of(site)} == before
    told = published(store, site, "none")
    assert told.removed == 1
    assert not (site / "kettle-1" / "clips").exists()
    assert (site / "CNAME").is_file()  # not ours


def test_a_folder_with_files_of_others_is_left_alone(store: Store, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("mine")
    with pytest.raises(BadInput, match=r"index\.html"):
        published(store, site)
    assert files_of(site) == {"index.html"}
    (site / MANIFEST).write_text("[]")
    with pytest.raises(BadInput, match="list of published files"):
        published(store, site)


def test_without_episodes_there_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="highlights run"):
        published(Store(tmp_path / "artifacts"), tmp_path / "site")
