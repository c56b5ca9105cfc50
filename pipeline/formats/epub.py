"""The highlights as an EPUB 3 book: a chapter per section, the questions, the footnotes with their exact words.

Built as XML trees, so that nothing said or typed by somebody can be anything but text (EPUB 3.3, W3C 2023).
"""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.etree import ElementTree as ET

from pipeline.formats.times import UNKNOWN_SPEAKER, clock, length, one_line
from pipeline.formats.transcript_view import is_list, opening_sentences
from pipeline.language.page_words import PageWords, page_words
from pipeline.language.tongues import in_marks
from pipeline.records import Highlights, NarrativeSentence, Quote, Section

XHTML, OPS = "http://www.w3.org/1999/xhtml", "http://www.idpf.org/2007/ops"
OPF, DC = "http://www.idpf.org/2007/opf", "http://purl.org/dc/elements/1.1/"
CONTAINER = "urn:oasis:names:tc:opendocument:xmlns:container"
UNDATED = "2000-01-01T00:00:00Z"  # dcterms:modified is required, and a record holds no clock time
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
STYLE = (
    "body { line-height: 1.5 } blockquote { margin: 1em 0 1em 1em; padding-left: 1em; border-left: .2em solid }"
    " .by { font-size: .85em } sup { line-height: 0 }"
)
Tree = ET.Element


def epub(record: Highlights) -> bytes:
    """Return the book; two calls give the same bytes."""
    words = page_words(record.page_language)
    shown = [s for s in record.sections if s.highlight] or [s for s in record.sections if s.kind == "talk"]
    documents: dict[str, tuple[str, Tree]] = {"title": (one_line(record.episode.title), _front(record, words))}
    for section in shown:
        documents[section.id] = (one_line(section.title), _section(record, section, words))
    if record.questions:
        documents["questions"] = (words.say("Questions from this episode"), _questions(record, words))
    documents["notes"] = (words.say("Footnotes"), _notes(record, words))
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        _add(book, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)  # must be first and bare
        _add(book, "META-INF/container.xml", _bytes(_container()))
        _add(book, "OEBPS/content.opf", _bytes(_package(record, list(documents))))
        _add(book, "OEBPS/nav.xhtml", _page(words.say("Contents"), _contents(documents, words), record))
        _add(book, "OEBPS/style.css", STYLE.encode())
        for name, (title, body) in documents.items():
            _add(book, f"OEBPS/{name}.xhtml", _page(title, body, record))
    return out.getvalue()


def _add(book: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, ZIP_EPOCH)
    entry.compress_type = method
    book.writestr(entry, data)


def _el(parent: Tree, tag: str, text: str | None = None, **attributes: str) -> Tree:
    child = ET.SubElement(parent, tag, attributes)
    child.text = one_line(text) if text is not None else None
    return child


def _bytes(root: Tree) -> bytes:
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _page(title: str, body: Tree, record: Highlights) -> bytes:
    language = record.episode.language or "und"
    html = Tree("html", {"xmlns": XHTML, "xmlns:epub": OPS, "lang": language, "xml:lang": language})
    head = _el(html, "head")
    _el(head, "title", title or "Untitled")
    _el(head, "link", rel="stylesheet", type="text/css", href="style.css")
    html.append(body)
    return _bytes(html)


def _front(record: Highlights, words: PageWords) -> Tree:
    body, episode = Tree("body"), record.episode
    _el(body, "h1", episode.title)
    facts = (episode.show, words.date(episode.published), length(episode.duration))
    _el(body, "p", " · ".join(fact for fact in facts if fact))
    for person in episode.people:
        _el(body, "p", f"{person.name}, {words.say(person.role)}" if person.role else person.name)
    _marks(_el(body, "p", record.summary.text), record.summary.footnotes)
    if record.in_short:
        _sentences(body, record.in_short)
    proved = record.verification
    quotes = words.say("Quotes {good}/{all} verified", good=proved.quotes.passed, all=proved.quotes.checked)
    sentences = words.say("sentences {good}/{all} verified", good=proved.sentences.passed, all=proved.sentences.checked)
    _el(body, "p", f"{quotes}, {sentences}.")
    return body


def _section(record: Highlights, section: Section, words: PageWords) -> Tree:
    body = Tree("body")
    _el(body, "h1", section.title)
    _el(body, "p", f"{clock(section.start)}–{clock(section.end)}").set("class", "by")
    quotes = sorted(
        (q for q in record.quotes if q.section == section.id), key=lambda q: (q.id != section.quote, q.rank)
    )
    split = opening_sentences(section)
    _sentences(body, section.narrative[:split])
    for quote in quotes[:1]:
        _quote(body, quote, record, words)
    _sentences(body, section.narrative[split:])
    for quote in quotes[1:]:
        _quote(body, quote, record, words)
    return body


def _sentences(body: Tree, sentences: Sequence[NarrativeSentence]) -> None:
    if is_list(sentences):
        points = _el(body, "ul")
        for sentence in sentences:
            _marks(_el(points, "li", sentence.text), sentence.footnotes)
    elif sentences:
        paragraph = _el(body, "p")
        for sentence in sentences:
            _marks(_el(paragraph, "span", sentence.text), sentence.footnotes)
            paragraph[-1].tail = " "


def _quote(body: Tree, quote: Quote, record: Highlights, words: PageWords) -> None:
    text = in_marks(quote.text, record.episode.language or "")
    block = _el(body, "blockquote")
    _marks(_el(block, "p", text), () if quote.footnote is None else (quote.footnote,))
    _el(
        block, "p", f"{quote.speaker or words.say(UNKNOWN_SPEAKER)}, {clock(quote.start)}, {words.say(quote.grade)}"
    ).set("class", "by")


def _marks(parent: Tree, numbers: Sequence[int]) -> None:
    for n in numbers:
        link = _el(_el(parent, "sup"), "a", str(n), href=f"notes.xhtml#fn{n}")
        link.set("epub:type", "noteref")


def _questions(record: Highlights, words: PageWords) -> Tree:
    body = Tree("body")
    _el(body, "h1", words.say("Questions from this episode"))
    for question in record.questions:
        _el(body, "h2", question.text)
        _el(body, "p", f"{question.speaker or words.say(UNKNOWN_SPEAKER)}, {clock(question.start)}").set("class", "by")
        if answer := question.answer:
            _el(_el(body, "blockquote"), "p", answer.text)
            _el(body, "p", f"{answer.speaker or words.say(UNKNOWN_SPEAKER)}, {clock(answer.start)}").set("class", "by")
        else:
            _el(body, "p", words.say("No direct answer was found."))
    return body


def _notes(record: Highlights, words: PageWords) -> Tree:
    body = Tree("body")
    _el(body, "h1", words.say("Footnotes"))
    for note in record.footnotes:
        aside = _el(body, "aside", id=f"fn{note.n}")
        aside.set("epub:type", "footnote")
        _el(aside, "p", f"{note.n}. {in_marks(note.text, record.episode.language or '')} {clock(note.start)}")
    return body


def _contents(documents: dict[str, tuple[str, Tree]], words: PageWords) -> Tree:
    body = Tree("body")
    nav = _el(body, "nav", id="toc")
    nav.set("epub:type", "toc")
    _el(nav, "h1", words.say("Contents"))
    items = _el(nav, "ol")
    for name, (title, _) in documents.items():
        _el(_el(items, "li"), "a", title or words.say("Untitled"), href=f"{name}.xhtml")
    return body


def _container() -> Tree:
    root = Tree("container", {"xmlns": CONTAINER, "version": "1.0"})
    media = "application/oebps-package+xml"
    _el(_el(root, "rootfiles"), "rootfile", **{"full-path": "OEBPS/content.opf", "media-type": media})
    return root


def _package(record: Highlights, names: Sequence[str]) -> Tree:
    root = Tree("package", {"xmlns": OPF, "version": "3.0", "unique-identifier": "id"})
    metadata = _el(root, "metadata")
    metadata.set("xmlns:dc", DC)
    identifier = f"urn:episode-highlights:{record.episode.id}:{record.provenance.transcript_revision[:16]}"
    _el(metadata, "dc:identifier", identifier, id="id")
    _el(metadata, "dc:title", record.episode.title or record.episode.id)
    _el(metadata, "dc:language", record.episode.language or "und")
    for person in record.episode.people:
        _el(metadata, "dc:contributor", person.name)
    _el(metadata, "meta", UNDATED, property="dcterms:modified")
    manifest, spine = _el(root, "manifest"), _el(root, "spine")
    xhtml = "application/xhtml+xml"
    _el(manifest, "item", id="nav", href="nav.xhtml", properties="nav", **{"media-type": xhtml})
    _el(manifest, "item", id="style", href="style.css", **{"media-type": "text/css"})
    for name in names:
        _el(manifest, "item", id=f"d-{name}", href=f"{name}.xhtml", **{"media-type": xhtml})
        _el(spine, "itemref", idref=f"d-{name}")
    return root
