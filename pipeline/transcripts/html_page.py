"""HTML transcripts as the podcast namespace describes them: `cite` is a speaker, `time` a time, `p` the words."""

import re
from html.parser import HTMLParser

from pipeline.errors import BadTranscript
from pipeline.transcripts.clocks import seconds
from pipeline.transcripts.document import SKIPPED, Document, Note, Parsed, RawCue, text_of

NAME = "HTML"
_NOT_SHOWN = frozenset({"head", "style", "script", "title"})


def sniff(doc: Document) -> bool:
    """Say whether it is a page with the elements of a transcript."""
    head = doc.text.lstrip("\ufeff \r\n\t")
    return head[:1] == "<" and bool(re.search(r"<(?:cite|time)[\s>]", doc.text, re.I)) and "<p" in doc.text.lower()


class _Page(HTMLParser):
    """Gathers cues in the order of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parsed = Parsed([])
        self.inside: list[str] = []
        self.held: list[str] = []
        self.voice: str | None = None
        self.time: float | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag == "br":
            self.held.append(" ")
        elif tag in ("cite", "time", "p", *_NOT_SHOWN):
            self._close()
            self.inside.append(tag)
            if tag == "html":
                self.parsed.language = dict(attrs).get("lang")

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in self.inside:
            self._close()
            while self.inside and self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Hold text until its element closes."""
        self.held.append(data)

    def _close(self) -> None:
        text, self.held = " ".join("".join(self.held).split()), []
        where = self.inside[-1] if self.inside else ""
        line = self.getpos()[0]
        if where == "cite":
            self.voice, self.time = text.rstrip(":： ") or None, None
        elif where == "time":
            self.time = seconds(text)
        elif where == "p" and text:
            cue = RawCue(line, self.time, None, text_of([(line, text)]), voice=self.voice)
            self.parsed.cues.append(cue)
            self.time = None
        elif where not in _NOT_SHOWN and text:
            self.parsed.notes.append(Note(line, SKIPPED, text, "stands outside the paragraphs"))


def read(doc: Document) -> Parsed:
    """Return a cue per paragraph; one without a time goes on from the one before.

    `BadTranscript` where the page shows no time at all.
    """
    page = _Page()
    page.feed(doc.text)
    page.close()
    timed = sum(cue.start is not None for cue in page.parsed.cues)
    if not timed or (timed == 1 and len(page.parsed.cues) > 3):
        raise BadTranscript(f"expected times (<time>00:01:02</time>) in the HTML transcript, found none: {doc.name}")
    return page.parsed
