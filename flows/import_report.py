"""The report of an imported transcript for a terminal."""

from pipeline.records import ImportReport, Seen

MOST = 12  # rows of one kind; `--json` lists all


def told(name: str, report: ImportReport) -> str:
    """Return a report for a terminal."""
    first, last = _clock(report.first), _clock(report.last)
    rows = [
        f"{name}: {report.format}, {report.encoding}, language {report.language}",
        f"  {report.words:,} words in {report.cues:,} cues, {first} to {last}",
        "  lines with: " + ", ".join(f"{kind} {n:,}" for kind, n in report.lines.items()),
    ]
    for speaker in report.speakers:
        about = ", ".join(filter(None, (speaker.name or "no name", speaker.role, speaker.pronouns)))
        rows.append(f"  speaker  {speaker.label}  ({about}): {speaker.words:,} words in {speaker.cues:,} cues")
    if report.unattributed:
        rows.append(f"  speaker  unknown: {report.unattributed:,} words")
    for kind, found in (("label", report.labels), ("markup", report.markup), ("sound", report.sounds)):
        rows += _listed(kind, found)
    for one in report.skipped[:MOST]:
        hole = "; no quote crosses it" if one.hole else ""
        rows.append(f"  skipped  line {one.line}: {one.text[:80]}  ({one.reason}{hole})")
    if len(report.skipped) > MOST:
        rows.append(f"  skipped  and {len(report.skipped) - MOST} more (--json lists all)")
    if report.flags:
        rows.append(f"  flags    {', '.join(report.flags)}")
    return "\n".join([*rows, *(f"  problem  {problem}" for problem in report.problems)])


def _listed(kind: str, found: tuple[Seen, ...]) -> list[str]:
    rows = [f"  {kind:8} {one.text}  × {one.times}, first on line {one.line}" for one in found[:MOST]]
    return [*rows, f"  {kind:8} and {len(found) - MOST} more (--json lists all)"] if len(found) > MOST else rows


def _clock(seconds: float | None) -> str:
    whole = round(seconds or 0.0)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
