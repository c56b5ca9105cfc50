"""What `highlights verify` finds for each episode, as lines for a person and as JSON for a program."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows import screen
from flows.report import tallied
from pipeline.audit.catalog import audit_catalog
from pipeline.audit.remeasure import remeasure
from pipeline.audit.verify import Audit, audit
from pipeline.bench import equip
from pipeline.checks import rules
from pipeline.checks.proof import Problem
from pipeline.checks.rules import NAMES, version_of
from pipeline.errors import HighlightsError, MachineLacks, OtherRules, ProofFailed
from pipeline.settings import gather
from pipeline.store import CATALOG, Store

State = Literal["proved", "failed", "other-rules", "unreadable"]
SAID: dict[State, str] = {
    "proved": "verified", "failed": "FAILED", "other-rules": "OTHER RULES", "unreadable": "UNREADABLE"
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What came out for one episode; `error` says why it could not be read or heard again."""

    episode_id: str
    state: State
    lines: tuple[str, ...]  # for a person; the first one sums up
    report: dict[str, Any]  # for a program
    error: HighlightsError | None = None


def judge(store: Store, episode_id: str, *, deep: bool = False) -> Verdict:
    """Prove one episode; one that cannot be read is a verdict too, so that the others are proved all the same."""
    started = time.monotonic()
    try:
        found = audit(store, episode_id)
        measured, unlike = _measured(found) if deep else (None, ())
    except HighlightsError as error:
        return unreadable(episode_id, error)
    except OSError as error:
        return unreadable(episode_id, MachineLacks(f"cannot read {error.filename or episode_id}: {error.strerror}"))
    problems = [*found.problems, *unlike]
    state: State = "failed" if problems else "other-rules" if found.by_other_rules else "proved"
    report = {
        "episode_id": episode_id, "state": state, "proved": state == "proved",
        "seconds": round(time.monotonic() - started, 3), **_details(found, measured),
        "problems": _listed(problems), "other_rules": _listed(found.by_other_rules), "error": None,
    }  # fmt: skip
    return Verdict(episode_id, state, _lines(episode_id, state, found, problems), report)


def episodes(store: Store) -> list[str]:
    """Return the ids of all episodes that were published, also of those whose record is gone."""
    there = set(store.episode_ids())
    return sorted(
        there | {id_ for id_ in store.folders("*") if id_ not in there and store.episode(id_).run().get("files")}
    )


def judge_catalog(store: Store) -> Verdict:
    """Hold what is made over all episodes against what they give."""
    started = time.monotonic()
    try:
        count, problems = audit_catalog(store)
    except HighlightsError as error:
        return unreadable(CATALOG, error)
    except OSError as error:
        return unreadable(CATALOG, MachineLacks(f"cannot read {error.filename or CATALOG}: {error.strerror}"))
    state: State = "failed" if problems else "proved"
    lines = [f"{SAID[state]}  {CATALOG}  {count} files of tables, site, search and schemas compared"]
    lines += [f"    {problem}" for problem in problems]
    lines += ["    make it again: highlights repair"] if problems else []
    report = {
        "episode_id": CATALOG, "state": state, "proved": state == "proved",
        "seconds": round(time.monotonic() - started, 3), "files": count, "problems": _listed(problems), "error": None,
    }  # fmt: skip
    return Verdict(CATALOG, state, tuple(lines), report)


def unreadable(episode_id: str, error: HighlightsError) -> Verdict:
    """Return the verdict on an episode that is not there, is damaged or is of a version that cannot be read."""
    report = {
        "episode_id": episode_id, "state": "unreadable", "proved": False,
        "problems": [{"where": episode_id, "what": str(error)}], "other_rules": [], "error": str(error),
    }  # fmt: skip
    return Verdict(episode_id, "unreadable", (f"{SAID['unreadable']}  {episode_id}", f"    {error}"), report, error)


def answer(
    verdicts: Sequence[Verdict], agreements: dict[str, object] | None = None, catalog: Verdict | None = None
) -> dict[str, Any]:
    """Return what `verify --json` prints."""
    failed = {v.episode_id: [line.strip() for line in v.lines[1:]] for v in verdicts if v.state != "proved"}
    return {
        "episodes": [v.report for v in verdicts],
        "checked": [v.episode_id for v in verdicts],
        "failed": failed,
        "reports": {v.episode_id: v.report for v in verdicts},
        **({} if agreements is None else {"relisten": agreements}),
        **({"catalog": catalog.report} if catalog else {}),
        "error": str(error) if (error := trouble(verdicts, catalog)) else None,
    }


def trouble(verdicts: Sequence[Verdict], catalog: Verdict | None = None) -> HighlightsError | None:
    """Return the error that the command ends with; None where all is proved."""
    error = _trouble_of_episodes(verdicts)
    if catalog is None or catalog.state == "proved":
        return error
    said = "the catalog is not what the episodes give; make it again: highlights repair"
    if error is None:
        return catalog.error or ProofFailed(said)
    kind = ProofFailed if isinstance(error, OtherRules) else type(error)
    return kind(f"{error}; {said}")


def _trouble_of_episodes(verdicts: Sequence[Verdict]) -> HighlightsError | None:
    errors = [v.error for v in verdicts if v.error]
    if len(verdicts) == 1 and errors:
        return errors[0]
    by_state = {state: [v.episode_id for v in verdicts if v.state == state] for state in SAID}
    parts = [
        f"{len(ids)} of {len(verdicts)} episodes {what}: {', '.join(ids)}"
        for ids, what in (
            (by_state["failed"], "failed verification"),
            (by_state["unreadable"], "cannot be read"),
        )
        if ids
    ]
    if ids := by_state["other-rules"]:
        parts.append(
            f"{len(ids)} of {len(verdicts)} episodes were made by another version and do not pass "
            f"this version's rules; {_remedy(verdicts)}: {', '.join(ids)}"
        )
    if not parts:
        return errors[0] if errors else None
    if by_state["failed"]:
        return ProofFailed("; ".join(parts))
    if errors:
        worst = min(errors, key=lambda error: error.exit_code)
        return type(worst)("; ".join(parts))
    return OtherRules("; ".join(parts))


def _remedy(verdicts: Sequence[Verdict]) -> str:
    newer = any(v.report["newer_rules"] for v in verdicts if v.state == "other-rules")
    return "upgrade this program" if newer else "run each again with `highlights run ID`"


def _measured(found: Audit) -> tuple[int, list[Problem]]:
    """Measure the likeness of a model's sentences again; no sentence model is loaded where no model wrote."""
    record = found.record
    if not any(s.method == "model" for section in record.sections for s in section.narrative):
        return 0, []
    embedder = equip(gather(show=record.episode.show), say=screen.note).embedder
    return remeasure(record, found.transcript, embedder)


def _details(found: Audit, measured: int | None) -> dict[str, Any]:
    """Return what was checked, how its sentences were made, and by which versions."""
    record = found.record
    told = [s for section in record.sections for s in section.narrative] + list(record.in_short)
    return {
        "made_by": found.made_by,
        "schema_version": record.schema_version,
        "rules": record.provenance.rules.model_dump(),
        "newer_rules": any(version_of(record.provenance.rules, of) > version_of(rules.CURRENT, of) for of in NAMES),
        "transcript_revision": found.transcript.revision,
        "checked": {
            "words": len(found.transcript.words), "sections": len(record.sections), "quotes": found.quotes.checked,
            "sentences": found.sentences.checked, "footnotes": len(record.footnotes),
            "questions": len(record.questions), "likenesses_measured_again": measured, "texts": found.texts,
        },
        "verification": {"quotes": found.quotes.model_dump(), "sentences": found.sentences.model_dump()},
        "methods": dict(sorted(Counter(s.method for s in told).items())),
    }  # fmt: skip


def _listed(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"where": p.where, "what": p.what} for p in problems]


def _lines(episode_id: str, state: State, found: Audit, problems: Sequence[Problem]) -> tuple[str, ...]:
    by = f"version {found.made_by}" if found.made_by else "another version"
    texts = f" (published files not compared: {by} made them)" if found.texts is None else ""
    lines = [f"{SAID[state]}  {episode_id}  {tallied(found.quotes, found.sentences)}{texts}"]
    lines += [f"    {problem}" for problem in problems]
    made = found.record.provenance.rules
    for of, name in NAMES.items():
        if not (refused := [p for p in found.by_other_rules if p.rules == of]):
            continue
        then, now = version_of(made, of), version_of(rules.CURRENT, of)
        remedy = "upgrade this program" if then > now else f"run it again: highlights run {episode_id}"
        places = len({p.where for p in refused})
        lines.append(f"    made by {by}: {name} {then}, here {now}, which reject {places} places; {remedy}")
        lines += [f"        {problem}" for problem in refused]
    return tuple(lines)
