"""Hold a text that somebody wrote about an episode against what was said: quotations by string, sentences by judges."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.checks import judging
from pipeline.checks.figures import figures
from pipeline.checks.quotations import QuotationFinder
from pipeline.checks.retrieval import Retriever, stretches
from pipeline.checks.statement import CitedWords, SpeechContext
from pipeline.language.prose import ProseSentence, read_prose
from pipeline.ports import ClaimReader, Embedder
from pipeline.records import Span, Transcript
from pipeline.records.checked import CheckedQuotation, CheckedSentence, CheckedText, SentenceVerdict
from pipeline.spans import hull, overlaps

SEEDS = 5  # sentences of the talk around which a claim's words are looked for
FUSED = 3  # of these are read together
READ = 4  # stretches that the rules read too
FAR = 400  # words; stretches further apart are not read together
_DENIED = re.compile(r"^(?:denies|affirms) |: denied or not$")  # a rule found what is said, denied, or the reverse
_EXCHANGED = re.compile(r" where its words say ")  # a word of the other side stands in its place
NEAR = 0.5  # cosine from which the words are about the same matter, so that the opposite is a contradiction
NOWHERE = 0.25  # cosine under which no words are near
ABOUT = 0.4  # share of a claim's content words that the words hold, where it denies what they affirm
CLOSE = 0.6  # the same where one number or one word stands against another: of other things, both may be true


@dataclass(frozen=True)
class _Candidate:
    """Words that a claim may rest on, and its judgement by them."""

    spans: tuple[Span, ...]
    judgement: judging.Judgement


class TextChecker:
    """Holds texts against one episode."""

    def __init__(
        self,
        transcript: Transcript,
        people: Sequence[tuple[str, str | None]],
        embedder: Embedder,
        net: ClaimReader | None,
    ) -> None:
        """`people` are those of the episode with their roles; without a net the rules and likeness judge alone."""
        self._talk = SpeechContext(transcript, tuple(people))
        self._embedder, self._net = embedder, net
        self._finder = QuotationFinder(transcript)
        self._retriever = Retriever(transcript, embedder)

    def checked(self, text: str) -> CheckedText:
        """Return the verdicts of every quotation and every sentence of a text (Markdown or plain)."""
        quotes: list[CheckedQuotation] = []
        sentences: list[CheckedSentence] = []
        for sentence in read_prose(text):
            inside = [self._finder.graded(quotation.text) for quotation in sentence.quotations]
            quotes += inside
            if sentence.states:
                sentences.append(self._sentence(sentence, inside))
        return CheckedText(quotes=tuple(quotes), sentences=tuple(sentences))

    def _sentence(self, sentence: ProseSentence, inside: Sequence[CheckedQuotation]) -> CheckedSentence:
        claim = unquoted(sentence.text)
        found = self._candidates(claim, [q.words for q in inside if q.words])
        best = max(found, key=lambda c: (c.judgement.probability, c.judgement.likeness), default=None)
        if best is None or (best.judgement.likeness < NOWHERE and not any(q.words for q in inside)):
            return CheckedSentence(
                text=sentence.text, verdict="not supported", score=0.0, start=None, end=None, words=None
            )
        p = best.judgement.probability
        invented = any(q.verdict == "not said" for q in inside)
        verdict: SentenceVerdict = (
            "not supported" if invented or p < judging.least(self._net is not None) else "supported"
        )
        if verdict != "supported" and (against := self._contradicting(claim, found)):
            best, verdict = against, "contradicted"
        words, whole = self._talk.transcript.words, hull(best.spans)
        return CheckedSentence(
            text=sentence.text,
            verdict=verdict,
            score=round(p, 4),
            start=words[whole[0]].start,
            end=words[whole[1] - 1].end,
            words=best.spans,
        )

    def _candidates(self, claim: str, quoted: Sequence[tuple[Span, ...]]) -> list[_Candidate]:
        """Return the words that a claim may rest on with its judgement by them; those read are the most promising."""
        evidence = [CitedWords(self._talk, spans) for spans in self._places(claim, quoted)]
        vectors = [self._embedder.embed(judging.texts(claim, cited)) for cited in evidence]
        near = [float((v[:2] @ v[2:].T).max()) if len(v) > 2 else 0.0 for v in vectors]
        odds: list[float | None] = [None] * len(evidence)
        if self._net:
            odds = list(self._net.supported([(claim, judging.speech_of(cited)) for cited in evidence]))
        promise = [n if o is None else o for n, o in zip(near, odds, strict=True)]
        order = sorted(range(len(evidence)), key=lambda k: -promise[k])
        nearest = sorted(range(len(evidence)), key=lambda k: -near[k])
        read = dict.fromkeys([*order[:READ], *nearest[:1]])
        return [_Candidate(evidence[k].spans, judging.judged(claim, evidence[k], vectors[k], odds[k])) for k in read]

    def _places(self, claim: str, quoted: Sequence[tuple[Span, ...]]) -> list[tuple[Span, ...]]:
        """Return the spans to read: around the quotations, and around the sentences nearest to the claim."""
        everything = self._talk.transcript.sentences
        ranks = self._retriever.ranked(claim)
        found = [self._whole(spans) for spans in quoted]
        if len(found) > 1:
            found.append(tuple(sorted({span for spans in found for span in spans})))
        found += [((everything[i].words[0], everything[j - 1].words[1]),) for i, j in stretches(ranks, SEEDS)]
        best = [int(k) for k in (-ranks).argsort(kind="stable")[:FUSED]]
        for count in range(2, len(best) + 1):  # a claim that joins what was said at several places
            spans = tuple(everything[k].words for k in sorted(best[:count]))
            if spans[-1][1] - spans[0][0] <= FAR:
                found.append(_runs(spans))
        return list(dict.fromkeys(found))

    def _whole(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Return the sentences that spans touch, run by run."""
        touched = (s.words for s in self._talk.transcript.sentences if any(overlaps(s.words, span) for span in spans))
        return _runs(touched)

    def _contradicting(self, claim: str, found: Sequence[_Candidate]) -> _Candidate | None:
        """Return the words that say otherwise than a claim: the nearest ones, where a rule finds the opposite there."""
        best = max(found, key=lambda c: c.judgement.likeness)
        evidence = CitedWords(self._talk, best.spans)
        overlap = judging.columns(claim, evidence, (), best.judgement.likeness)["overlap"]
        found_there = best.judgement.reasons
        polarity = [reason.what for reason in found_there if reason.rule == "polarity"]
        denied = any(_DENIED.search(what) for what in polarity)
        exchanged = any(_EXCHANGED.search(what) for what in polarity)
        counted = any(reason.rule == "number" for reason in found_there) and bool(figures(evidence.said))
        opposed = (denied and overlap >= ABOUT) or ((exchanged or counted) and overlap >= CLOSE)
        return best if opposed and best.judgement.likeness >= NEAR else None


def unquoted(text: str) -> str:
    """Return a sentence without its quotation marks: what stands in them is judged apart.

    >>> unquoted('“It works,” says Ito.')
    'It works, says Ito.'
    """
    return re.sub(r"[“”«»„\"]|(?<!\w)[‘']|[’'](?!\w)", "", text)


def _runs(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that follow each other as one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1][1] == span[0]:
            found[-1] = (found[-1][0], span[1])
        else:
            found.append(span)
    return tuple(found)
