"""`highlights up`: a local Prefect server, a process work pool, one worker and the deployments of prefect.yaml."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from flows import environment
from flows.environment import PROJECT
from pipeline.errors import MachineLacks

POOL = "highlights"
START_LIMIT_S = 120.0  # a first start migrates the database
STOP_LIMIT_S = 20.0  # a worker needs a second signal at times
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]


def up(port: int) -> None:
    """Start everything on 127.0.0.1 and stay until Ctrl-C or SIGTERM; then end what was started."""
    environment.prepare()
    url = f"http://127.0.0.1:{port}/api"
    env = os.environ | {
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_UI_API_URL": url,  # else the page calls port 4200 whatever the server's port is
        "HIGHLIGHTS_PROJECT": str(PROJECT),
    }
    if _answers(url):
        raise MachineLacks(f"expected port {port} to be free, found a server there; stop it or choose another: --port")
    for sign in (signal.SIGINT, signal.SIGTERM):  # a shell hands its background jobs an ignored SIGINT
        signal.signal(sign, _interrupt)
    children: list[subprocess.Popen[bytes]] = []
    try:
        server = _start(["server", "start", "--host", "127.0.0.1", "--port", str(port)], env, "server.log")
        children.append(server)
        _wait(url, server)
        _do(["work-pool", "create", POOL, "--type", "process", "--overwrite"], env)
        _do(["deploy", "--all", "--prefect-file", str(PROJECT / "prefect.yaml")], env)
        worker = _start(["worker", "start", "--pool", POOL, "--limit", "1", "--name", "local"], env, "worker.log")
        children.append(worker)
        sys.stdout.write(
            f"Prefect is up: http://127.0.0.1:{port}\n"
            "  deployments: batch/nightly (03:00 every night), episode/reprocess\n"
            f"  reprocess one: PREFECT_API_URL={url} .venv/bin/prefect deployment run episode/reprocess "
            "-p episode_id=three-surprises -p redo_from=quotes\n"
            f"  logs: {_logs()}; Ctrl-C ends server and worker\n"
        )
        sys.stdout.flush()
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        raise MachineLacks(f"the Prefect server or worker ended by itself; see {_logs()}")
    except KeyboardInterrupt:
        sys.stdout.write("stopping\n")
    finally:
        for child in reversed(children):
            _stop(child)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _logs() -> Path:
    return Path(os.environ["PREFECT_HOME"])


def _start(arguments: list[str], env: dict[str, str], log: str) -> subprocess.Popen[bytes]:
    _logs().mkdir(parents=True, exist_ok=True)
    with (_logs() / log).open("ab") as out:
        return subprocess.Popen(
            [*PREFECT, *arguments], env=env, cwd=PROJECT, stdout=out, stderr=out, start_new_session=True
        )


def _do(arguments: list[str], env: dict[str, str]) -> None:
    done = subprocess.run([*PREFECT, *arguments], env=env, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        raise MachineLacks(f"prefect {' '.join(arguments[:2])} failed: {last[0]}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + START_LIMIT_S
    while not _answers(url):
        if server.poll() is not None or time.monotonic() > limit:
            raise MachineLacks(f"the Prefect server did not start; see {_logs() / 'server.log'}")
        time.sleep(0.5)


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End a child and what it started: it leads a process group of its own."""
    if child.poll() is not None:
        return
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        os.killpg(child.pid, sign)
        try:
            child.wait(STOP_LIMIT_S)
            return
        except subprocess.TimeoutExpired:
            continue
