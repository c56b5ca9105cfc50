"""How long the site over many episodes takes to build, and how fast its search answers in a browser.

    python -m benchmarks.site ARTIFACTS --episodes 1000 [--keep DIR]

ARTIFACTS is a folder of episodes that the line made; they are copied under changed ids until there are enough (files
that do not change are linked). Every copy is related to its twins, so that the first build writes every page anew.
Prints each step as it ends: building from nothing, building again, one episode more, and the answers of the search in
Chromium, typed anew in a fresh page each time. `--keep` leaves the folder there and takes it as it is next time.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from flows.site_server import server
from pipeline.corpus import PROFILE, publish_corpus
from pipeline.corpus.related import RelatedConfig
from pipeline.files import canonical
from pipeline.records import Highlights, Profile
from pipeline.store import CATALOG, Store
from tests.browser import find
from tests.e2e.opened import QUIET

QUERIES = (
    "neural networks", "meaning of life", "bitcoin", "reinforcement learning agent", "i don't know", "consciousness",
    "the", "what is the hardest problem", "zeppelin", "university",
)  # fmt: skip


def copied(source: Path, store: Store, first: int, end: int) -> None:
    """Fill a store with copies in turn, each with an id and a title of its own, numbered from `first` to `end`."""
    originals = sorted(path.parent for path in source.glob("*/highlights.json"))
    records = [Highlights.model_validate_json((o / "highlights.json").read_bytes()) for o in originals]
    profiles = [Profile.model_validate_json((o / PROFILE).read_bytes()) for o in originals]
    for k in range(first, end):
        n, id_ = k % len(originals), f"copy-{k:04d}"
        title = f"{records[n].episode.title} ({k})"
        episode = records[n].episode.model_copy(update={"id": id_, "title": title})
        own = profiles[n].model_copy(update={"episode_id": id_, "title": title})
        folder = store.root / id_
        folder.mkdir(parents=True)
        record = records[n].model_copy(update={"episode": episode, "related": ()})
        (folder / "highlights.json").write_bytes(canonical(record))
        (folder / PROFILE).write_bytes(canonical(own))
        for name in ("transcript.json", "page.html", "page.md"):
            os.link(originals[n] / name, folder / name)


def told(step: str, started: float) -> None:
    """Print a step as it ends."""
    print(f"{step:32} {time.monotonic() - started:8.1f} s", flush=True)


def build(store: Store, step: str) -> None:
    """Build once and print how long it took."""
    started = time.monotonic()
    publish_corpus(store, RelatedConfig())
    told(step, started)


def answers(store: Store) -> list[float]:
    """Print and return the milliseconds from asking to the moments on the screen, in fresh pages over the server."""
    from playwright.sync_api import sync_playwright

    running = server(store.root, 0)
    threading.Thread(target=running.run, daemon=True).start()
    site = f"{running.address}catalog/index.html"
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=QUIET)
        for query in QUERIES:
            page: Any = browser.new_context().new_page()
            page.goto(site)
            page.wait_for_timeout(500)
            page.fill("#query", query)
            page.wait_for_timeout(1500)  # asking whether it is there yet would take the browser's time from it
            found.append(float(page.get_attribute("#told", "data-ms", timeout=60_000)))
            print(f"{query:32} {found[-1]:7.0f} ms", flush=True)
            page.context.close()
        browser.close()
    running.stop()
    return found


def main() -> None:
    """Copy, build twice, add one, search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--episodes", type=int, default=1000)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.artifacts.parent) as folder:
        store = Store(arguments.keep or Path(folder))
        if not store.episode_ids():
            started = time.monotonic()
            copied(arguments.artifacts, store, 0, arguments.episodes)
            told(f"{arguments.episodes} episodes copied", started)
            build(store, "built from nothing")
        build(store, "built again")
        more = len(store.episode_ids())
        copied(arguments.artifacts, store, more, more + 1)
        build(store, "one episode more")
        size = sum(p.stat().st_size for p in (store.root / CATALOG).rglob("*") if p.is_file())
        index = (store.root / CATALOG / "index.html").stat().st_size
        print(f"catalog {size / 1e6:.0f} MB, index.html {index / 1e6:.2f} MB", flush=True)
        found = answers(store)
    print(f"median {statistics.median(found):.0f} ms, worst {max(found):.0f} ms")


if __name__ == "__main__":
    main()
