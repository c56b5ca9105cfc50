"""The only writer of artifacts: remembers what each stage returned, under a key of everything it was made from.

A stage's answer is whole on disk or absent: written beside its place, flushed, renamed; its entry in `run.json` comes
last. A reader therefore sees the old answer or the new one, also when the writer is killed at any moment.
`run.json` alone holds clock times and versions, so that every other artifact of two equal runs is byte-identical.
"""

import fnmatch
import gzip
import json
import os
import re
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from pipeline import versions
from pipeline.correction_files import append, corrections_in
from pipeline.diary import Entry, fault_of
from pipeline.errors import ArtifactDamaged, BadInput, MadeByNewer
from pipeline.files import canonical, found_at, remove, sha256, sign, sign_at, write_atomically
from pipeline.leases import Lease
from pipeline.lock import Say, hold
from pipeline.mirror import mirror_of
from pipeline.records import Correction, Corrections, Highlights, Record, Transcript
from pipeline.swapping import change, clear

R = TypeVar("R", bound=Record)

EPISODE_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
NUMBERED = re.compile(r"^\d\d_")  # how versions before 0.2 named a stage's answer: 06_quotes
RUN = "run.json"
RUN_VERSION = 1
MADE_OF = "made_of"  # key of run.json: the stages' answers that the published files were made of
PIECES = "pieces"  # key of run.json, and of its entry of a stage: the pieces of work that it was made of
PIECE_NAME = 32  # digits of its key that name a piece of work
SEEN = "seen"  # key of run.json: the signs of what a run was made from and of what it made (`unchanged.py`)
CORRECTIONS = "corrections.jsonl"
CATALOG, SCHEMA = "catalog", "schema"
CLAIM_S = 60  # ids are chosen in milliseconds
RECORD = "highlights.json"  # written last of what is published: where it is, all of the episode is
TRANSCRIPT = "transcript.json"
RUNS_KEPT = 5  # earlier runs of an episode: half a megabyte each for two hours
RESERVED = frozenset({CATALOG, SCHEMA})  # folders of artifacts/ that are not episodes


def piece_of(kept: bytes, name: str) -> bytes | None:
    """Return what a file of that name keeps of a piece of work; None where it is damaged, or that of another piece.

    Versions before 0.2 wrote no name.
    """
    head, _, data = kept.partition(b"\n")
    digest, _, named = head.decode("ascii", "replace").partition(" ")
    return data if digest == sha256(data) and named in ("", name) else None


class EpisodeStore:
    """The artifacts of one episode, under a lock while somebody works on them."""

    def __init__(self, root: Path, episode_id: str) -> None:
        if not EPISODE_ID.fullmatch(episode_id) or episode_id in RESERVED:
            raise BadInput(
                f"expected an episode id like my-show-12 ([a-z0-9._-], at most 80 characters), found {episode_id!r}; "
                "`highlights list` prints all"
            )
        self.root, self.id = root, episode_id
        self.folder = root / episode_id
        self._mirror = mirror_of(root)
        self._lease: Lease | None = None  # while this machine may write to the object store
        self.used: set[str] = set()  # pieces of work that were read or kept: vectors/0a1b…
        if self.folder.is_symlink():
            raise BadInput(
                f"expected a folder, found a link: {self.folder}; put the episode's files there, or remove it"
            )

    # ---- stages

    def stage_path(self, name: str) -> Path:
        """Return where a stage's answer lies: `stages/quotes.json`."""
        return self.folder / "stages" / f"{name}.json"

    def _numbered(self, name: str) -> list[Path]:
        """Return where versions before 0.2 put a stage's answer: `stages/06_quotes.json`."""
        return sorted((self.folder / "stages").glob(f"[0-9][0-9]_{name}.json"))

    def get(self, name: str, key: str | None, kind: type[R]) -> R | None:
        """Return the remembered answer if it was made under `key` (None: any key) and is undamaged, else None."""
        entries = self._entries()
        last = next((p for p in [self.stage_path(name), *self._numbered(name)] if p.stem in entries), None)
        if last is None or key not in (entries[last.stem].key, None) or (data := found_at(last)) is None:
            return None
        if sha256(data) != entries[last.stem].sha256:
            return None  # altered or truncated since: made again
        try:
            return versions.parsed(data, kind)
        except ValidationError:
            return None  # written under another schema: made again

    def put(self, name: str, key: str, value: Record, pieces: Collection[str] = ()) -> None:
        """Remember an answer: the file first, its entry last; what an older version named by number goes.

        `pieces` are those that it was made of.
        """
        data = canonical(value)
        write_atomically(self.stage_path(name), data)
        run, numbered = self.run(), self._numbered(name)
        entries = {k: entry for k, entry in run.get("artifacts", {}).items() if NUMBERED.sub("", k) != name}
        run["artifacts"] = entries | {name: {"key": key, "sha256": sha256(data), PIECES: sorted(pieces)}}
        self._write_run(run)
        for path in numbered:
            remove(path)

    def answer(self, name: str, kind: type[R]) -> R:
        """Return what a stage last answered, under whatever key; `ArtifactDamaged` where it cannot be read."""
        path = self.stage_path(name)
        found = path if path.is_file() else next(iter(self._numbered(name)), path)
        return self.load(f"stages/{found.name}", kind)

    def keep(self, name: str, value: Record) -> None:
        """Keep a record beside the stages' answers that is found by its name alone."""
        path = self.stage_path(name)
        write_atomically(path, canonical(value))
        if self._mirror and not self._lease:  # an id that is taken, before the work begins
            self._mirror.claim(self.id, path.relative_to(self.folder).as_posix())

    def drop(self, name: str) -> None:
        """Remove a record that was kept, and the folders that are empty without it."""
        path = self.stage_path(name)
        path.unlink(missing_ok=True)
        for folder in (path.parent, self.folder):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def load(self, name: str, kind: type[R]) -> R:
        """Return a stored artifact such as `highlights.json`; raise `ArtifactDamaged` where it cannot be read."""
        path = self.folder / name
        if (data := found_at(path)) is None:
            raise ArtifactDamaged(f"expected {path}, found nothing; make it with: highlights run {self.id}")
        return versions.read(data, path, kind, self.id)

    def record(self) -> Highlights:
        """Return the record of the published episode; `BadInput` where no episode has this id, else as `load`."""
        if not self.folder.is_dir():
            raise BadInput(
                f"expected the id of an episode in {self.root}, found {self.id!r}; `highlights list` prints all"
            )
        return self.load(versions.RECORD, Highlights)

    def published(self) -> tuple[Highlights, Transcript]:
        """Return the published episode: its record and its transcript; errors as `record` has them."""
        return self.record(), self.load(TRANSCRIPT, Transcript)

    def refuse_newer(self) -> None:
        """Raise `MadeByNewer` where a later version made the episode: this program must not write over it."""
        if (self.folder / versions.RECORD).is_file():
            try:
                version = self.load(versions.RECORD, Highlights).schema_version
            except MadeByNewer:
                raise
            except ArtifactDamaged:
                return  # it is made anew
            versions.refuse_newer(self.folder / versions.RECORD, version)

    # ---- published files and the run's diary

    def publish(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Put the files that people and programs read in place of those published before; return their SHA-256."""
        run = self.run()
        before = run.get("files", {}).keys() - files.keys()
        gone = [name for name in before if ".." not in Path(name).parts and not Path(name).is_absolute()]
        digests = {name: sha256(data) for name, data in files.items()}
        last = dict(sorted(files.items(), key=lambda file: file[0] == RECORD))
        of = {name: entry["sha256"] for name, entry in run.get("artifacts", {}).items()}
        now = canonical(run | {"files": digests, MADE_OF: of})
        change(self.folder, last, gone=gone, also=lambda _: {RUN: now})
        self._put_elsewhere()
        return digests

    def renew(self, files: Mapping[str, bytes]) -> None:
        """Write some of the published files anew; the others stay known as they are."""

        def run_of(folder: Path) -> dict[str, bytes]:
            run = self.run()
            if isinstance(seen := run.get(SEEN), dict) and isinstance(before := seen.get("outputs"), dict):
                run[SEEN] = seen | {"outputs": before | {name: sign(folder / name) for name in files}}
            digests = run.get("files", {}) | {name: sha256(data) for name, data in files.items()}
            return {RUN: canonical(run | {"files": digests})}

        change(self.folder, files, also=run_of)
        self._put_elsewhere()

    def text(self, name: str) -> str:
        """Return a published text file; nothing where it is missing or no text."""
        return (found_at(self.folder / name) or b"").decode(errors="replace")

    def damage(self) -> list[tuple[str, str]]:
        """Return (file, what is wrong) for every published file that is not the one `run.json` knows."""
        known, fault = self._diary()
        if fault:
            return [(RUN, f"is damaged: {fault}; make it anew: run the episode's source file again")]
        if not known.get("files"):
            return [(RUN, f"expected the digests of the published files in {self.folder / RUN}, found none")]
        found = []
        for name, digest in known["files"].items():
            if (data := found_at(self.folder / name)) is None:
                found.append((name, "is missing"))
            elif (now := sha256(data)) != digest:
                found.append((name, f"was altered: expected SHA-256 {digest[:12]}…, found {now[:12]}…"))
        return found

    def note(self, **facts: object) -> None:
        """Add facts of this run (timings, versions, flags) to `run.json`."""
        self._write_run(self.run() | facts)

    def run(self) -> dict[str, Any]:
        """Return `run.json`; an empty diary where there is none or it is damaged, so that a run makes it anew."""
        return self._diary()[0]

    def asked(self) -> dict[str, str | None]:
        """Return what the episode was asked with; `ArtifactDamaged` where `run.json` can no longer say."""
        known, fault = self._diary()
        if fault:
            raise ArtifactDamaged(f"{self.folder / RUN} is damaged: {fault}; run the episode's source file again")
        asked: dict[str, str | None] = known.get("asked", {})
        return asked

    def _diary(self) -> tuple[dict[str, Any], str]:
        """Return what `run.json` says, and what is wrong with it where it is not a diary of ours."""
        empty = {"run_version": RUN_VERSION}
        if (data := found_at(self.folder / RUN)) is None:
            return empty, ""
        if fault := fault_of(data):
            return empty, fault
        found: dict[str, Any] = json.loads(data)
        return found, ""

    def _write_run(self, run: dict[str, Any]) -> None:
        write_atomically(self.folder / RUN, canonical(run))
        self._put_elsewhere()

    def _put_elsewhere(self) -> None:
        if self._mirror and self._lease:
            self._mirror.push(self.id, self._lease)

    def _entries(self) -> dict[str, Entry]:
        return {name: Entry(**entry) for name, entry in self.run().get("artifacts", {}).items()}

    # ---- pieces: work inside a stage that is worth keeping, one file each

    def piece(self, kind: str, key: str) -> bytes | None:
        """Return a kept piece of work, or None; a damaged one counts as absent."""
        if (kept := found_at(self._piece_path(kind, key))) is None:
            return None
        self.used.add(f"{kind}/{key[:PIECE_NAME]}")
        return piece_of(kept, key[:PIECE_NAME])

    def keep_piece(self, kind: str, key: str, data: bytes) -> None:
        """Keep a piece of work under its content key; its digest and its name are the first line."""
        path = self._piece_path(kind, key)
        self.used.add(f"{kind}/{path.name}")
        write_atomically(path, f"{sha256(data)} {key[:PIECE_NAME]}\n".encode() + data)
        if self._mirror and self._lease:
            self._mirror.push_piece(self.id, path.relative_to(self.folder).as_posix())

    def _piece_path(self, kind: str, key: str) -> Path:
        return self.folder / "stages" / kind / key[:PIECE_NAME]

    # ---- earlier runs: the last few records that differ, with the transcripts they point into

    def keep_run(self) -> None:
        """Keep what is published now as an earlier run; the oldest beyond `RUNS_KEPT` goes."""
        parts = [found_at(self.folder / name) for name in (RECORD, TRANSCRIPT)]
        if None in parts:
            return
        kept = self.runs()
        number = int(kept[0].stem.partition(".")[0]) + 1 if kept else 1
        record, transcript = (part or b"" for part in parts)
        data = len(record).to_bytes(8, "big") + record + transcript
        write_atomically(self.folder / "stages" / "runs" / f"{number:06d}.gz", gzip.compress(data, 1, mtime=0))
        for old in kept[RUNS_KEPT - 1 :]:
            remove(old)

    def runs(self) -> list[Path]:
        """Return the kept runs, the newest first."""
        return sorted((self.folder / "stages" / "runs").glob("[0-9]*.gz"), reverse=True)

    def kept_run(self, path: Path) -> tuple[Highlights, Transcript]:
        """Return an earlier run; `ArtifactDamaged` where its file cannot be read."""
        try:
            data = gzip.decompress(found_at(path) or b"")
        except (OSError, EOFError, zlib.error) as error:
            raise ArtifactDamaged(f"{path} is damaged: {error}; remove it") from error
        cut = 8 + int.from_bytes(data[:8], "big")
        record = versions.read(data[8:cut], self.folder / RECORD, Highlights, self.id)
        return record, versions.read(data[cut:], self.folder / TRANSCRIPT, Transcript, self.id)

    # ---- what a person said is otherwise: appended to, never rewritten

    def corrections(self) -> Corrections:
        """Return the corrections in the order in which they were made; `BadInput` names a line that is none."""
        return corrections_in(self.folder / CORRECTIONS)

    def correct(self, correction: Correction) -> None:
        """Append a correction; what was there stays byte for byte."""
        append(self.folder / CORRECTIONS, correction)

    # ---- one writer at a time

    @contextmanager
    def locked(self, *, wait_s: float = 0.0, say: Say = lambda _: None) -> Iterator[None]:
        """Hold the episode; raise `Busy` where another process does so for `wait_s` more seconds."""
        with hold(self.root / ".locks" / f"{self.id}.lock", self.id, wait_s=wait_s, say=say):
            if self._mirror is None:
                yield
                return
            with self._mirror.lease(self.id, self.id, wait_s=wait_s, say=say) as self._lease:
                self._mirror.pull(self.id)
                try:
                    yield
                finally:  # what is finished is kept, also of work that failed
                    lease, self._lease = self._lease, None
                    self._mirror.push(self.id, lease)

    def discard(self, trash: Path) -> None:
        """Move the episode's folder to `trash`, and remove it from the object store; the caller holds the episode."""
        clear(self.folder)
        self.folder.rename(trash)
        if self._mirror:
            self._mirror.discard(self.id)


class Store:
    """`artifacts/`: the episodes and what is made over all of them."""

    def __init__(self, root: Path) -> None:
        self.root, self.mirror = root, mirror_of(root)

    def episode(self, episode_id: str) -> EpisodeStore:
        """Return one episode's store; `BadInput` where the id is not one."""
        place = EpisodeStore(self.root, episode_id)
        if self.mirror:
            self.mirror.refresh(episode_id)
        return place

    def episode_ids(self) -> list[str]:
        """Return the ids that have a record, in order."""
        if self.mirror:
            for episode_id in self.mirror.units() - RESERVED:
                self.mirror.refresh(episode_id)
        if not self.root.is_dir():
            return []
        return sorted(id_ for id_ in self.folders("*") if sign_at(f"{self.root}/{id_}/{RECORD}"))

    def finished(self) -> set[str]:
        """Return the ids that have a record, without bringing any episode here."""
        return self.mirror.finished() if self.mirror else set(self.episode_ids())

    def folders(self, pattern: str) -> list[str]:
        """Return the names of episodes' folders, finished or not; a link is none: it may lead anywhere."""
        found: list[str] = []
        with suppress(FileNotFoundError), os.scandir(self.root) as inside:  # nothing was made here yet
            found = [one.name for one in inside if one.is_dir(follow_symlinks=False) and not one.name.startswith(".")]
        here = {name for name in found if name not in RESERVED and fnmatch.fnmatchcase(name, pattern)}
        return sorted(here | {name for name in self._elsewhere() if fnmatch.fnmatchcase(name, pattern)})

    def _elsewhere(self) -> list[str]:
        """Return the episodes of the object store that the folder is a mirror of."""
        return sorted(self.mirror.episodes().keys() - RESERVED) if self.mirror else []

    @contextmanager
    def claiming(self) -> Iterator[None]:
        """Hold the choice of ids: two processes must not take one id for two episodes."""
        what = "the choice of an episode's id"
        with hold(self.root / ".locks" / ".ids.lock", what, wait_s=CLAIM_S):
            if self.mirror is None:
                yield
                return
            with self.mirror.lease("ids", what, wait_s=CLAIM_S, say=lambda _: None):
                self.mirror.episodes(fresh=True)
                yield

    def ready(self) -> None:
        """Raise `MachineLacks` now rather than after an hour of work where nothing can be written here."""
        probe = self.root / ".locks" / f".probe-{os.getpid()}"
        write_atomically(probe, str(time.monotonic_ns()).encode())
        remove(probe)
