"""Prefect's own server for one command: started beside it, and gone when the command is gone, however it ended.

Prefect starts such a server itself, but in the terminal's process group (Ctrl-C ends it before its client has
finished), without a secret, and it outlives a killed client. Ours has a session of its own, asks for a secret that
only this command knows, and ends as soon as the pipe to the command is closed.
"""

import atexit
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

START_LIMIT_S = 120.0  # a first start migrates the database
STOP_LIMIT_S = 5.0
STOP = b"."  # asks the server to end; a closed pipe says that nobody needs it any more
HOST = "127.0.0.1"
APP = "prefect.server.api.server:create_app"
LOG = "own-server.log"  # in Prefect's home

_running: "subprocess.Popen[bytes] | None" = None


def begin(say: Callable[[str], None]) -> None:
    """Name the server to Prefect by the environment; start one where none is named. Prefect is imported afterwards."""
    if url := named():
        say(f"running on the Prefect server at {url}")
        return
    say("starting a Prefect server for this run (about 10 s; `highlights up` keeps one running)")
    _start()


def named() -> str | None:
    """Return the address of the server that a person chose: in the environment or in Prefect's active profile."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    profiles = Path(os.environ["PREFECT_HOME"]) / "profiles.toml"
    if not profiles.is_file():
        return None
    found: dict[str, Any] = tomllib.loads(profiles.read_text(encoding="utf-8"))
    url = found.get("profiles", {}).get(found.get("active"), {}).get("PREFECT_API_URL")
    return str(url) if url else None


def wait() -> None:
    """Return when the server answers; `MachineLacks` where it does not."""
    from pipeline.errors import MachineLacks, TransientFailure

    url, limit = named(), time.monotonic() + START_LIMIT_S
    while not _answers(f"{url}/health"):
        if _running is None:
            raise TransientFailure(
                f"expected a Prefect server at {url}, found none; start it (highlights up), unset PREFECT_API_URL, or "
                "run with --direct"
            )
        if _running.poll() is not None or time.monotonic() > limit:
            log = Path(os.environ["PREFECT_HOME"]) / LOG
            raise MachineLacks(f"Prefect's own server did not start; see {log}, or run with --direct")
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True  # it answers; what it thinks of us is Prefect's business
    except OSError:
        return False


def _start() -> None:
    global _running  # noqa: PLW0603  one process has one server
    secret = f"highlights:{secrets.token_urlsafe(24)}"
    home = Path(os.environ["PREFECT_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    own = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    with (home / LOG).open("ab") as log:
        _running = subprocess.Popen(
            [sys.executable, "-P", __file__], env=os.environ | own | {"PREFECT_SERVER_API_AUTH_STRING": secret},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True,
        )  # fmt: skip
    atexit.register(_stop)  # before Prefect is imported, so that what Prefect does at exit comes first
    assert _running.stdout
    port = int(_running.stdout.readline() or 0)
    os.environ |= {"PREFECT_API_URL": f"http://{HOST}:{port}/api", "PREFECT_API_AUTH_STRING": secret}


def _stop() -> None:
    """Ask the server to end; kill it where that takes too long."""
    if _running is None:
        return
    assert _running.stdin
    assert _running.stdout
    _running.stdout.close()
    try:
        _running.stdin.write(STOP)
        _running.stdin.flush()  # and not closed: a closed pipe would say that we were killed
        _running.wait(STOP_LIMIT_S)
    except (BrokenPipeError, subprocess.TimeoutExpired):
        _running.kill()
        _running.wait()
    with suppress(BrokenPipeError):
        _running.stdin.close()


# ---- in the server's process


def _serve() -> None:
    """Serve Prefect's API on a free port, told on stdout, until stdin is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = threading.Event()
    threading.Thread(target=_follow, args=(ended,), daemon=True).start()
    listening = socket.socket()
    listening.bind((HOST, 0))
    os.write(1, f"{listening.getsockname()[1]}\n".encode())
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    import uvicorn

    server = uvicorn.Server(uvicorn.Config(APP, factory=True, log_level="error", lifespan="on"))

    def stop() -> None:
        ended.wait()
        server.should_exit = True

    threading.Thread(target=stop, daemon=True).start()
    server.run(sockets=[listening])


def _follow(ended: threading.Event) -> None:
    """Wait until the command that started this server asks for its end; end at once where it was killed."""
    if os.read(0, 1) == STOP:
        ended.set()
        select.select([0], [], [], STOP_LIMIT_S)
    os._exit(0)


if __name__ == "__main__":
    _serve()
