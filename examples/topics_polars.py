"""Print which topics are spoken of in how many episodes: python examples/topics_polars.py ARTIFACTS."""

import sys
from pathlib import Path

import polars as pl


def shared(artifacts: Path) -> pl.DataFrame:
    """Return a row for each topic that was found, with its number of episodes, most first."""
    topics = pl.scan_parquet((artifacts / "catalog").resolve() / "topics.parquet").filter(pl.col("found"))
    counted = topics.group_by("name").agg(pl.col("episode_id").n_unique().alias("episodes"))
    return counted.sort("episodes", "name", descending=[True, False]).collect()


if __name__ == "__main__":
    for name, episodes in shared(Path(sys.argv[1])).iter_rows():
        print(episodes, name, sep="\t")
