"""`catalog.sqlite`: all that was said and made, in SQLite with FTS5, one episode replaced at a time.

`words` has one row for each episode: its folded words. It finds the episodes and ranks them; where in them, `mentions`
finds in the folded words of `spoken`. One row a passage would find phrases only inside of passages. `ids` says which
episodes an id stands in, or stood in once. `passages` and the view `moments` are for people who ask in SQL.

One file serves all generations of the catalog and is changed in place: `versions` says from which generation on, and
until before which one, the rows of an episode are seen. Who opens it by the path of a generation sees that one; who
opens it by another path sees the newest (decision 1340).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.search_rows import KINDS, SAID, KnownId, SaidWords, SearchPassage, folded_kind
from pipeline.errors import ArtifactDamaged, MachineLacks
from pipeline.records import Episode

DATABASE = "catalog.sqlite"
FORMAT = "3"
AT_ONCE = 16  # episodes a transaction: readers wait while one is put on the disk
PATIENCE_S = 30.0  # that a writer waits for readers, and a reader for a writer
_SCHEMA = f"""
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE versions (
  n INTEGER PRIMARY KEY, episode_id TEXT, title TEXT, show TEXT, published TEXT, language TEXT, duration REAL,
  made_from TEXT, since INTEGER, until INTEGER
);
CREATE INDEX versions_of_episode ON versions (episode_id);
CREATE INDEX versions_since ON versions (since);
CREATE INDEX versions_until ON versions (until);
CREATE VIEW episodes AS
  SELECT n, episode_id, title, show, published, language, duration, made_from FROM versions WHERE until IS NULL;
CREATE VIEW hidden AS SELECT n FROM versions WHERE until IS NOT NULL;
CREATE TABLE speakers (n INTEGER, name TEXT, PRIMARY KEY (n, name)) WITHOUT ROWID;
CREATE TABLE passages (
  id INTEGER PRIMARY KEY, n INTEGER, kind TEXT, section_id TEXT, section_kind TEXT, speaker TEXT, start REAL,
  "end" REAL, first_word INTEGER, end_word INTEGER, text TEXT
);
CREATE INDEX passages_of_episode ON passages (n, kind, first_word);
CREATE TABLE ids (id TEXT, n INTEGER, kind TEXT, now TEXT, PRIMARY KEY (n, id)) WITHOUT ROWID;
CREATE INDEX episodes_of_id ON ids (id);
CREATE TABLE spoken (n INTEGER PRIMARY KEY, folded BLOB, word_of BLOB, times BLOB);
CREATE VIRTUAL TABLE words USING fts5({", ".join(KINDS)}, content='', tokenize='ascii');
CREATE VIEW moments AS
  SELECT episode_id, title, show, published, kind, section_id, section_kind, speaker, start, "end", first_word,
         end_word, text, episode_id || '/page.html#w' || first_word AS url
  FROM passages JOIN episodes USING (n);
"""
_SEEN = """
CREATE TEMP VIEW episodes AS
  SELECT n, episode_id, title, show, published, language, duration, made_from FROM main.versions
  WHERE since <= {0} AND (until IS NULL OR until > {0});
CREATE TEMP VIEW hidden AS
  SELECT n FROM main.versions WHERE until <= {0} UNION ALL SELECT n FROM main.versions WHERE since > {0};
"""
_FAST = (
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -64000"
)
_SAFE = (
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_size = -64000; PRAGMA cache_spill = OFF; "
    "PRAGMA secure_delete = ON"
)


@dataclass(frozen=True)
class EpisodeRow:
    """All that the database holds of one episode; `made_from` changes when any of it does."""

    episode: Episode
    made_from: str
    passages: Sequence[SearchPassage]
    said: SaidWords
    ids: Sequence[KnownId]


def known(database: Path | None, made_by: str) -> dict[str, str]:
    """Return by episode what its rows were made from; nothing where there is no database that `made_by` made."""
    if database is None:
        return {}
    try:
        with reading(database) as connection:
            about = dict(connection.execute("SELECT key, value FROM about"))
            if about != {"format": FORMAT, "made_by": made_by}:
                return {}
            return dict(connection.execute("SELECT episode_id, made_from FROM episodes"))
    except (sqlite3.DatabaseError, ArtifactDamaged):  # of another version, or broken: it is made anew
        return {}


def is_of_this_format(database: Path) -> bool:
    """Say whether a database can be read, and has the tables that are read here."""
    try:
        with reading(database) as connection:
            found = connection.execute("SELECT value FROM about WHERE key = 'format'").fetchone()
            return bool(found == (FORMAT,))
    except ArtifactDamaged:
        return False


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for reading, as the generation sees it by whose path it is opened.

    `ArtifactDamaged` where it cannot be read. It is opened for writing where that is allowed, so that what a killed
    writer began is taken back, but nothing is written.
    """
    try:
        with closing(
            sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE_S)
        ) as opened:
            generation = generation_of(database)
            if generation is not None:
                opened.executescript(_SEEN.format(generation))
            opened.execute("PRAGMA query_only = ON")
            yield opened
    except sqlite3.Error as error:
        raise ArtifactDamaged(
            f"{database} cannot be read ({error}); remove it, then search again: highlights search WORDS"
        ) from error


def generation_of(database: Path) -> int | None:
    """Return the number of the generation in whose folder a link to the database lies; None where it is no link."""
    number = database.parent.name
    return int(number) if database.is_symlink() and number.isdecimal() else None


def write(
    database: Path,
    episodes: Iterable[tuple[str, EpisodeRow | None]],
    *,
    made_by: str,
    at: int | None = None,
    oldest: int = 0,
) -> None:
    """Replace the rows of episodes, by id; None removes an episode. A missing file is begun.

    `at` is the first generation that sees the new rows; generations before it, from `oldest` on, see the old ones. With
    None there are no generations: nobody reads the file, and after an error it is of no use.
    """
    try:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=PATIENCE_S)) as connection:
            begun = database.stat().st_size > 0
            connection.executescript(_SAFE if begun and at is not None else _FAST)
            connection.execute("BEGIN IMMEDIATE")
            if not begun:
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.executemany("INSERT INTO about VALUES (?, ?)", [("format", FORMAT), ("made_by", made_by)])
            over = connection.execute("SELECT n FROM versions WHERE until <= ?", (oldest,)).fetchall()
            for (n,) in over:
                _remove(connection, n)
            for k, (episode_id, row) in enumerate(episodes, start=1):
                _end(connection, episode_id, at if row else None)  # what is gone is found by nobody any more
                if row:
                    _add(connection, row, at or 0)
                if begun and at is not None and k % AT_ONCE == 0:
                    connection.execute("COMMIT")
                    connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:  # the disk is full, or refuses, or somebody reads for very long
        raise MachineLacks(f"cannot write {database}: {error}; free some space, then run the command again") from error


def _add(connection: sqlite3.Connection, row: EpisodeRow, since: int) -> None:
    e = row.episode
    n = connection.execute(
        "INSERT INTO versions (episode_id, title, show, published, language, duration, made_from, since) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (e.id, e.title, e.show, e.published, e.language, e.duration, row.made_from, since),
    ).lastrowid
    connection.executemany(
        f"INSERT INTO passages VALUES (NULL, {n}, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.passages,
    )
    names = sorted({p.speaker for p in row.passages if p.kind == SAID and p.speaker})
    connection.executemany(f"INSERT INTO speakers VALUES ({n}, ?)", [(name,) for name in names])
    connection.executemany(f"INSERT OR REPLACE INTO ids VALUES (?, {n}, ?, ?)", row.ids)
    connection.execute("INSERT INTO spoken VALUES (?, ?, ?, ?)", (n, row.said.folded, row.said.word_of, row.said.times))
    connection.execute(
        f"INSERT INTO words (rowid, {', '.join(KINDS)}) VALUES (?{', ?' * len(KINDS)})",
        (n, row.said.tokens, *(folded_kind(row.passages, kind) for kind in KINDS[1:])),
    )


def _end(connection: sqlite3.Connection, episode_id: str, at: int | None) -> None:
    """Hide the rows of an episode from a generation on; remove those that no generation has seen, and with None all."""
    asked = "SELECT n, since, until FROM versions WHERE episode_id = ?"
    for n, since, until in connection.execute(asked, (episode_id,)).fetchall():
        if at is None or (until is None and since >= at):
            _remove(connection, n)
        elif until is None:
            connection.execute("UPDATE versions SET until = ? WHERE n = ?", (at, n))


def _remove(connection: sqlite3.Connection, n: int) -> None:
    """Remove the rows of a number; FTS5 has kept no text of them and must be told which words go."""
    said = said_words(connection, n).tokens
    rows = passages_of(connection, n, KINDS[1:])
    connection.execute(
        f"INSERT INTO words (words, rowid, {', '.join(KINDS)}) VALUES ('delete', ?{', ?' * len(KINDS)})",
        (n, said, *(folded_kind(rows, kind) for kind in KINDS[1:])),
    )
    for table in ("passages", "speakers", "ids", "spoken", "versions"):
        connection.execute(f"DELETE FROM {table} WHERE n = ?", (n,))


def said_words(connection: sqlite3.Connection, n: int) -> SaidWords:
    """Return the words of an episode by its number."""
    return SaidWords(*connection.execute("SELECT folded, word_of, times FROM spoken WHERE n = ?", (n,)).fetchone())


def passages_of(connection: sqlite3.Connection, n: int, kinds: Sequence[str]) -> list[SearchPassage]:
    """Return the passages of an episode by its number, those of each kind in order."""
    found = connection.execute(
        'SELECT kind, section_id, section_kind, speaker, start, "end", first_word, end_word, text FROM passages '
        f"WHERE n = ? AND kind IN ({', '.join('?' * len(kinds))}) ORDER BY kind, id",
        (n, *kinds),
    )
    return [SearchPassage(*row) for row in found]
