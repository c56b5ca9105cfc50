"""`highlights up` and `down`: a local Prefect server, one worker and the deployments of prefect.yaml, as a service.

What ends is started again, and a run whose process was killed is told to the server.
"""

import hashlib
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from flows import access, environment, lost_runs, processes, run_processes, starting
from flows.environment import PROJECT
from flows.supervisor import SupervisedPart, Supervisor
from pipeline import folders
from pipeline.errors import BadInput, MachineLacks
from pipeline.schedule import ScheduleConfig, local_zone

POOL = "highlights"
START_LIMIT_S = 240.0  # a first start migrates the database; two busy cores took 100 s
DOWN_LIMIT_S = 150.0  # two children, each with three signals
PAUSE_S = 0.5  # between two looks at the processes
LOOK_S = 20.0  # between two looks at the runs
SILENT_S = 180.0  # a server that runs and does not answer for this long is started again
RUNS = 4  # at once: the queue `night` lets one through, a reprocess beside it does not wait
WORKER = ["prefect", "--no-prompt", "worker", "start", "--pool", POOL]


@dataclass(frozen=True)
class WantedParts:
    """What `up` shall run, and where its server listens."""

    only: str | None = None  # server or worker; None is both
    port: int = 4200
    listen: str = access.LOOPBACK  # the address to listen on
    names: tuple[str, ...] = ()  # by which the server may be asked, besides 127.0.0.1 and localhost
    runs: int = RUNS  # that the worker does at once

    @property
    def server(self) -> bool:
        """Say whether the server is wanted."""
        return self.only != "worker"

    @property
    def worker(self) -> bool:
        """Say whether the worker is wanted."""
        return self.only != "server"


def home() -> Path:
    """Return Prefect's home: database, logs, key, and what `up` started."""
    return Path(os.environ["PREFECT_HOME"])


def up(wanted: WantedParts, schedule: ScheduleConfig) -> None:
    """Start what is wanted and stay until Ctrl-C or SIGTERM; then end what was started."""
    environment.prepare()
    starting.check_names(PROJECT)
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(home() / "up.lock")  # the system frees it, however this process ends
    try:
        lock.acquire(timeout=0)
    except Timeout:
        there = processes.remembered(home() / access.STATE_FILE)
        at = f" at {there['url'].removesuffix('/api')}" if there else ""
        raise MachineLacks(
            f"`highlights up` is already running{at} for {home()}; stop it first: highlights down"
        ) from None
    with lock:
        _sweep()
        _serve(wanted, schedule)


def down() -> list[str]:
    """End what `highlights up` started for this home, also what an `up` that was killed left; return what ended."""
    environment.prepare()
    there = processes.remembered(home() / access.STATE_FILE)
    ended = []
    first = there["processes"].get("up") if there else None
    if first and processes.is_alive(first):
        ended.append("up")
        with suppress(ProcessLookupError):  # it ended by itself just now
            os.kill(first["pid"], signal.SIGTERM)
        limit = time.monotonic() + DOWN_LIMIT_S
        while processes.is_alive(first) and time.monotonic() < limit:
            time.sleep(0.1)
    return ended + _sweep()


def given(schedule: ScheduleConfig, project: str) -> dict[str, str]:
    """Return what prefect.yaml takes from the environment."""
    return {
        "HIGHLIGHTS_PROJECT": project,
        "HIGHLIGHTS_CRON": schedule.cron,
        "HIGHLIGHTS_TIMEZONE": schedule.timezone or local_zone(),
    }


def _sweep() -> list[str]:
    """End server, worker and runs that an `up` which was killed left behind; return their names."""
    state = home() / access.STATE_FILE
    there = processes.remembered(state)
    left = {n: p for n, p in there["processes"].items() if n != "up" and processes.is_alive(p)} if there else {}
    for name, process in reversed(left.items()):
        sys.stderr.write(
            f"stopping the {name} that an earlier `highlights up` left running (process {process['pid']})\n"
        )
        processes.end(process["pid"], lambda process=process: not processes.is_alive(process))  # type: ignore[misc]
    runs = run_processes.end(there["url"]) if there else 0
    state.unlink(missing_ok=True)
    return list(reversed(left)) + ["runs"] * bool(runs)


def _serve(wanted: WantedParts, schedule: ScheduleConfig) -> None:
    url, env = _here(wanted) if wanted.server else _elsewhere()
    env |= given(schedule, project=str(PROJECT) if wanted.server else ".")  # another machine has other folders
    env |= {environment.RUN_LOG: str(home() / "runs.log"), folders.HOME: str(PROJECT)}
    ends = _interruptible()
    parts = Supervisor(env, PROJECT, say=_warn, changed=lambda: _remember(url, parts))
    try:
        if wanted.server:
            command = ["flows.guarded_server", str(wanted.port), wanted.listen, *wanted.names]
            parts.start("server", command, _log(wanted, "server"))
        _wait(url, parts.parts.get("server"))
        lines = _deploy(env) if wanted.worker else []
        if wanted.worker:
            how = ["--limit", str(wanted.runs), "--name", _name(wanted)]
            parts.start("worker", [*WORKER, *how], _log(wanted, "worker"))
        _say(wanted, url, lines, zone="" if schedule.timezone else env["HIGHLIGHTS_TIMEZONE"])
        _watch(parts, url, env[access.SERVER] if wanted.server and wanted.worker else None)
    except KeyboardInterrupt:
        sys.stdout.write("stopping\n")
    finally:
        for sign in ends:  # a second Ctrl-C must not leave one of them behind
            signal.signal(sign, signal.SIG_IGN)
        parts.end()
        if wanted.worker:
            run_processes.end(url)
        (home() / access.STATE_FILE).unlink(missing_ok=True)


def _here(wanted: WantedParts) -> tuple[str, dict[str, str]]:
    """Return the address of our own server, and the environment of those who may use it."""
    url = f"http://{access.LOOPBACK}:{wanted.port}/api"
    if access.answers(url):
        raise MachineLacks(
            f"expected port {wanted.port} to be free, found a server there; stop it or choose another: --port"
        )
    hosts = (access.LOOPBACK, "localhost", *wanted.names)
    env = os.environ | access.closed(home(), ",".join(f"http://{host}:{wanted.port}" for host in hosts))
    env["PREFECT_API_URL"] = url
    if wanted.only is None:  # else the page calls port 4200 whatever it is
        env["PREFECT_SERVER_UI_API_URL"] = url
    else:
        env.setdefault("PREFECT_SERVER_UI_API_URL", url)
    return url, env


def _elsewhere() -> tuple[str, dict[str, str]]:
    """Return the address of the server that the environment names, and this environment."""
    url = os.environ.get(access.URL)
    if not url:
        raise BadInput(
            f"expected the address of a Prefect server in {access.URL}, found none; set it and its key "
            f"{access.CLIENT}, or run server and worker here: highlights up"
        )
    return url.rstrip("/"), dict(os.environ)


def _log(wanted: WantedParts, name: str) -> Path | None:
    """Return the file for what a part says; a part that is a service of its own says it where `up` does."""
    return home() / f"{name}.log" if wanted.only is None else None


def _name(wanted: WantedParts) -> str:
    """Return a worker's name: the same one after a restart, and another on every machine and in every home."""
    if wanted.only is None:
        return "local"
    return f"{socket.gethostname()}-{hashlib.sha256(str(home()).encode()).hexdigest()[:6]}"


def _interruptible() -> list[signal.Signals]:
    """Let the signals that end a service raise `KeyboardInterrupt`; return them."""
    ends = [signal.SIGINT, signal.SIGTERM]  # a shell hands its background jobs an ignored SIGINT
    hang_up = getattr(signal, "SIGHUP", None)  # a closed terminal ends it, unless nohup was asked for
    if hang_up is not None and signal.getsignal(hang_up) != signal.SIG_IGN:
        ends.append(hang_up)
    for sign in ends:
        signal.signal(sign, _interrupt)
    return ends


def _watch(parts: Supervisor, url: str, key: str | None) -> None:
    """Keep server and worker running; with a key tell the server of runs that nobody works on. Never return.

    Without both parts here other machines work on runs too, and this one cannot see them.
    """
    looked = answered = time.monotonic()
    while True:
        parts.look()
        time.sleep(PAUSE_S)
        if time.monotonic() - looked < LOOK_S:
            continue
        looked = time.monotonic()
        if access.answers(url, access.KNOWN_S):
            answered = looked
            if key is not None:
                _settle(url, key)
        elif "server" in parts.parts and looked - answered > SILENT_S and parts.parts["server"].ran_s() > START_LIMIT_S:
            _warn(f"the server has not answered for {looked - answered:.0f} s; starting it again")
            parts.kill("server")


def _settle(url: str, key: str) -> None:
    if not run_processes.can_tell():
        return
    try:
        lines = lost_runs.settle(lost_runs.Api(url, key), POOL, run_processes.alive(url).keys())
    except OSError as error:  # it ended between two requests, or is too busy: the next look is soon
        lines = [f"the server did not say which runs are lost: {error}"]
    for line in lines:
        _warn(line)


def _say(wanted: WantedParts, url: str, lines: list[str], zone: str) -> None:
    """Tell what runs, when, and how to reach it; the key itself is never printed."""
    page, key = url.removesuffix("/api"), access.key_path(home())
    if wanted.only == "worker":
        said = [f"the worker {_name(wanted)} of {url} is up", *(f"  {line}" for line in lines)]
    else:
        at = "" if os.environ.get(access.SERVER) else f" in {key}"
        said = [f"Prefect is up: {page} (the page asks once for the key{at})", *(f"  {line}" for line in lines)]
    if zone and wanted.worker:
        said.append(f"  time zone {zone} is this machine's; another: [schedule] timezone in the settings")
    if wanted.only is None:
        said += [
            "  reprocess one: highlights prefect deployment run episode/reprocess "
            "-p episode_id=three-surprises -p redo_from=quotes",
            f'  other programs: export PREFECT_API_URL={url} PREFECT_API_AUTH_STRING="$(cat {shlex.quote(str(key))})"',
            f"  logs: {home()}; Ctrl-C or `highlights down` ends server and worker",
        ]
    sys.stdout.write("\n".join(said) + "\n")
    sys.stdout.flush()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _warn(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")
    sys.stderr.flush()


def _remember(url: str, parts: Supervisor) -> None:
    pids = {"up": os.getpid()} | {p.name: p.process.pid for p in parts.parts.values() if p.process}
    known = {name: processes.known(pid) for name, pid in pids.items()}
    restarts = {part.name: part.restarts for part in parts.parts.values()}
    processes.remember(home() / access.STATE_FILE, {"url": url, "processes": known, "restarts": restarts})


def _deploy(env: dict[str, str]) -> list[str]:
    """Apply the deployments; return what there is to say of them."""
    file = starting.schedules(PROJECT)
    command = [sys.executable, "-m", "flows.deployments", str(file)]
    done = subprocess.run(command, env=env, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        raise MachineLacks(f"the deployments of {file} could not be applied: {last[0]}")
    return done.stdout.strip().splitlines()


def _wait(url: str, server: SupervisedPart | None) -> None:
    """Return when the server answers; `MachineLacks` where it does not start, or does not answer in time."""
    limit = time.monotonic() + START_LIMIT_S
    while not access.answers(url):
        if server is not None and not server.is_running():
            raise MachineLacks(f"the Prefect server did not start; see {server.log or 'what it said above'}")
        if time.monotonic() > limit:
            raise MachineLacks(f"the Prefect server at {url} did not answer for {START_LIMIT_S:.0f} s")
        time.sleep(0.5)


@dataclass(frozen=True)
class PartState:
    """What there is to know of one part of `up`."""

    name: str  # up, server, worker
    pid: int
    running: bool
    restarts: int  # since `up` was started


def state() -> tuple[str, list[PartState]] | None:
    """Return the address of this home's server and its parts; None where no `up` runs and none was killed.

    Without `running` for `up` nobody starts again what ends: the next `highlights up` or `down` clears it away.
    """
    there = processes.remembered(home() / access.STATE_FILE)
    if there is None:
        return None
    restarts = there.get("restarts", {})
    parts = [
        PartState(name, known["pid"], processes.is_alive(known), restarts.get(name, 0))
        for name, known in there["processes"].items()
    ]
    return there["url"], parts
