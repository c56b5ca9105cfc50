"""Episodes of earlier versions: which program made one, and what became of it in the run that brought it up to date."""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from pipeline.checks import rules
from pipeline.lasting_ids import Before
from pipeline.records import Highlights

PROGRAM = "episode-highlights"
FIRST_RELEASE, FIRST_SCHEMA = "0.1.0", "1.0.0"  # of the release whose records say nothing of their rules


def made_by(diary: Mapping[str, Any], schema_version: str | None) -> str | None:
    """Return the version of the program that made an episode, by its `run.json`; None where nothing says it."""
    versions = diary.get("versions")
    said = versions.get(PROGRAM) if isinstance(versions, dict) else None
    if isinstance(said, str):
        return said
    return FIRST_RELEASE if schema_version == FIRST_SCHEMA else None


def migrated(before: Before | None, record: Highlights, diary: Mapping[str, Any]) -> str:
    """Return in one line what a run changed in an episode that another version had made; empty for one of this version.

    `diary` is `run.json` as it was before the run.
    """
    if before is None:
        return ""
    was, ours = made_by(diary, before.record.schema_version), version(PROGRAM)
    if was in (None, ours):
        return ""
    then, now = before.record, record
    versions: list[tuple[str, object, object]] = [("schema", then.schema_version, now.schema_version)]
    versions += [
        (name, rules.version_of(then.provenance.rules, of), rules.version_of(now.provenance.rules, of))
        for of, name in rules.NAMES.items()
    ]
    changes = [f"{name} {old} → {new}" for name, old, new in versions if old != new]
    counted = (
        _kept("quotes", [q.text for q in then.quotes], [q.text for q in now.quotes]),
        _kept("titles of sections", [s.title for s in then.sections], [s.title for s in now.sections]),
    )
    gone = {stone.id for stone in now.gone} - {stone.id for stone in then.gone}
    return (
        f"{now.episode.id} was made by version {was} and is of version {ours} now: {', '.join((*changes, *counted))}; "
        f"{len(gone)} ids of before lead to what stands in their place; compare: highlights diff {now.episode.id}"
    )


def tell(before: Before | None, record: Highlights, diary: Mapping[str, Any], say: Callable[[str], None]) -> None:
    """Let `say` hear what `migrated` returns, where it returns anything."""
    if line := migrated(before, record, diary):
        say(line)


def _kept(what: str, before: list[str], now: list[str]) -> str:
    return f"{len(set(before) & set(now))} of {len(before)} {what} as before, {len(now)} now"
