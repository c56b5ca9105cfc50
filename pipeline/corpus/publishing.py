"""Bringing what is made over all episodes up to date: by one writer, from what is there then, replaced as a whole."""

import gc
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from pipeline.corpus.gathering import TRANSCRIPT, Neighbour, Signs, all_signs, just_written, signs, taken_stock, tell
from pipeline.corpus.generations import WAIT_S, Generation, Generations, only_writer
from pipeline.corpus.indexing import add_database
from pipeline.corpus.related import RelatedConfig, relate
from pipeline.corpus.rendering import renderer, with_related
from pipeline.corpus.shared import putting
from pipeline.errors import ArtifactDamaged, Busy
from pipeline.files import key_of, write_all
from pipeline.formats import llms_txt, schemas, search, site, site_feeds, tables
from pipeline.lock import SignOfLife
from pipeline.records import Highlights, Related
from pipeline.store import SCHEMA, Store
from pipeline.versions import is_newer

AT_ONCE = 50  # episodes whose words are written together: 10 MB
WORDS, SHARDS, TOPICS = "search/e", "search/t", "topics"  # folders in which nothing stays but what is made now

Facts = Mapping[str, Any]
FACTS = ("with", "episodes", "words", "left_out")  # what a generation says of itself


def publish_corpus(
    store: Store,
    config: RelatedConfig | None = None,
    *,
    base_url: str = "",
    wait_s: float = WAIT_S,
    beside: Mapping[str, bytes] | None = None,
) -> None:
    """Return when a catalog is in place that holds every episode that is published, and none that is gone.

    There is one writer at a time. Whoever had to wait and finds that the one before took everything in leaves it at
    that. `wait_s` is for a writer that gives no sign of life. Without `config` the catalog is made as it was the last
    time. `beside` are more files for it, by name.
    """
    generations = Generations(store.root)
    with _uncollected(), only_writer(store.root, wait_s) as alive, putting(store):
        generations.sweep()
        facts = generations.facts()
        config, base_url = (config, base_url) if config else _as_before(facts)
        made_with = {"renderer": renderer(), "related": config.model_dump(mode="json"), "base_url": base_url}
        with generations.next() as generation:
            generation.add(beside or {})
            if _is_current(store, facts, made_with) and generations.is_whole():
                tell(facts["left_out"])
                if generation.is_new:  # nothing but what lies beside
                    generation.finish({name: facts[name] for name in FACTS}, ours=())
                return
            generation.finish(
                {"with": made_with, **_build(store, alive, generation, facts, config, base_url)},
                ours=(WORDS, SHARDS, TOPICS),
            )


def _as_before(facts: Facts) -> tuple[RelatedConfig, str]:
    """Return the settings that the catalog in place was made with; the defaults where it does not say."""
    before = facts.get("with", {})
    try:
        return RelatedConfig.model_validate(before.get("related", {})), str(before.get("base_url", ""))
    except ValidationError:
        return RelatedConfig(), ""  # of another version


def _is_current(store: Store, facts: Facts, made_with: Facts) -> bool:
    """Say whether the catalog in place was made from what is there now, and as it would be made now."""
    return bool(facts.get("with") == made_with and facts.get("episodes") == all_signs(store))


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


def _build(  # noqa: PLR0917 -- what the writer has at hand
    store: Store, alive: SignOfLife, generation: Generation, facts: Facts, config: RelatedConfig, base_url: str
) -> dict[str, object]:
    """Add everything that is made over all episodes; return what it was made from."""
    everybody, damaged = taken_stock(store)
    tell(why for why, _ in damaged.values())
    alive()
    profiles = [n.profile for n in everybody if n.profile]
    found = relate(profiles, config)
    everybody = [_renewed(store, alive, n, found) for n in everybody]
    records = [n.record for n in everybody]
    alive()
    pages = site.pages(records, search.listing(records, profiles)) | site_feeds.feeds(records, base_url=base_url)
    pages["llms.txt"] = llms_txt.llms_txt(records, base_url=base_url)
    index = {f"search/{name}": text for name, text in search.shards(profiles).items()}
    generation.add(
        {name: text.encode() for name, text in {**pages, **index}.items()} | tables.catalog(records, base_url)
    )
    alive()
    words, unsettled, unread = _add_words(store, alive, generation, everybody, facts.get("words", {}))
    alive()
    add_database(store, alive, generation, everybody)
    tell(unread)
    write_all(store.root / SCHEMA, {name: text.encode() for name, text in schemas.schemas().items()})
    seen: dict[str, Signs | None] = {id_: seen for id_, (_, seen) in damaged.items()}
    for n in everybody:
        seen[n.id] = n.seen if n.settled and n.id not in unsettled else None  # None: the next writer looks again
    return {"episodes": seen, "words": words, "left_out": [*(why for why, _ in damaged.values()), *unread]}


def _add_words(
    store: Store, alive: SignOfLife, generation: Generation, everybody: Sequence[Neighbour], known: Mapping[str, str]
) -> tuple[dict[str, str], set[str], list[str]]:
    """Add each episode's words for the site's search.

    Return by id the key of what they were made from, the ids of those that are being published this moment, and what
    is wrong with those that cannot be read. Words whose key is known are taken over unread: a thousand transcripts are
    20 million words.
    """
    keys: dict[str, str] = {}
    unsettled: set[str] = set()
    unread: list[str] = []
    fresh: dict[str, bytes] = {}
    for n in everybody:
        name, key = f"{WORDS}/{n.id}.js", _key_of_words(n)
        if known.get(n.id) == key and generation.keep(name):
            keys[n.id] = key
            continue
        try:
            text, fits = _words_file(store, n.record)
        except ArtifactDamaged as error:
            unread.append(str(error))
            continue
        if fits or not just_written(n.seen):
            keys[n.id] = key
            fresh[name] = text.encode()
        else:
            unsettled.add(n.id)
            generation.keep(name)
        if len(fresh) == AT_ONCE:
            generation.add(fresh)
            fresh = {}
            alive()
    generation.add(fresh)
    return keys, unsettled, unread


def _key_of_words(n: Neighbour) -> str:
    sections = [(s.words[0], s.title) for s in n.record.sections]
    return key_of({"transcript": n.seen[1], "sections": sections, "quotes": [q.words for q in n.record.quotes]})


def _words_file(store: Store, record: Highlights) -> tuple[str, bool]:
    """Return an episode's search file from the plain JSON of its transcript, and whether that fits the record.

    Checking a thousand transcripts as records would take far longer.
    """
    path = store.episode(record.episode.id).folder / TRANSCRIPT
    try:
        said = from_json(path.read_bytes())
        words = [(word["text"], word["start"]) for word in said["words"]]
        turns = [(turn["words"][0], turn["speaker"] or "") for turn in said["turns"]]
        revision = said["revision"]
    except (FileNotFoundError, ValueError, LookupError, TypeError) as error:
        raise ArtifactDamaged(f"{path} is not a complete transcript ({error}); search cannot find its words") from error
    return search.episode_file(record, words, turns), revision == record.provenance.transcript_revision


def _renewed(store: Store, alive: SignOfLife, n: Neighbour, found: Mapping[str, Sequence[Related]]) -> Neighbour:
    """Return an episode with what it is related to now; where that changed, its files are published anew."""
    now = tuple(found.get(n.id, ()))
    if now == n.record.related or is_newer(n.record.schema_version):  # what a newer version added must not be lost
        return n
    place = store.episode(n.id)
    renewed = n.record.model_copy(update={"related": now})
    try:
        with place.locked():
            if signs(place) == n.seen:  # else somebody published it meanwhile
                place.renew(with_related(place, renewed))
                alive()
                return replace(n, record=renewed, seen=signs(place))
    except (Busy, ArtifactDamaged) as error:
        logging.getLogger(__name__).info("related episodes of %s stay as they were: %s", place.id, error)
    return replace(n, settled=False)
