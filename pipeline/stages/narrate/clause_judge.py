"""Judge a model's sentence clause by clause; strike out what fails, and keep the rest where it still is a sentence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.checks import judging, written
from pipeline.checks.frames import surname
from pipeline.checks.statement import SAYING, CitedWords, SpeechContext, reasons
from pipeline.ports import ClaimReader, DraftClause, Embedder, SentenceParser
from pipeline.records import Clause, NarrativeSentence, RefusedClause, Sentence
from pipeline.stages.narrate.draft_clauses import NotSaid, clause_of

# A clause that opens so goes on with what the sentence says, whatever stands between.
_GOES_ON = re.compile(r"(?:and|but|yet|while|whereas|;)\b", re.I)
_LEANS = re.compile(
    r"(?:and|but|yet|while|whereas)(?: that)? (?:it|this|these|those|they|them|such|so|then|there)\b", re.I
)
_OPENER = re.compile(r"(?:and|but|yet|while|whereas)(?: also)? ", re.I)
# What a speaker does who was named before the clause: "and speculates that …".
_DOES = re.compile(
    rf"(?:{SAYING}|speculates|calls for|bets|recommends|mocks|resents|recounts|finds|wants|likes|loves|hates|prefers|"
    r"cites|names|blames|urges|advises|plans|looks|puts|holds|attributes|favou?rs|fears|dislikes|jokes|imagines|regards|"
    r"contrasts|traces|quotes|calls|proposes|assumes|estimates|worries|regrets|confesses|likens|celebrates|criticizes"
    r") ",
    re.I,
)
_PRONOUN = re.compile(r"(He|She|They)\b")

# Within the first words something that only what was struck out named; "finds it hard to" names it afterwards.
_REFERS = re.compile(
    r"(?:\S+ ){0,9}?(?:it(?! \w+ (?:to|that)\b)|this|these|those|they|them|such|so|then|there)\b", re.I
)

Ask = Callable[[str, CitedWords], float | None]


@dataclass(frozen=True)
class JudgedSentence:
    """What is left of a drafted sentence, and what was struck out of it."""

    sentence: NarrativeSentence | None
    refused: tuple[RefusedClause, ...]
    clauses: int  # as drafted


@dataclass
class ClauseJudge:
    """Judges the sentences of an episode's drafts."""

    talk: SpeechContext
    embedder: Embedder
    parser: SentenceParser
    net: ClaimReader  # false where there is none
    ask: Ask  # the writer's second reading; None where there is none
    writer: str | None
    pronouns: Mapping[str, str | None]  # of people, by name

    def sentences(
        self, drafted: Sequence[Sequence[DraftClause]], known: Mapping[str, Sentence]
    ) -> list[JudgedSentence]:
        """Return each drafted sentence as far as its words bear it out, in order; names as a reader needs them."""
        found: list[JudgedSentence] = []
        for clauses in drafted:
            before = [judged.sentence for judged in found if judged.sentence]
            found.append(self._sentence(clauses, known, before))
        return found

    def _sentence(
        self, drafted: Sequence[DraftClause], known: Mapping[str, Sentence], before: Sequence[NarrativeSentence]
    ) -> JudgedSentence:
        kept: list[Clause] = []
        refused: list[RefusedClause] = []
        last_fell = False
        for number, part in enumerate(drafted):
            opening = None if number == 0 else drafted[0]
            clause, why = self._clause(part, known, kept, before, fell=last_fell, opening=opening)
            last_fell = clause is None
            if clause is None:
                refused.append(RefusedClause(text=part.text, why=why))
            else:
                kept.append(clause)
        while kept:
            kept[-1] = _ended(kept[-1])
            whole, why = self._whole(kept, changed=bool(refused))
            if whole:
                return JudgedSentence(whole, tuple(refused), len(drafted))
            refused.append(RefusedClause(text=kept.pop().text, why=why))
        return JudgedSentence(None, tuple(refused), len(drafted))

    def _clause(
        self, part: DraftClause, known: Mapping[str, Sentence], kept: Sequence[Clause],
        before: Sequence[NarrativeSentence], *, fell: bool, opening: DraftClause | None,
    ) -> tuple[Clause | None, str]:  # fmt: skip
        """Return a clause with all that was measured of it; None and why where it is not printed.

        `opening` is the sentence's first clause as drafted; None for that clause itself.
        """
        try:
            clause = clause_of(self.talk.transcript, part.text, part.ids, part.quotes, known)
        except NotSaid as error:
            return None, str(error)
        if opening and fell and kept and (not _GOES_ON.match(clause.text) or _LEANS.match(clause.text)):
            return None, "hangs on a clause that was struck out"
        if not kept:
            text = self._alone(clause, opening, known) if opening else clause.text
            if text is None:
                return None, "hangs on a clause that was struck out"
            named, why = self._named(text[:1].upper() + text[1:], clause, before)
            if named is None:
                return None, why
            clause = clause.model_copy(update={"text": named})
        return self._measured([*kept, clause])

    def _alone(self, clause: Clause, opening: DraftClause, known: Mapping[str, Sentence]) -> str | None:
        """Return a clause that lost the opening before it as a sentence of its own; None where it cannot be one.

        What the speaker of both says or does gets the speaker's name: "and that it works" → "Ito says that it works".
        """
        text = _OPENER.sub("", clause.text, count=1)
        if text == clause.text or _LEANS.match(clause.text) or _REFERS.match(text):
            return None
        if self._stands(text):
            return text
        speakers = {known[i].speaker for i in opening.ids if i in known}
        speakers |= {self.talk.transcript.words[i].speaker for i, _ in clause.words}
        only = speakers.pop() if len(speakers) == 1 else None
        if only is None or not re.match(
            rf"(?:{re.escape(only)}|{re.escape(surname(only))}|He|She)\b(?!['’])", opening.text
        ):
            return None
        says = written.attribution(opening.text)
        if text.startswith("that "):
            return f"{says}{text.removeprefix('that ')}" if says.endswith(" that ") else None
        told = f"{surname(only)} {text}"
        return told if _DOES.match(text) and self._stands(told) else None

    def _stands(self, text: str) -> bool:
        """Say whether a clause that lost what stood before it is a statement about somebody or something named."""
        return text[:1].isupper() and self.parser.parse([text.rstrip(" ,;") + "."])[0].whole

    def _named(self, text: str, clause: Clause, before: Sequence[NarrativeSentence]) -> tuple[str | None, str]:
        """Return the opening of a sentence with its speaker named as far as a reader needs it, or None and why not."""
        words = self.talk.transcript.words
        speakers = {words[i].speaker for i, _ in clause.words}
        only = next(iter(speakers)) if len(speakers) == 1 else None
        told = {words[i].speaker for i, _ in before[-1].words} if before else set()
        if (pronoun := _PRONOUN.match(text)) and pronoun[1] != "They":
            if only is None:
                return None, f"says {pronoun[1]} of words that no one person says"
            pronouns = (self.pronouns.get(only) or "").lower()
            fits = pronouns.split("/")[0].strip() == pronoun[1].lower()
            if told != {only} or not fits:
                text = surname(only) + text[pronoun.end() :]
        if only:
            named = any(only in sentence.text for sentence in before) or only in text
            short = surname(only)
            if not named and short != only:
                text = re.sub(rf"(?<![\w-]){re.escape(short)}(?![\w-])", only, text, count=1)
        return text, ""

    def _measured(self, clauses: Sequence[Clause]) -> tuple[Clause | None, str]:
        """Return the last clause with its mark and numbers, or None and why it is not printed."""
        clause = clauses[-1]
        if written.is_said(clause):
            clause = clause.model_copy(update={"mark": "said"})
        if why := written.outright([*clauses[:-1], clause], self.talk):
            return None, "; ".join(map(str, why))
        if clause.mark != "said":
            text, spans = written.claim(clauses, self.talk)
            evidence = CitedWords(self.talk, spans)
            vectors = self.embedder.embed(judging.texts(text, evidence))
            likeness = round(float((vectors[:2] @ vectors[2:].T).max()), 4) if len(vectors) > 2 else 0.0
            net = round(self.net.supported([(text, judging.speech_of(evidence))])[0], 4) if self.net else None
            numbers = written.Numbers(likeness, net, self.ask(text, evidence))
            found = reasons(text, evidence)
            clause = clause.model_copy(
                update={
                    "likeness": likeness, "net": net, "stated": numbers.stated,
                    "probability": round(written.probability(text, evidence, found, numbers), 4),
                }
            )  # fmt: skip
        why = written.unproved([*clauses[:-1], clause], self.talk)
        return (None, "; ".join(map(str, why))) if why else (clause, "")

    def _whole(self, clauses: Sequence[Clause], *, changed: bool) -> tuple[NarrativeSentence | None, str]:
        """Return the sentence that clauses make; None and why where it is none, or is broken by what was struck out."""
        spans = written.merged(span for clause in clauses for span in clause.words)
        text = " ".join(clause.text for clause in clauses)
        if changed and not self.parser.parse([written.statement_of(text)])[0].whole:
            return None, "is no sentence without what was struck out"
        sentence = NarrativeSentence(
            text=text, method="model", words=spans, clauses=tuple(clauses), writer=self.writer,
            mark=written.weakest([clause.mark for clause in clauses]),
        )  # fmt: skip
        wrong = written.problems(sentence, self.talk)
        return (None, "; ".join(map(str, wrong))) if wrong else (sentence, "")


def _ended(clause: Clause) -> Clause:
    """Return a clause as the last of a sentence: with a full stop and nothing before it that waits for more."""
    return clause.model_copy(update={"text": clause.text.rstrip(" ,;:–—.") + "."})
