"""The export formats: each is one file of this folder, and one row of `FORMATS`."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.files import canonical
from pipeline.formats import (
    captions,
    chapters,
    description,
    epub,
    feed,
    html,
    linked_data,
    markdown,
    moments_csv,
    obsidian,
    plain_text,
    show_notes,
    tables,
    tombstones,
)
from pipeline.records import Highlights, Transcript


@dataclass(frozen=True)
class Format:
    """One export format of an episode.

    `published`: written into the folder of every episode; else made on request, by `highlights export`.
    `with_related` puts other related episodes into the text as it was published and leaves all else as it is; it
    returns None where the text is not of our making. `of_transcript`: the record says nothing that stands in it.
    """

    name: str
    file: str
    media_type: str
    render: Callable[[Highlights, Transcript], str | bytes]
    published: bool = True
    with_related: Callable[[str, Highlights], str | None] | None = None
    of_transcript: bool = False

    @property
    def is_text(self) -> bool:
        """Say whether the file can be read on a terminal."""
        return self.media_type.startswith("text/") or any(kind in self.media_type for kind in ("json", "xml", "subrip"))

    def data(self, record: Highlights, transcript: Transcript) -> bytes:
        """Return what the file of an episode holds."""
        made = self.render(record, transcript)
        return made.encode() if isinstance(made, str) else made


def _of_record(render: Callable[[Highlights], str | bytes]) -> Callable[[Highlights, Transcript], str | bytes]:
    return lambda record, _: render(record)


def _of_transcript(render: Callable[[Transcript], str | bytes]) -> Callable[[Highlights, Transcript], str | bytes]:
    return lambda _, transcript: render(transcript)


FORMATS = (
    Format("page", "page.html", "text/html", html.page, with_related=html.with_related),
    Format("markdown", "page.md", "text/markdown", markdown.markdown, with_related=markdown.with_related),
    Format("vtt", "transcript.vtt", "text/vtt", _of_transcript(captions.vtt), of_transcript=True),
    Format("srt", "transcript.srt", "application/x-subrip", _of_transcript(captions.srt), of_transcript=True),
    Format(
        "podcast-json",
        "transcript.podcast.json",
        "application/json",
        _of_transcript(captions.podcast_json),
        of_transcript=True,
    ),
    Format("transcript", "transcript.txt", "text/plain", plain_text.plain_text),
    Format("chapters", "chapters.json", "application/json+chapters", _of_record(chapters.chapters)),
    Format("feed-item", "feed-item.xml", "application/xml", _of_record(feed.feed_item)),
    Format("metadata", "metadata.jsonld", "application/ld+json", _of_record(linked_data.metadata)),
    Format("ids", "ids.json", "application/json", _of_record(tombstones.tombstones)),
    Format("annotations", "annotations.jsonld", "application/ld+json", linked_data.annotations),
    Format("json", "highlights.json", "application/json", _of_record(canonical), published=False),
    Format("csv", "moments.csv", "text/csv", _of_record(moments_csv.moments_csv), published=False),
    Format("sentences", "sentences.jsonl", "application/jsonl", tables.sentences, published=False),
    Format("notes", "show-notes.txt", "text/plain", _of_record(show_notes.show_notes), published=False),
    Format("description", "description.txt", "text/plain", _of_record(description.description), published=False),
    Format("obsidian", "note.md", "text/markdown", _of_record(obsidian.note), published=False),
    Format("epub", "highlights.epub", "application/epub+zip", _of_record(epub.epub), published=False),
)
PUBLISHED = tuple(one for one in FORMATS if one.published)


ALSO = {"md": "markdown", "txt": "transcript", "html": "page"}


def named(name: str) -> Format | None:
    """Return the format of this name, or of the ending that its files have; None where there is none."""
    return next((one for one in FORMATS if one.name == ALSO.get(name, name)), None)
