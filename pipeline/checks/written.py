"""Judge of sentences that a model wrote in clauses: quotations by string, numbers and names by rule, the rest weighed.

A clause is held against the words that it cites with the sentence as far as it stands, so that what joins two clauses
is judged too. Every number that no rule finds (likeness, net, second reading) is stored with the clause; the verdict is
made of them again by `verify`.
"""

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.checks import context, judging, reported, statement, weighing
from pipeline.checks.frames import quoted, surname
from pipeline.checks.statement import CitedWords, Reason, SpeechContext
from pipeline.checks.verbatim import ELLIPSIS, crossing, render, spans_are_sound
from pipeline.language.words import bare
from pipeline.records import Clause, Mark, NarrativeSentence, Span, Transcript, Word
from pipeline.spans import overlaps

MOST_WORDS = 60  # of a sentence
MARKED = re.compile(r"“([^”]*)”")
_JOINED_THAT = re.compile(r"(?:and|but)(?: also)? (that .*)", re.I | re.S)
_PRONOUN = re.compile(r"(?:He|She)\b")
_GLUE = re.compile(
    rf"(?:and |but |while )?(?:(?:[A-Z][\w.'’-]+ ){{1,4}}|he |she |they )?(?:also |then |later )?"
    rf"(?:{statement.SAYING}|calls? it|puts it|as)?(?: that| this)?[,:]?[ .]*",
    re.I,
)
STRENGTH: Sequence[Mark] = ("stated", "approved", "said")  # the weakest first


@dataclass(frozen=True)
class Numbers:
    """What was measured of a clause."""

    likeness: float
    net: float | None = None  # log odds of the entailment net; None without one
    stated: float | None = None  # the writer's second reading; None without one


def joined(clauses: Sequence[Clause]) -> str:
    """Return the sentence that clauses make."""
    return " ".join(clause.text for clause in clauses)


def weakest(marks: Collection[Mark]) -> Mark:
    """Return the mark that a sentence with clauses of these marks bears."""
    return min(marks, key=STRENGTH.index, default="said")


def quotation(words: Sequence[Word], spans: Sequence[Span]) -> str:
    """Return words of the transcript between quotation marks, as they stand inside a sentence; no full stop at the end.

    The first letter is written as in the transcript, or small: a reader sees only the marks begin there.
    """
    said, first = render(words, spans), words[spans[0][0]].text
    said = first[:1] + said[1:]
    if _opens(words, spans[0][0]) and bare(first) != "i" and not any(c.isupper() for c in first[1:]):
        said = reported.lowered(words, spans[0][0], said, proper=False)
    return quoted(said.rstrip(",;:.–— "))


def _opens(words: Sequence[Word], at: int) -> bool:
    """Say whether a word is the first of a sentence, so that its capital tells nothing."""
    return at == 0 or words[at - 1].text.rstrip("”’\"'").endswith((".", "?", "!", "…", ":"))


def misquoted(transcript: Transcript, clause: Clause) -> list[Reason]:
    """Return which quotations of a clause are not the words of their spans; each lies in one turn that is cited."""
    marked = MARKED.findall(clause.text)
    found = []
    if len(marked) != len(clause.quoted) or '"' in MARKED.sub("", clause.text):
        return [Reason("quotation", "has quotation marks without words of the transcript")]
    for text, spans in zip(marked, clause.quoted, strict=True):
        if not spans_are_sound(spans, len(transcript.words)):
            found.append(Reason("quotation", f"“{text}” names no words of the transcript"))
            continue
        inside = all(any(i <= a and b <= j for i, j in clause.words) for a, b in spans)
        rendered = quotation(transcript.words, spans)
        if rendered != f"“{text}”" or ELLIPSIS in rendered or not inside or crossing(transcript, spans):
            found.append(Reason("quotation", f"“{text}” is not what its words say in a row"))
    return found


def claim(clauses: Sequence[Clause], talk: SpeechContext) -> tuple[str, tuple[Span, ...]]:
    """Return the text by which the last of a sentence's clauses is judged, without quotation marks, and the words.

    "… and that it works" is judged with the opening's attribution alone, any other clause with all before it. A pronoun
    that opens the sentence stands for the speaker of the words.
    """
    last, own = clauses[-1], tuple(sorted(set(clauses[-1].words)))
    after = _JOINED_THAT.fullmatch(last.text)
    opening = attribution(clauses[0].text)
    if len(clauses) > 1 and after and opening.rstrip().endswith("that"):
        text, spans = opening.rstrip().removesuffix("that") + after[1], own
    else:
        text, spans = joined(clauses), merged(span for clause in clauses for span in clause.words)
    speakers = {talk.transcript.words[i].speaker for i, _ in spans}
    only = next(iter(speakers)) if len(speakers) == 1 else None
    if only:
        text = _PRONOUN.sub(surname(only), text, count=1) if _PRONOUN.match(text) else text
    text = text.rstrip(" ,;:–—.")
    return statement_of(text) + ".", spans


def statement_of(text: str) -> str:
    """Return a text without its quotation marks, what stands in them as part of it.

    >>> statement_of("Ito calls it “a mess”")
    'Ito calls it a mess'
    """
    return re.sub(r"[“”\"]", "", text)


def attribution(text: str) -> str:
    """Return what a clause puts before what is said: "Ito argues that it works" → "Ito argues that "; "" without."""
    inner = statement.core(text)
    return text[: -len(inner)] if inner != text and text.endswith(inner) else ""


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(set(spans)):
        if found and span[0] <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], span[1]))
        else:
            found.append(span)
    return tuple(found)


def is_said(clause: Clause) -> bool:
    """Say whether all of a clause but its attribution stands between quotation marks: then the string proves it."""
    return bool(clause.quoted) and _GLUE.fullmatch(MARKED.sub("", clause.text).strip()) is not None


def form(text: str, evidence: CitedWords) -> list[Reason]:
    """Return why a text is no plain sentence about speech; its quotations may be in any form."""
    outside = MARKED.sub("“…”", text)
    wrong = [what for what in statement.malformed(outside, evidence, MOST_WORDS) if "quotation marks" not in what]
    if _copies(text, evidence):
        wrong.append("copies speech without quotation marks")
    if len(text.split()) > MOST_WORDS:
        wrong.append(f"is longer than {MOST_WORDS} words")
    return [Reason("form", what) for what in wrong]


def _copies(text: str, evidence: CitedWords) -> bool:
    """Say whether a text is nothing but words of the speech in a row: "Eddie, hit the sirens." tells of nobody."""
    own = [b for word in text.split() if (b := bare(word))]
    said = [b for word in evidence.said.split() if (b := bare(word))]
    return "“" not in text and any(said[k : k + len(own)] == own for k in range(len(said) - len(own) + 1))


def least(with_net: bool) -> float:
    """Return the probability from which a clause is printed that only the fitted judgement speaks for.

    By risk control where that holds at any; else that of 95 in 100 lies of unseen writers lie below.
    """
    constants = (judging.BY_NET if with_net else judging.BY_RULES).numbers.constants
    return constants["least"] if constants["least"] <= 1 else constants["lies_found"]


def probability(text: str, evidence: CitedWords, found: Sequence[Reason], numbers: Numbers) -> float:
    """Return how probable it is that words state a clause, by all that was measured."""
    values = judging.columns(text, evidence, found, numbers.likeness)
    odds = judging.probability(values, numbers.net)
    if numbers.stated is None:
        return odds
    asked = judging.logistic(weighing.log_odds({reason.rule for reason in found}, numbers.stated))
    return asked if numbers.net is None else judging.logistic((_log_odds(odds) + _log_odds(asked)) / 2)


def doubts(text: str, evidence: CitedWords, numbers: Numbers) -> list[Reason]:
    """Return why a clause is not printed, by rules and what was measured; empty where its words bear it out.

    What the rules of `weighing.HARD` find refuses alone. Everything else is weighed: by the net and by the second
    reading, each against its own threshold, or both together. Without either, no rule may object at all.
    """
    found = statement.reasons(text, evidence)
    rules = {reason.rule for reason in found}
    if hard := [reason for reason in found if reason.rule in weighing.HARD]:
        return hard
    if numbers.net is None and numbers.stated is None:
        return statement.reasons(text, evidence, numbers.likeness)
    margins = []
    if numbers.net is not None:
        values = judging.columns(text, evidence, found, numbers.likeness)
        margins.append(_log_odds(judging.probability(values, numbers.net)) - _log_odds(least(with_net=True)))
    if numbers.stated is not None:
        margins.append(weighing.log_odds(rules, numbers.stated) - weighing.LEAST)
    if sum(margins) >= 0 and numbers.likeness >= weighing.LEAST_LIKENESS:
        return []
    sure = probability(text, evidence, found, numbers)
    return [*found, Reason("judgement", f"{sure:.0%} probable, cosine {numbers.likeness:.2f}")]


def problems(sentence: NarrativeSentence, talk: SpeechContext) -> list[Reason]:
    """Return why a sentence of a model is not borne out by its words, from what is stored with it."""
    if sentence.text != joined(sentence.clauses):
        return [Reason("form", "is not what its clauses say")]
    if merged(span for clause in sentence.clauses for span in clause.words) != merged(sentence.words):
        return [Reason("form", "cites other words than its clauses")]
    if sentence.mark != weakest([clause.mark for clause in sentence.clauses]):
        return [Reason("form", f"is marked {sentence.mark}, its clauses are not")]
    found = form(sentence.text, CitedWords(talk, sentence.words))
    for k in range(len(sentence.clauses)):
        found += unproved(sentence.clauses[: k + 1], talk)
    return found


def outright(clauses: Sequence[Clause], talk: SpeechContext) -> list[Reason]:
    """Return why the last of a sentence's first clauses may not be printed, whatever is measured of it."""
    clause = clauses[-1]
    if not spans_are_sound(clause.words, len(talk.transcript.words)):
        return [Reason("form", f"word spans {list(clause.words)} do not lie in order inside the transcript")]
    found = misquoted(talk.transcript, clause)
    found += [
        Reason("withdrawn", f"tells what is {why}")
        for span in clause.words
        if (why := context.withdrawn(talk.transcript, span))
    ]
    text, spans = claim(clauses, talk)
    evidence = CitedWords(talk, spans)
    if rests_on_commands(evidence):
        found.append(Reason("form", "rests on words that tell their writer what to do"))
    ruled = {"attribution"} if clause.mark == "said" else weighing.HARD
    return found + [reason for reason in statement.reasons(text, evidence) if reason.rule in ruled]


def rests_on_commands(evidence: CitedWords) -> bool:
    """Say whether cited words tell their writer what to do: they are not even a quotation."""
    commands = evidence.talk.commands
    sentences = evidence.transcript.sentences if commands else ()
    return any(s.id in commands and any(overlaps(s.words, span) for span in evidence.spans) for s in sentences)


def unproved(clauses: Sequence[Clause], talk: SpeechContext) -> list[Reason]:
    """Return why the last of a sentence's first clauses may not be printed."""
    clause = clauses[-1]
    if found := outright(clauses, talk):
        return found
    if clause.mark == "approved":
        return []
    if clause.mark == "said":
        return [] if is_said(clause) else [Reason("form", "is marked said and says more than its quotation")]
    if clause.likeness is None or clause.probability is None:
        return [Reason("judgement", "was not measured")]
    text, spans = claim(clauses, talk)
    evidence = CitedWords(talk, spans)
    numbers = Numbers(clause.likeness, clause.net, clause.stated)
    sure = probability(text, evidence, statement.reasons(text, evidence), numbers)
    if abs(sure - clause.probability) > 0.01:
        return [Reason("judgement", f"says {clause.probability:.2f}, its numbers give {sure:.2f}")]
    return doubts(text, evidence, numbers)


def _log_odds(p: float) -> float:
    return math.log(max(p, 1e-9) / max(1 - p, 1e-9))
