"""Reasons told to a person: what spoke for a quote, which passages came next, and why others were refused."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.markup import escape

from flows.report import clock
from flows.screen import visible
from pipeline.language.words import plain
from pipeline.records import Candidate, Highlights, Quote, Span, Transcript

SHOWN = 8  # parts of a score, the largest first
RUNNERS_UP = 4
REFUSED = 6
MEANS = {
    "by_appeal": "appeal against the episode's other sentences (fitted)",
    "by_hand": "wording rules set by hand",
    "by_meaning": "what it says is like what editors played",
    "by_passage": "what stands around it is like what editors played",
    "by_early": "said early",
    "by_position": "said early (fitted)",
    "by_central": "near to what the episode is about",
    "by_on_subject": "on the subject of its surroundings",
    "by_reading": "how it reads by itself (fitted to readers' grades)",
    "by_returned_to": "the episode returns to it",
}
WHOLE = ("by_appeal", "by_hand", "by_early", "by_reading")  # their sum is the score


def as_json(quote: Quote, considered: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Return the quote and its runners-up."""
    return [quote.model_dump(mode="json"), *(c.model_dump(mode="json") for c in _runners_up(quote, considered))]


def told(record: Highlights, transcript: Transcript, quote: Quote, considered: Sequence[Candidate]) -> str:
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
    for name, value in sorted(parts, key=lambda part: -abs(part[1]))[:SHOWN]:
        lines.append(f"    [dim]{value:+7.2f}  {MEANS.get(name, 'wording: ' + name[3:].replace('_', ' '))}[/]")
    if runners := _runners_up(quote, considered):
        lines.append("  [bold]next in this section[/]")
        chosen = {q.words: f" [dim](chosen too: {q.id})[/]" for q in record.quotes}
        lines += [
            f"  {c.score or 0:+7.2f}  {clock(c.start):>8}  {_line(c.text)[:140]}{chosen.get(c.words, '')}"
            for c in runners
        ]
    inside = [c for c in considered if c.section == quote.section]
    refused = Counter(c.rejected for c in inside if c.rejected)
    reasons = ", ".join(f"{count} {reason}" for reason, count in refused.most_common(REFUSED))
    lines.append(f"  {sum(refused.values())} of {len(inside)} passages of the section refused: {reasons or 'none'}")
    return "\n".join(lines)


def _runners_up(quote: Quote, considered: Sequence[Candidate]) -> list[Candidate]:
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


def _beside(where: str, transcript: Transcript, span: Span | None) -> list[str]:
    return [f"  [dim]{where}: {_line(plain(transcript.words, span))[:160]}[/]"] if span else []


def _line(text: str) -> str:
    return escape(visible(" ".join(text.split())))
