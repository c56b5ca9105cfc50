"""The versions of the rules by which quotes and sentences are proved; each record carries those that proved it.

Raise a number when a rule of its set judges any text otherwise than before. `tests/unit/checks/test_rules.py` fails
after every change of the code until the number is raised, or until somebody states that all answers stay the same.
An episode that an earlier version made is then made again by the next run, and `verify` does not call it false.
"""

from typing import Literal

from pipeline.records import Highlights, Rules

RuleSet = Literal["quotes", "frames", "statements"]

FIRST = Rules(quotes=1, frames=1, statements=1)  # of release 0.1.0
CURRENT = Rules(quotes=3, frames=6, statements=6)
NAMES: dict[RuleSet, str] = {
    "quotes": "quotation rules", "frames": "frame rules", "statements": "rules for a model's sentences"
}  # fmt: skip


def version_of(rules: Rules, of: RuleSet) -> int:
    """Return the version of one set."""
    return {"quotes": rules.quotes, "frames": rules.frames, "statements": rules.statements}[of]


def are_the_same(record: Highlights, of: RuleSet) -> bool:
    """Say whether a record was proved by the rules that this program has."""
    return version_of(record.provenance.rules, of) == version_of(CURRENT, of)


def judged(version: str) -> str:
    """Return the version of a stage that chooses by these rules; 0.1.0 had the first rules and named none."""
    return version if CURRENT == FIRST else f"{version}+{CURRENT.model_dump_json()}"
