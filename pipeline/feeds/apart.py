"""Reads a large feed in a process of its own, which ends in time: parsers of markup can be kept busy for hours.

Measured: 1.7 MB of attributes keep feedparser busy for more than three minutes.
"""

import os
import subprocess
import sys
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import BadFeed
from pipeline.feeds import reading
from pipeline.feeds.items import Feed
from pipeline.system import POSIX

SMALL = 100_000  # bytes that are read here: starting a process takes a second, and these end by themselves
MOST_MEMORY = 3_000_000_000  # bytes of address space; 20 MB of items take a third of it
REFUSED = 3  # the exit code for what is no feed; the reason stands on stderr
ROOT = Path(__file__).resolve().parents[2]


def read(data: bytes, url: str, *, within_s: float) -> Feed:
    """Return the feed that `data` is, as `reading.read` does; `BadFeed` also where that takes too long or too much."""
    if len(data) <= SMALL:
        return reading.read(data, url)
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "pipeline.feeds.apart", url]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=within_s, check=False,
            env=os.environ | {"PYTHONPATH": paths},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise BadFeed(f"expected a feed that can be read in {within_s:g} s, found one that takes longer") from error
    if done.returncode == REFUSED:
        raise BadFeed(done.stderr.decode("utf-8", "replace").strip()[:500])
    try:
        return Feed.model_validate_json(done.stdout)
    except ValidationError as error:  # its process was ended: too much memory, or a fault of a library
        raise BadFeed(f"expected a feed, found one that ends its reader (exit code {done.returncode})") from error


def main() -> None:
    """Read a feed from stdin and write what it says to stdout, as JSON."""
    if POSIX:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        feed = reading.read(sys.stdin.buffer.read(), sys.argv[1])
    except BadFeed as error:
        sys.stderr.write(str(error))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(feed.model_dump_json().encode())


if __name__ == "__main__":
    main()
