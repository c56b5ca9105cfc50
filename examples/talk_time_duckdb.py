"""Print who speaks how long in which show, in SQL: python examples/talk_time_duckdb.py ARTIFACTS."""

import sys
from pathlib import Path

import duckdb

QUESTION = """
    select e.show, s.speaker, count(*) as sentences, round(sum(s."end" - s.start) / 60, 1) as minutes
    from read_parquet($sentences) as s join read_parquet($episodes) as e using (episode_id)
    where s.speaker is not null group by all order by minutes desc, s.speaker
"""


def talk_time(artifacts: Path) -> list[tuple[str, str, int, float]]:
    """Return show, speaker, sentences and minutes, most minutes first."""
    catalog = (artifacts / "catalog").resolve()  # a link: resolved once, so that both tables are of one state
    tables = {name: str(catalog / f"{name}.parquet") for name in ("sentences", "episodes")}
    return duckdb.execute(QUESTION, tables).fetchall()


if __name__ == "__main__":
    for row in talk_time(Path(sys.argv[1])):
        print(*row, sep="\t")
