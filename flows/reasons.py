"""Reasons told to a person: why a topic was found or not, why a section ranks where it does."""

from collections.abc import Sequence

from rich.markup import escape

from flows.report import clock
from flows.screen import visible
from pipeline.errors import BadInput
from pipeline.records import Highlights, Section, TopicReason

SHOWN = 6  # sections per topic, best first


def of_topics(record: Highlights, reasons: Sequence[TopicReason], name: str | None) -> list[TopicReason]:
    """Return the reasons for the topic named (by name or id, in any case), for all of them where none is."""
    if name is None:
        if not reasons:
            raise BadInput(
                f"expected watch topics, found none asked of {record.episode.id}: run it with "
                "--set 'topics.watch=[\"…\"]'"
            )
        return list(reasons)
    found = [r for r in reasons if name.lower() in (r.id.lower(), r.name.lower())]
    if not found:
        asked = ", ".join(r.name for r in reasons) or "none"
        raise BadInput(
            f"expected a watch topic of {record.episode.id} ({asked}), found {name[:80]!r}; "
            f"ask for it: highlights run {record.episode.id} --set 'topics.watch=[…]'"
        )
    return found


def told_topics(record: Highlights, reasons: Sequence[TopicReason]) -> str:
    """Return a paragraph per topic: the decision, and the sections by score with what spoke for them."""
    titles = {s.id: s for s in record.sections}
    lines: list[str] = []
    for reason in reasons:
        taken = reason.presence >= reason.needed
        how = "spoken by name" if reason.spoken else "never spoken by name"
        sign = "≥" if taken else "<"
        lines += [
            f"\n[bold]{_line(reason.name)}[/]  {'found' if taken else 'not in this episode'}",
            f"  presence {reason.presence:.3f} {sign} {reason.needed:.2f} needed ({how})",
            "  [dim]    start      score  mentions  words  nearness  opening[/]",
        ]
        ordered = sorted(reason.sections, key=lambda s: -s.score)
        for part in [s for k, s in enumerate(ordered) if k < SHOWN or s.chosen]:
            section = titles[part.section]
            mark = "[green]●[/]" if part.chosen else "○"
            lines.append(
                f"  {mark} {clock(section.start):>8}  {part.score:8.2f}  {part.mentions:8d}  {part.words:5.1f}  "
                f"{part.nearness:8.2f}  {part.opening:7.2f}  {_line(section.title)}"
            )
    return "\n".join(lines)


def told_section(section: Section) -> str:
    """Return a section's place: how sure its start is, and the features whose sum ranks it."""
    sure = "the episode's start" if section.confidence is None else f"confidence of the start {section.confidence:.2f}"
    rank = f"rank {section.rank}" if section.rank else f"not highlighted ({section.kind})"
    by = "the publisher" if section.title_source == "publisher" else "us"
    lines = [
        f"\n[bold]{_line(section.title)}[/]  {clock(section.start)}–{clock(section.end)}  {section.kind}",
        f"  {rank} · title by {by} · {sure}",
    ]
    lines += [f"  {value:+8.3f}  {_line(name)}" for name, value in section.features.items()]
    if section.features:
        lines.append(f"  {sum(section.features.values()):+8.3f}  sum")
    return "\n".join(lines)


def _line(text: str) -> str:
    return escape(visible(" ".join(text.split())))
