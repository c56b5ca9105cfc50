"""A real Postgres for tests: Debian's, in a folder of its own, on 127.0.0.1, with a password."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

POSTGRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"))[::-1]), None)
DAEMON = "postgres"  # it refuses to run as root: Debian's package brings this user


class Postgres:
    """Runs while the block runs; `url` is what Prefect takes."""

    def __init__(
        self, port: int, *, user: str = "prefect", password: str, database: str = "prefect", initdb: Sequence[str] = ()
    ) -> None:
        assert POSTGRES
        self.port, self.user, self.password, self.database = port, user, password, database
        self._bin, self._initdb = POSTGRES, list(initdb or ["--auth=scram-sha-256"])
        self.url = f"postgresql+asyncpg://{user}:{password}@127.0.0.1:{port}/{database}"

    def __enter__(self) -> Self:
        """Start it and make the database."""
        self._top = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._top.chmod(0o755)
        self._folder = self._top / "run"
        self._folder.mkdir()
        password = self._folder / "password"
        password.write_text(self.password, encoding="utf-8")
        if os.getuid() == 0:
            for path in (self._folder, password):
                shutil.chown(path, DAEMON)
        data = str(self._folder / "data")
        self._as_daemon("initdb", "-D", data, "-U", self.user, f"--pwfile={password}", "--no-sync", *self._initdb)
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._as_daemon("pg_ctl", "-D", data, "-w", "-l", str(self._folder / "log"), "-o", options, "start")
        assert self.ask("select 1", database="postgres").stdout.strip() == "1"
        self.ask(f"create database {self.database}", database="postgres")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it and remove its folder."""
        self._as_daemon("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self._top)

    def ask(
        self, statement: str, *, database: str | None = None, password: str | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run one statement over TCP with a password."""
        command = [
            str(self._bin / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", self.user, "-w", "-At", "-c",
            statement, database or self.database,
        ]  # fmt: skip
        env = os.environ | {"PGPASSWORD": self.password if password is None else password}
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    def _as_daemon(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", DAEMON, "--", *command]
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout or "") + self._log()

    def _log(self) -> str:
        log = self._folder / "log"
        return log.read_text(encoding="utf-8") if log.is_file() else ""
