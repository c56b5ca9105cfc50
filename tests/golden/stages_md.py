"""The table of the stages in docs/architecture.md, made from the list of STAGES."""

import re

from pipeline.stages import STAGES

_TABLE = re.compile(r"^\| # \| stage .*?\n(?=\n)", re.M | re.S)


def stages_table() -> str:
    """Return the table: what each stage takes, gives and uses."""
    lines = ["| # | stage | gives | from | with |", "|---|---|---|---|---|"]
    for number, stage in enumerate(STAGES, start=1):
        takes = ", ".join(record.__name__ for record in stage.reads)
        gives = f"`{stage.answers.__name__}`: {stage.about[:1].lower()}{stage.about[1:]}"
        lines.append(f"| {number} | {stage.name} | {gives} | {takes} | {', '.join(stage.uses) or '–'} |")
    return "\n".join(lines) + "\n"


def with_stages(text: str) -> str:
    """Return docs/architecture.md with the table as it is now."""
    assert len(_TABLE.findall(text)) == 1, "docs/architecture.md has one table that begins with | # | stage |"
    return _TABLE.sub(lambda _: stages_table(), text)
