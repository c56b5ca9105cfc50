"""The tables of the catalog as Delta tables: each follows its Parquet file, an episode at a time.

A Delta table says in its history which Parquet file it was made from. Where that is the one before this, the rows of
the episodes that changed are replaced, in one commit; else the whole table is.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import Field

from pipeline import folders
from pipeline.errors import BadInput, MachineLacks
from pipeline.records import Record

MADE_FROM = "highlights_made_from"  # in a table's history: the digest of its Parquet file
SCHEMES = ("s3://", "gs://", "az://", "abfss://")
MOST_REPLACED = 1000  # episodes named in one commit; more are written as a whole
MOST_FILES = 50  # of a table, before they are put together
Sums = Mapping[str, tuple[int, str]]  # size and digest of each file of the catalog


class TablesConfig(Record):
    """Other forms of the tables over all episodes, beside the Parquet files of the catalog."""

    delta: str = Field(
        default="",
        max_length=1000,
        description="Folder or address (s3://…) in which every table but sentences is a Delta table too; empty: none. "
        "Needs the extra `delta`",
    )


def follow(address: str, catalog: Path, now: Sums, *, before: Sums, changed: Collection[str]) -> None:
    """Bring the Delta tables below an address up to date with the Parquet files of a catalog.

    `before` are the files that the catalog had, `changed` the ids of the episodes whose rows differ since. `BadInput`
    for an address of another kind; `MachineLacks` where the extra is not installed, or the tables cannot be written.
    """
    place = placed(address)
    try:
        from deltalake.exceptions import DeltaError
    except ImportError as error:
        raise MachineLacks(
            f"tables.delta = {address!r} needs the extra `delta`: pip install 'episode-highlights[delta]'"
        ) from error
    for file, (_, digest) in now.items():
        if not file.endswith(".parquet") or "/" in file:  # sentences are a table of parts, which Delta has of its own
            continue
        name = file.removesuffix(".parquet")
        was = before[file][1] if file in before else ""
        try:
            _follow(f"{place}/{name}", catalog / file, digest, before=was, changed=changed)
        except (DeltaError, OSError) as error:
            first = " ".join(str(error).split())[:300]
            raise MachineLacks(
                f"cannot write the Delta table {name} at {place}: {first}; the catalog itself is up to date: check "
                f"tables.delta, then publish again"
            ) from error


def placed(address: str) -> str:
    """Return where an address of the settings is: one without a scheme is a folder of the project."""
    if "://" not in address:
        return str(folders.home().absolute() / address)
    if not address.startswith(SCHEMES):
        raise BadInput(f"expected tables.delta to be a folder or an address with {', '.join(SCHEMES)}, found {address}")
    return address.rstrip("/")


def _follow(place: str, file: Path, digest: str, *, before: str, changed: Collection[str]) -> None:
    import pyarrow.parquet as pq
    from deltalake import CommitProperties, DeltaTable, write_deltalake

    there = DeltaTable(place) if DeltaTable.is_deltatable(place) else None
    made_from = there.history(1)[0].get(MADE_FROM) if there else None
    if made_from == digest:
        return
    says = CommitProperties(custom_metadata={MADE_FROM: digest})
    if there is None or made_from != before or not 0 < len(changed) <= MOST_REPLACED:
        write_deltalake(place, pq.read_table(file), mode="overwrite", schema_mode="overwrite", commit_properties=says)
    else:
        rows = pq.read_table(file, filters=[("episode_id", "in", sorted(changed))])
        ids = ", ".join("'" + id_.replace("'", "''") + "'" for id_ in sorted(changed))
        write_deltalake(place, rows, mode="overwrite", predicate=f"episode_id IN ({ids})", commit_properties=says)
    table = DeltaTable(place)
    if len(table.file_uris()) > MOST_FILES:
        table.optimize.compact(commit_properties=says)
        table.vacuum(dry_run=False, commit_properties=says)  # of what no reader of the last week needs
