"""Who may talk to the Prefect server of this project: those who can read one file of PREFECT_HOME."""

import os
import secrets
import tomllib
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from flows import processes
from pipeline.errors import MachineLacks

LOOPBACK = "127.0.0.1"
KEY_FILE = "api-auth"  # user:secret, as Prefect's auth strings are
STATE_FILE = "up.json"  # what `highlights up` started
URL, CLIENT, SERVER = "PREFECT_API_URL", "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING"
LOOK_S, KNOWN_S = 2.0, 15.0  # a health check on this machine; of a server that runs, and may be busy
NO_PAGE = "http://127.0.0.1"  # a server without its pages needs no origin at all, and Prefect no empty list
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy: the server is here


def key_path(home: Path) -> Path:
    """Return the file that holds the key of this home's server."""
    return home / KEY_FILE


def key(home: Path) -> str:
    """Return the key of this home's server; it is made at the first call and stays."""
    path = key_path(home)
    if not path.is_file():
        _make(path)
    if os.name == "posix" and path.stat().st_mode & 0o077:  # elsewhere a mode says nothing of who may read
        raise MachineLacks(
            f"expected only you to be able to read {path}, found mode {path.stat().st_mode & 0o777:o}; "
            "delete it (a new one is made) or set PREFECT_SERVER_API_AUTH_STRING"
        )
    return path.read_text(encoding="utf-8").strip()


def _make(path: Path) -> None:
    """Write a new key, whole and readable by nobody else from its first byte on; who comes second takes the first's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"highlights:{secrets.token_urlsafe(32)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()


def closed(home: Path, origins: str = NO_PAGE) -> dict[str, str]:
    """Return the environment of a closed server and of those who may use it."""
    own = os.environ.get(SERVER) or key(home)
    return {
        SERVER: own,
        CLIENT: own,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origins,
    }


def prepare(home: Path) -> None:
    """Point this process to the server of `highlights up` where that runs, else close the server it will start.

    A server that the person chose is left alone, and never gets our key.
    """
    here = running(home)
    chosen = os.environ.get(URL) or _url_of_profile(home)
    if chosen and chosen != here:
        return
    os.environ.update(closed(home))
    if here:
        os.environ[URL] = here


def running(home: Path) -> str | None:
    """Return the address of the server that `highlights up` keeps for this home, where it really runs and answers."""
    up = processes.remembered(home / STATE_FILE)
    if up is None or not processes.is_alive(up["processes"].get("server")) or not answers(up["url"], KNOWN_S):
        return None
    return up["url"]


def answers(url: str, limit_s: float = LOOK_S) -> bool:
    """Tell whether a Prefect server answers at this address."""
    try:
        with DIRECT.open(f"{url}/health", timeout=limit_s):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _url_of_profile(home: Path) -> str | None:
    """Return the server that the active profile of this home names: environment variables would hide its key."""
    path = home / "profiles.toml"
    if not path.is_file():
        return None
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):  # Prefect says so itself when it reads the file
        return None
    profile = said.get("profiles", {}).get(os.environ.get("PREFECT_PROFILE") or said.get("active"), {})
    return profile.get(URL) or None
