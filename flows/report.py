"""What an episode gave, told to a person: on a terminal and as Markdown for the Prefect UI."""

import textwrap
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from flows.screen import clock, visible
from pipeline.records import Highlights, Quote, Tally

INDENT = 10  # columns before a quote, under its section's title


def proved_line(record: Highlights) -> str:
    """Return what was proved when the record was made: "quotes verified n/n, sentences verified n/n"."""
    return tallied(record.verification.quotes, record.verification.sentences)


def tallied(quotes: Tally, sentences: Tally) -> str:
    """Return "quotes verified n/n, sentences verified n/n"."""
    return (
        f"quotes verified {quotes.passed}/{quotes.checked}, sentences verified {sentences.passed}/{sentences.checked}"
    )


def best_quotes(record: Highlights) -> dict[str, Quote]:
    """Return each section's block quote by section id."""
    by_id = {q.id: q for q in record.quotes}
    return {s.id: by_id[s.quote] for s in record.sections if s.quote in by_id}


def _words(text: str) -> str:
    return visible(" ".join(text.split()))


def _line(text: str) -> str:
    return escape(_words(text))


def show(record: Highlights, folder: Path, console: Console) -> None:
    """Print topics, the best quote per section with its time, what was proved, and where the page is."""
    e = record.episode
    about = " · ".join(x for x in (e.show, e.published, clock(e.duration)) if x)
    console.print(f"\n[bold]{_line(e.title)}[/]  [dim]{_line(about)}[/]")
    console.print(_line(record.summary.text) + "\n")
    for topic in record.topics:
        if topic.found and topic.start is not None:
            console.print(f"  [green]●[/] {_line(topic.name)} [dim]found at {clock(topic.start)}[/]")
        else:
            console.print(f"  [dim]○ {_line(topic.name)} not found in this episode[/]")
    if record.topics:
        console.print()
    quotes = best_quotes(record)
    for section in record.sections:
        mark = "[bold]" if section.highlight else "[dim]"
        console.print(f"{clock(section.start):>8}  {mark}{_line(section.title)}[/]")
        if quote := quotes.get(section.id):
            speaker = quote.speaker or "Speaker unknown"
            for line in textwrap.wrap(f"“{_words(quote.text)}”", width=min(console.width, 100) - INDENT):
                console.print(f"{' ' * INDENT}[italic]{escape(line)}[/]")
            console.print(f"{' ' * INDENT}[dim]{_line(speaker)} · {clock(quote.start)} · {quote.grade}[/]\n")
    console.print(
        f"\n[bold green]{proved_line(record)}[/]" if all_proved(record) else f"\n[bold red]{proved_line(record)}[/]"
    )
    if record.flags:
        console.print(f"[yellow]flags: {_line(', '.join(record.flags))}[/]")
    console.print(f"page: {escape(str(folder / 'page.html'))}", soft_wrap=True)


def all_proved(record: Highlights) -> bool:
    """Say whether nothing that was checked failed."""
    return all(t.passed == t.checked for t in (record.verification.quotes, record.verification.sentences))


def summary_markdown(record: Highlights) -> str:
    """Return the page's summary for the Prefect UI."""
    quotes = best_quotes(record)
    lines = [f"# {_plain(record.episode.title)}", "", _plain(record.summary.text), "", f"**{proved_line(record)}**", ""]
    for section in record.sections:
        if section.highlight:
            lines += [f"## {clock(section.start)} {_plain(section.title)}", ""]
            if quote := quotes.get(section.id):
                who = quote.speaker or "Speaker unknown"
                lines += [f"> “{_plain(quote.text)}” — {_plain(who)}, {clock(quote.start)}", ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|<>" else c for c in text)
    return " ".join(escaped.split())
