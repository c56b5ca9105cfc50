"""Hold the catalog, the site and the schemas against what the episodes give, built again beside them."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from pipeline.checks.proof import Problem
from pipeline.corpus import PROFILE, RECORD, publish_corpus
from pipeline.corpus.database import DATABASE, reading
from pipeline.corpus.generations import MANIFEST, Generations
from pipeline.corpus.related import RelatedConfig
from pipeline.errors import ArtifactDamaged
from pipeline.files import digest_of, found_at, remove, share
from pipeline.formats.table_files import have_same_rows
from pipeline.store import CATALOG, SCHEMA, Store

TRANSCRIPT = "transcript.json"
MADE_FROM = (RECORD, TRANSCRIPT, PROFILE)
FOREIGN = "was not made by this program; move it elsewhere"
PACKAGE = "datapackage.json"
BATCH = "batch.json"  # what a batch answered: not made from episodes
TRIES = 3  # another process may publish while the catalog is compared
ROWS = {
    "episodes": "episode_id, title, show, published, language, duration",
    "moments": "*",
    "speakers": "name",
    "spoken": "folded, word_of, times",
}  # what may differ is the number of an episode, and so the bytes of the file


def audit_catalog(store: Store) -> tuple[int, list[Problem]]:
    """Return how many files were compared, and those that are not what the episodes give.

    Nothing is compared where there is no catalog yet.
    """
    generations = Generations(store.root)
    for _ in range(TRIES):
        facts = generations.facts()
        if generations.folder() is None:
            return 0, []
        with _built_again(store, facts) as again:
            found = _compared(store.root, again)
        if generations.facts() == facts:
            break
    return found


@contextmanager
def _built_again(store: Store, facts: dict[str, object]) -> Iterator[Path]:
    """Build everything that is made over all episodes in another folder; give that folder."""
    with TemporaryDirectory(prefix="highlights-verify-") as scratch:
        root = Path(scratch)
        for episode_id in store.episode_ids():
            for name in MADE_FROM:
                if (old := store.root / episode_id / name).is_file():
                    share(old, root / episode_id / name)
        config, base_url = _made_with(facts)
        with _unheard():
            publish_corpus(Store(root), config, base_url=base_url)
        yield root


@contextmanager
def _unheard() -> Iterator[None]:
    """Say nothing of episodes that are left out: each has its own verdict, under its own path."""
    log = logging.getLogger("pipeline.corpus")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def _made_with(facts: dict[str, object]) -> tuple[RelatedConfig, str]:
    """Return the settings that a catalog was made with; the defaults where it does not say."""
    said = facts.get("with")
    said = said if isinstance(said, dict) else {}
    try:
        return RelatedConfig.model_validate(said.get("related", {})), str(said.get("base_url", ""))
    except ValidationError:
        return RelatedConfig(), ""


def _compared(root: Path, again: Path) -> tuple[int, list[Problem]]:
    found: list[Problem] = []
    count = 0
    for part in (CATALOG, SCHEMA):
        expected, here = _files(again / part), _files(root / part)
        count += len(expected)
        for name in sorted(expected.keys() | here.keys() - {BATCH}):
            where = f"{part}/{name}"
            if name not in here:
                found.append(Problem(where, "is missing"))
            elif name not in expected:
                found.append(Problem(where, FOREIGN))
            elif not _same(here[name], expected[name]):
                found.append(Problem(where, "is not what the episodes give"))
    return count, found


def _files(folder: Path) -> dict[str, Path]:
    here = folder.resolve()
    found = (path for path in here.rglob("*") if path.is_file() and not path.name.startswith((".tmp-", MANIFEST)))
    return {path.relative_to(here).as_posix(): path for path in found}


def _same(one: Path, other: Path) -> bool:
    if one.name == DATABASE:
        return _rows(one) == _rows(other)
    if one.name == PACKAGE:
        return _described(one) == _described(other)
    if one.stat().st_size == other.stat().st_size and found_at(one) == found_at(other):
        return True
    # a table that grew has other row groups
    return one.suffix == ".parquet" and have_same_rows(one.read_bytes(), other.read_bytes())


def _described(package: Path) -> object:
    """Return a data package in which each table says whether its file is the one described."""
    try:
        found = json.loads(package.read_bytes())
        for table in found["resources"]:
            if "hash" in table:
                file = package.parent / table["path"]
                size, digest = table.pop("bytes"), table.pop("hash")
                table["is"] = (size, digest) == (file.stat().st_size, f"sha256:{digest_of(file)}")
            else:
                table.pop("bytes")
    except (OSError, ValueError, LookupError, TypeError) as error:
        return str(error)
    return found


def _rows(database: Path) -> dict[str, list[str]] | str:
    """Return what a database says, in a fixed order; what is wrong with it where it cannot be read."""
    try:
        with reading(database) as connection:
            fault = connection.execute("PRAGMA integrity_check").fetchone()[0]
            rows = {
                table: sorted(map(repr, connection.execute(f"SELECT {columns} FROM {table}")))
                for table, columns in ROWS.items()
            }
    except ArtifactDamaged as error:
        return str(error)
    return rows if fault == "ok" else f"{database}: {fault}"


def mend_catalog(store: Store, problems: list[Problem]) -> None:
    """Take what is damaged out of the catalog and have it made again; what is not ours stays."""
    generations = Generations(store.root)
    here, (config, base_url) = generations.folder(), _made_with(generations.facts())
    for problem in problems:
        part, _, name = problem.where.partition("/")
        path = (here if part == CATALOG and here else store.root / part) / name
        if problem.what != FOREIGN:
            remove(path)
    if here:
        remove(here / MANIFEST)
    publish_corpus(store, config, base_url=base_url)
