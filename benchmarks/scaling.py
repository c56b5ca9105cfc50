"""What 100,000 episodes cost on 100 workers, and what becomes the bottleneck: a simulation from costs of single steps.

    python -m benchmarks.scaling [--episodes 100000] [--workers 100] [--hours-each 1] [--per-chunk 25]

A worker takes a chunk, starts an interpreter, loads the models, makes the episodes (a lognormal spread around the cost
of their length), puts them into the object store, and takes the right to write the catalog. Server, object store and
catalog are queues. Every cost is a field of `Costs`; docs/scaling.md says which was measured and which is assumed.
"""

import argparse
import heapq
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Costs:
    """Seconds, measured or assumed (docs/scaling.md says which), and prices that the reader may replace."""

    transcribe_s_per_h: float = 155.0  # Whisper base, int8, two cores: 0.043 of real time
    else_s_per_h: float = 20.0  # all other stages
    spread: float = 0.35  # sigma of the logarithm of an episode's length
    run_start_s: float = 12.2  # Pending to Running, median of 22 runs
    model_load_s: float = 6.0  # Whisper, MiniLM and spaCy for the first episode of a run
    server_s_per_run: float = 0.8  # of Prefect's server, for the states and tasks of a run
    server_s_per_episode: float = 0.05  # one task, four states and their events
    requests_per_episode: int = 75  # puts, gets and listings of an object store
    request_s: float = 0.03  # one request within a region
    catalog_s: float = 1.4  # of an update: one more episode at 400, CPU s on a busy machine
    catalog_s_per_new: float = 0.05  # of each new episode in it (400 from nothing: 21.8 CPU s)
    catalog_s_per_episode: float = 0.00025  # of each episode that is there: its links, its line in lists
    bytes_per_episode: float = 12e6  # without clips of sound
    worker_price_h: float = 0.08  # a machine with two cores
    store_price_1000: float = 0.005  # 1,000 requests that write


@dataclass(frozen=True)
class Outcome:
    """What the simulation says."""

    hours: float
    worker_hours: float
    busy: dict[str, float]  # share of the time in which each queue is at work
    waited_h: float  # of workers, for the catalog
    price: float


def simulate(  # noqa: PLR0917 -- the scale, by name in `main`
    costs: Costs, episodes: int, workers: int, hours_each: float, per_chunk: int, publish_each: bool, seed: int = 0
) -> Outcome:
    """Return what it takes; the catalog is brought up to date by every chunk (`publish_each`), or once at the end."""
    chance = random.Random(seed)
    free = [(0.0, number) for number in range(workers)]
    heapq.heapify(free)
    server_until = catalog_until = server_busy = catalog_busy = waited = worked = 0.0
    done = 0
    while done < episodes:
        now, number = heapq.heappop(free)
        count = min(per_chunk, episodes - done)
        asked = costs.server_s_per_run + costs.server_s_per_episode * count
        begins = max(now, server_until)
        server_until = begins + asked
        server_busy += asked
        at = begins + costs.run_start_s + costs.model_load_s
        for _ in range(count):
            length = hours_each * chance.lognormvariate(-(costs.spread**2) / 2, costs.spread)
            at += length * (costs.transcribe_s_per_h + costs.else_s_per_h)
            at += costs.requests_per_episode * costs.request_s
        done += count
        if publish_each:
            starts = max(at, catalog_until)
            takes = costs.catalog_s + costs.catalog_s_per_new * count + costs.catalog_s_per_episode * done
            waited += starts - at
            catalog_until = starts + takes
            catalog_busy += takes
            at = catalog_until
        worked += at - now
        heapq.heappush(free, (at, number))
    end = max(at for at, _ in free)
    if not publish_each:
        catalog_busy = costs.catalog_s + (costs.catalog_s_per_new + costs.catalog_s_per_episode) * episodes
        end += catalog_busy
    requests = episodes * costs.requests_per_episode
    price = worked / 3600 * costs.worker_price_h + requests / 1000 * costs.store_price_1000
    busy = {
        "server": server_busy / end, "catalog": catalog_busy / end,
        "requests a second": requests / end,
    }  # fmt: skip
    return Outcome(end / 3600, worked / 3600, busy, waited / 3600, price)


def main() -> None:
    """Print a line for each way to publish and for each size of chunk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=100)
    parser.add_argument("--hours-each", type=float, default=1.0)
    parser.add_argument("--per-chunk", type=int, nargs="+", default=[1, 5, 25, 100])
    given = parser.parse_args()
    for publish_each in (True, False):
        for size in given.per_chunk:
            found = simulate(Costs(), given.episodes, given.workers, given.hours_each, size, publish_each)
            how = "after each chunk" if publish_each else "once at the end"
            print(
                f"chunks of {size:3}, catalog {how:16}: {found.hours:6.1f} h, {found.worker_hours:7.0f} hours of "
                f"workers ({found.waited_h:.0f} waiting for the catalog), server {found.busy['server']:.1%} busy, "
                f"catalog {found.busy['catalog']:.0%}, {found.busy['requests a second']:.0f} requests/s, "
                f"{found.price / (given.episodes * given.hours_each) * 100:.2f} cents for an hour of audio"
            )


if __name__ == "__main__":
    main()
