"""Judge of context: what may be told, quoted, asked, answered, clipped or summed up without its neighbours.

A sentence can be sound in itself and still not be what its speaker meant: "Or rather, …" comes after it, "McCulloch and
Pitts said …" before it. Two sentences before and after are looked at, those of the same speaker across a short
interjection too, and the other speaker's reply.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import overload

from pipeline.checks import halves, voices, withdrawals
from pipeline.checks.same import Same
from pipeline.language.patterns import straight
from pipeline.language.stems import stem
from pipeline.language.tongue_openings import leans_on_before_in, takes_back
from pipeline.language.tongues import has_grammar
from pipeline.language.words import announces_more, content_words, leans_on_before, plain
from pipeline.records import Span, Transcript

NEAR = 2  # sentences looked at on each side
TAKEN_BACK = 3  # sentences of the same speaker that a retraction takes back
TAKEN_BACK_S = 30.0  # and how far back in time
SHARED = 2  # words of content of a sentence and the "but" after it: they are two halves
ANSWERED_WITHIN = 4  # sentences after an objection
QUOTED_ON = 6  # sentences of one quotation
SUPPOSED_ON = 3  # sentences that are still supposed
TAKEN, DENIED, JEST = "taken back by the speaker", "denied right after", "said in jest"
GIVEN_UP, PUT_RIGHT = "given up when the other speaker objects", "put right by what follows"
WITHDRAWN = frozenset({TAKEN, DENIED, JEST, GIVEN_UP, PUT_RIGHT})
LEANS = "leans on what stands before it"
FOREIGN = "in another language than the talk"
INTERJECTION = 6  # words of somebody else that do not part two sentences of one speaker


@dataclass(frozen=True)
class Standing:
    """How one sentence stands among its neighbours."""

    refused: str | None
    """Why it may never be told as its speaker's own plain statement; None where it may."""
    before: int
    """How many of the sentences right before it (0 to 2) must be taken with it."""
    after: int
    """How many right after it (0 to 2)."""
    why: tuple[str, ...]
    """Reasons in words: one for the refusal, one for each need."""
    leans: bool = False
    """Whether those before it are needed only to understand it ("It changed everything."), not for what it claims."""


def standings(transcript: Transcript) -> Sequence[Standing]:
    """Return how each sentence of the transcript stands: looked at when it is asked for, and once."""
    return _standings(Same(transcript))


@lru_cache(maxsize=1)  # five stages ask of one transcript
def _standings(one: Same[Transcript]) -> "_Standings":
    return _Standings(_talk_of(one))


def alone_fault(
    found: Sequence[Standing], first: int, last: int, *, opened: bool = False, leaning: bool = True
) -> str | None:
    """Return why the sentences [first, last) may not be told without their neighbours; None where they may.

    `opened`: what stands before them is told with them, as a question is with its answer. `leaning`: a sentence that
    only leans on what stands before it is refused, too.
    """
    run = _Run(first, last, opened, leaning)
    return next((why for k in range(first, last) if (why := _fault(found[k], k, run))), None)


def needed(found: Sequence[Standing], first: int, last: int) -> tuple[int, int]:
    """Return the least run of sentences that holds [first, last) and all neighbours that its sentences need."""
    while True:
        low = min(k - found[k].before for k in range(first, last))
        high = max(k + found[k].after + 1 for k in range(first, last))
        if (low, high) == (first, last):
            return low, high
        first, last = low, high


def cut_fault(found: Sequence[Standing], first: int, last: int) -> str | None:
    """Return why the sentences [first, last) may not be heard alone: an edge parts one from what its meaning needs.

    What is supposed, joked or taken back may be heard; it must be heard with what says so.
    """
    run = _Run(first, last, opened=False, leaning=False)
    near = {*range(first, min(first + NEAR, last)), *range(max(first, last - NEAR), last)}
    return next((why for k in sorted(near) if (why := _parted(found[k], k, run))), None)


def span_fault(
    transcript: Transcript, found: Sequence[Standing], span: Span, *, opened: bool = False, leaning: bool = True
) -> str | None:
    """Return why the sentences that hold a span of words may not be told without their neighbours."""
    return alone_fault(found, *sentences_of(transcript, span), opened=opened, leaning=leaning)


def fault_of(transcript: Transcript, span: Span, *, opened: bool = False, leaning: bool = True) -> str | None:
    """Return what `span_fault` does, judging only the sentences that hold the span: one span costs little."""
    return span_fault(transcript, standings(transcript), span, opened=opened, leaning=leaning)


def withdrawn(transcript: Transcript, span: Span) -> str | None:
    """Return why a sentence in other words may not rest on a span of words either: its speaker did not stand by them.

    Whose view they are and what bounds them is left to whoever judges that sentence.
    """
    why = fault_of(transcript, span, opened=True, leaning=False)
    return why if why in WITHDRAWN else None


def asked_fault(transcript: Transcript, span: Span) -> str | None:
    """Return why the question in a span of words may not be printed as the one asked; None where it may."""
    _, last = sentences_of(transcript, span)
    talk = _talk_of(Same(transcript))
    if talk.sentences[last - 1].language or not has_grammar(transcript.language):
        return FOREIGN if talk.sentences[last - 1].language else None
    if _taken_back(talk, last - 1):
        return TAKEN
    following = talk.beside(last - 1, 1, 1, same_turn=True)
    return PUT_RIGHT if following and talk.says(withdrawals.restates, following[0]) else None


@dataclass(frozen=True)
class _Run:
    """Sentences that are told together, and what is asked of them."""

    first: int
    last: int
    opened: bool
    leaning: bool


def _fault(standing: Standing, k: int, run: _Run) -> str | None:
    """Return why sentence k is not told whole by a run that holds it."""
    return standing.refused or _parted(standing, k, run)


def _parted(standing: Standing, k: int, run: _Run) -> str | None:
    """Return why a run that holds sentence k lacks a neighbour that k needs."""
    asks_before = standing.before and not run.opened and (run.leaning or not standing.leans)
    if asks_before and k - standing.before < run.first:
        return standing.why[0]
    return standing.why[-1] if standing.after and k + standing.after >= run.last else None


def sentences_of(transcript: Transcript, span: Span) -> tuple[int, int]:
    """Return the sentences [first, last) that hold a span of words."""
    sentences = transcript.sentences
    first = max(0, bisect_right(sentences, span[0], key=lambda s: s.words[0]) - 1)
    last = bisect_right(sentences, span[1] - 1, key=lambda s: s.words[0])
    return first, max(last, first + 1)


class _Talk:
    """A transcript's sentences as they are judged; each text and each cue is looked up once."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript, self.sentences = transcript, transcript.sentences
        self._texts: dict[int, str] = {}
        self._known: dict[tuple[Callable[[str], bool], int], bool] = {}

    def text(self, k: int) -> str:
        if k not in self._texts:
            self._texts[k] = straight(plain(self.transcript.words, self.sentences[k].words))
        return self._texts[k]

    def says(self, cue: Callable[[str], bool], k: int) -> bool:
        if (cue, k) not in self._known:
            self._known[cue, k] = cue(self.text(k))
        return self._known[cue, k]

    def content(self, k: int) -> frozenset[str]:
        return frozenset(stem(word) for word in content_words(self.text(k)))

    def first(self, cue: Callable[[str], bool], numbers: Iterable[int]) -> int | None:
        return next((n for n in numbers if self.says(cue, n)), None)

    def any_says(self, cue: Callable[[str], bool], numbers: Iterable[int]) -> bool:
        return self.first(cue, numbers) is not None

    def any_of(self, cues: Iterable[Callable[[str], bool]], k: int) -> bool:
        return any(self.says(cue, k) for cue in cues)

    def beside(self, k: int, step: int, most: int, *, same_turn: bool = False) -> list[int]:
        """Return up to `most` sentences of the same speaker before (step -1) or after (1) sentence k, nearest first.

        Short interjections of others are passed over.
        """
        own: list[int] = []
        at, said_between = k + step, 0
        sentences = self.sentences
        while 0 <= at < len(sentences) and len(own) < most:
            if sentences[at].turn == sentences[k].turn:
                own.append(at)
            elif same_turn:
                break
            elif sentences[k].speaker is not None and sentences[at].speaker == sentences[k].speaker:
                own.append(at)
                said_between = 0
            else:
                said_between += sentences[at].words[1] - sentences[at].words[0]
                if said_between > INTERJECTION:
                    break
            at += step
        return own

    def reply(self, k: int) -> int | None:
        """Return the sentence with which somebody else replies right after sentence k, None where nobody does."""
        after = k + 1
        replies = after < len(self.sentences) and self.sentences[after].speaker != self.sentences[k].speaker
        return after if replies else None


class _Standings(Sequence[Standing]):
    """How the sentences of a talk stand."""

    def __init__(self, talk: _Talk) -> None:
        self._talk = talk
        self._found: dict[int, Standing] = {}

    def __len__(self) -> int:
        return len(self._talk.sentences)

    @overload
    def __getitem__(self, k: int) -> Standing: ...
    @overload
    def __getitem__(self, k: slice) -> Sequence[Standing]: ...
    def __getitem__(self, k: int | slice) -> Standing | Sequence[Standing]:
        if isinstance(k, slice):
            return [self[n] for n in range(*k.indices(len(self)))]
        at = range(len(self))[k]  # IndexError outside, from the end below 0
        if at not in self._found:
            self._found[at] = _standing(self._talk, at)
        return self._found[at]


@lru_cache(maxsize=1)
def _talk_of(one: Same[Transcript]) -> _Talk:
    return _Talk(one.value)


def _standing(talk: _Talk, k: int) -> Standing:
    if talk.sentences[k].language:
        return Standing(refused=FOREIGN, before=0, after=0, why=(FOREIGN,))
    if not has_grammar(talk.transcript.language):
        return _by_openings(talk, k)
    refused, shown_before, shown_after = _refused(talk, k)
    before, why_before = _before(talk, k)
    after, why_after = _after(talk, k)
    why = [reason for reason in (refused, why_before, why_after) if reason]
    return Standing(
        refused=refused,
        before=max(before, shown_before),
        after=max(after, shown_after),
        why=tuple(why),
        leans=why_before == LEANS and not shown_before,
    )


def _by_openings(talk: _Talk, k: int) -> Standing:
    """Return how a sentence stands in a language for which there are no rules but lists of openings."""
    language = talk.transcript.language
    own = talk.beside(k, 1, 1)
    refused = TAKEN if own and takes_back(talk.text(own[0]), language) else None
    leans = bool(talk.beside(k, -1, 1)) and leans_on_before_in(talk.text(k), language)
    why = tuple(reason for reason in (refused, LEANS if leans else None) if reason)
    return Standing(refused=refused, before=int(leans), after=int(refused is not None), why=why, leans=leans)


def _refused(talk: _Talk, k: int) -> tuple[str | None, int, int]:
    """Return why sentence k may never be told as its speaker's statement, and how far away that shows."""
    after = talk.beside(k, 1, NEAR, same_turn=True)
    before = talk.beside(k, -1, SUPPOSED_ON, same_turn=True)
    role = before[:NEAR] if talk.says(voices.speaks_in_role, k) else []
    plan = before[:1] if talk.says(voices.resolves, k) else []
    rules: tuple[tuple[str, int | None], ...] = (
        (TAKEN, _taken_back(talk, k)),
        (JEST, talk.first(withdrawals.jokes, (k, *after))),
        (DENIED, talk.first(withdrawals.denies, after[:1])),
        (GIVEN_UP, _conceded(talk, k)),
        ("meant otherwise", talk.first(withdrawals.is_meant_otherwise, (k,))),
        ("supposed before", talk.first(voices.supposes, (k, *before))),
        ("somebody else's words before", talk.first(voices.announces_voice, before[:NEAR])),
        ("somebody else's words before", talk.first(voices.tells_others_mind, role)),
        ("somebody else's plan", talk.first(voices.speaks_of_others, plan)),
        ("one of the plans told before", talk.first(voices.resolves, plan)),
        ("one of the plans told before", talk.first(voices.weighs, plan)),
        ("told after somebody else", talk.first(voices.names_source, (*before[:NEAR], *after[:1]))),
        ("a quotation", talk.first(voices.is_piece_of_quotation, (k,))),
        ("a quotation", _quotation(talk, k)),
        ("a suspicion of a person", k if talk.says(voices.suspects, k) else None),
    )
    why, at = next(((why, at) for why, at in rules if at is not None), (None, k))
    return why, min(NEAR, max(0, k - at)), min(NEAR, max(0, at - k))


def _quotation(talk: _Talk, k: int) -> int | None:
    """Return the sentence of the same turn that opened a quotation that goes on at sentence k."""
    for n in talk.beside(k, -1, QUOTED_ON, same_turn=True):
        if talk.says(voices.closes_quotation, n):
            return None
        if talk.says(voices.opens_quotation, n):
            return n
    return None


def _taken_back(talk: _Talk, k: int) -> int | None:
    """Return which of the next TAKEN_BACK sentences of its speaker takes sentence k back."""
    sentences = talk.sentences
    own = 0
    for n in range(k + 1, min(k + 1 + 4 * TAKEN_BACK, len(sentences))):
        if sentences[n].speaker != sentences[k].speaker:
            continue
        own += 1
        if own > TAKEN_BACK or sentences[n].start - sentences[k].end > TAKEN_BACK_S:
            return None
        same = sentences[n].turn == sentences[k].turn
        if talk.says(withdrawals.retracts, n) or (same and talk.says(withdrawals.takes_back, n)):
            return n
    return None


def _conceded(talk: _Talk, k: int) -> int | None:
    """Return the sentence with which its speaker gives in, where somebody else objects right after sentence k."""
    reply = talk.reply(k)
    if reply is None or not talk.says(withdrawals.objects, reply):
        return None
    near = range(reply + 1, min(reply + 1 + ANSWERED_WITHIN, len(talk.sentences)))
    own = next((n for n in near if talk.sentences[n].speaker == talk.sentences[k].speaker), None)
    return own if own is not None and talk.says(withdrawals.concedes, own) else None


def _before(talk: _Talk, k: int) -> tuple[int, str | None]:
    """Return how many sentences before k must be taken with it, and why."""
    own = talk.beside(k, -1, NEAR)
    if not own:
        return 0, None
    n = own[0]
    thought = talk.first(voices.describes_attitude, own)
    rules = (
        (thought, "what others are said to think before", thought is not None),
        (n, "doubted before", talk.says(withdrawals.is_unsure, n)),
        (n, "under a bound set before", talk.says(halves.bounds, n)),
        (
            n,
            "under a condition set before",
            talk.says(halves.opens_condition, n) and talk.says(halves.goes_on_under, k),
        ),
        (
            n,
            "names what was announced before",
            talk.says(halves.announces_content, n) and talk.says(halves.delivers, k),
        ),
        (n, LEANS, talk.any_of((leans_on_before, halves.is_fragment, halves.opposes), k)),
    )
    at, why = next(((at, why) for at, why, applies in rules if applies and at is not None), (k, None))
    return min(NEAR, k - at), why


def _after(talk: _Talk, k: int) -> tuple[int, str | None]:
    """Return how many sentences after k must be taken with it, and why."""
    own = talk.beside(k, 1, NEAR)
    if not own:
        return 0, None
    n, second = own[0], own[-1]
    opposed = talk.says(halves.turns, n)
    rules = (
        (n, "announces what comes after it", talk.says(announces_more, k) or talk.says(halves.announces_content, k)),
        (n, PUT_RIGHT, talk.says(withdrawals.restates, n)),
        (n, "doubted by what follows", talk.says(withdrawals.doubts, n)),
        (second, "doubted by what follows", talk.says(withdrawals.doubts, second)),
        (n, "found not to work by what follows", talk.says(withdrawals.fails, n)),
        (n, "half of a contrast", _is_half(talk, k, n)),
        (n, "granted before a “but”", opposed and talk.says(halves.concedes_first, k)),
        (n, "half of a contrast", opposed and len(talk.content(k) & talk.content(n)) >= SHARED),
        (n, "what one would think, before what is", talk.says(halves.only_hopes, k)),
        (second, "the first of several", talk.says(halves.is_first_of, k) and talk.any_says(halves.is_second_of, own)),
        (n, "completed by what follows", talk.says(halves.breaks_off, k)),
        (n, "completed by what follows", talk.any_of((halves.is_fragment, halves.explains), n)),
    )  # fmt: skip
    at, why = next(((at, why) for at, why, applies in rules if applies), (k, None))
    return min(NEAR, at - k), why


def _is_half(talk: _Talk, k: int, n: int) -> bool:
    """Say whether sentence n says of the same subject what is so, after k said what is not: "It's not A. It's B."."""
    same = halves.subject(talk.text(k)) == halves.subject(talk.text(n)) is not None
    return same and talk.says(halves.is_negated, k) and talk.says(halves.is_other_half, n)
