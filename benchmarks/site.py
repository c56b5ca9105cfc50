"""How long the site over many episodes takes to build, and how fast its search answers in a browser.

    python -m benchmarks.site ARTIFACTS --episodes 1000

ARTIFACTS is a folder of episodes that the line made; they are copied under changed ids until there are enough (files
that do not change are linked). Prints a table: building from nothing, building again, one episode more, and the median
and worst answer of the search in Chromium, typed anew in a fresh page each time.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from flows.serve import server
from pipeline.corpus import PROFILE, publish_corpus
from pipeline.records import Highlights, Profile
from pipeline.stages.related import RelatedConfig
from pipeline.store import CATALOG, Store, canonical
from tests.browser import find
from tests.e2e.opened import QUIET

QUERIES = (
    "neural networks", "meaning of life", "bitcoin", "reinforcement learning agent", "i don't know", "consciousness",
    "the", "what is the hardest problem", "zeppelin", "university",
)  # fmt: skip
ALONE = RelatedConfig(least_episodes=1000, least_likeness=1.0)  # related episodes are measured apart


def copied(source: Path, root: Path, episodes: int) -> Store:
    """Return a store with so many episodes: copies in turn, each with an id of its own."""
    store = Store(root)
    originals = sorted(path.parent for path in source.glob("*/highlights.json"))
    records = [Highlights.model_validate_json((o / "highlights.json").read_bytes()) for o in originals]
    profiles = [Profile.model_validate_json((o / PROFILE).read_bytes()) for o in originals]
    for k in range(episodes):
        n, id_ = k % len(originals), f"copy-{k:04d}"
        title = f"{records[n].episode.title} ({k})"
        episode = records[n].episode.model_copy(update={"id": id_, "title": title})
        record = records[n].model_copy(update={"episode": episode, "related": ()})
        own = profiles[n].model_copy(update={"episode_id": id_, "title": title})
        store.episode(id_).publish({"highlights.json": canonical(record), PROFILE: canonical(own)})
        for name in ("transcript.json", "page.html"):
            os.link(originals[n] / name, root / id_ / name)
    return store


def timed(store: Store) -> float:
    """Return the seconds that one build takes."""
    started = time.monotonic()
    publish_corpus(store, ALONE)
    return time.monotonic() - started


def answers(store: Store) -> list[tuple[str, float]]:
    """Return (query, milliseconds from asking to the moments on the screen) in fresh pages over the real server."""
    from playwright.sync_api import sync_playwright

    running = server(store.root, 0)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{running.server_address[1]}/catalog/index.html"
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=QUIET)
        for query in QUERIES:
            page: Any = browser.new_context().new_page()
            page.goto(site)
            page.wait_for_timeout(500)
            page.fill("#query", query)
            page.wait_for_selector("#told[data-ms]", timeout=60_000)
            found.append((query, float(page.get_attribute("#told", "data-ms"))))
            page.context.close()
        browser.close()
    running.shutdown()
    return found


def main() -> None:
    """Copy, build twice, search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--episodes", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.artifacts.parent) as folder:
        store = copied(arguments.artifacts, Path(folder), arguments.episodes)
        first, again = timed(store), timed(store)
        size = sum(p.stat().st_size for p in (store.root / CATALOG).rglob("*") if p.is_file())
        index = (store.root / CATALOG / "index.html").stat().st_size
        print(f"{arguments.episodes} episodes: built in {first:.1f} s, again in {again:.1f} s")
        print(f"catalog {size / 1e6:.0f} MB, index.html {index / 1e6:.2f} MB")
        told = answers(store)
        for query, ms in told:
            print(f"{query:32} {ms:7.0f} ms")
        print(f"median {statistics.median(ms for _, ms in told):.0f} ms, worst {max(ms for _, ms in told):.0f} ms")


if __name__ == "__main__":
    main()
