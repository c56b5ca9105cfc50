"""`catalog.sqlite`: all that was said and made, in SQLite with FTS5, one episode replaced at a time.

`words` has one row for each episode: its folded words. It finds the episodes and ranks them; where in them, `mentions`
finds in the folded words of `spoken`. One row a passage would find phrases only inside of passages. `ids` says which
episodes an id stands in, or stood in once. `passages` and the view `moments` are for people who ask in SQL.
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
FORMAT = "2"
_SCHEMA = f"""
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE episodes (
  n INTEGER PRIMARY KEY, episode_id TEXT UNIQUE, title TEXT, show TEXT, published TEXT, language TEXT, duration REAL,
  made_from TEXT
);
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
_FAST = (
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -64000"
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
    """Open a database that nobody writes any more; `ArtifactDamaged` where it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise ArtifactDamaged(
            f"{database} cannot be read ({error}); remove it, then search again: highlights search WORDS"
        ) from error


def write(database: Path, episodes: Iterable[tuple[str, EpisodeRow | None]], *, made_by: str) -> None:
    """Replace the rows of episodes, by id, in a database that nobody reads yet; a missing file is begun.

    None removes an episode. After an error the file is of no use.
    """
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            connection.executescript(_FAST)
            connection.execute("BEGIN")
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.executemany("INSERT INTO about VALUES (?, ?)", [("format", FORMAT), ("made_by", made_by)])
            for episode_id, row in episodes:
                _remove(connection, episode_id)
                if row:
                    _add(connection, row)
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:  # the disk is full, or refuses
        raise MachineLacks(f"cannot write {database}: {error}; free some space, then run the command again") from error


def _add(connection: sqlite3.Connection, row: EpisodeRow) -> None:
    e = row.episode
    n = connection.execute(
        "INSERT INTO episodes (episode_id, title, show, published, language, duration, made_from) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (e.id, e.title, e.show, e.published, e.language, e.duration, row.made_from),
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


def _remove(connection: sqlite3.Connection, episode_id: str) -> None:
    """Remove an episode; FTS5 has kept no text of it and must be told which words go."""
    found = connection.execute("SELECT n FROM episodes WHERE episode_id = ?", (episode_id,)).fetchone()
    if found is None:
        return
    (n,) = found
    said = said_words(connection, n).tokens
    rows = passages_of(connection, n, KINDS[1:])
    connection.execute(
        f"INSERT INTO words (words, rowid, {', '.join(KINDS)}) VALUES ('delete', ?{', ?' * len(KINDS)})",
        (n, said, *(folded_kind(rows, kind) for kind in KINDS[1:])),
    )
    for table in ("passages", "speakers", "ids", "spoken", "episodes"):
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
