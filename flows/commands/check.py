"""`highlights check`: hold any text about an episode against what was said in it."""

from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, answered, console
from flows.screen import clock
from pipeline.errors import BadInput, ProofFailed

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from pipeline.records.checked import CheckedQuotation, CheckedSentence, CheckedText

MOST_BYTES = 2_000_000  # of a text; a book about one episode is a mistake
SIGNS = {"supported": "[green]✓[/]", "not supported": "[yellow]?[/]", "contradicted": "[red]✗[/]"}


def check(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the episode that the text is about.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The text: show notes, a summary, a post; Markdown or plain.")
    ],
    page: Annotated[
        Path | None, typer.Option("--page", metavar="FILE", help="Also write the answer as a page with footnotes.")
    ] = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Check a text about an episode: grade its quotations, and say which sentences the episode supports."""
    from pipeline.bench import equip
    from pipeline.checks.texts import TextChecker
    from pipeline.files import write_atomically
    from pipeline.formats.checked_page import checked_page
    from pipeline.settings import gather
    from pipeline.store import Store

    with answered(as_json, quotes=[], sentences=[]):
        text = read(file)
        record, transcript = Store(artifacts).episode(episode_id).published()
        bench = equip(gather(show=record.episode.show), say=screen.note)
        people = [(person.name, person.role) for person in record.episode.people]
        found = TextChecker(transcript, people, bench.embedder, bench.entailment or None).checked(text)
    if page:
        write_atomically(page, checked_page(found, record, transcript, name=file.name).encode())
    if as_json:
        screen.answer(found.model_dump(mode="json"))
    else:
        console().print("\n".join(told(found)))
    if wrong := faults(found):
        raise ProofFailed(f"expected {file.name} to say what was said in {episode_id}, found {wrong}")


def read(file: Path) -> str:
    """Return the text of a file; raise `BadInput` where there is none to check."""
    if not file.is_file():
        raise BadInput(f"expected a text file, found none at {file}")
    data = file.read_bytes()
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"expected a text of at most {MOST_BYTES / 1e6:.0f} MB, found {len(data) / 1e6:.1f} MB in {file}"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"expected text in UTF-8 in {file}, found byte {data[error.start]:#04x} at {error.start}"
        ) from error
    if "\0" in text or not text.strip():
        raise BadInput(f"expected text in {file}, found {'none' if not text.strip() else 'a binary file'}")
    return text


def faults(found: "CheckedText") -> str | None:
    """Return in words how much of a text is not as it was said; None where nothing is."""
    counts = {
        "altered or unsaid quotation": sum(not q.is_faithful for q in found.quotes),
        "unsupported sentence": sum(s.verdict == "not supported" for s in found.sentences),
        "contradicted sentence": sum(s.verdict == "contradicted" for s in found.sentences),
    }
    named = [f"{n} {what}{'s' if n > 1 else ''}" for what, n in counts.items() if n]
    return ", ".join(named) or None


def told(found: "CheckedText") -> list[str]:
    """Return the lines that a terminal shows: quotations first, then sentences, each with its place."""
    lines = [f"[bold]Quotations[/]  {_faithful(found)}"] if found.quotes else []
    lines += [line for quotation in found.quotes for line in _quotation(quotation)]
    supported = sum(s.verdict == "supported" for s in found.sentences)
    if found.sentences:
        lines.append(f"[bold]Sentences[/]  {supported} of {len(found.sentences)} supported")
    lines += [line for sentence in found.sentences for line in _sentence(sentence)]
    return lines or ["nothing to check: the text holds no statement and no quotation"]


def _faithful(found: "CheckedText") -> str:
    good = sum(q.is_faithful for q in found.quotes)
    return f"{good} of {len(found.quotes)} as they were said"


def _quotation(quotation: "CheckedQuotation") -> list[str]:
    good = quotation.is_faithful
    sign, place = (
        "[green]✓[/]" if good else "[red]✗[/]",
        f"{clock(quotation.start)}" if quotation.start is not None else "",
    )
    lines = [f"  {sign} {quotation.verdict:9} {place:>8}  “{_line(quotation.text)}”"]
    if quotation.verdict == "altered" and quotation.said:
        lines.append(f"  [dim]{'said':>20}[/]  “{difference(quotation.text, quotation.said)}”")
    return lines


def difference(quoted: str, said: str) -> str:
    """Return what was said with the words that the quotation lacks or changed in bold.

    >>> difference("It never works.", "It always works, um, well.")
    'It [bold]always[/] works, [bold]um, well.[/]'
    """
    mine, theirs = quoted.split(), said.split()
    matcher = SequenceMatcher(None, [_bare(w) for w in mine], [_bare(w) for w in theirs], autojunk=False)
    parts = []
    for kind, _, _, start, end in matcher.get_opcodes():
        words = _line(" ".join(theirs[start:end]))
        if kind == "delete":
            continue
        parts.append(words if kind == "equal" else f"[bold]{words}[/]")
    return " ".join(part for part in parts if part)


def _bare(word: str) -> str:
    return "".join(c for c in word.lower() if c.isalnum())


def _sentence(sentence: "CheckedSentence") -> list[str]:
    place = f"{clock(sentence.start)}" if sentence.start is not None else ""
    return [
        f"  {SIGNS[sentence.verdict]} {sentence.verdict:13} {sentence.score:.2f} {place:>8}  {_line(sentence.text)}"
    ]


def _line(text: str) -> str:
    return escape(screen.visible(" ".join(text.split())))
