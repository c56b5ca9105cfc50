"""What is made over all episodes: related episodes, the catalog's tables, the site with its search, the schemas."""

import gc
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic_core import from_json

from pipeline.checks.verbatim import plain
from pipeline.errors import ArtifactDamaged, BadInput, Busy
from pipeline.formats import (
    captions,
    chapters,
    feed,
    html,
    linked_data,
    markdown,
    schemas,
    search,
    site,
    site_feeds,
    tables,
)
from pipeline.records import Highlights, Hit, Profile, Related, Transcript
from pipeline.stages.related import RelatedConfig, relate
from pipeline.store import CATALOG, SCHEMA, EpisodeStore, Store, canonical
from pipeline.versions import is_newer

RECORD, PROFILE = "highlights.json", "profile.json"
MOMENTS_EACH, BEFORE, AFTER = 3, 8, 24  # of an episode; words shown before and after the first one found
AT_ONCE = 50  # episodes whose words are written together: 10 MB
SEARCH = "search"  # folder of the search index, inside the catalog


@dataclass(frozen=True)
class Neighbour:
    """An episode of the corpus: its record, and its profile where it has one."""

    record: Highlights
    profile: Profile | None


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


def gathered(store: Store) -> list[Neighbour]:
    """Return all published episodes; a damaged one is left out and named in the log, so that it stops nobody."""
    found = []
    for episode_id in store.episode_ids():
        place = store.episode(episode_id)
        try:
            record = place.load(RECORD, Highlights)
            about = place.load(PROFILE, Profile) if (place.folder / PROFILE).is_file() else None
        except ArtifactDamaged as error:
            logging.getLogger(__name__).warning("left out of the catalog: %s", error)
            continue
        fits = about is not None and about.transcript_revision == record.provenance.transcript_revision
        found.append(Neighbour(record, about if fits else None))
    return found


def publish_corpus(store: Store, config: RelatedConfig, *, base_url: str = "") -> None:
    """Bring everything that is made over all episodes up to date; only files whose content changed are written."""
    with _uncollected():
        _publish(store, config, base_url)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of cycles out: it walks all records that are alive, again and again, and finds none.

    Records have no cycles; with a thousand of them alive it took a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _publish(store: Store, config: RelatedConfig, base_url: str) -> None:
    everybody = gathered(store)
    profiles = [n.profile for n in everybody if n.profile]
    found = relate(profiles, config)
    records = [_renewed(store, n.record, found) for n in everybody]
    listed = search.listing(records, profiles)
    index = {f"{SEARCH}/{name}": text for name, text in search.shards(profiles).items()}
    pages = site.pages(records, listed) | site_feeds.feeds(records, base_url=base_url)
    missing = [r for r in records if not store.has(CATALOG, f"{SEARCH}/e/{r.episode.id}.js")]
    for k in range(0, len(missing), AT_ONCE):
        some = missing[k : k + AT_ONCE]
        store.publish(CATALOG, {f"{SEARCH}/e/{r.episode.id}.js": _words_file(store, r).encode() for r in some})
    texts: Mapping[str, str] = {**pages, **index}
    store.publish(CATALOG, tables.catalog(records) | {name: text.encode() for name, text in texts.items()})
    store.publish(SCHEMA, {name: text.encode() for name, text in schemas.schemas().items()})
    kept = {f"{SEARCH}/e/{record.episode.id}.js" for record in records}
    store.prune(CATALOG, keep={*texts, *kept}, folders=(f"{SEARCH}/t", f"{SEARCH}/e", "topics"))


def find(store: Store, text: str, *, most: int, unreadable: Callable[[str], None] = lambda _: None) -> list[Hit]:
    """Return the moments at which the words of `text` were said, best first, a few per episode.

    An episode that cannot be read is left out; `unreadable` is told why.
    """
    wanted = list(dict.fromkeys(search.tokens(text)))
    if not wanted:
        raise BadInput(f"expected words to search for, found {text!r}")
    hits: list[Hit] = []
    for score, profile in search.ranked(_profiles(store, unreadable), wanted)[:most]:
        try:
            _, transcript = _loaded(store, profile.episode_id)
        except ArtifactDamaged as error:
            unreadable(str(error))
            continue
        for one in search.moments(transcript, wanted)[:MOMENTS_EACH]:
            span = (max(one.word - BEFORE, 0), min(one.word + AFTER, len(transcript.words)))
            first = transcript.words[one.word]
            hits.append(
                Hit(
                    episode_id=profile.episode_id, title=profile.title, start=first.start, word=one.word,
                    speaker=first.speaker, text=plain(transcript.words, span), score=round(score + one.score, 3),
                )
            )  # fmt: skip
    return sorted(hits, key=lambda hit: (-hit.score, hit.episode_id, hit.word))[:most]


def _profiles(store: Store, unreadable: Callable[[str], None]) -> list[Profile]:
    found = []
    for episode_id in store.episode_ids():
        place = store.episode(episode_id)
        try:
            found += [place.load(PROFILE, Profile)] if (place.folder / PROFILE).is_file() else []
        except ArtifactDamaged as error:
            unreadable(str(error))
    return found


def searchable(store: Store, record: Highlights, transcript: Transcript) -> None:
    """Write one episode's words for the site's search."""
    words = [(word.text, word.start) for word in transcript.words]
    turns = [(turn.words[0], turn.speaker or "") for turn in transcript.turns]
    text = search.episode_file(record, words, turns)
    store.publish(CATALOG, {f"{SEARCH}/e/{record.episode.id}.js": text.encode()})


def _words_file(store: Store, record: Highlights) -> str:
    """Return the search file of an episode that has none yet, from the plain JSON of its transcript.

    A thousand transcripts are 20 million words: checking each as a record would take far longer.
    """
    said = from_json((store.episode(record.episode.id).folder / "transcript.json").read_bytes())
    words = [(word["text"], word["start"]) for word in said["words"]]
    return search.episode_file(record, words, [(turn["words"][0], turn["speaker"] or "") for turn in said["turns"]])


def _renewed(store: Store, record: Highlights, found: Mapping[str, Sequence[Related]]) -> Highlights:
    """Return a record with what it is related to now; where that changed, its files are published anew."""
    now = tuple(found.get(record.episode.id, ()))
    if now == record.related or is_newer(record.schema_version):  # what a newer version added must not be lost
        return record
    place = store.episode(record.episode.id)
    renewed = record.model_copy(update={"related": now})
    try:
        with place.locked():
            place.renew(_with_related(place, renewed))
    except Busy:
        logging.getLogger(__name__).warning("%s is being worked on: its related episodes stay as they were", place.id)
        return record
    return renewed


def _with_related(place: EpisodeStore, record: Highlights) -> dict[str, bytes]:
    """Return the files in which related episodes stand, only those lines new where the files are of our making."""
    page = html.with_related(place.text("page.html"), record)
    twin = markdown.with_related(place.text("page.md"), record)
    if page is None or twin is None:
        return rendered(record, place.load("transcript.json", Transcript))
    return {RECORD: canonical(record), "page.html": page.encode(), "page.md": twin.encode()}


def _loaded(store: Store, episode_id: str) -> tuple[Highlights, Transcript]:
    place = store.episode(episode_id)
    return place.load(RECORD, Highlights), place.load("transcript.json", Transcript)
