"""`highlights explain`: why the program decided as it did, read from the artifacts and told to a person."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, console
from flows.screen import clock, visible
from pipeline.errors import BadInput

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from pipeline.records import Candidate, Highlights, Quote, Section, Span, TopicReason, Transcript

SECTIONS_SHOWN = 6  # of a topic, best first
PARTS_SHOWN = 8  # of a score, the largest first
RUNNERS_UP = 4
REFUSED = 6
MEANS = {
    "by_appeal": "appeal compared with the episode's other sentences (fitted)",
    "by_hand": "hand-written wording rules",
    "by_meaning": "similar to quotes that editors played",
    "by_passage": "surroundings similar to those of quotes that editors played",
    "by_early": "said early",
    "by_position": "said early (fitted)",
    "by_central": "close to the episode's main subject",
    "by_on_subject": "on the subject of the sentences around it",
    "by_reading": "readability without context (fitted to readers' grades)",
    "by_returned_to": "the episode returns to this subject",
}
WHOLE = ("by_appeal", "by_hand", "by_early", "by_reading")  # their sum is the score


def explain(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="`topic`, or the id of a section (t7k3d) or a quote (q7k3d).")
    ],
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A topic's name or id.", show_default="all topics")
    ] = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Print why a topic was found or not, why a section has its rank, or why a quote was chosen."""
    from pipeline import line
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    record, transcript = place.published()
    if what == "topic":
        found = of_topics(record, line.topic_reasons(place), name)
        answer, text = [reason.model_dump() for reason in found], told_topics(record, found)
    elif section := next((s for s in record.sections if s.id == what), None):
        answer, text = [section.model_dump(mode="json")], told_section(section)
    elif quote := next((q for q in record.quotes if q.id == what), None):
        considered = [as_heard(candidate, transcript) for candidate in line.considered(place)]
        answer = quote_json(quote, considered)
        text = told_quote(record, transcript, quote, considered)
    else:
        ids = ", ".join([*(section.id for section in record.sections), *(quote.id for quote in record.quotes)])
        raise BadInput(f"expected topic, a section or a quote of {episode_id} ({ids}), found {what[:80]!r}")
    if as_json:
        screen.answer(answer)
    else:
        console().print(text)


def of_topics(record: "Highlights", reasons: "Sequence[TopicReason]", name: str | None) -> "list[TopicReason]":
    """Return the reasons for the topic named (by name or id, in any case), for all of them where none is."""
    if name is None:
        if not reasons:
            raise BadInput(
                f"expected watch topics, found none for {record.episode.id}; run it with --set 'topics.watch=[\"…\"]'"
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


def told_topics(record: "Highlights", reasons: "Sequence[TopicReason]") -> str:
    """Return a paragraph per topic: the decision, and the sections by score with what spoke for them."""
    titles = {s.id: s for s in record.sections}
    lines: list[str] = []
    for reason in reasons:
        taken = reason.presence >= reason.needed
        how = "its name is spoken" if reason.spoken else "its name is not spoken"
        sign = "≥" if taken else "<"
        lines += [
            f"\n[bold]{_line(reason.name)}[/]  {'found' if taken else 'not found in this episode'}",
            f"  presence {reason.presence:.3f} {sign} {reason.needed:.2f} needed ({how})",
            "  [dim]    start      score  mentions  words  nearness  opening[/]",
        ]
        ordered = sorted(reason.sections, key=lambda s: -s.score)
        for part in [s for k, s in enumerate(ordered) if k < SECTIONS_SHOWN or s.chosen]:
            section = titles[part.section]
            mark = "[green]●[/]" if part.chosen else "○"
            lines.append(
                f"  {mark} {clock(section.start):>8}  {part.score:8.2f}  {part.mentions:8d}  {part.words:5.1f}  "
                f"{part.nearness:8.2f}  {part.opening:7.2f}  {_line(section.title)}"
            )
    return "\n".join(lines)


def told_section(section: "Section") -> str:
    """Return a section's place: how sure its start is, and the features whose sum ranks it."""
    sure = "the episode's start" if section.confidence is None else f"confidence of the start {section.confidence:.2f}"
    rank = f"rank {section.rank}" if section.rank else f"not highlighted ({section.kind})"
    by = {"publisher": "the publisher", "person": "a person"}.get(section.title_source, "the program")
    lines = [
        f"\n[bold]{_line(section.title)}[/]  {clock(section.start)}–{clock(section.end)}  {section.kind}",
        f"  {rank} · title by {by} · {sure}",
    ]
    lines += [f"  {value:+8.3f}  {_line(name)}" for name, value in section.features.items()]
    if section.features:
        lines.append(f"  {sum(section.features.values()):+8.3f}  sum")
    return "\n".join(lines)


def quote_json(quote: "Quote", considered: "Sequence[Candidate]") -> list[dict[str, Any]]:
    """Return the quote and its runners-up."""
    return [quote.model_dump(mode="json"), *(c.model_dump(mode="json") for c in _runners_up(quote, considered))]


def told_quote(
    record: "Highlights", transcript: "Transcript", quote: "Quote", considered: "Sequence[Candidate]"
) -> str:
    """Return what a terminal shows of a quote: its place, the parts of its score, the runners-up, the refused."""
    title = next(s.title for s in record.sections if s.id == quote.section)
    lines = [
        f"\n[bold]“{_line(quote.text)}”[/]",
        f"  {_line(quote.speaker or 'Speaker unknown')} · {clock(quote.start)} · {quote.grade} · {quote.kind} · "
        f"rank {quote.rank} in {quote.section} {_line(title)} · chosen by the {quote.source}",
        *_beside("before", transcript, quote.before),
        *_beside("after", transcript, quote.after),
        f"  score {quote.score:+.2f}, in standard deviations; 0 is an average sentence of the episode",
    ]
    whole = [(name, quote.features[name]) for name in WHOLE if name in quote.features]
    parts = [(n, v) for n, v in quote.features.items() if n.startswith("by_") and n not in WHOLE]
    lines += [f"  {value:+7.2f}  {MEANS[name]}" for name, value in whole]
    for name, value in sorted(parts, key=lambda part: -abs(part[1]))[:PARTS_SHOWN]:
        lines.append(f"    [dim]{value:+7.2f}  {MEANS.get(name, 'wording: ' + name[3:].replace('_', ' '))}[/]")
    if runners := _runners_up(quote, considered):
        lines.append("  [bold]runners-up in this section[/]")
        chosen = {q.words: f" [dim](also chosen: {q.id})[/]" for q in record.quotes}
        lines += [
            f"  {c.score or 0:+7.2f}  {clock(c.start):>8}  {_line(c.text)[:140]}{chosen.get(c.words, '')}"
            for c in runners
        ]
    inside = [c for c in considered if c.section == quote.section]
    refused = Counter(c.rejected for c in inside if c.rejected)
    reasons = ", ".join(f"{count} {reason}" for reason, count in refused.most_common(REFUSED))
    lines.append(
        f"  {sum(refused.values())} of {len(inside)} passages of the section were rejected: {reasons or 'none'}"
    )
    return "\n".join(lines)


def as_heard(candidate: "Candidate", transcript: "Transcript") -> "Candidate":
    """Return a passage with the times of the published transcript: `reanchor` moves those, and no stage's."""
    first, last = transcript.words[candidate.words[0][0]], transcript.words[candidate.words[-1][1] - 1]
    return candidate.model_copy(update={"start": first.start, "end": last.end})


def _runners_up(quote: "Quote", considered: "Sequence[Candidate]") -> "list[Candidate]":
    """Return the best passages of the section that share no word with the quote, and none with each other."""
    taken: list[Candidate] = []
    spans: list[Span] = [(quote.words[0][0], quote.words[-1][1])]
    inside = [c for c in considered if c.section == quote.section and c.score is not None and not c.rejected]
    for candidate in sorted(inside, key=lambda c: -(c.score or 0.0)):
        span = (candidate.words[0][0], candidate.words[-1][1])
        if len(taken) < RUNNERS_UP and not any(span[0] < j and i < span[1] for i, j in spans):
            taken.append(candidate)
            spans.append(span)
    return taken


def _beside(where: str, transcript: "Transcript", span: "Span | None") -> list[str]:
    from pipeline.language.words import plain

    return [f"  [dim]{where}: {_line(plain(transcript.words, span))[:160]}[/]"] if span else []


def _line(text: str) -> str:
    return escape(visible(" ".join(text.split())))
