"""What a person asks of the search, as SQLite's FTS5 is asked it, and where in a text it is said.

    hot tea                 both words within 30 words of each other, in any order
    "hot tea"               the words one after the other
    brew*                   every word that begins so
    NEAR(hot tea, 5)        with at most five words between them
    tea OR coffee, tea AND coffee, tea NOT milk, (…)

AND, OR and NOT ask about a whole text. Words are compared as `search_words` folds them.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.errors import BadInput
from pipeline.language.words import STOP_WORDS, search_words

CLOSE = 30  # words between which words without quotation marks belong together
LONGEST = 400  # characters of a query
LEAST_OPEN = 3  # letters of a word that may be the beginning of another
MOST_PARTS = 32  # words and phrases of a query: FTS5 looks for each
_PART = re.compile(r'\s*(?:(NEAR)\s*\(|([()])|"([^"]*)"(\*?)|(,\s*\d+\s*(?=\)))|([^\s(),"]+))')
_OPERATORS = ("AND", "OR", "NOT")

Span = tuple[int, int]


@dataclass(frozen=True)
class Phrase:
    """Folded words that follow each other; with `begins` the last one may be the beginning of a word."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Close:
    """Phrases with at most `within` words between the end of the first and the start of the last one."""

    phrases: tuple[Phrase, ...]
    within: int = CLOSE


@dataclass(frozen=True)
class Joined:
    """Two queries and what joins them; NOT: the first where the second is nowhere."""

    how: Literal["AND", "OR", "NOT"]
    left: "Query"
    right: "Query"


Query = Close | Joined


class Mention(NamedTuple):
    """A place at which a query is answered: its tokens as [i, j), and those of them that were asked for."""

    first: int
    end: int
    asked: tuple[Span, ...]


def parse(text: str, *, typing: bool = False) -> Query:
    """Return what a text asks; with `typing` its last word may be the beginning of one.

    `BadInput` names what is wrong with a text that cannot be understood or holds no word.
    """
    if len(text) > LONGEST:
        raise BadInput(f"expected a search of at most {LONGEST} characters, found {len(text)}")
    text = re.sub("[“”„«»]", '"', text)
    is_open = typing and re.search(r"\w$", text)
    if text.count('"') % 2:
        if not typing:
            raise BadInput(f"expected a closing quotation mark in the search {text!r}, found none")
        text += '"'
    reader = _Reader(text, list(_PART.finditer(text)))
    found = reader.any_of()
    if reader.left:
        raise BadInput(f"expected no closing parenthesis without an opening one in the search {text!r}")
    if found is None:
        raise BadInput(f"expected words to search for, found {text!r}")
    if sum(1 for _ in _phrases(found)) > MOST_PARTS:
        raise BadInput(f"expected at most {MOST_PARTS} words and phrases, found more in the search {text!r}")
    return _open(found) if is_open else found


class _Reader:
    """Reads the parts of a query from left to right."""

    def __init__(self, text: str, parts: list[re.Match[str]]) -> None:
        self.text, self.parts = text, parts[::-1]

    @property
    def left(self) -> bool:
        return bool(self.parts)

    def any_of(self) -> Query | None:
        return self._chain("OR", lambda: self._chain("AND", lambda: self._chain("NOT", self._run)))

    def _chain(self, how: Literal["AND", "OR", "NOT"], inner: Callable[[], Query | None]) -> Query | None:
        """Return queries joined by one operator; AND also joins what stands side by side."""
        found = inner()
        while self.left:
            word = self._word()
            beside = how == "AND" and word not in _OPERATORS and self.parts[-1][2] != ")"
            if word == how:
                self.parts.pop()
            elif not beside:
                break
            other = inner()
            if beside and (other is None or found is None):  # signs without a letter
                found = found or other
            elif found is None or other is None:
                raise BadInput(f"expected words on both sides of {how} in the search {self.text!r}")
            else:
                found = Joined(how, found, other)
        return found

    def _word(self) -> str | None:
        return self.parts[-1][6] if self.left else None

    def _run(self) -> Query | None:
        """Return what stands in parentheses, or words and phrases that stand side by side."""
        if self.left and self.parts[-1][1]:
            return self._near()
        if self.left and self.parts[-1][2] == "(":
            self.parts.pop()
            found = self.any_of()
            self._closed()
            return found
        phrases = self._side_by_side()
        return Close(phrases) if phrases else None

    def _side_by_side(self) -> tuple[Phrase, ...]:
        found: dict[Phrase, None] = {}
        while self.left:
            part = self.parts[-1]
            if part[1] or part[2] or part[5] or part[6] in _OPERATORS:
                break
            self.parts.pop()
            if phrase := self._phrase(part):
                found[phrase] = None
        return tuple(found)

    def _phrase(self, part: re.Match[str]) -> Phrase | None:
        said = f"{part[3]}{part[4]}" if part[6] is None else part[6]
        begins = said.rstrip().endswith("*")
        words = tuple(search_words(said))
        if begins and not words:
            raise BadInput(f"expected letters before the * in the search {self.text!r}, found none")
        return Phrase(words, begins) if words else None

    def _near(self) -> Query:
        self.parts.pop()
        phrases = self._side_by_side()
        within = CLOSE
        if self.left and self.parts[-1][5]:
            within = min(int(self.parts.pop()[5].strip(", ")), LONGEST)
        self._closed()
        if len(phrases) < 2:
            raise BadInput(f"expected NEAR(WORD WORD, 10) with two different words, found {self.text!r}")
        return Close(phrases, within)

    def _closed(self) -> None:
        if not self.left or self.parts[-1][2] != ")":
            raise BadInput(f"expected a closing parenthesis in the search {self.text!r}, found none")
        self.parts.pop()


def _open(query: Query) -> Query:
    """Return a query whose last word may be the beginning of one; short and common words stay: "the" is not "they"."""
    if isinstance(query, Joined):
        return Joined(query.how, query.left, _open(query.right))
    *others, last = query.phrases
    begins = last.begins or (len(last.words[-1]) >= LEAST_OPEN and last.words[-1] not in STOP_WORDS)
    return Close((*others, Phrase(last.words, begins)), query.within)


def _phrases(query: Query) -> Iterator[Phrase]:
    if isinstance(query, Joined):
        yield from _phrases(query.left)
        yield from _phrases(query.right)
    else:
        yield from query.phrases


def asked_words(query: Query) -> set[str]:
    """Return all folded words of a query."""
    return {word for phrase in _phrases(query) for word in phrase.words}


def for_fts5(query: Query) -> str:
    """Return a query in the language of FTS5, every word of it quoted."""
    if isinstance(query, Joined):
        return f"({for_fts5(query.left)} {query.how} {for_fts5(query.right)})"
    phrases = [f'"{" ".join(phrase.words)}"{" *" if phrase.begins else ""}' for phrase in query.phrases]
    return phrases[0] if len(phrases) == 1 else f"NEAR({' '.join(phrases)}, {query.within})"


def mentions(query: Query, tokens: str) -> list[Mention]:
    """Return every place of a text at which a query is answered, in order; nothing where the text is no answer.

    `tokens` are folded words, each between two blanks: " hot tea ". A place of words that stand close together is the
    shortest one that holds them all. No two places share a token.

    >>> [(m.first, m.end) for m in mentions(parse("hot tea"), " tea is hot and hot tea is tea ")]
    [(0, 3), (4, 6)]
    """
    if isinstance(query, Close):
        return _close(query, tokens)
    left, right = mentions(query.left, tokens), mentions(query.right, tokens)
    if query.how == "NOT":
        return [] if right else left
    if query.how == "AND" and not (left and right):
        return []
    return _apart(sorted([*left, *right], key=lambda mention: (mention.first, -mention.end)))


def _apart(ordered: Sequence[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for one in ordered:
        if not kept or one.first >= kept[-1].end:
            kept.append(one)
    return kept


def _close(query: Close, tokens: str) -> list[Mention]:
    places = [_places(phrase, tokens) for phrase in query.phrases]
    if len(places) == 1:
        return _apart([Mention(i, j, ((i, j),)) for i, j in places[0]])
    if not all(places):
        return []
    found = []
    last: dict[int, Span] = {}  # the place of each phrase that came last
    for i, j, k in sorted((i, j, k) for k, spans in enumerate(places) for i, j in spans):
        last[k] = (i, j)
        if len(last) == len(places):
            asked = tuple(sorted(last.values()))
            if asked[-1][0] - asked[0][1] <= query.within:
                found.append(Mention(asked[0][0], max(end for _, end in asked), asked))
    kept: list[Mention] = []  # in order, none overlapping, the shortest first
    for one in sorted(found, key=lambda mention: (mention.end - mention.first, mention.first)):
        at = bisect_left(kept, one.first, key=lambda mention: mention.first)
        if (at == 0 or kept[at - 1].end <= one.first) and (at == len(kept) or one.end <= kept[at].first):
            kept.insert(at, one)
    return kept


def _places(phrase: Phrase, tokens: str) -> list[Span]:
    """Return every place of a phrase, as tokens [i, j)."""
    wanted = f" {' '.join(phrase.words)}{'' if phrase.begins else ' '}"
    found, at, n, counted = [], tokens.find(wanted), 0, 0
    while at >= 0:
        n += tokens.count(" ", counted, at)
        counted = at
        found.append((n, n + len(phrase.words)))
        at = tokens.find(wanted, at + 1)
    return found
