"""Building the next generation of the catalog: what did not change is taken over, the rest is made anew."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import from_json

from pipeline.corpus.gathering import RECORD, TRANSCRIPT, Neighbour, Signs, just_written, neighbour, signs, tell
from pipeline.corpus.generations import Generation
from pipeline.corpus.indexing import add_database
from pipeline.corpus.partitions import Partitions
from pipeline.corpus.related import RelatedConfig
from pipeline.corpus.relating import related_anew
from pipeline.corpus.rendering import with_related
from pipeline.corpus.sentence_parts import file_of, part_of, parts_for
from pipeline.errors import ArtifactDamaged, Busy
from pipeline.files import sha256, write_all
from pipeline.formats import llms_txt, schemas, search, site, site_feeds, table_files, tables
from pipeline.formats.graph import graph, strongest
from pipeline.formats.look import Look, site_language
from pipeline.formats.subjects import Subject
from pipeline.lock import SignOfLife
from pipeline.records import Highlights, Related
from pipeline.store import SCHEMA, Store
from pipeline.versions import is_newer

KEPT_IN_MEMORY = 200  # records that are not read twice
WORDS, SHARDS, TOPICS = "search/e", "search/t", "topics"
OURS = (
    f"{WORDS}/",
    f"{SHARDS}/",
    f"{TOPICS}/",
    f"{tables.SENTENCES}/",
)  # folders in which nothing stays but what is made now

Facts = Mapping[str, Any]


@dataclass
class Work:
    """What the writer works with."""

    store: Store
    alive: SignOfLife
    generation: Generation
    parts: Partitions
    config: RelatedConfig
    base_url: str
    look: Look
    read: dict[str, Neighbour] = field(default_factory=dict)

    def neighbour(self, episode_id: str) -> Neighbour:
        """Return an episode, read once where memory allows; `ArtifactDamaged` where it cannot be read."""
        if episode_id not in self.read:
            found = neighbour(self.store.episode(episode_id))
            self.alive()
            if len(self.read) >= KEPT_IN_MEMORY:
                return found
            self.read[episode_id] = found
        return self.read[episode_id]

    def record(self, episode_id: str) -> Highlights:
        """Return an episode's record alone; `ArtifactDamaged` where it cannot be read."""
        if episode_id in self.read:
            return self.read[episode_id].record
        self.alive()
        return self.store.episode(episode_id).load(RECORD, Highlights)


@dataclass(frozen=True)
class EpisodeChanges:
    """What is different from the generation in place, by ids."""

    changed: Collection[str]  # other words
    renewed: Collection[str]  # other related episodes alone
    gone: Collection[str]

    @property
    def here(self) -> list[str]:
        """Those whose rows are other ones, in their order."""
        return sorted({*self.changed, *self.renewed})

    @property
    def away(self) -> set[str]:
        """Those whose rows of before go."""
        return {*self.changed, *self.renewed, *self.gone}


def build(work: Work, facts: Facts, current: Mapping[str, Signs]) -> dict[str, object]:
    """Add everything that is made over all episodes; return what it was made from.

    `facts` are those of the generation in place, and nothing where all is made anew.
    """
    parts = work.parts
    known = parts.seen()
    changed = [id_ for id_, seen in current.items() if id_ not in known or known[id_] != seen]
    topics = parts.topics_of([*changed, *known.keys() - current.keys()])
    damaged = _take_in(work, changed)
    changed = [id_ for id_ in changed if id_ not in damaged]
    gone = [*known.keys() - current.keys(), *damaged]
    for id_ in gone:
        parts.remove(id_)
    renewed = _relate(work, changed, gone)
    changes = EpisodeChanges(changed, renewed, gone)
    topics |= parts.topics_of(changes.here)
    there = frozenset(parts.ids())
    names = _add_shards(work, facts, changes)
    subjects = parts.subjects()
    joined = {subject.members for subject in subjects if len(subject.members) > 1}
    topics |= {id_ for members in joined ^ {*map(tuple, facts.get("joined", ()))} for id_ in members}
    language = _add_pages(work, facts, topics, names, subjects=subjects, episodes=len(there))
    unsettled, sums = _add_words(work, facts, changes, there)
    sums = _add_tables(work, facts, changes, sums)
    add_database(work.store, work.alive, work.generation, changed, everybody=there, neighbour=work.neighbour)
    if not facts or not all((work.store.root / SCHEMA / name).is_file() for name in schemas.FILES):
        write_all(work.store.root / SCHEMA, {name: text.encode() for name, text in schemas.schemas().items()})
    for id_ in unsettled:
        parts.note(id_, seen=None, wrong=None)
    left_out = [*(why for why, _ in damaged.values()), *parts.wrong()]
    tell(left_out)
    episodes = parts.seen() | {id_: seen for id_, (_, seen) in damaged.items()}
    return {
        "episodes": episodes, "left_out": left_out, "tables": sums, "shards": names, "partitions": parts.lineage,
        "language": language, "parts": parts_for(len(there)), "joined": sorted(joined),
    }  # fmt: skip


def _take_in(work: Work, changed: Iterable[str]) -> dict[str, tuple[str, Signs]]:
    """Take in episodes that changed; return by id what is wrong with those that cannot be read, with their signs."""
    damaged: dict[str, tuple[str, Signs]] = {}
    for id_ in changed:
        place = work.store.episode(id_)
        seen = signs(place)
        try:
            n = work.neighbour(id_)
        except ArtifactDamaged as error:
            damaged[id_] = str(error), seen
            continue
        _put(work, n)
        work.parts.relate(id_, n.record.related)
    return {id_: what for id_, what in damaged.items() if what[1][0]}  # else it was deleted meanwhile


def _put(work: Work, n: Neighbour) -> None:
    work.parts.put(
        site.part_of(n.record, work.look),
        n.profile,
        seen=n.seen if n.settled else None,
        csv=tables.quotes_csv(tables.rows(n.record, work.base_url)["quotes"]),
        line=llms_txt.line_of(n.record, base_url=work.base_url),
    )


def _relate(work: Work, changed: Collection[str], gone: Collection[str]) -> list[str]:
    """Relate episodes; return the ids of those whose files were published anew for it."""
    renewed = []
    found = related_anew(work.store, work.parts, work.config, changed=changed, gone=gone)
    for id_, now in found.items():
        if now == work.parts.related(id_):
            continue
        try:
            n = _renewed(work, work.neighbour(id_), now)
        except ArtifactDamaged:  # since a moment ago: the next writer says so
            continue
        work.read[id_] = n
        _put(work, n)
        work.parts.relate(id_, n.record.related)
        renewed.append(id_)
    return renewed


def _renewed(work: Work, n: Neighbour, now: tuple[Related, ...]) -> Neighbour:
    """Return an episode with what it is related to now; where that changed, its files are published anew."""
    if is_newer(n.record.schema_version):  # what a newer version added must not be lost
        return n
    place = work.store.episode(n.id)
    renewed = n.record.model_copy(update={"related": now})
    try:
        with place.locked():
            if signs(place) == n.seen:  # else somebody published it meanwhile
                place.renew(with_related(place, renewed))
                work.alive()
                return replace(n, record=renewed, seen=signs(place))
    except (Busy, ArtifactDamaged) as error:
        logging.getLogger(__name__).info("related episodes of %s stay as they were: %s", place.id, error)
    return replace(n, settled=False)


def _add_shards(work: Work, facts: Facts, changes: EpisodeChanges) -> list[list[str]]:
    """Add the word files of the blocks in which something changed; return the names of the files of each block."""
    count = search.blocks_for(len(work.parts.listed()))
    before = facts.get("shards", [])
    anew = len(before) != count
    changed = {search.block_of(id_, count) for id_ in (*changes.changed, *changes.gone)}
    names: list[list[str]] = []
    for block in range(count):
        if not anew and block not in changed:
            names.append(before[block])
            work.generation.keep_all(f"{SHARDS}/{block}/{name}.js" for name in before[block])
            continue
        files = search.shards(block, work.parts.terms_in(block, count))
        work.generation.add({f"search/{name}": text.encode() for name, text in files.items()})
        names.append([name.rpartition("/")[2].removesuffix(".js") for name in files])
        work.alive()
    return names


def _add_pages(
    work: Work,
    facts: Facts,
    topics: Collection[str],
    names: list[list[str]],
    *,
    subjects: Sequence[Subject],
    episodes: int,
) -> str:
    """Add the pages of the site, those of topics among `topics`, and the feeds; return their language."""
    parts = work.parts
    language = site_language(parts.languages(), work.look)
    anew = facts.get("language") != language
    shows, people, seconds, quotes = parts.counts()
    scores = parts.scores()
    front = site.Front(subjects, shows, people, seconds, quotes, bool(scores), language)
    listing = search.listing(parts.listed(), dict(enumerate(names)))
    files = {"index.html": site.front_page(parts.cards(), front, listing, work.look), **site.assets(work.look)}
    drawn = strongest(scores)
    related = {(a, b): parts.relation(a, b) for a, b in scores if a in drawn and b in drawn}
    left_out = len({id_ for pair in scores for id_ in pair}) - len(drawn)
    files["related.html"] = site.related_page(
        graph(parts.named(drawn), related, left_out, notes=parts), work.look, language
    )
    files["people.html"] = site.people_page(parts.people(), work.look, language)
    files["llms.txt"] = llms_txt.llms_txt(
        parts.lines(llms_txt.MOST_EPISODES), shows=[show for show, _ in shows], episodes=episodes,
        base_url=work.base_url,
    )  # fmt: skip
    newest = parts.newest(site_feeds.MOST_ITEMS)
    files |= site_feeds.feeds(list(_records(work, newest)), base_url=work.base_url, look=work.look)
    for subject in subjects:
        names_of = site.topic_files(subject)
        touched = any(id_ in topics for id_ in subject.members)
        if anew or touched or not all(map(work.generation.keep, names_of)):
            page = site.topic_page(subject, parts.said_of(subject), work.look, language=language)
            files |= dict.fromkeys(names_of, page)
    work.generation.add({name: text.encode() for name, text in files.items()})
    work.alive()
    return language


def _records(work: Work, ids: Iterable[str]) -> Iterable[Highlights]:
    for id_ in ids:
        try:
            yield work.record(id_)
        except ArtifactDamaged:  # since a moment ago: the next writer leaves it out
            continue


def _add_tables(
    work: Work, facts: Facts, changes: EpisodeChanges, parts: Mapping[str, tuple[int, str]]
) -> dict[str, tuple[int, str]]:
    """Add the tables in which something changed, and their description; return size and digest of each file.

    `parts` are size and digest of those that are there already.
    """
    before: dict[str, tuple[int, str]] = {n: (size, told) for n, (size, told) in facts.get("tables", {}).items()}
    fresh: dict[str, dict[str, list[tables.Row]]] = {name: {} for name in tables.OF_ONE_FILE}
    new = {name: table_files.NewTable(name) for name in tables.OF_ONE_FILE}
    for record in _records(work, changes.here):
        for name, some in tables.rows(record, work.base_url).items():
            if before:
                fresh[name][record.episode.id] = some
            else:
                new[name].add(some)
    sums = dict(parts)
    for name in tables.OF_ONE_FILE:
        file = f"{name}.parquet"
        if not before:
            sums[file] = work.generation.add_pieces(file, new[name].pieces())
        elif pieces := table_files.updated(name, work.generation.content(file), fresh[name], changes.away):
            sums[file] = work.generation.add_pieces(file, pieces)
        elif work.generation.keep(file):
            sums[file] = before[file]
        work.alive()
    lines = (line.encode() for line in (tables.quotes_csv([], header=True), *work.parts.csv()))
    sums[tables.QUOTES_CSV] = work.generation.add_pieces(tables.QUOTES_CSV, lines)
    work.generation.add({"datapackage.json": tables.package(sums)})
    return sums


def _add_words(
    work: Work, facts: Facts, changes: EpisodeChanges, there: Set[str]
) -> tuple[set[str], dict[str, tuple[int, str]]]:
    """Add each episode's words for the site's search, and the parts of the table of sentences in which some changed.

    Return the ids of those that are being published this moment, and size and digest of each part.
    """
    work.generation.keep_all(f"{WORDS}/{id_}.js" for id_ in there - set(changes.changed))
    count, before = parts_for(len(there)), int(facts.get("parts", 0))
    sums = {name: told for name, told in facts.get("tables", {}).items() if name.startswith(f"{tables.SENTENCES}/")}
    inside: dict[int, list[str]] = {part: [] for part in range(count)} if count != before else {}
    for id_ in sorted((*changes.changed, *changes.gone)):
        inside.setdefault(search.block_of(id_, count), []).append(id_)
    unsettled: set[str] = set()
    made: dict[str, tuple[int, str]] = {}
    for part, ids in inside.items():
        wanted = set(changes.changed).intersection(ids)
        fresh, left = _said(work, sorted(wanted))
        unsettled |= left
        data = part_of(work.generation, part, count, before=before, fresh=fresh, away=set(ids) - left)
        work.generation.add({file_of(part): data})
        made[file_of(part)] = len(data), sha256(data)
    names = {file_of(part) for part in range(count)}
    work.generation.keep_all(names - made.keys())
    return unsettled, {name: told for name, told in (sums | made).items() if name in names}


def _said(work: Work, ids: Iterable[str]) -> tuple[dict[str, list[tables.Row]], set[str]]:
    """Add the words of episodes for the site's search.

    Return the rows of their sentences by id, and the ids of those that are being published this moment.
    """
    unsettled: set[str] = set()
    fresh: dict[str, bytes] = {}
    found: dict[str, list[tables.Row]] = {}
    for id_ in ids:
        name = f"{WORDS}/{id_}.js"
        try:
            n = work.neighbour(id_)
            text, sentences, fits = _of_transcript(work.store, n.record, work.base_url)
        except ArtifactDamaged as error:
            work.parts.note(id_, seen=signs(work.store.episode(id_)), wrong=str(error))
            continue
        if fits or not just_written(n.seen):
            fresh[name], found[id_] = text.encode(), sentences
        else:
            unsettled.add(id_)
            work.generation.keep(name)
    work.generation.add(fresh)
    return found, unsettled


def _of_transcript(store: Store, record: Highlights, base_url: str) -> tuple[str, list[tables.Row], bool]:
    """Return an episode's search file and its rows of sentences, from the plain JSON of its transcript.

    Also whether that fits the record. Checking a thousand transcripts as records would take far longer.
    """
    path = store.episode(record.episode.id).folder / TRANSCRIPT
    try:
        said = from_json(path.read_bytes())
        words = [(word["text"], word["start"]) for word in said["words"]]
        turns = [(turn["words"][0], turn["speaker"] or "") for turn in said["turns"]]
        rows = tables.sentence_rows(record, [text for text, _ in words], said["sentences"], base_url)
        revision = said["revision"]
    except (FileNotFoundError, ValueError, LookupError, TypeError) as error:
        raise ArtifactDamaged(f"{path} is not a complete transcript ({error}); search cannot find its words") from error
    return search.episode_file(record, words, turns), rows, revision == record.provenance.transcript_revision
