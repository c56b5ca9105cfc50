"""Judge of a whole record: proves every quote, sentence, footnote, span and time from record and transcript alone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pipeline.checks import holes, statement, support, verbatim, written
from pipeline.checks.context import fault_of
from pipeline.checks.rules import RuleSet
from pipeline.language.words import plain
from pipeline.records import Grade, Highlights, NarrativeSentence, Section, Span, Tally, Transcript, Word
from pipeline.spans import contains, hull, overlaps

TIME_TOLERANCE_S = 0.002  # times are stored to the millisecond


@dataclass(frozen=True)
class Problem:
    """One thing that is not as the record says; `where` is a path into the record.

    `rules` names the rules that found it, where other versions of them may judge otherwise. None: it is wrong under
    every version, because it compares words, numbers and digests only.
    """

    where: str
    what: str
    rules: RuleSet | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def revision_of(words: Iterable[Word]) -> str:
    """Return the digest that freezes a transcript: SHA-256 over its words' texts, times and speakers."""
    rows = [[w.text, round(w.start, 3), round(w.end, 3), w.speaker] for w in words]
    return sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def prove(record: Highlights, transcript: Transcript) -> list[Problem]:
    """Return everything that fails; an empty list proves the record."""
    return [
        *_transcript_problems(record, transcript),
        *_section_problems(record, transcript),
        *_quote_problems(record, transcript),
        *_sentence_problems(record, transcript),
        *_footnote_problems(record, transcript),
        *_question_problems(record, transcript),
        *(Problem(where, what) for where, what in holes.crossed(record, transcript)),
    ]


def tally_quotes(record: Highlights, problems: Iterable[Problem]) -> Tally:
    """Count the quotes, and those in which none of the problems lies."""
    return _tally([f"quotes[{q.id}]" for q in record.quotes], problems)


def tally_sentences(record: Highlights, problems: Iterable[Problem]) -> Tally:
    """Count the sentences of ours (narratives and the summary), and those in which none of the problems lies."""
    told = [f"sections[{s.id}].narrative[{k}]" for s in record.sections for k in range(len(s.narrative))]
    short = [f"in_short[{k}]" for k in range(len(record.in_short))]
    return _tally([*told, *short, *(["summary"] if record.summary.footnotes else [])], problems)


def _tally(places: Sequence[str], problems: Iterable[Problem]) -> Tally:
    failed = {problem.where for problem in problems}
    return Tally(checked=len(places), passed=sum(place not in failed for place in places))


def _times_problem(words: Sequence[Word], span: Span, start: float, end: float) -> str | None:
    says, ends = words[span[0]].start, words[span[1] - 1].end
    if abs(says - start) <= TIME_TOLERANCE_S and abs(ends - end) <= TIME_TOLERANCE_S:
        return None
    return f"says {start:.3f}-{end:.3f} s but its words lie at {says:.3f}-{ends:.3f} s"


def _transcript_problems(record: Highlights, transcript: Transcript) -> list[Problem]:
    found = []
    words, duration = transcript.words, record.episode.duration
    revision = revision_of(words)
    if revision != transcript.revision:
        found.append(Problem("transcript.revision", f"says {transcript.revision[:12]}, its words give {revision[:12]}"))
    if record.provenance.transcript_revision != transcript.revision:
        found.append(Problem("provenance.transcript_revision", "is not the revision of the transcript beside it"))
    at = 0.0
    for k, word in enumerate(words):
        if word.i != k:
            found.append(Problem(f"transcript.words[{k}]", f"is numbered {word.i}"))
        if not (at <= word.start < word.end <= duration + TIME_TOLERANCE_S):
            found.append(
                Problem(f"transcript.words[{k}]", f"time {word.start}-{word.end} s goes back or leaves the audio")
            )
        at = word.start
    return found


def _section_problems(record: Highlights, transcript: Transcript) -> list[Problem]:
    found = []
    at, word = 0.0, 0
    for section in record.sections:
        where = f"sections[{section.id}]"
        if section.start < at - TIME_TOLERANCE_S or not section.start < section.end <= record.episode.duration + 0.01:
            found.append(Problem(where, f"time {section.start}-{section.end} s is empty, overlaps or leaves the audio"))
        if section.words[0] != word or not word <= section.words[1] <= len(transcript.words):
            found.append(Problem(where, f"words {section.words} do not follow on word {word}"))
        if section.kind != "talk" and (section.highlight or section.quote or section.narrative):
            found.append(Problem(where, f"is {section.kind} and yet highlighted"))
        at, word = section.end, section.words[1]
    if record.sections and word != len(transcript.words):
        found.append(Problem("sections", f"end at word {word} of {len(transcript.words)}"))
    return found


def _quote_problems(record: Highlights, transcript: Transcript) -> list[Problem]:
    sections = {s.id: s for s in record.sections}
    notes = {f.n: f for f in record.footnotes}
    found = []
    for quote in record.quotes:
        where = f"quotes[{quote.id}]"
        found += _printed(where, transcript, quote.text, quote.words, quote.grade)
        if not verbatim.spans_are_sound(quote.words, len(transcript.words)):
            continue
        span = hull(quote.words)
        if what := _times_problem(transcript.words, span, quote.start, quote.end):
            found.append(Problem(where, what))
        said_by = support.speakers_of(transcript.words, span)
        if said_by != {quote.speaker}:
            found.append(Problem(where, f"is given to {quote.speaker}, its words to {sorted(map(str, said_by))}"))
        section = sections.get(quote.section)
        if section is None or not contains(section.words, span):
            found.append(Problem(where, f"does not lie in section {quote.section}"))
        elif section.kind != "talk":
            found.append(Problem(where, f"lies in a {section.kind} section"))
        if quote.footnote not in notes or notes[quote.footnote].words != span:
            found.append(Problem(where, f"footnote {quote.footnote} does not cite its words"))
        if any(overlaps(q.words, span) for q in record.coverage.quarantined):
            found.append(Problem(where, "uses quarantined words"))
        if quote.source == "model" and (why := fault_of(transcript, span, leaning=False)):
            found.append(Problem(where, f"stands alone and is {why}", "quotes"))
    return found


def _printed(
    where: str, transcript: Transcript, text: str, spans: Sequence[Span], grade: Grade | None = None
) -> list[Problem]:
    """Judge words between quotation marks; where they are the words of their spans, only today's rules object."""
    if what := verbatim.unsound(spans, len(transcript.words)):
        return [Problem(where, what)]
    rules: RuleSet | None = "quotes" if verbatim.same_words(transcript.words, spans, text) else None
    found = [Problem(where, what, rules) for what in verbatim.misprinted(transcript.words, text, spans, grade)]
    if what := verbatim.crossing(transcript, spans):
        found.append(Problem(where, what))
    return found


def _told(
    where: str, transcript: Transcript, sentence: NarrativeSentence, section: Section, talk: statement.SpeechContext
) -> list[Problem]:
    if what := support.misplaced(transcript, sentence, section):
        return [Problem(where, what)]
    rules: RuleSet | None = "statements" if sentence.method == "model" else "frames"
    if sentence.method == "person":
        rules = None
    if rules == "frames" and not support.quotes_its_words(transcript.words, sentence, transcript.language):
        rules = None
    if any(written.misquoted(transcript, clause) for clause in sentence.clauses if sentence.method == "model"):
        rules = None
    return [Problem(where, what, rules) for what in support.section_problems(transcript, sentence, section, talk)]


def _told_short(
    where: str, transcript: Transcript, sentence: NarrativeSentence, sections: Sequence[Section]
) -> list[Problem]:
    lost = support.home_of(transcript, sentence, sections) is None  # under every version of the rules
    wrong = support.in_short_problems(transcript, sentence, sections)
    return [Problem(where, what, None if lost else "frames") for what in wrong]


def _cited(where: str, sentence: NarrativeSentence, notes: dict[int, Span]) -> list[Problem]:
    if not sentence.footnotes:
        return [Problem(where, "has no footnote")]
    if missing := [n for n in sentence.footnotes if n not in notes]:
        return [Problem(where, f"refers to footnotes {missing} that do not exist")]
    cited = [notes[n] for n in sentence.footnotes]
    loose = [s for s in sentence.words if not any(contains(note, s) for note in cited)]
    return [Problem(where, f"words {loose} are not in its footnotes")] if loose else []


def _sentence_problems(record: Highlights, transcript: Transcript) -> list[Problem]:
    notes = {f.n: f.words for f in record.footnotes}
    talk = statement.SpeechContext(transcript, tuple((p.name, p.role) for p in record.episode.people))
    found = []
    for section in record.sections:
        for k, sentence in enumerate(section.narrative):
            where = f"sections[{section.id}].narrative[{k}]"
            found += _told(where, transcript, sentence, section, talk)
            found += _cited(where, sentence, notes)
            before = section.narrative[k - 1] if k else sentence
            # an editor may begin with what counts most, a note with what it is about
            free = {sentence.method, before.method} & {"model", "person"} or support.leads(transcript, before)
            if not free and hull(sentence.words)[0] < hull(before.words)[0]:
                found.append(Problem(where, "is told after what was said later"))
    for k, sentence in enumerate(record.in_short):
        where = f"in_short[{k}]"
        found += _told_short(where, transcript, sentence, record.sections)
        found += _cited(where, sentence, notes)
    summary = record.summary
    if summary.footnotes and all(n in notes for n in summary.footnotes):
        people = [p.name for role in ("host", "guest") for p in record.episode.people if (p.role or "").lower() == role]
        spans = tuple(span for clause in summary.clauses for span in clause.words)
        sentence = NarrativeSentence(text=summary.text, method="frame", words=spans, clauses=summary.clauses)
        wrong = support.summary_problems(transcript, sentence, record.sections, people)
        if summary.mark == "approved":
            own = sentence.model_copy(update={"method": "person", "mark": "approved"})
            wrong = support.persons_problems(transcript, own)
        cited = [notes[n] for n in summary.footnotes]
        if not all(any(contains(note, span) for note in cited) for span in spans):
            found.append(Problem("summary", "tells words that are not in its footnotes"))
        found += [Problem("summary", what, "frames") for what in wrong]
    elif summary.text != record.episode.title:
        found.append(Problem("summary", "claims more than the title and has no footnotes that exist"))
    return found


def _footnote_problems(record: Highlights, transcript: Transcript) -> list[Problem]:
    found = []
    for k, note in enumerate(record.footnotes, start=1):
        where = f"footnotes[{note.n}]"
        if note.n != k:
            found.append(Problem(where, f"stands in place {k}"))
        if not verbatim.spans_are_sound([note.words], len(transcript.words)):
            found.append(Problem(where, f"word span {note.words} does not lie inside the transcript"))
            continue
        if (said := plain(transcript.words, note.words)) != note.text:
            found.append(Problem(where, f"prints “{note.text}” but its words say “{said}”"))
        if what := _times_problem(transcript.words, note.words, note.start, note.end):
            found.append(Problem(where, what))
    return found


def _question_problems(record: Highlights, transcript: Transcript) -> list[Problem]:
    found = []
    for question in record.questions:
        where = f"questions[{question.id}]"
        found += _printed(where, transcript, question.text, question.words)
        if question.answer:
            answer = question.answer
            found += _printed(f"{where}.answer", transcript, answer.text, answer.words)
            if answer.start < question.end - TIME_TOLERANCE_S:
                found.append(Problem(f"{where}.answer", "begins before its question ends"))
            elif verbatim.spans_are_sound(answer.words, len(transcript.words)) and (
                why := fault_of(transcript, hull(answer.words), opened=True)
            ):
                found.append(Problem(f"{where}.answer", f"stands alone and is {why}", "quotes"))
    return found
