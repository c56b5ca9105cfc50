"""Find what is damaged, make just that again, and say whether it is what it was."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flows import verdicts
from flows.job import Job, do
from pipeline import ids
from pipeline.audit import origins
from pipeline.audit.catalog import audit_catalog, mend_catalog
from pipeline.errors import HighlightsError, ProofFailed
from pipeline.files import found_at, remove, sha256
from pipeline.store import CATALOG, RUN, EpisodeStore, Store

Outcome = Literal["sound", "repaired", "not repaired"]


@dataclass(frozen=True)
class Repair:
    """What became of one episode, or of the catalog."""

    name: str
    outcome: Outcome
    damaged: tuple[str, ...]  # where something was wrong
    same: bool = True  # every published file that was known by its digest is that file again
    why: str = ""  # it was not repaired

    @property
    def line(self) -> str:
        """Return it for a person."""
        if self.outcome == "sound":
            return f"sound  {self.name}"
        where = ", ".join(self.damaged[:5]) + (f" and {len(self.damaged) - 5} more" if len(self.damaged) > 5 else "")
        if self.outcome == "not repaired":
            return f"NOT REPAIRED  {self.name}: {where}: {self.why}"
        how = "byte for byte" if self.same else "made again; not all files are as they were"
        return f"repaired  {self.name}: {where} ({how})"


def repair_episode(store: Store, episode_id: str, say: Callable[[str], None] = lambda _: None) -> Repair:
    """Make again what is damaged of an episode, and nothing else: stages whose answers are whole are not run."""
    verdict = verdicts.judge(store, episode_id)
    damaged = tuple(dict.fromkeys(p["where"] for p in (*verdict.report["problems"], *verdict.report["other_rules"])))
    if verdict.state == "proved":
        return Repair(episode_id, "sound", ())
    place = store.episode(episode_id)
    known = {name: str(digest) for name, digest in place.run().get("files", {}).items()}
    try:
        _drop_spares(place)
        do(_job(store, place, damaged), say=say)
        after = verdicts.judge(store, episode_id)
        if after.state != "proved":
            raise ProofFailed("; ".join(line.strip() for line in after.lines[1:4]))
    except HighlightsError as error:
        return Repair(episode_id, "not repaired", damaged, why=str(error))
    same = all(sha256(found_at(place.folder / name) or b"") == digest for name, digest in known.items())
    return Repair(episode_id, "repaired", damaged, same=same and bool(known))


def repair_catalog(store: Store) -> Repair:
    """Make again what stands over all episodes where it is not what they give."""
    _, problems = audit_catalog(store)
    damaged = tuple(problem.where for problem in problems)
    if not problems:
        return Repair(CATALOG, "sound", ())
    try:
        mend_catalog(store, problems)
    except HighlightsError as error:
        return Repair(CATALOG, "not repaired", damaged, why=str(error))
    _, left = audit_catalog(store)
    if left:
        return Repair(CATALOG, "not repaired", damaged, why="; ".join(map(str, left[:3])))
    return Repair(CATALOG, "repaired", damaged)


def _drop_spares(place: EpisodeStore) -> None:
    """Remove damaged pieces of work and earlier runs: pieces are made again when they are needed."""
    for problem in origins.damaged(place):
        if problem.where.count("/") > 1:
            remove(place.folder / problem.where)


def _job(store: Store, place: EpisodeStore, damaged: tuple[str, ...]) -> Job:
    """Return the work that makes an episode again; without its `run.json` it is known by its source."""
    source = ids.remembered(place)
    if RUN not in damaged or source is None:
        return Job(episode_id=place.id, artifacts=str(store.root), made=True, corpus=False)
    both = source.audio_path and source.transcript_path
    file = ids.file_of(source) or place.id
    return Job(
        episode_id=str(Path(file)), transcript=source.transcript_path if both else None, artifacts=str(store.root),
        corpus=False,
    )  # fmt: skip
