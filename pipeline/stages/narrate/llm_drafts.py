"""Let a model write about a section: ask, judge every sentence, ask once more with the reasons, keep what passes."""

from dataclasses import dataclass, field

from pipeline.checks.statement import CitedWords, SpeechContext, measured, problems
from pipeline.language.words import plain
from pipeline.ports import Assignment, Draft, DraftSentence, Embedder, Writer
from pipeline.records import NarrativeSentence, Section, Sentence, Span, Writing
from pipeline.spans import contains, overlaps

GIVE_UP = 2  # answers in a row that never came; then the episode goes on without the model


@dataclass
class Desk:
    """One episode's dealings with a writer: what it may cost, and what it has cost so far."""

    talk: SpeechContext
    writer: Writer
    embedder: Embedder
    sentences: int
    max_words: int  # of speech sent per section
    max_tokens: int  # per episode
    requests: int = 0
    accepted: int = 0
    refused: int = 0
    tokens: list[int] = field(default_factory=lambda: [0, 0])  # of prompts, of answers
    failures: list[str] = field(default_factory=list)
    in_a_row: int = 0
    silent: int = 0  # second opinions in a row that never came

    def write(self, section: Section) -> list[NarrativeSentence]:
        """Return the model's sentences that are proved, in the order of the speech; none where there is no model."""
        speech = self._speech(section)
        title = section.title
        asked = Assignment(title=title, speech=tuple(_told(self.talk, s) for s in speech), sentences=self.sentences)
        known = {s.id: s for s in speech}
        good: list[NarrativeSentence] = []
        for _ in range(2):
            draft = self._ask(asked) if speech else None
            if draft is None:
                break
            passed, failed = self._judge(draft, known)
            self.refused += len(failed)
            good += [s for s in passed if all(not _overlap(s.words, g.words) for g in good)]
            wanted = min(len(failed), self.sentences - len(good))
            if wanted <= 0:
                break
            asked = Assignment(title=title, speech=asked.speech, sentences=wanted, refused=tuple(failed))
        good = sorted(good, key=lambda s: s.words)[: self.sentences]
        self.accepted += len(good)
        return good

    @property
    def writing(self) -> Writing | None:
        """What the model did and cost; None where it was never asked."""
        if not self.requests:
            return None
        return Writing(
            model=self.writer.identity.model or self.writer.identity.name, requests=self.requests,
            accepted=self.accepted, refused=self.refused, failures=tuple(self.failures), prompt_tokens=self.tokens[0],
            completion_tokens=self.tokens[1],
        )  # fmt: skip

    def _speech(self, section: Section) -> list[Sentence]:
        """Return the section's sentences that are sent: whole ones up to the limit, none that speaks to its writer."""
        chosen, words = [], 0
        for sentence in self.talk.transcript.sentences:
            inside = contains(section.words, sentence.words)
            length = sentence.words[1] - sentence.words[0]
            if not inside or sentence.id in self.talk.commands:
                continue
            if words + length > self.max_words:
                break
            words += length
            chosen.append(sentence)
        return chosen

    def _ask(self, assignment: Assignment) -> Draft | None:
        if self.in_a_row >= GIVE_UP or sum(self.tokens) >= self.max_tokens:
            return None
        draft = self.writer.write(assignment)
        if draft is None:
            return None
        self.requests += 1
        self.tokens[0] += draft.prompt_tokens
        self.tokens[1] += draft.completion_tokens
        if draft.failure:
            self.failures.append(draft.failure)
            self.in_a_row += 1
            return None
        self.in_a_row = 0
        return draft

    def _judge(self, draft: Draft, known: dict[str, Sentence]) -> tuple[list[NarrativeSentence], list[tuple[str, str]]]:
        """Return the sentences that pass, and those that do not with their reasons."""
        passed, failed = [], []
        for written in draft.sentences[: self.sentences]:
            if not written.cites or any(c not in known for c in written.cites):
                failed.append((written.text, "cites sentences that were not sent"))
                continue
            spans = _spans(written, known)
            evidence = CitedWords(self.talk, spans)
            likeness = like(written.text, evidence, self.embedder)
            stated = self._second_opinion(written, evidence, likeness, known)
            if why := problems(written.text, evidence, likeness, stated):
                failed.append((written.text, "; ".join(map(str, why))))
                continue
            model = self.writer.identity.model
            passed.append(
                NarrativeSentence(
                    text=written.text, method="model", words=spans, writer=model, likeness=likeness, stated=stated
                )
            )
        return passed, failed

    def _second_opinion(
        self, written: DraftSentence, evidence: CitedWords, likeness: float, known: dict[str, Sentence]
    ) -> float | None:
        """Return how sure the model is, reading only the cited words, that they state a sentence; None where not asked.

        Nobody is asked about what no opinion could save, nor after the episode's tokens are spent or two silences.
        """
        spent = sum(self.tokens) >= self.max_tokens or self.silent >= GIVE_UP
        if spent or problems(written.text, evidence, likeness, 1.0):
            return None
        cited = sorted({known[c] for c in written.cites}, key=lambda s: s.words)
        speech = [(s.speaker, plain(self.talk.transcript.words, s.words)) for s in cited]
        opinion = self.writer.entailment(speech, written.text)
        if opinion is None:
            return None
        self.tokens[0] += opinion.prompt_tokens
        self.tokens[1] += opinion.completion_tokens
        self.silent = self.silent + 1 if opinion.stated is None else 0
        return opinion.stated


def like(claim: str, evidence: CitedWords, embedder: Embedder) -> float:
    """Return the cosine of a sentence, with or without its attribution, to the best window of the words it cites."""
    vectors = embedder.embed(measured(claim, evidence))
    return round(float((vectors[:2] @ vectors[2:].T).max()), 4)


def _told(talk: SpeechContext, sentence: Sentence) -> tuple[str, str | None, str]:
    return sentence.id, sentence.speaker, plain(talk.transcript.words, sentence.words)


def _spans(written: DraftSentence, known: dict[str, Sentence]) -> tuple[Span, ...]:
    """Return the cited sentences' words in order, neighbours joined."""
    spans: list[Span] = []
    for span in sorted({known[c].words for c in written.cites}):
        if spans and spans[-1][1] == span[0]:
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
    return tuple(spans)


def _overlap(a: tuple[Span, ...], b: tuple[Span, ...]) -> bool:
    return any(overlaps(one, other) for one in a for other in b)
