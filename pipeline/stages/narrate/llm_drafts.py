"""Let a model write about a section: several drafts, each judged clause by clause, the best one kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pipeline.checks.statement import CitedWords, SpeechContext
from pipeline.language.fluency import stumbles
from pipeline.language.stems import stem
from pipeline.language.words import content_words, plain
from pipeline.ports import AboutEpisode, Assignment, ClaimReader, Draft, Embedder, SentenceParser, Writer
from pipeline.records import NarrativeSentence, Point, Quote, Section, Sentence, Writing, WrittenDraft
from pipeline.spans import contains, overlaps
from pipeline.stages.narrate.clause_judge import ClauseJudge, JudgedSentence
from pipeline.stages.narrate.config import NarrateConfig

GIVE_UP = 2  # answers in a row that never came; then the episode goes on without the model
FLUENT = (8, 45)  # words of a sentence that reads well
REPEATED = 0.5  # share of content words that a sentence may have in common with another


@dataclass
class Desk:
    """One episode's dealings with a writer: what it may cost, and what it has cost so far."""

    talk: SpeechContext
    writer: Writer
    embedder: Embedder
    parser: SentenceParser
    config: NarrateConfig
    episode: AboutEpisode
    net: ClaimReader
    prompts: list[str] = field(default_factory=list)
    drafts: list[WrittenDraft] = field(default_factory=list)
    requests: int = 0
    accepted: int = 0
    refused: int = 0
    dropped: int = 0
    tokens: list[int] = field(default_factory=lambda: [0, 0])  # of prompts, of answers
    failures: list[str] = field(default_factory=list)
    in_a_row: int = 0
    silent: int = 0  # second opinions in a row that never came

    def __post_init__(self) -> None:
        """Make the judge of this episode's clauses."""
        self._judge = ClauseJudge(
            self.talk, self.embedder, self.parser, self.net, self._second_opinion, self.writer.identity.model,
            {name: pronouns for name, _, pronouns in self.episode.people},
        )  # fmt: skip

    def write(self, section: Section, points: Sequence[Point], quotes: Sequence[Quote]) -> list[NarrativeSentence]:
        """Return the model's sentences that hold, as it ordered them; none where there is no model."""
        found: list[NarrativeSentence] = []
        windows = self._windows(section)
        for number, window in enumerate(windows):
            share = self.config.model_sentences * (number + 1) // len(windows)
            share -= self.config.model_sentences * number // len(windows)
            best = self._best(section, window, points, quotes, max(1, share))
            if best is None:
                break
            found += [judged.sentence for judged in best if judged.sentence]
        return found

    @property
    def writing(self) -> Writing | None:
        """What the model did and cost; None where it was never asked."""
        if not self.requests:
            return None
        price = self.config.model_price
        cost = sum(count * each for count, each in zip(self.tokens, price, strict=True)) / 1e6 if any(price) else None
        return Writing(
            model=self.writer.identity.model or self.writer.identity.name, requests=self.requests,
            accepted=self.accepted, refused=self.refused, dropped=self.dropped, failures=tuple(self.failures),
            prompt_tokens=self.tokens[0], completion_tokens=self.tokens[1],
            cost=None if cost is None else round(cost, 6), judge=self.net.identity if self.net else None,
        )  # fmt: skip

    def _best(
        self, section: Section, window: Sequence[Sentence], points: Sequence[Point], quotes: Sequence[Quote], count: int
    ) -> list[JudgedSentence] | None:
        """Return the sentences of the best draft; None where the model is not to be asked any more."""
        known = {s.id: s for s in window}
        near = [p for p in points if any(i in known for i in p.sentences)]
        assignment = Assignment(
            title=section.title, speech=tuple(_told(self.talk, s) for s in window), sentences=count,
            episode=self.episode,
            points=tuple((p.answers, tuple(i for i in p.sentences if i in known)) for p in near),
            quotes=tuple(q.text for q in quotes if q.section == section.id),
        )  # fmt: skip
        tried: list[tuple[float, int, list[JudgedSentence]]] = []
        for number in range(self.config.model_drafts):
            draft = self._ask(section, assignment, number)
            if draft is None:
                break
            judged = self._judge.sentences(draft.sentences[:count], known)
            worth = score(judged, near, assignment.quotes)
            place = len(self.drafts) - 1
            refused = tuple(clause for one in judged for clause in one.refused)
            self.drafts[place] = self.drafts[place].model_copy(update={"refused": refused, "score": round(worth, 4)})
            tried.append((worth, place, judged))
            if judged and not refused:
                break
        if not tried:
            return None if self._is_spent() else []
        _, place, best = max(tried, key=lambda t: (t[0], -t[1]))
        self.drafts[place] = self.drafts[place].model_copy(update={"chosen": True})
        printed = sum(one.sentence is not None for one in best)
        self.accepted += printed
        self.refused += len(best) - printed
        self.dropped += sum(len(one.refused) for one in best if one.sentence)
        return best

    def _windows(self, section: Section) -> list[list[Sentence]]:
        """Return the section's sentences in runs as long as one request may be; none that speaks to its writer."""
        runs: list[list[Sentence]] = []
        words = self.config.model_words
        inside = [s for s in self.talk.transcript.sentences if contains(section.words, s.words)]
        told = [s for s in inside if s.id not in self.talk.commands]
        length = sum(_length(s) for s in told)
        each = length / max(1, -(-length // words))  # windows of like length
        at = words
        for sentence in told:
            if not runs or (at >= each and len(runs) < -(-length // words)) or at + _length(sentence) > words:
                runs.append([])
                at = 0
            runs[-1].append(sentence)
            at += _length(sentence)
        return runs

    def _is_spent(self) -> bool:
        return self.in_a_row >= GIVE_UP or sum(self.tokens) >= self.config.model_tokens

    def _ask(self, section: Section, assignment: Assignment, number: int) -> Draft | None:
        """Return a draft with sentences, and keep it with what was asked; None where there is none."""
        if self._is_spent():
            return None
        draft = self.writer.write(assignment, number)
        if draft is None:
            return None
        if number == 0:
            self.prompts.append(self.writer.prompt(assignment))
        self.requests += 1
        self.tokens[0] += draft.prompt_tokens
        self.tokens[1] += draft.completion_tokens
        self.drafts.append(
            WrittenDraft(
                section=section.id, prompt=len(self.prompts) - 1, number=number, answer=draft.answer,
                failure=draft.failure,
            )
        )  # fmt: skip
        if draft.failure:
            self.failures.append(draft.failure)
            self.in_a_row += 1
            return None
        self.in_a_row = 0
        return draft

    def _second_opinion(self, claim: str, evidence: CitedWords) -> float | None:
        """Return how sure the model is, reading only the cited words, that they state a clause; None where not asked.

        Nobody is asked after the episode's tokens are spent or two silences.
        """
        if sum(self.tokens) >= self.config.model_tokens or self.silent >= GIVE_UP:
            return None
        cited = [s for s in self.talk.transcript.sentences if any(overlaps(s.words, span) for span in evidence.spans)]
        speech = [(s.speaker, plain(self.talk.transcript.words, s.words)) for s in cited]
        opinion = self.writer.entailment(speech, claim)
        if opinion is None:
            return None
        self.tokens[0] += opinion.prompt_tokens
        self.tokens[1] += opinion.completion_tokens
        self.silent = self.silent + 1 if opinion.stated is None else 0
        return opinion.stated


def score(judged: Sequence[JudgedSentence], points: Sequence[Point], quotes: Sequence[str]) -> float:
    """Return what a judged draft is worth: clauses that hold x points carried x fluency, less repetition; 0 to 1.

    A point is carried where a printed sentence cites one of its sentences.
    """
    printed = [one.sentence for one in judged if one.sentence]
    drafted = sum(one.clauses for one in judged)
    if not printed:
        return 0.0
    held = sum(len(s.clauses) for s in printed) / max(1, drafted)
    cited = [span for s in printed for span in s.words]
    told = [any(overlaps(a, b) for a in p.words for b in cited) for p in points]
    carried = (1 + sum(told)) / (1 + len(told))
    fluent = sum(_reads_well(s.text) for s in printed) / len(printed)
    bags = [_bag(text) for text in (*(s.text for s in printed), *quotes)]
    alike = [len(a & b) / max(1, min(len(a), len(b))) for a, b in combinations(bags, 2)]
    repeated = sum(share > REPEATED for share in alike) / max(1, len(alike))
    return max(0.0, held * carried * fluent - 0.5 * repeated)


def _reads_well(text: str) -> bool:
    said = text.split()
    return FLUENT[0] <= len(said) <= FLUENT[1] and not stumbles(said)


def _bag(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


def _length(sentence: Sentence) -> int:
    return sentence.words[1] - sentence.words[0]


def _told(talk: SpeechContext, sentence: Sentence) -> tuple[str, str | None, str]:
    return sentence.id, sentence.speaker, plain(talk.transcript.words, sentence.words)
