"""The files that are published for one episode, whole or with other related episodes in them."""

from pipeline.corpus.gathering import RECORD
from pipeline.errors import ArtifactDamaged
from pipeline.files import canonical
from pipeline.formats import captions, chapters, feed, html, linked_data, markdown
from pipeline.records import Highlights, Related, Transcript
from pipeline.store import EpisodeStore


def rendered(record: Highlights, transcript: Transcript) -> dict[str, bytes]:
    """Return every file that is published for an episode, by name."""
    texts = {
        "page.html": html.page(record, transcript),
        "page.md": markdown.markdown(record, transcript),
        "transcript.vtt": captions.vtt(transcript),
        "transcript.srt": captions.srt(transcript),
        "transcript.podcast.json": captions.podcast_json(transcript),
        "chapters.json": chapters.chapters(record),
        "feed-item.xml": feed.feed_item(record),
        "metadata.jsonld": linked_data.metadata(record),
        "annotations.jsonld": linked_data.annotations(record, transcript),
    }
    return {
        "highlights.json": canonical(record),
        "transcript.json": canonical(transcript),
        **{name: text.encode() for name, text in texts.items()},
    }


def known_relations(place: EpisodeStore) -> tuple[Related, ...]:
    """Return what an episode was related to when it was last published."""
    if not (place.folder / RECORD).is_file():
        return ()
    try:
        return place.load(RECORD, Highlights).related
    except ArtifactDamaged:
        return ()  # it is being made anew


def with_related(place: EpisodeStore, record: Highlights) -> dict[str, bytes]:
    """Return the files in which related episodes stand, only those lines new where the files are of our making."""
    page = html.with_related(place.text("page.html"), record)
    twin = markdown.with_related(place.text("page.md"), record)
    if page is None or twin is None:
        return rendered(record, place.load("transcript.json", Transcript))
    return {RECORD: canonical(record), "page.html": page.encode(), "page.md": twin.encode()}
