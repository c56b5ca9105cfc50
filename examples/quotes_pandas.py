"""Print the best quote of each episode, from the tables: python examples/quotes_pandas.py ARTIFACTS."""

import sys
from pathlib import Path

import pandas as pd


def best(artifacts: Path) -> pd.DataFrame:
    """Return one row for each episode: the quote with the highest score."""
    catalog = (artifacts / "catalog").resolve()  # a link: resolved once, so that both tables are of one state
    quotes = pd.read_parquet(catalog / "quotes.parquet")
    episodes = pd.read_parquet(catalog / "episodes.parquet")[["episode_id", "title"]]
    first = quotes.sort_values("score", ascending=False, kind="stable").drop_duplicates("episode_id")
    return first.merge(episodes, on="episode_id").sort_values("episode_id")


if __name__ == "__main__":
    for row in best(Path(sys.argv[1])).itertuples():
        print(f"{row.title}\t{row.start:.0f} s\t{row.speaker or 'Speaker unknown'}\t{row.text}")
