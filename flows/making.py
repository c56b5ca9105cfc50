"""Makes many episodes: what is done already is seen first, several are made at once, new files are taken.

Episodes are made by processes (`crew.py`) and committed one by one; what stands over all episodes is brought up to date
while they work and at the end, so that a batch that is killed loses no finished episode.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from flows.board import Board
from flows.crew import DIED, END, RUN, Crew, Equip, Heard
from flows.history import History
from flows.job import Job, unchanged_of
from flows.rows import FAILED, MADE, UNCHANGED, Row, row_of, row_without
from pipeline import ids
from pipeline.corpus import publish_corpus
from pipeline.errors import HighlightsError
from pipeline.files import Sign, canonical, sign
from pipeline.settings import Settings
from pipeline.sources import elsewhere, inbox_folder
from pipeline.stages.publish.config import PublishConfig
from pipeline.store import Store

Answer = dict[str, Any]  # "episodes": a row each; "skipped": the files passed over, each with its reason; the sums
LISTEN_S = 0.5  # how long one look at the processes waits
LOOK_S = 2.0  # between two looks for new files, while episodes are made
PUBLISH_EVERY_S = 120.0  # that the catalog is behind, at most, while a batch works


class Files(Protocol):
    """Where a batch takes its files from."""

    has_answer: bool  # the batch's answer lies in the catalog as batch.json
    passed_over: list[dict[str, str]]  # files that are no episodes, each with the reason

    def first(self) -> list[Path]:
        """Return the files that are there at the beginning."""

    def later(self) -> list[Path]:
        """Return files that came since, where it is time to look again."""

    @property
    def is_growing(self) -> bool:
        """Whether there are files that were seen and not taken yet."""

    def name(self, path: Path) -> str:
        """Return the name that a file has in the rows: no other file of the batch has it."""

    def ended(self, path: Path, row: Row) -> None:
        """Hear what became of a file."""


class Inbox:
    """The files of a folder, in order of name; each is taken once, a new one when it does not grow any more."""

    has_answer = True

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store
        self._taken: set[Path] = set()
        self._seen: dict[Path, Sign | None] = {}
        self._looked = 0.0
        self.passed_over: list[dict[str, str]] = []

    def first(self) -> list[Path]:
        """Return the files that are there at the beginning."""
        return self._take(self._listed())

    def later(self) -> list[Path]:
        """Return files that came since, where it is time to look again."""
        if time.monotonic() - self._looked < LOOK_S:
            return []
        new = [path for path in self._listed() if path not in self._taken]
        before, self._seen = self._seen, {path: sign(path) for path in new}
        return self._take([path for path in new if self._seen[path] == before.get(path, [])])

    @property
    def is_growing(self) -> bool:
        """Whether there are files that were seen and not taken yet."""
        return any(path not in self._taken for path in self._seen)

    def name(self, path: Path) -> str:
        """Return a file's name: all lie in one folder."""
        return path.name

    def ended(self, path: Path, row: Row) -> None:
        """Keep nothing: what was made tells that it was."""

    def _listed(self) -> list[Path]:
        listing = inbox_folder.listing(elsewhere.brought(self._folder), made_from=self._made_from)
        self.passed_over = [{"source": one.name, "why": one.why} for one in listing.passed_over]
        self._looked = time.monotonic()
        return list(listing.sources)

    def _take(self, paths: list[Path]) -> list[Path]:
        self._taken |= set(paths)
        return paths

    def _made_from(self, episode_id: str) -> str | None:
        made = ids.known(self._store, episode_id)
        return ids.file_of(made) if made else None


class Batch:
    """One batch: `ask` says how each episode is made, `board` hears of it.

    `files` are those of the folder `ask.raw_audio`, unless others are given. `crashed` hears of each Prefect run whose
    process died, by its id and with the reason.
    """

    def __init__(
        self,
        ask: Job,
        settings: Settings,
        board: Board,
        *,
        jobs: int | None = None,
        files: Files | None = None,
        crashed: Callable[[str, str], None] = lambda *_: None,
    ) -> None:
        self.store = Store(Path(ask.artifacts))
        self.jobs = jobs or settings.batch.jobs
        self._ask, self._settings, self._board, self._crashed = ask, settings, board, crashed
        self._runs: dict[str, str] = {}  # Prefect's id of the run of an episode, by file
        self._files = files or Inbox(Path(ask.raw_audio), self.store)
        self._unchanged = unchanged_of(ask)
        self._rows: dict[str, Row] = {}
        self._paths: dict[str, Path] = {}  # in the order in which they were found
        self._left: deque[Path] = deque()
        self._began, self._published = time.monotonic(), time.monotonic()
        board.jobs = self.jobs

    def look(self) -> int:
        """Look at the folder; return for how many files there is work. Nothing is said of it before `make`."""
        self._see(self._files.first())
        return len(self._left)

    def make(self, equip: Equip) -> Answer:
        """Make all that there is to make, publish, and return the answer; a bad episode never ends it."""
        self._board.passed_over(self._files.passed_over)
        self._board.found(list(self._rows.values()), len(self._left))
        asked = {"folder": str(self._ask.raw_audio), "jobs": self.jobs, "unchanged": len(self._rows)}
        history = History(self.store.root, asked)
        try:
            if self._left:
                with Crew(self.jobs, equip) as crew:
                    for row in self._made(crew):
                        self._rows[row["source"]] = row
                        history.row(row)
                        self._files.ended(self._paths[row["source"]], row)
                        self._board.ended(row)
            answer = self.answer()
            self.publish(answer)
            history.end({k: v for k, v in answer.items() if k not in ("episodes", "skipped")})
        except BaseException as error:
            history.end({"state": "stopped", "why": f"{type(error).__name__} {error}".strip(), **self._sums()})
            raise
        return answer

    def answer(self) -> Answer:
        """Return the rows in the order of their files, what was passed over, and the sums."""
        rows = [self._rows[name] for name in self._paths if name in self._rows]
        return {"episodes": rows, "skipped": self._files.passed_over, **self._sums()}

    def publish(self, answer: Answer | None = None) -> None:
        """Bring what stands over all episodes up to date, with the answer beside it."""
        beside = {"batch.json": canonical(answer)} if answer and self._files.has_answer else {}
        publish_corpus(
            self.store, self._settings.related, base_url=self._settings.of(PublishConfig).base_url,
            site_config=self._settings.site, tables_config=self._settings.tables,
            wait_s=self._settings.store.wait_s, beside=beside,
        )  # fmt: skip
        self._published = time.monotonic()

    def _sums(self) -> Mapping[str, Any]:
        counted = {s: sum(row["state"] == s for row in self._rows.values()) for s in (MADE, UNCHANGED, FAILED)}
        state = "done" if not counted[FAILED] else "some failed" if counted[MADE] + counted[UNCHANGED] else "failed"
        return {
            "state": state, **counted, "skipped_files": len(self._files.passed_over), "jobs": self.jobs,
            "seconds": round(time.monotonic() - self._began, 3),
            "audio_s": round(sum(row["audio_s"] for row in self._rows.values() if row["state"] == MADE), 3),
        }  # fmt: skip

    def _see(self, paths: list[Path]) -> list[Row]:
        """Sort files into those of which nothing is to be made, returned as rows, and those that are left to make."""
        known = []
        for path in paths:
            name, found = self._files.name(path), self._unchanged.row(path)
            self._paths[name] = path
            if found is None:
                self._left.append(path)
            else:
                row = row_of(str(path), found)
                row |= {"source": name, "state": UNCHANGED, "reused": "all"}
                self._rows[name] = row
                self._files.ended(path, row)
                known.append(row)
        return known

    def _made(self, crew: Crew) -> Iterator[Row]:
        """Yield a row for each episode as it ends."""
        while self._left or crew.at_work or self._files.is_growing:
            while self._left and crew.has_room:
                path = self._left.popleft()
                own = {"episode_id": str(path), "raw_audio": str(path.parent), "corpus": False}
                crew.give(self._ask.model_copy(update=own))
                self._board.began(self._files.name(path))
            if not crew.at_work:
                time.sleep(LISTEN_S)
            for heard in crew.hear(LISTEN_S):
                if row := self._heard(heard):
                    yield row
            if new := self._files.later():
                self._board.found(self._see(new), len(self._left))
            if time.monotonic() - self._published > PUBLISH_EVERY_S:
                self._publish_meanwhile()

    def _heard(self, heard: Heard) -> Row | None:
        name = self._files.name(Path(heard.job.episode_id))
        if heard.kind == END:
            row: Row = heard.about[0]
            return row | {"source": name}
        if heard.kind == RUN:
            self._runs[name] = heard.about[0]
            return None
        if heard.kind == DIED:
            why = died(heard.about[0])
            if name in self._runs:
                self._crashed(self._runs[name], why)
            return row_without(heard.job.episode_id, why) | {"source": name}
        hears: dict[str, Callable[..., None]] = {
            "stage": self._board.stage, "progress": self._board.progress, "say": self._board.talk,
        }  # fmt: skip
        if heard.kind in hears:
            hears[heard.kind](name, *heard.about)
        return None

    def _publish_meanwhile(self) -> None:
        """Publish what is finished; where that fails now, the end of the batch says so."""
        try:
            self.publish()
        except HighlightsError as error:
            self._board.say(f"the catalog is brought up to date later: {error}")
            self._published = time.monotonic()


def died(code: int | None) -> str:
    """Say how a process ended that did not finish its episode."""
    how = f"was killed by signal {-code}" if code and code < 0 else f"ended with exit code {code}"
    memory = " (the system does that where memory runs out: use fewer --jobs)" if code == -9 else ""
    return f"its process {how}{memory}; finished stages are kept: run the batch again"
