"""`highlights search`: every moment at which words were said, in all episodes."""

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, answered, console
from pipeline.errors import BadInput

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from pipeline.corpus import Found
    from pipeline.records import Hit

COLUMNS = (
    "episode_id", "title", "show", "published", "kind", "section_id", "section_title", "section_kind", "start", "end",
    "word", "speaker", "text", "url",
)  # fmt: skip
MARK = "bold yellow"
_ASKS = re.compile(r'["“”„()]|\b(?:AND|OR|NOT|NEAR)\b')  # what makes an argument more than words


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help="The words to find, near each other. 'two words' as one argument is a phrase, brew* a beginning; "
            "OR, AND, NOT and NEAR(hot tea, 5) work too.",
        ),
    ],
    most: Annotated[int | None, typer.Option(metavar="N", help="Print at most this many moments.", min=1)] = None,
    show: Annotated[str | None, typer.Option(metavar="NAME", help="Search only shows of this name.")] = None,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Search only what this person says.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Search only episodes from this day, month or year on.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Search only episodes up to this date.")] = None,
    section: Annotated[
        str | None, typer.Option(metavar="KIND", help="Search only sections of this kind: talk, intro, sponsor, outro.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--in", metavar="KIND", help="Search here: said, quotes, questions, titles or narrative.")
    ] = "said",
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the answer as CSV.")] = False,
) -> None:
    """Find words in the transcripts of all episodes; print every moment, the best episodes first."""
    from pipeline.corpus import SearchFilter, find, pages_address, searchable
    from pipeline.language.query import parse
    from pipeline.store import Store

    store, unread = Store(artifacts), list[str]()
    with answered(as_json, hits=[], problems=[]):
        if as_json and as_csv:
            raise BadInput("expected --json or --csv, found both")
        wanted = SearchFilter(
            kind=kind,  # type: ignore[arg-type]  # it refuses another
            show=show,
            speaker=speaker,
            since=since,
            until=until,
            section_kind=section,
        )
        query = parse(" ".join(map(_asked, words)))
        place = searchable(store, unread.append)
        found = _cut(find(place, query, wanted, pages=pages_address(store)), most)
        for what in unread:
            screen.note(f"not searched: {what}")
        some = _told(found, as_json=as_json, as_csv=as_csv, unread=unread, artifacts=artifacts)
    if not some:
        screen.note(f"no matches for “{' '.join(words)}” in {artifacts}")


def _asked(word: str) -> str:
    """Return an argument of the shell as a part of a query: words in one argument are a phrase."""
    return f'"{word}"' if " " in word.strip() and not _ASKS.search(word) else word


def _cut(found: "Iterator[Found]", most: int | None) -> "Iterator[Found]":
    """Yield what was found until there are so many hits."""
    left = most
    for one in found:
        yield one if left is None else one._replace(hits=one.hits[:left])
        if left is not None:
            left -= len(one.hits)
            if left <= 0:
                return


def _told(found: "Iterator[Found]", *, as_json: bool, as_csv: bool, unread: Sequence[str], artifacts: Path) -> bool:
    """Print what was found as it comes, JSON at the end; say whether there was anything."""
    if as_json:
        hits = [hit.model_dump(mode="json") for one in found for hit in one.hits]
        answer = {"hits": hits, "problems": unread, "error": None}
        screen.answer(answer)
        return bool(hits)
    if as_csv:
        return _as_csv(hit for one in found for hit in one.hits)
    first = next(found, None)
    if first is None:
        return False
    _printed(first, artifacts)
    for one in found:
        console().print()
        _printed(one, artifacts)
    return True


def _as_csv(hits: "Iterator[Hit]") -> bool:
    from pipeline.formats.tables import harmless

    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    n = 0
    for n, hit in enumerate(hits, start=1):  # noqa: B007 -- the number of the last one is wanted
        table.writerow([harmless(getattr(hit, column)) for column in COLUMNS])
    return n > 0


def _printed(found: "Found", artifacts: Path) -> None:
    """Print an episode and its hits, the words that were looked for marked."""
    from rich.text import Text

    from flows.screen import clock

    out, n = console(), found.all_hits
    first = found.hits[0]
    about = [screen.visible(one) for one in (found.title, first.show, first.published) if one]
    out.print(
        Text(" · ".join(about), style="bold"), Text(f"{found.episode_id}, {n} {'moment' if n == 1 else 'moments'}")
    )
    for hit in found.hits:
        said = Text(screen.visible(hit.text))
        if len(said) == len(hit.text):
            for i, j in hit.marks:
                said.stylize(MARK, i, j)
        who = f"{screen.visible(hit.speaker)}: " if hit.speaker else ""
        out.print(Text(f"  {clock(hit.start)}  {who}").append_text(said))
        page = artifacts / found.episode_id / "page.html"
        out.print(Text(screen.visible(f"      {page}#{hit.url.rpartition('#')[2]}"), style="dim"))
