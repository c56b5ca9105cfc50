"""Passages that may be told: each sentence as its grammar, its neighbours and the quote stage let it be."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.checks import context, reported
from pipeline.checks.context import Standing
from pipeline.checks.verbatim import deletion_is_listed
from pipeline.language.fluency import joins_on, marked, stumbles
from pipeline.language.openers import neutral_length
from pipeline.language.words import FILLERS, bare, content_words, plain
from pipeline.ports import Embedder, SentenceParse, SentenceParser, Vectors
from pipeline.records import Deletion, Quotes, Section, Sentence, Span, Transcript, Word
from pipeline.spans import contains, hull, overlaps

LONG = 24  # words; only longer sentences lose a clause
SHORTEST = 6  # words; a sentence is never cut below
LEAST, MOST = 5, 42  # words of a sentence that is told
LEAST_CONTENT = 3  # words that carry content
# What only keeps a passage from standing alone as a quote; every other refusal of the quote stage is one here too.
_MAY_BE_TOLD = ("too short", "too long", "leans on", "says too little", "continues an argument", "does not read well")
READS = "reads"  # the feature of a candidate that says how it reads alone
_SPOKEN = frozenset("the a an i it we he they she and to of that in is was you so but or as with for on".split())


@dataclass(frozen=True)
class SentenceDraft:
    """A sentence without what adds nothing to it: openers, fillers, exact repeats."""

    openers: tuple[Deletion, ...]
    slips: tuple[Deletion, ...]
    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True)
class Passage:
    """One sentence as it may be told."""

    sentence: int  # its number
    spans: tuple[Span, ...]  # the words that stay when it is reported
    deletions: tuple[Deletion, ...]
    tidy: tuple[Span, ...]  # the words that stay between quotation marks: only openers, fillers and repeats are out
    slips: tuple[Deletion, ...]  # and these
    speaker: str | None
    text: str  # of the tidy words
    reading: SentenceParse  # of that text
    rough: bool  # reads badly though it is sound
    sound: bool = True  # a statement of its own; without, it is told only inside a longer quotation

    @property
    def alone(self) -> bool:
        """Say whether every pronoun has its noun in the sentence, and it is no next step of something."""
        return self.sound and not self.reading.points_back and not self.next_step

    @property
    def next_step(self) -> bool:
        """Say whether it is the next step of something that was begun before: "The second thing is …"."""
        return bool(_NEXT_STEP.match(self.text))

    @property
    def within(self) -> Span:
        """The stretch from its first word to its last."""
        return self.spans[0][0], self.spans[-1][1]

    @property
    def length(self) -> int:
        """The number of words that are told."""
        return sum(j - i for i, j in self.spans)


@dataclass(frozen=True)
class ToldTalk:
    """An episode's sentences with all that is known of them."""

    transcript: Transcript
    texts: Sequence[str]
    vectors: Vectors  # (n sentences, dim)
    standings: Sequence[Standing]
    scores: dict[int, float | None]  # of the sentences that the quote stage lets stand, by number
    passages: dict[int, Passage]  # of the sentences that may be told
    asked: Sequence[Span]  # questions that stand alone, in order
    hosts: frozenset[str | None]
    reads: dict[
        Span, float
    ]  # log-odds that a reader accepts the sentences [first, last) alone, as the quote stage judged

    def sentences(self, section: Section) -> range:
        """Return the numbers of the sentences that lie in a section."""
        sentences = self.transcript.sentences
        first = bisect_left(sentences, section.words[0], key=lambda s: s.words[0])
        last = bisect_left(sentences, section.words[1], key=lambda s: s.words[0])
        return range(first, last)


def talk_of(
    transcript: Transcript,
    quotes: Quotes,
    *,
    sections: Sequence[Section],
    asked: Sequence[Span],
    hosts: frozenset[str | None],
    parser: SentenceParser,
    embedder: Embedder,
) -> ToldTalk:
    """Return an episode's sentences; those of `sections` are read as they may be told.

    The readings and vectors of whole sentences are asked for as other stages did: they are remembered.
    """
    words = transcript.words
    texts = [plain(words, s.words) for s in transcript.sentences]
    scores = _scores(transcript, quotes)
    inside = [k for k in scores if any(contains(s.words, transcript.sentences[k].words) for s in sections)]
    drafts = {k: _draft(words, transcript.sentences[k].words) for k in inside}
    readings = dict(enumerate(parser.parse(texts)))
    changed = [k for k in inside if drafts[k].text != texts[k]]
    readings.update(zip(changed, parser.parse([drafts[k].text for k in changed]), strict=True))
    found = context.standings(transcript)
    passages = {}
    for k in sorted(inside):
        sentence = transcript.sentences[k]
        if sentence.speaker not in hosts and not found[k].refused:
            passage = _passage(words, sentence, k, drafts[k], readings[k])
            passages.update({k: passage} if passage else {})
    return ToldTalk(
        transcript, texts, embedder.embed(texts), found, scores, passages, asked, hosts, _reads(transcript, quotes)
    )


def _scores(transcript: Transcript, quotes: Quotes) -> dict[int, float | None]:
    """Return the sentences that the quote stage lets stand or refuses only as a quote, with their best score there."""
    found: dict[int, float | None] = {}
    for candidate in quotes.candidates:
        first, last = context.sentences_of(transcript, hull(candidate.words))
        told = candidate.score is not None or (candidate.rejected or "").startswith(_MAY_BE_TOLD)
        if last - first == 1 and told:
            best = [s for s in (found.get(first), candidate.score) if s is not None]
            found[first] = max(best, default=None)
    return found


def _reads(transcript: Transcript, quotes: Quotes) -> dict[Span, float]:
    found: dict[Span, float] = {}
    for candidate in quotes.candidates:
        if READS in candidate.features:
            span = context.sentences_of(transcript, hull(candidate.words))
            found[span] = max(candidate.features[READS], found.get(span, -np.inf))
    return found


def _draft(words: Sequence[Word], span: Span) -> SentenceDraft:
    start = _after_openers(words, span)
    out = slips(words, (start, span[1]))
    openers = (Deletion(words=(span[0], start), kind="marker"),) if start > span[0] else ()
    spans = _without([(start, span[1])], [d.words for d in out])
    text = " ".join(plain(words, part) for part in spans)
    return SentenceDraft(openers, tuple(out), spans, text[:1].upper() + text[1:])


def _size(spans: Sequence[Span]) -> int:
    return sum(j - i for i, j in spans)


def _after_openers(words: Sequence[Word], span: Span) -> int:
    """Return the first word of a sentence that is told: after its openers and what only announces it."""
    start = span[0]
    while True:
        said = [bare(w.text) for w in words[start : span[1]]]
        first = neutral_length(said) or reported.announcement(said)
        if not 0 < first < len(said):
            return start
        start += first


def _passage(
    words: Sequence[Word], sentence: Sentence, k: int, draft: SentenceDraft, reading: SentenceParse
) -> Passage | None:
    """Return a sentence as it may be told; None where its words do not make one."""
    text, length = draft.text, sum(j - i for i, j in draft.spans)
    said = [w.text for i, j in draft.spans for w in words[i:j]]
    said = said[1:] if _NEXT_STEP.match(text) else said
    if (
        marked(text)
        or _INITIALS.match(text)
        or text.rstrip("”\"'").endswith(("?", "…", ",", "-", "–"))
        or _CUT_OFF.search(text)
        or not draft.spans
    ):
        return None
    if reported.speaks_to_the_other(text.replace("’", "'")):
        return None
    sound = reading.whole and length >= LEAST and len(content_words(text)) >= LEAST_CONTENT
    supposed = bool(_SUPPOSED.search(text)) and not _CONDITION.search(text)
    unnamed = bool(_SOMEBODY.search(text)) and not reading.names
    sound = sound and not unnamed and not supposed and not stumbles(said) and not _BROKEN.search(text.replace("’", "'"))
    out = (*draft.openers, *draft.slips)
    asides = list(_left_out(words, draft, reading, length))
    kept = _without(draft.spans, [d.words for d in asides])
    inner = [d for d in out if not any(overlaps(d.words, a.words) for a in asides)]
    left_out = tuple(sorted([*inner, *asides], key=lambda d: d.words))
    if not kept or reported.deletion_problems(words, kept, left_out):
        kept, left_out = draft.spans, out
    if reported.deletion_problems(words, kept, left_out):
        return None
    rough = reading.runs_on or joins_on(text) or bool(_ROUGH.search(text.replace("’", "'")))
    return Passage(
        k, kept, left_out, draft.spans, out, sentence.speaker, text, reading, rough, sound and _size(kept) <= MOST
    )


_NEXT_STEP = re.compile(
    r"then\b|(?:the )?(?:first|second|third|fourth|last|next|other|final|another)(?: \w+)?(?:,| is| was| would|$)|"
    r"one (?:is|was)\b", re.I
)  # fmt: skip
_INITIALS = re.compile(r"[A-Z]{2} (?:[A-Z][a-z]+|I)\b")  # "LR Historically": a speaker's initials, left in the words
# "and that is hard because": its end was not said, or somebody else spoke into it
_CUT_OFF = re.compile(
    r"\b(?:and|but|or|nor|because|the|an?|my|your|our|their|its|very|if|than|i)[.!\"”']*$|"
    r", (?:yes|yeah|no|okay)[.!]?$",
    re.I,
)
_SOMEBODY = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.I)  # stands for a name said before
_BROKEN = re.compile(
    r"^(?:the|a|an|my|our|this|these|those)(?: [\w'-]+){1,4}, (?:it's|it is|it was|they're|they are|that's|he's)\b|"
    r"^hey\b|^(?:can|could|do|does|did|is|are|was|were|will|would|should|shall) (?:we|you|they|he|she|it|i)\b|"
    r"\b(\w+), [\w ]+, \1\b|"
    r"\b(?:thought|think|know|was|is|are|were), so\b|"
    r"(?:is|was|are) (?:\w+ )?(?:it's|that's|there's|they're)\b|"
    r"\b(?:that|this|your|good|great|interesting|wonderful|tough|big) question\b|"
    r"\b(?:can't|don't) (?:really )?remember\b|\bi forget\b|"
    r"\bi'm sorry\b|\b(?:main|other|big|second|real) one\b|\b(?:said|mentioned|talked about|were talking about) [^.]*"
    r"\b(?:earlier|before)\b|\b(?:talk|get|come|go) (?:about|to|back to) (?:that|this|it|them)\b[^.]*\blater\b|"
    r"^\d[\d,]*(?: \w+)?, |, right[.,]|^say, ", re.I
)  # fmt: skip
# What would be, under a condition that stands in another sentence; the speaker may go on to deny it.
_SUPPOSED = re.compile(r"(?<!I )(?<!we )(?<!you )\bwould(?:n't)? (?:not )?(?:be|have|get|become|make|mean)\b", re.I)
_CONDITION = re.compile(r"\b(?:if|when|without|unless|otherwise|then|with|should|instead of|rather than)\b", re.I)
_ROUGH = re.compile(
    r"\b(?:kind of|sort of|you know|i mean|stuff|whatever|and so on|et cetera|blah|gonna|or something|like, |"
    r"i don't know|i'm not sure|i guess|right, |okay, )|, (?:so|right|okay|but|and), |\b(\w+) \1\b|"
    r"^(?:you've got|you have|say you|let's)\b",
    re.I,
)


def slips(words: Sequence[Word], span: Span) -> list[Deletion]:
    """Return the fillers and the exact repeats inside a span: "It was, uh, it was pretty" → "It was, uh,"."""
    found: list[Deletion] = []
    at = span[0]
    while at < span[1]:
        length = 1 if bare(words[at].text) in FILLERS else _repeated(words, at, span[1])
        if length and deletion_is_listed(words, (at, at + length)):
            found.append(Deletion(words=(at, at + length), kind="filler"))
            at += length
        else:
            at += 1
    joined: list[Deletion] = []
    for slip in found:
        if joined and joined[-1].words[1] == slip.words[0]:
            both = (joined[-1].words[0], slip.words[1])
            if deletion_is_listed(words, both):
                joined[-1] = Deletion(words=both, kind="filler")
                continue
        joined.append(slip)
    return joined


def _repeated(words: Sequence[Word], at: int, end: int) -> int:
    """Return how many words from `at` on are said again right after; a word that carries weight may be meant twice."""
    for n in range(4, 0, -1):
        if at + 2 * n > end:
            continue
        first = [bare(w.text) for w in words[at : at + n]]
        if first == [bare(w.text) for w in words[at + n : at + 2 * n]] and (n > 1 or first[0] in _SPOKEN):
            return n
    return 0


def _left_out(words: Sequence[Word], draft: SentenceDraft, reading: SentenceParse, length: int) -> Iterator[Deletion]:
    """Yield the asides of a sentence, and clauses where it is long."""
    kept = [k for i, j in draft.spans for k in range(i, j)]
    said = [bare(words[k].text) for k in kept]
    taken: list[Span] = []
    for aside in reported.ASIDES:
        for at in range(1, len(kept) - len(aside) + 1):
            ends = words[kept[at + len(aside) - 1]].text.endswith(",")
            if tuple(said[at : at + len(aside)]) == aside and words[kept[at - 1]].text.endswith(",") and ends:
                taken.append((kept[at], kept[at + len(aside) - 1] + 1))
                length -= len(aside)
                yield Deletion(words=taken[-1], kind="aside")
    for clause in sorted(reading.droppable, key=lambda d: d.kind != "relative"):
        inside = within(words, kept, clause.start, clause.end)
        if not inside:
            continue
        span = (inside[0], inside[-1] + 1)
        size = len(inside)
        free = not any(overlaps(span, other) for other in taken) and span[0] > kept[0]
        if length > LONG and length - size >= SHORTEST and size > 1 and free:
            length -= size
            taken.append(span)
            yield Deletion(words=span, kind=clause.kind)


def within(words: Sequence[Word], kept: Sequence[int], start: int, end: int) -> list[int]:
    """Return which of the kept words the characters start..end of their text cover."""
    at, inside = 0, []
    for k in kept:
        if overlaps((at, at + len(words[k].text)), (start, end)):
            inside.append(k)
        at += len(words[k].text) + 1
    return inside


def _without(spans: Sequence[Span], gaps: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans with the gaps cut out: [(0, 9)] without [(3, 5)] → ((0, 3), (5, 9))."""
    kept = [k for i, j in spans for k in range(i, j) if not any(a <= k < b for a, b in gaps)]
    found: list[Span] = []
    for k in kept:
        if found and found[-1][1] == k:
            found[-1] = (found[-1][0], k + 1)
        else:
            found.append((k, k + 1))
    return tuple(found)
