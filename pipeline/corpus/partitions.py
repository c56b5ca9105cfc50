"""What each episode brings to what is made over all of them, kept, so that one episode more costs what one costs.

One file for the only writer of the catalog; readers know nothing of it. Its transaction is committed after the catalog
was swapped in: a writer that is killed leaves it as it was, and the next one brings the same episodes in again.
"""

import json
import secrets
import sqlite3
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.corpus.gathering import Signs
from pipeline.errors import MachineLacks
from pipeline.files import remove
from pipeline.formats.graph import NamedEpisode
from pipeline.formats.people import Appearance, PersonQuote
from pipeline.formats.search import block_of
from pipeline.formats.site import SitePart, counted
from pipeline.formats.subjects import Subject, subjects_of
from pipeline.records import Profile, Related

FILE = "partitions.sqlite"
_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE episodes (
  id TEXT PRIMARY KEY, seen TEXT, published TEXT, title TEXT, show TEXT, people TEXT, duration REAL, quotes INTEGER,
  words INTEGER, embedder TEXT, vector BLOB, wrong TEXT, language TEXT
);
CREATE TABLE texts (id TEXT PRIMARY KEY, card TEXT, csv TEXT, line TEXT, terms BLOB);
CREATE INDEX episodes_by_day ON episodes (published, id);
CREATE TABLE topics (topic TEXT, id TEXT, published TEXT, name TEXT, said TEXT, PRIMARY KEY (topic, id));
CREATE INDEX topics_of_episode ON topics (id);
CREATE INDEX topics_by_day ON topics (topic, published, id, name);
CREATE TABLE relations (id TEXT, other TEXT, rank INTEGER, score REAL, about TEXT, PRIMARY KEY (id, other));
CREATE INDEX relations_of_other ON relations (other);
CREATE TABLE heard (term TEXT PRIMARY KEY, episodes INTEGER) WITHOUT ROWID;
"""
TABLES = ("episodes", "texts", "topics", "relations", "heard")


class Partitions:
    """The partitions of all episodes, in one transaction."""

    def __init__(self, connection: sqlite3.Connection, lineage: str) -> None:
        self._sql = connection
        self.lineage = lineage  # named by the catalog that was made of them
        self._heard: Counter[str] = Counter()  # what is not in the table yet

    def clear(self) -> None:
        """Forget everything."""
        for table in TABLES:
            self._sql.execute(f"DELETE FROM {table}")
        self._heard.clear()
        self.lineage = secrets.token_hex(8)
        self._sql.execute("INSERT OR REPLACE INTO about VALUES ('lineage', ?)", (self.lineage,))

    # ---- one episode

    def put(self, part: SitePart, profile: Profile | None, *, seen: Signs | None, csv: str, line: str) -> None:
        """Keep what an episode brings, in place of what it brought before; its relations and notes stay."""
        id_ = part.episode.id
        terms = profile.terms if profile else {}
        self._forget(id_)
        self._heard.update(terms.keys())
        about = (json.dumps(part.people), part.duration, part.quotes, sum(terms.values()) if profile else None)
        vector = (profile.embedder.model_dump_json(), profile.vector) if profile and profile.vector else (None, None)
        self._sql.execute(
            "INSERT OR REPLACE INTO episodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            (
                id_,
                json.dumps(seen),
                part.published,
                part.episode.title,
                part.episode.show,
                *about,
                *vector,
                part.language,
            ),
        )
        packed = zlib.compress(json.dumps(terms, ensure_ascii=False).encode(), 1)
        self._sql.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?)", (id_, part.card, csv, line, packed))
        rows = [(topic.id, id_, part.published, topic.name, topic.said) for topic in part.topics]
        self._sql.executemany("INSERT INTO topics VALUES (?, ?, ?, ?, ?)", rows)

    def remove(self, episode_id: str) -> None:
        """Forget an episode."""
        self._forget(episode_id)
        for table in ("episodes", "texts", "relations"):
            self._sql.execute(f"DELETE FROM {table} WHERE id = ?", (episode_id,))

    def _forget(self, episode_id: str) -> None:
        found = self._sql.execute("SELECT terms FROM texts WHERE id = ?", (episode_id,)).fetchone()
        if found:
            self._heard.subtract(_unpacked(found[0]).keys())
            self._sql.execute("DELETE FROM topics WHERE id = ?", (episode_id,))

    def note(self, episode_id: str, *, seen: Signs | None, wrong: str | None) -> None:
        """Keep by which signs of its files an episode is known (None: look again), and what is wrong with it."""
        self._sql.execute("UPDATE episodes SET seen = ?, wrong = ? WHERE id = ?", (json.dumps(seen), wrong, episode_id))

    def relate(self, episode_id: str, related: Sequence[Related]) -> None:
        """Keep to which episodes one is related."""
        self._sql.execute("DELETE FROM relations WHERE id = ?", (episode_id,))
        rows = [(episode_id, r.episode_id, k, r.score, r.model_dump_json()) for k, r in enumerate(related)]
        self._sql.executemany("INSERT OR REPLACE INTO relations VALUES (?, ?, ?, ?, ?)", rows)

    def topics_of(self, ids: Collection[str]) -> set[str]:
        """Return the topics of some episodes."""
        rows = (self._sql.execute("SELECT topic FROM topics WHERE id = ?", (id_,)).fetchall() for id_ in ids)
        return {topic for some in rows for (topic,) in some}

    # ---- all episodes

    def seen(self) -> dict[str, Signs | None]:
        """Return by which signs of its files each episode is known, in the order of their ids."""
        rows = self._sql.execute("SELECT id, seen FROM episodes ORDER BY id")
        return {id_: json.loads(seen) for id_, seen in rows}

    def ids(self) -> list[str]:
        """Return the ids of all episodes, in their order."""
        return [id_ for (id_,) in self._sql.execute("SELECT id FROM episodes ORDER BY id")]

    def wrong(self) -> list[str]:
        """Return what is wrong with episodes."""
        return [why for (why,) in self._sql.execute("SELECT wrong FROM episodes WHERE wrong IS NOT NULL ORDER BY id")]

    def newest(self, most: int) -> list[str]:
        """Return the ids of the episodes that were published last."""
        rows = self._sql.execute("SELECT id FROM episodes ORDER BY published DESC, id DESC LIMIT ?", (most,))
        return [id_ for (id_,) in rows]

    def cards(self) -> list[str]:
        """Return the pieces of the front page, the newest episode first."""
        rows = self._sql.execute("SELECT card FROM episodes JOIN texts USING (id) ORDER BY published DESC, id DESC")
        return [card for (card,) in rows]

    def people(self) -> Iterator[Appearance]:
        """Yield who takes part in each episode, the newest episode first."""
        rows = self._sql.execute("SELECT people FROM episodes ORDER BY published DESC, id DESC")
        for *about, quote in (one for (some,) in rows for one in json.loads(some)):
            yield Appearance._make([*about, PersonQuote(*quote) if quote else None])

    def lines(self, most: int) -> list[str]:
        """Return the lines of llms.txt, the newest episode first."""
        rows = self._sql.execute(
            "SELECT line FROM texts JOIN (SELECT id, published FROM episodes ORDER BY published DESC, id DESC LIMIT ?) "
            "USING (id) ORDER BY published DESC, id DESC",
            (most,),
        )
        return [line for (line,) in rows]

    def csv(self) -> Iterator[str]:
        """Yield the lines of quotes, in the order of the episodes' ids."""
        return (csv for (csv,) in self._sql.execute("SELECT csv FROM texts ORDER BY id"))

    def subjects(self) -> list[Subject]:
        """Return all topics, each named as the newest episode names it."""
        newest = "SELECT name FROM topics WHERE topic = ? ORDER BY published DESC, id DESC LIMIT 1"
        episodes: dict[str, set[str]] = {}
        for topic, id_ in self._sql.execute("SELECT topic, id FROM topics"):
            episodes.setdefault(topic, set()).add(id_)
        return subjects_of(episodes, lambda topic: str(self._sql.execute(newest, (topic,)).fetchone()[0]))

    def said_of(self, subject: Subject) -> list[str]:
        """Return the pieces of a topic's page, the newest episode first."""
        places = ", ".join("?" * len(subject.members))
        rows = self._sql.execute(
            f"SELECT said FROM topics WHERE topic IN ({places}) ORDER BY published DESC, id DESC, topic",
            subject.members,
        )
        return [said for (said,) in rows]

    def counts(self) -> tuple[list[tuple[str, int]], list[tuple[str, int]], float, int]:
        """Return shows and people with how many episodes each has, the seconds and the quotes of all episodes."""
        shows, people = Counter[str](), Counter[str]()
        seconds, quotes = 0.0, 0
        for show, names, duration, some in self._sql.execute("SELECT show, people, duration, quotes FROM episodes"):
            shows.update([show] if show else [])
            people.update({one[0] for one in json.loads(names) if one[0]})
            seconds, quotes = seconds + duration, quotes + some
        return counted(shows), counted(people), seconds, quotes

    def languages(self) -> list[str]:
        """Return in which language the program speaks on each page."""
        return [language for (language,) in self._sql.execute("SELECT language FROM episodes ORDER BY id")]

    def listed(self) -> list[tuple[str, str, int]]:
        """Return id, title and number of words of each episode that can be searched, in the order of their ids."""
        rows = self._sql.execute("SELECT id, title, words FROM episodes WHERE words IS NOT NULL ORDER BY id")
        return list(rows)

    def terms_in(self, block: int, blocks: int) -> list[dict[str, int]]:
        """Return the words of the episodes of a block, in the order of their ids."""
        ids = [id_ for id_, _, _ in self.listed() if block_of(id_, blocks) == block]
        rows = (self._sql.execute("SELECT terms FROM texts WHERE id = ?", (id_,)).fetchone() for id_ in ids)
        return [_unpacked(packed) for (packed,) in rows]

    # ---- relations

    def vectors(self) -> dict[str | None, tuple[list[str], list[str]]]:
        """Return by embedder the ids of the episodes that have a vector, in their order, and the vectors as kept."""
        found: dict[str | None, tuple[list[str], list[str]]] = {}
        for id_, embedder, vector in self._sql.execute(
            "SELECT id, embedder, vector FROM episodes WHERE vector IS NOT NULL ORDER BY id"
        ):
            ids, vectors = found.setdefault(embedder, ([], []))
            ids.append(id_)
            vectors.append(vector)
        return found

    def heard_in(self, term: str) -> int:
        """Return in how many episodes a word is said."""
        found = self._sql.execute("SELECT episodes FROM heard WHERE term = ?", (term,)).fetchone()
        return (found[0] if found else 0) + self._heard[term]

    def related(self, episode_id: str) -> tuple[Related, ...]:
        """Return to which episodes one is related, as it is kept."""
        rows = self._sql.execute("SELECT about FROM relations WHERE id = ? ORDER BY rank", (episode_id,))
        return tuple(Related.model_validate_json(about) for (about,) in rows)

    def relation(self, episode_id: str, other: str) -> Related:
        """Return how one episode is related to another."""
        asked = "SELECT about FROM relations WHERE id = ? AND other = ?"
        return Related.model_validate_json(self._sql.execute(asked, (episode_id, other)).fetchone()[0])

    def named_by(self, ids: Iterable[str]) -> set[str]:
        """Return the episodes that are related to some."""
        rows = (self._sql.execute("SELECT id FROM relations WHERE other = ?", (id_,)).fetchall() for id_ in ids)
        return {id_ for some in rows for (id_,) in some}

    def last_relations(self) -> dict[str, tuple[int, float, str]]:
        """Return of each episode how many it is related to, the smallest score, and the last id among them."""
        rows = self._sql.execute("SELECT id, count(*), min(score), max(other) FROM relations GROUP BY id")
        return {id_: (count, score, last) for id_, count, score, last in rows}

    def scores(self) -> dict[tuple[str, str], float]:
        """Return the score of each relation between two episodes that are here."""
        rows = self._sql.execute(
            "SELECT r.id, r.other, r.score FROM relations AS r JOIN episodes AS e ON e.id = r.other "
            "WHERE r.id != r.other"
        )
        return {(id_, other): score for id_, other, score in rows}

    def named(self, ids: Collection[str]) -> dict[str, NamedEpisode]:
        """Return how some episodes are named."""
        rows = (self._sql.execute("SELECT id, title, show FROM episodes WHERE id = ?", (i,)).fetchone() for i in ids)
        return {row[0]: NamedEpisode(*row) for row in rows if row}

    # ---- the whole

    def get(self, key: str) -> str | None:
        """Return what was noted about all of them."""
        found = self._sql.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def set(self, key: str, value: str) -> None:
        """Note something about all of them."""
        self._sql.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))

    def commit(self) -> None:
        """Keep all that was changed."""
        changes = [(term, count) for term, count in self._heard.items() if count]
        self._sql.executemany(
            "INSERT INTO heard VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET episodes = episodes + excluded.episodes",
            changes,
        )
        self._sql.execute("DELETE FROM heard WHERE episodes <= 0")
        self._sql.execute("COMMIT")


@contextmanager
def partitions(file: Path, *, made_by: str) -> Iterator[Partitions]:
    """Open the partitions in a file, for the only writer; what other code made, or what is broken, is forgotten.

    Without a `commit` nothing of what the block did is kept.
    """
    try:
        connection = _opened(file, made_by)
    except sqlite3.DatabaseError:
        remove(file)
        connection = _opened(file, made_by)
    with closing(connection):
        lineage = connection.execute("SELECT value FROM about WHERE key = 'lineage'").fetchone()
        try:
            yield Partitions(connection, lineage[0])
        except sqlite3.OperationalError as error:  # the disk is full, or refuses
            raise MachineLacks(f"cannot write {file}: {error}; free some space, then run the command again") from error


def _opened(file: Path, made_by: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.executescript("PRAGMA cache_size = -64000; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone()
        if not known or connection.execute("SELECT value FROM about WHERE key = 'made_by'").fetchone() != (made_by,):
            for name, kind in connection.execute(
                "SELECT name, type FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                connection.execute(f"DROP {kind} {name}")
            for statement in filter(str.strip, _SCHEMA.split(";\n")):
                connection.execute(statement)
            rows = [("made_by", made_by), ("lineage", secrets.token_hex(8))]
            connection.executemany("INSERT INTO about VALUES (?, ?)", rows)
    except BaseException:
        connection.close()
        raise
    return connection


def _unpacked(packed: bytes) -> dict[str, int]:
    found: dict[str, int] = json.loads(zlib.decompress(packed))
    return found


class HeardIn(Mapping[str, int]):
    """In how many episodes each word is said, looked up as it is asked for."""

    def __init__(self, parts: Partitions) -> None:
        self._parts, self._known = parts, dict[str, int]()

    def __getitem__(self, term: str) -> int:
        """Return the number of episodes."""
        if term not in self._known:
            self._known[term] = self._parts.heard_in(term)
        return self._known[term]

    def __iter__(self) -> Iterator[str]:
        """Yield the words that were asked for."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many words were asked for."""
        return len(self._known)
