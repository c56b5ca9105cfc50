"""Searching what was said in all episodes, and what was made of it: every mention, the best episodes first."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from sqlite3 import Connection
from typing import Literal, NamedTuple, get_args
from urllib.parse import quote

from pipeline.corpus.database import DATABASE, is_of_this_format, passages_of, reading, said_words
from pipeline.corpus.gathering import all_signs
from pipeline.corpus.generations import WAIT_S, Generations
from pipeline.corpus.publishing import publish_corpus
from pipeline.corpus.search_rows import KINDS, PER_S, SAID, TITLES, SearchPassage, between_blanks, fold_text
from pipeline.corpus.shared import fetched
from pipeline.errors import BadInput, HighlightsError
from pipeline.formats.word_addresses import word_address
from pipeline.language.query import Mention, Query, asked_words, for_fts5, mentions
from pipeline.language.words import STOP_WORDS, fold
from pipeline.records import Hit, SectionKind
from pipeline.store import Store

BEFORE, AFTER = 8, 24  # words shown before a mention and from its start on
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")

SECTION_KINDS = get_args(SectionKind)
Kind = Literal["said", "quotes", "questions", "titles", "narrative"]


@dataclass(frozen=True)
class SearchFilter:
    """What else a hit must fit; None fits all. Names fit where they hold the text, without regard to case."""

    kind: Kind = "said"
    show: str | None = None
    speaker: str | None = None
    since: str | None = None  # a day, month or year: 2024-05-17, 2024-05 or 2024
    until: str | None = None  # the last one
    section_kind: str | None = None
    episode_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no kind and no date."""
        if self.kind not in KINDS:
            raise BadInput(f"expected {', '.join(KINDS)} to search in, found {self.kind!r}")
        if self.section_kind is not None and self.section_kind not in SECTION_KINDS:
            raise BadInput(f"expected {', '.join(SECTION_KINDS)} as kind of section, found {self.section_kind!r}")
        for date in (self.since, self.until):
            if date is not None and not _DAY.fullmatch(date):
                raise BadInput(f"expected a date as 2024-05-17, 2024-05 or 2024, found {date!r}")


class Found(NamedTuple):
    """An episode in which something was found: its hits in time order, and how many there are with those left out."""

    episode_id: str
    title: str
    hits: list[Hit]
    all_hits: int


class SearchPage(NamedTuple):
    """Some of the episodes in which something was found, best first."""

    found: list[Found]
    episodes: int  # that answer; filters by speaker and section may leave fewer of them
    next: int | None  # where the next page begins; None after the last one


class _Episode(NamedTuple):
    n: int
    id: str
    title: str
    show: str | None
    published: str | None


def searchable(store: Store, unreadable: Callable[[str], None] = lambda _: None) -> Path:
    """Return the database of all episodes; a catalog that is older than an episode is brought up to date first.

    `unreadable` is told of each episode that is left out. `BadInput` where there is no episode.
    """
    if not store.episode_ids():
        raise BadInput(f"expected episodes in {store.root}, found none; make one with: highlights run FILE")
    generations = Generations(store.root)
    place = database(store)
    if not (fetched(store) and place) and (place is None or generations.facts().get("episodes") != all_signs(store)):
        try:
            publish_corpus(store, wait_s=0.0 if place else WAIT_S)  # who only searches does not wait for a writer
        except HighlightsError as error:
            if place is None:
                raise
            unreadable(f"episodes that are newer than the catalog: {error}")
        place = database(store)
    for line in generations.facts().get("left_out", []):
        unreadable(line)
    if place is None:
        raise BadInput(f"expected {DATABASE} in the catalog of {store.root}, found none; run: highlights batch")
    return place


def database(store: Store) -> Path | None:
    """Return the database of the generation in place, None where there is none that can be read."""
    folder = Generations(store.root).folder()
    place = folder / DATABASE if folder else None
    return place if place and place.is_file() and is_of_this_format(place) else None


class Listed(NamedTuple):
    """An episode as a list of episodes names it."""

    id: str
    title: str
    show: str | None
    published: str | None
    language: str | None
    duration: float  # seconds


def listed(place: Path) -> list[Listed]:
    """Return all episodes, the newest first; those without a date come last."""
    with reading(place) as connection:
        return [
            Listed(*row)
            for row in connection.execute(
                "SELECT episode_id, title, show, published, language, duration FROM episodes "
                "ORDER BY published IS NULL, published DESC, episode_id"
            )
        ]


def holders(place: Path, id_: str) -> list[str]:
    """Return the episodes in which an id stands now, then those in which it stood once; ids of words are short."""
    with reading(place) as connection:
        found = connection.execute(
            "SELECT episode_id FROM ids JOIN episodes USING (n) WHERE id = ? ORDER BY kind = 'gone', episode_id", (id_,)
        )
        return [episode_id for (episode_id,) in found]


def pages_address(store: Store) -> str:
    """Return the address of the artifacts folder, with a slash at its end: where it is published, else on the disk."""
    published = str(Generations(store.root).facts().get("with", {}).get("base_url", ""))
    return published or f"{store.root.absolute().as_uri()}/"


def find(place: Path, query: Query, wanted: SearchFilter, *, pages: str = "") -> Iterator[Found]:
    """Yield the episodes that answer a query, best first, each with every mention.

    `pages` is the address of the artifacts folder, with a slash at its end.
    """
    with reading(place) as connection:
        for n in _ranked(connection, query, wanted):
            found = _found(connection, _episode(connection, n), query, wanted, pages=pages)
            if found.hits:
                yield found


def find_page(
    place: Path, query: Query, wanted: SearchFilter, *, pages: str, first: int, most: int, each: int | None
) -> SearchPage:
    """Return `most` episodes from number `first` on, with at most `each` hits of each."""
    with reading(place) as connection:
        ranked = _ranked(connection, query, wanted)
        page: list[Found] = []
        for at, n in enumerate(ranked[first:], start=first):
            if len(page) == most:
                return SearchPage(page, len(ranked), at)
            found = _found(connection, _episode(connection, n), query, wanted, pages=pages, each=each)
            page += [found] if found.hits else []
        return SearchPage(page, len(ranked), None)


def _ranked(connection: Connection, query: Query, wanted: SearchFilter) -> list[int]:
    """Return the numbers of the episodes whose words answer a query, best first (BM25, as FTS5 gives it).

    Words that everybody says rank nobody: the episode that came last is first.
    """
    fits = ["words MATCH ?"]
    values = [f"{wanted.kind} : ({for_fts5(query)})"]
    for column, table, name in (("show", "episodes", wanted.show), ("name", "speakers", wanted.speaker)):
        if name is not None:
            known = (found for (found,) in connection.execute(f"SELECT DISTINCT {column} FROM {table}") if found)
            names = [one for one in known if fold(name) in fold(one)]
            slots = f"({', '.join('?' * len(names))})"
            if table == "episodes":
                fits.append(f"show IN {slots}")
            else:
                fits.append(f"e.n IN (SELECT n FROM speakers WHERE name IN {slots})")
            values += names
    for sign, date in ((">=", wanted.since), ("<=", wanted.until)):
        if date is not None:
            fits.append(f"substr(published, 1, {len(date)}) {sign} ?")
            values.append(date)
    if wanted.episode_id is not None:
        fits.append("episode_id = ?")
        values.append(wanted.episode_id)
    joined = "JOIN episodes AS e ON e.n = words.rowid" if len(fits) > 1 else ""
    order = (
        "bm25(words), words.rowid" if any(word not in STOP_WORDS for word in asked_words(query)) else "words.rowid DESC"
    )
    found = connection.execute(
        f"SELECT words.rowid FROM words {joined} WHERE {' AND '.join(fits)} AND words.rowid NOT IN hidden "
        f"ORDER BY {order}",
        values,
    )
    return [n for (n,) in found]


def _episode(connection: Connection, n: int) -> _Episode:
    row = connection.execute("SELECT n, episode_id, title, show, published FROM episodes WHERE n = ?", (n,)).fetchone()
    return _Episode(*row)


class _Place(NamedTuple):
    word: int
    end_word: int
    start: float
    end: float
    text: str
    marks: tuple[tuple[int, int], ...]
    address: str


Answers = list[tuple[SearchPassage, Callable[[], _Place]]]  # each place with the passage in which it begins


def _found(
    connection: Connection,
    episode: _Episode,
    query: Query,
    wanted: SearchFilter,
    *,
    pages: str,
    each: int | None = None,
) -> Found:
    rows = passages_of(connection, episode.n, [wanted.kind])
    answers = _said(connection, episode.n, rows, query) if wanted.kind == SAID else _made(rows, query)
    speaker = None if wanted.speaker is None else fold(wanted.speaker)
    fitting = [
        (passage, place)
        for passage, place in answers
        if (speaker is None or speaker in fold(passage.speaker or ""))
        and wanted.section_kind in (None, passage.section_kind)
    ]
    titles = {row.section: row.text for row in passages_of(connection, episode.n, [TITLES]) if row.section}
    page = f"{pages}{quote(episode.id)}/page.html"
    hits = [_hit(episode, wanted.kind, page, titles, passage, place()) for passage, place in fitting[:each]]
    return Found(episode.id, episode.title, hits, len(fitting))


def _hit(  # noqa: PLR0917 -- the parts of a hit
    episode: _Episode, kind: Kind, page: str, titles: Mapping[str, str], passage: SearchPassage, place: _Place
) -> Hit:
    return Hit(
        episode_id=episode.id, title=episode.title, show=episode.show, published=episode.published, kind=kind,
        section_id=passage.section, section_title=titles.get(passage.section, ""), section_kind=passage.section_kind,
        start=place.start, end=place.end, word=place.word, end_word=place.end_word, speaker=passage.speaker,
        text=place.text, marks=place.marks, url=f"{page}#{place.address}",
    )  # fmt: skip


def _said(connection: Connection, n: int, rows: Sequence[SearchPassage], query: Query) -> Answers:
    """Return the places in a transcript."""
    said = said_words(connection, n)
    found = mentions(query, said.tokens)
    if not found:
        return []
    word_of, times = said.numbers(), said.starts_and_ends()
    firsts = [row.first_word for row in rows]

    def place(one: Mention) -> _Place:
        asked = [(int(word_of[i]), int(word_of[j - 1]) + 1) for i, j in one.asked]
        first, end = asked[0][0], int(word_of[one.end - 1]) + 1
        shown = (max(first - BEFORE, 0), min(max(first + AFTER, end), rows[-1].end_word))
        at, until = bisect_right(firsts, shown[0]) - 1, bisect_left(firsts, shown[1])
        words = " ".join(row.text for row in rows[at:until]).split(" ")
        words = words[shown[0] - firsts[at] : shown[1] - firsts[at]]
        text, marks = _marked(words, [(i - shown[0], j - shown[0]) for i, j in asked])
        address = word_address(words, first - shown[0], number=first)
        return _Place(first, end, int(times[2 * first]) / PER_S, int(times[2 * end - 1]) / PER_S, text, marks, address)

    return [(rows[bisect_right(firsts, word_of[one.first]) - 1], partial(place, one)) for one in found]


def _made(rows: Sequence[SearchPassage], query: Query) -> Answers:
    """Return the texts that answer a query, each once with all of its mentions."""

    def place(row: SearchPassage, found: Sequence[Mention]) -> _Place:
        words = row.text.split(" ")
        word_of = [k for k, word in enumerate(words) for _ in fold_text(word)]
        asked = [(word_of[i], word_of[j - 1] + 1) for one in found for i, j in one.asked]
        return _Place(row.first_word, row.end_word, row.start, row.end, *_marked(words, asked), f"w{row.first_word}")

    answers = ((row, mentions(query, between_blanks(fold_text(row.text)))) for row in rows)
    return [(row, partial(place, row, found)) for row, found in answers if found]


def _marked(words: Sequence[str], asked: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return words as one text, and where in it stand those that were asked for: spans that do not touch."""
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    marks: list[tuple[int, int]] = []
    for i, j in sorted(asked):
        first, end = starts[i], starts[j] - 1
        if marks and first <= marks[-1][1] + 1:
            marks[-1] = (marks[-1][0], max(marks[-1][1], end))
        else:
            marks.append((first, end))
    return " ".join(words), tuple(marks)
