"""What a database of the catalog holds: two files of the same rows may differ in their bytes."""

from pathlib import Path

from pipeline.corpus.database import reading

TABLES = {
    "episodes": "episode_id, title, show, published, language, duration",
    "moments": "*",
    "speakers": "name",
    "spoken": "folded, word_of, times",
}


def rows_of(path: Path) -> bytes:
    """Return all rows of a `catalog.sqlite`, as its generation sees them, in a fixed order."""
    with reading(path) as connection:
        found = {
            table: sorted(map(repr, connection.execute(f"SELECT {columns} FROM {table}")))
            for table, columns in TABLES.items()
        }
    return repr(found).encode()


def bytes_of(path: Path) -> bytes:
    """Return what a file holds, whichever way it came to be."""
    return rows_of(path) if path.suffix == ".sqlite" else path.read_bytes()
