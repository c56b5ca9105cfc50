"""Finds what may be a speaker's label in a cue: at the start of a line or after a sentence, by its form alone."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.transcripts.clocks import CLOCK
from pipeline.transcripts.document import RawCue
from pipeline.transcripts.names import (
    LONGEST_LABEL,
    NAME,
    PARTICLES,
    WEAK,
    Said,
    caseless,
    plain,
    read_label,
    script_of,
)

COLON, BRACKET, LINE, DASH, TRAIL = "colon", "bracket", "line", "dash", "trail"
SELDOM = 4  # a word that is written large more often than so many times its small form may be a name
REPEATS = 2  # a name is a speaker's when it comes back
MOST_BESIDE = 4  # words beside a name on a line of its own
AT_CUE, AT_LINE, AMID = "cue", "line", "amid"
TURN = re.compile(r"\s*(?:>(?:\s?>){1,2}|<<|[-–—‐‑−•‣*](?=\s)|[-‐](?=[^\W\d_\"“¿¡\[(<-]))\s*")
_AFTERWARDS = re.compile(
    r"(?:\s*(?:\[[^\[\]]*\]|\([^()]*\)|（[^（）]*）|\{[^{}]*\}|\*[^*\n]*\*|[♪♫][^♪♫]*[♪♫]|[♪♫]))+\s*$"
)
_MUSIC = re.compile(r"(?:[♪♫]\s*)*")
_AMID_TURN = re.compile(r"(?<!\S)>(?:\s?>){1,2}\s*")
_COLON = re.compile(r"[:：﹕︰]")
_ENDS = re.compile(r"[.?!…][\"'”’)\]»]*\s+|[。？！؟।]\s*[\"”」』]?\s*|\s(?:--|—)\s+|(?<!\S)>(?:\s?>){1,2}\s*")
_LEADING = re.compile(r"\s*[\[(（【<{［]([^\[\]()（）【】<>{}［］\n]{1,60})[\])）】>}］](?=\s|$|[^\W\d_])")
_TRAILING = re.compile(r"\s[\[(（【]([^\[\]()（）【】\n]{1,60})[\])）】]\s*$")
_TRAILING_DASH = re.compile(r"(?<=[.?!…\"”])\s+[-–—~]\s?([^\n]{2,60}?)\s*$")
_PARTED = re.compile(r"\s*(\S[^\n]{0,48}?)(?:\s[-–—]\s|\s?[|]\s?|>\s|\s=\s|;\s|\s•\s|\t)\s*(?=\S)")
_STAMP = re.compile(rf"\s*(?:[\[(（]{CLOCK}[\])）]|{CLOCK}(?=\s*$)):?\s*")


@dataclass(frozen=True)
class LabelCandidate:
    """A label by its form; `start` and `end` count characters of what is seen of the cue, marks of a turn included."""

    cue: int
    start: int
    end: int
    said: Said
    style: str
    place: str
    text_after: bool  # words follow it on its line or the next
    alone: bool  # nothing else stands on its line
    cut: bool  # what is said before it has no end
    framed: bool = False  # a bracket or a sign of a turn stands around it
    runs_on: bool = False  # the line after it begins with a small letter, as the rest of a sentence does


@dataclass(frozen=True)
class TurnMark:
    """A sign for another speaker, without a name."""

    cue: int
    start: int
    end: int


def ends_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence does; an empty one does, and so does a sound."""
    text = _AFTERWARDS.sub("", text)
    text = text.rstrip().rstrip("\"'”’)]»」』")
    return not text or text.endswith((".", "?", "!", "…", "。", "？", "！", "؟", "।", ":", "-", "—", "–", "♪", "]"))


def candidates_of(n: int, cue: RawCue, before: str) -> Iterator[LabelCandidate | TurnMark]:
    """Yield what may be labels in a cue, in order; `before` is what the cue before ends with."""
    seen, _ = cue.text.seen()
    at, first = 0, True
    for line in seen.split("\n"):
        if line.strip():
            first = first or not _AFTERWARDS.sub("", seen[:at]).strip()  # nothing was said before but a sound
            place = AT_CUE if first else AT_LINE
            said_before = before if first else seen[:at]
            yield from _of_line(n, seen, (at, at + len(line)), place, cut=not ends_sentence(said_before))
            first = False
        at += len(line) + 1
    if (
        (match := _TRAILING.search(seen) or _TRAILING_DASH.search(seen))
        and re.search(r"\w", seen[: match.start()])
        and (said := read_label(match[1]))
    ):
        yield LabelCandidate(n, match.start(), len(seen), said, TRAIL, AT_CUE, True, False, False)


def _of_line(n: int, seen: str, line: tuple[int, int], place: str, *, cut: bool) -> Iterator[LabelCandidate | TurnMark]:
    start, end = line
    after = bool(re.search(r"\w", seen[end:]))
    here = start
    if mark := TURN.match(seen, start, end):
        yield TurnMark(n, start, mark.end())
        here = mark.end()
    here = _MUSIC.match(seen, here, end).end()  # type: ignore[union-attr]
    stamp = _STAMP.match(seen, here, end)
    named = here if stamp is None else stamp.end()
    found = list(_by_colon(n, seen, (start, here, end), place, cut=cut, after=after))
    yield from found
    if not any(c.start == start and not c.said.loose for c in found):
        yield from _without_colon(n, seen, (start, named, end), place, cut=cut, after=after)
    for match in _AMID_TURN.finditer(seen, here, end):
        if match.start() > here:
            yield TurnMark(n, match.start(), match.end())


def _by_colon(
    n: int, seen: str, line: tuple[int, int, int], place: str, *, cut: bool, after: bool
) -> Iterator[LabelCandidate]:
    """Yield names before a colon: at the start of the line, and after each end of a sentence in it."""
    start, here, end = line
    opens = [(here, True), *((m.end(), False) for m in _ENDS.finditer(seen, here, end))]
    last = here
    for colon in _COLON.finditer(seen, here, end):
        if not _closes(seen, colon.start(), end):
            continue
        options = [(at, opening) for at, opening in opens if last <= at <= colon.start() and colon.start() - at <= 80]
        said, at, opening = None, 0, False
        for at, opening in options:  # noqa: B007 -- both are used after the loop
            if said := read_label(seen[at : colon.start()]):
                break
        if said is None:
            said, at = _amid(seen, last, colon.start())
            opening = False
        if said is None:
            continue
        follows = bool(re.search(r"\w", seen[colon.end() : end])) or after
        tail = re.match(rf"(?:\s*[\[(（]{CLOCK}[\])）]:?)?[\s*_]*", seen[colon.end() : end])
        yield LabelCandidate(
            n, start if opening else at, colon.end() + (tail.end() if tail else 0), said, COLON,
            place if opening else AMID, follows, opening and not seen[colon.end() : end].strip("* _"),
            cut if opening else not _after_end(seen, at),
            opening and (here > start or seen[at : at + 1] in "[(（【<{［"),
        )  # fmt: skip
        last = colon.end()


def _closes(seen: str, colon: int, end: int) -> bool:
    """Say whether a colon closes a label: not that of a time, an address or a ratio."""
    following = seen[colon + 1 : end][:2]
    if not following or following[0].isspace() or seen[colon] != ":":
        return True
    if seen[:colon].rstrip()[-1:] in (")", "]", "】", "）", "*") or following[0] in "*[(":
        return True
    return following[0] not in "/\\:" and (following[0].isalpha() or following[0] in '"“«¿¡>')


def _after_end(seen: str, at: int) -> bool:
    """Say whether a sentence ends before this place."""
    return any(match.end() == at for match in _ENDS.finditer(seen, max(0, at - 12), at))


def _amid(seen: str, start: int, colon: int) -> tuple[Said | None, int]:
    """Return the longest name right before a colon in the middle of a line, and where it begins."""
    words = [(m.start(), m[0]) for m in re.finditer(r"\S+", seen[start:colon])][-4:]
    for offset, word in words:
        said = read_label(seen[start + offset : colon])
        if said and said.strength not in (WEAK,) and (word[:1].isupper() or said.strength != NAME or caseless(word)):
            return said, start + offset
    return None, 0


def _without_colon(
    n: int, seen: str, line: tuple[int, int, int], place: str, *, cut: bool, after: bool
) -> Iterator[LabelCandidate]:
    """Yield names in brackets, on a line of their own, or before a dash or a bar."""
    start, here, end = line
    rest = seen[here:end]
    if (match := _LEADING.match(rest)) and (said := read_label(match[1])):
        follows = bool(re.search(r"\w", rest[match.end() :])) or after
        stop = here + match.end() + len(rest[match.end() :]) - len(rest[match.end() :].lstrip(" :：-–—"))
        yield LabelCandidate(n, start, stop, said, BRACKET, place, follows, not rest[match.end() :].strip(" :："), cut)
        return
    said = read_label(seen[start:end].strip(" -–—>•")) if len(rest) <= LONGEST_LABEL else None
    if said and said.strength != WEAK and len((said.beside or "").split()) <= MOST_BESIDE:
        runs_on = seen[end:].lstrip()[:1].islower()
        yield LabelCandidate(n, start, end, said, LINE, place, after, True, cut, runs_on=runs_on)
    if (match := _PARTED.match(rest)) and (said := read_label(match[1])):
        yield LabelCandidate(n, start, here + match.end(), said, DASH, place, True, False, cut)


def without_chance(found: Sequence[LabelCandidate]) -> list[LabelCandidate]:
    """Leave out "Mara - There are two rules:", where a dash is the label's end, and "Mara -" of "Mara - Host:"."""
    loose = [c for c in found if c.style in (COLON, LINE) and c.said.loose]
    pairs = Counter((c.style, c.said.key, plain(c.said.beside or "")) for c in loose)
    named = {(c.said.key, c.cue) for c in found if c.place == AT_CUE}
    cues = Counter(key for key, _ in named)  # a role stands in most cues of its person
    dashed = {(c.cue, c.start) for c in found if c.style == DASH}
    with_more = Counter(c.said.key for c in found if c.style == COLON and (c.said.beside or c.said.pronouns))

    def by_chance(c: LabelCandidate) -> bool:
        times = pairs[c.style, c.said.key, plain(c.said.beside or "")]
        if (c.cue, c.start) in dashed:
            return times < REPEATS or 2 * times <= cues[c.said.key]
        others = any(times >= REPEATS for key, times in with_more.items() if key != c.said.key)
        return times < REPEATS and not (others and c.place == AT_CUE and not c.cut and _is_titled(c.said.beside or ""))

    chance = {id(c) for c in loose if by_chance(c)}
    roles = {(c.cue, c.start) for c in loose if id(c) not in chance}
    return [c for c in found if id(c) not in chance and not (c.style == DASH and (c.cue, c.start) in roles)]


def _is_titled(beside: str) -> bool:
    """Say whether what stands beside a name is written as a company or a position is: "Flour & Co", "Head of Bread"."""
    return all(w[0].isupper() or w in PARTICLES or not w[0].isalpha() or caseless(w) for w in beside.split())


def opening_names(found: Sequence[LabelCandidate]) -> list[LabelCandidate]:
    """Return the names that open a cue after the end of a sentence, with words after them."""
    return [c for c in found if c.place == AT_CUE and not c.cut and c.text_after and c.said.strength == NAME]


def no_series(keys: set[str]) -> bool:
    """Say whether labels are people and not a count: "Step 1", "Step 2"."""
    return len({key.rstrip("0123456789 ") for key in keys}) == len(keys)


def large_words(texts: Sequence[str]) -> Counter[str]:
    """Count the words that begin with a large letter."""
    return Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text) if word[0].isupper())


def words_in_small(texts: Sequence[str]) -> frozenset[str]:
    """Return the words that a file writes with a small letter at least now and then: those are no names."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for text in texts:
        for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text):
            (small if word.islower() else large)[word.lower()] += 1
    return frozenset(word for word, times in small.items() if times * SELDOM >= large[word])


def scripts_of(texts: Sequence[str], candidates: Sequence[LabelCandidate]) -> frozenset[str]:
    """Return the scripts of the words, those left out that may be labels."""
    left = list(texts)
    for one in reversed(candidates):
        left[one.cue] = left[one.cue][: one.start] + left[one.cue][one.end :]
    return frozenset(script_of(char) for char in set("".join(left)) if char.isalpha())
