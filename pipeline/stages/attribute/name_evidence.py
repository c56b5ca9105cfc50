"""Finds what the words say about who is who: self-introductions, announcements, greetings and names that are called.

Every claim says that a voice is, or is not, a person, and keeps the words it rests on. Nothing is decided here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.records import Span, Word
from pipeline.stages.attribute.person_names import NameBook

Rule = Literal[
    "self-introduction", "known-voice", "announced", "greeted", "thanked", "called", "talk-pattern", "elimination"
]

OPENING_S, CLOSING_S, FIRST_S = 600.0, 180.0, 60.0  # where a name that nobody told us of may be believed
ANSWER_S = 12.0  # who is greeted speaks within so many seconds
_FILL = r"(?:(?:my|our|the|your|good|dear|old|great|friend|colleague|co-?host|host|guest|professor|doctor|and),? ){0,6}"
_NOW = r"(?:today |tonight |now |here |again |once more |once again |remotely |this week )*"
_SHOW = r"(?: (?:to|on) (?:the|this|our|my) (?:show|podcast|program|programme))?"
_COMING = r"for (?:coming|joining|being|having|taking|doing|talking|speaking|inviting)"
_THANKS = r"(?:thanks|thank you)(?: so much| very much| again| a lot)*"
_WORD = r"[^\W\d_][\w'’.-]*"
_NAME = rf"(?P<name>{_WORD}(?:,? {_WORD}){{0,7}})"
_SHORT = rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})"  # where the name comes first or alone
_SELF = [
    rf"\b(?:i'm|i’m|i am)(?: (?:your|the) host,?)? {_NAME}",
    rf"\bmy name(?: is|'s|’s) {_NAME}",
]
_ANNOUNCED = [
    rf"\b(?:my|our|today['’]s|this week['’]s) (?:next |special )*guests?,? {_NOW}(?:is|are) {_FILL}{_NAME}",
    rf"\b(?:my|our) guests?, {_NAME}",
    rf"\bjoined {_NOW}by {_FILL}{_NAME}",
    rf"\b(?:conversation|interview|discussion|chat) with {_FILL}{_NAME}",
    rf"\b(?:speaking|talking|chatting|sitting down) {_NOW}(?:with|to) {_FILL}{_NAME}",
    rf"\bwith me {_NOW}(?:is|are) {_FILL}{_NAME}",
    rf"\b(?:please|let['’]s) welcome (?:back )?{_FILL}{_NAME}",
    rf"\b(?:my thanks|thanks|thank you) to {_FILL}{_SHORT} {_COMING}",
]
_GREETED = [
    rf"\bwelcome(?: back)?{_SHOW}, {_NAME}",
    rf"(?:^|[.!?] ){_SHORT}, welcome\b",
    rf"(?:^|[.!?] ){_SHORT}, {_THANKS} {_COMING}",
    rf"\b(?:great|good|nice|lovely|wonderful) to (?:have|see|meet) you(?: here| back| again| today| on)*, {_NAME}",
    rf"\b(?:hi|hello|hey|good (?:morning|evening|afternoon)),? {_SHORT}[.,!?]",
]
_THANKED = [rf"\b{_THANKS}(?: {_COMING}[^.,?!]{{0,40}})?, {_NAME}"]
_CALLED = [
    rf"(?:^|[.!?] ){_SHORT}, (?:you|what|how|why|do|did|can|could|would|tell|let|i|as|is|are|when|where|where's)\b",
    rf", {_SHORT}[?]",
]
_RULES: dict[Rule, list[str]] = {
    "self-introduction": _SELF, "announced": _ANNOUNCED, "greeted": _GREETED, "thanked": _THANKED, "called": _CALLED,
}  # fmt: skip
# Frames that present somebody who is there; "an interview with" may be about anybody.
_PRESENTING = re.compile(
    r"guest|joined|with me|welcome|(?:following is|here['’]s|here is|this is|bring you)"
    r" (?:a|an|my|our) [\w ]{0,20}\bwith"
    r"|(?:i['’]ll|i will|i['’]m|we['’]re|we['’]ll|today)\b[\w ,]{0,20}\b(?:speaking|talking|chatting|sitting down)",
    re.I,
)
CONTEXT = 60  # characters before a match that belong to its frame
_REPORTED = re.compile(r"(?:said|says|say|like|goes|was|were|think|if|that|told \w+),? [\"“']?$", re.I)


@cache
def _patterns() -> list[tuple[Rule, re.Pattern[str]]]:
    """Return the compiled rules; they take longer to compile than all else that this program imports of its own."""
    return [(rule, re.compile(pattern, re.I)) for rule, patterns in _RULES.items() for pattern in patterns]


@dataclass(frozen=True)
class VoiceStretch:
    """Words of one voice without a break."""

    voice: int
    words: Span


@dataclass(frozen=True)
class Claim:
    """A voice is, or is not, the person named, because of these words."""

    voice: int
    name: str
    positive: bool
    rule: Rule
    words: Span


@dataclass(frozen=True)
class _Naming:
    rule: Rule
    name: str
    words: Span
    stretch: int


def claims(words: Sequence[Word], stretches: Sequence[VoiceStretch], book: NameBook) -> list[Claim]:
    """Return all claims in the order of the words."""
    found: list[Claim] = []
    for naming in _namings(words, stretches, book):
        voice = stretches[naming.stretch].voice
        if naming.rule == "self-introduction":
            found.append(Claim(voice, naming.name, True, naming.rule, naming.words))
            continue
        found.append(Claim(voice, naming.name, False, naming.rule, naming.words))
        addressed = _addressed(words, stretches, naming)
        if addressed is not None:
            found.append(Claim(addressed, naming.name, True, naming.rule, naming.words))
    return found


def _addressed(words: Sequence[Word], stretches: Sequence[VoiceStretch], naming: _Naming) -> int | None:
    """Return the voice that is spoken to: it answers, or it is answered; an announcement is for the listeners."""
    here = stretches[naming.stretch]
    near_end = here.words[1] - naming.words[1] <= 40
    near_start = naming.words[0] - here.words[0] <= 12
    after = stretches[naming.stretch + 1] if naming.stretch + 1 < len(stretches) else None
    before = stretches[naming.stretch - 1] if naming.stretch else None
    soon = after and words[after.words[0]].start - words[naming.words[1] - 1].end <= ANSWER_S
    just = before and words[naming.words[0]].start - words[before.words[1] - 1].end <= ANSWER_S
    if naming.rule == "greeted" and after and near_end and soon:
        return after.voice
    if naming.rule == "called" and after and near_end and soon:
        return after.voice
    if naming.rule == "thanked":
        sides = {s.voice for s, near in ((before, near_start and just), (after, near_end and soon)) if s and near}
        return sides.pop() if len(sides) == 1 else None
    return None


def _namings(words: Sequence[Word], stretches: Sequence[VoiceStretch], book: NameBook) -> Iterator[_Naming]:
    begun: dict[int, float] = {}
    for stretch in stretches:
        begun.setdefault(stretch.voice, words[stretch.words[0]].start)

    def early(k: int, i: int) -> bool:
        """Say whether people are introduced here: at the beginning, the end, in a voice's first minute."""
        at = words[i].start
        return at <= OPENING_S or at >= words[-1].end - CLOSING_S or at <= begun[stretches[k].voice] + FIRST_S

    for k, stretch in enumerate(stretches):
        first, last = stretch.words
        texts = [w.text for w in words[first:last]]
        text = " ".join(texts)
        starts = []
        at = 0
        for token in texts:
            starts.append(at)
            at += len(token) + 1
        seen: set[tuple[str, int]] = set()
        for rule, pattern in _patterns():
            for match in pattern.finditer(text):
                if rule == "self-introduction" and _REPORTED.search(text[: match.start()]):
                    continue
                begin = _word_at(starts, match.start("name"))
                frame = text[max(0, match.start() - CONTEXT) : match.start("name")].rpartition(". ")[2]
                presents = rule == "announced" and bool(_PRESENTING.search(frame))
                strangers = (presents or rule == "self-introduction") and early(k, first + begin)
                for name, i, j in _names(texts, begin, book, strangers=strangers):
                    if (name, i) in seen or (rule == "called" and j - i > 3):
                        continue
                    seen.add((name, i))
                    yield _Naming(rule, name, (first + _word_at(starts, match.start()), first + j), k)


def _names(texts: Sequence[str], begin: int, book: NameBook, *, strangers: bool) -> Iterator[tuple[str, int, int]]:
    """Yield the names that stand at a place, also after "and"; a name that nobody told us needs two words."""
    found = book.read(texts, begin, strangers=strangers)
    while found:
        name, end = found
        yield name, begin, end
        if not (end < len(texts) and texts[end].lower() == "and"):
            return
        begin = end + 1
        found = book.read(texts, begin, strangers=strangers)


def _word_at(starts: Sequence[int], char: int) -> int:
    """Return the word that holds, or follows, a character of the joined text."""
    return max(0, bisect_right(starts, char) - 1)
