"""How often a batch loads its models, and what that costs: short sounds, made by one process without Prefect.

    python -m benchmarks.loads [--sounds 3] [--folder DIR]

Makes the same sounds twice, with `[batch] keep_models` and without; prints the processor time of the episodes, and for
each model how often it was loaded and for how long.
"""

import argparse
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from flows.job import Job
from flows.rows import here
from pipeline import bench
from pipeline.records import Identity

SPEECH = Path(__file__).resolve().parents[1] / "tests" / "data" / "jfk.flac"


class Timed(bench.Lazy):
    """An engine whose loads are counted."""

    loads: defaultdict[str, list[float]]

    def __init__(self, identity: Identity, build: Callable[[], Any]) -> None:
        def timed() -> Any:
            began = time.process_time()
            engine = build()
            self.loads[identity.name].append(time.process_time() - began)
            return engine

        super().__init__(identity, timed)


def main() -> None:
    """Cut the sounds, make them, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where folders are made; default: the system's")
    arguments = parser.parse_args()
    bench.Lazy = Timed  # type: ignore[misc]
    for keep in ("true", "false"):
        Timed.loads = defaultdict(list)
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder, here() as make:
            for k in range(arguments.sounds):
                sound = Path(folder) / f"sound-{k}.flac"
                cut = ["-ss", f"{k / 10}", "-i", str(SPEECH), str(sound)]
                subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *cut], check=True)
                began = time.process_time()
                given = (f"batch.keep_models={keep}",)
                row = make(Job(episode_id=str(sound), artifacts=f"{folder}/a", assignments=given, corpus=False))
                print(
                    f"keep_models={keep}: sound {k + 1}: {time.process_time() - began:.1f} CPU s {row['why']}",
                    flush=True,
                )
        for name, took in Timed.loads.items():
            print(f"    {name}: loaded {len(took)} times, {sum(took):.2f} CPU s")


if __name__ == "__main__":
    main()
