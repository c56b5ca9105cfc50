"""A person's word on narrative and summary: approved, written anew or struck out; kept as corrections are kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.checks import judging
from pipeline.checks.judging import Judgement
from pipeline.checks.statement import CitedWords, SpeechContext
from pipeline.checks.support import quotes_its_words
from pipeline.checks.written import merged, statement_of
from pipeline.errors import BadInput
from pipeline.language.anchoring import SpokenWords
from pipeline.ports import ClaimReader, Embedder
from pipeline.records import Correction, Highlights, NarrativeSentence, Section, Span, Transcript
from pipeline.stages.publish.approvals import APPROVE, REWRITE, STRIKE, SUMMARY, persons

LONGEST = 600  # characters of a sentence
HELP = """\
# Change the words after an id and its colon, or delete the line of a sentence to strike it out.
# A sentence that you change is marked approved: it is yours. Its footnotes stay. Words in “ ” must have been said.
# Lines that begin with # are notes. Save and close to apply; close without saving to change nothing.
"""
_LINE = re.compile(r"(?:## )?(summary|[a-z][a-z0-9]{2,}): ?(.*)")


@dataclass(frozen=True)
class Rewritten:
    """What a person changed in a text of `editable`."""

    summary: str | None
    titles: tuple[tuple[str, str], ...]  # section id, new title
    sentences: tuple[tuple[str, str], ...]  # narrative id, new text
    struck: tuple[str, ...]  # narrative ids


def sentence_of(record: Highlights, id_: str) -> NarrativeSentence:
    """Return a narrative sentence by its id; `BadInput` where there is none."""
    for _, sentence in _narrative(record):
        if sentence.id == id_:
            return sentence
    known = ", ".join(sentence.id for _, sentence in _narrative(record)) or "this episode has no narrative"
    raise BadInput(f"{record.episode.id}: expected the id of a narrative sentence ({known}), found {id_[:80]!r}")


def approval(record: Highlights, transcript: Transcript, id_: str) -> Correction:
    """Return the approval of a sentence as it stands now."""
    sentence = sentence_of(record, id_)
    return _kept(transcript, APPROVE, sentence.text, sentence.text, sentence.words)


def rewriting(record: Highlights, transcript: Transcript, id_: str, text: str) -> Correction:
    """Return a sentence in a person's words about what the one of this id cites; `summary` is the summary.

    `BadInput` where it is empty, too long, no plain text, or quotes what the cited words do not say.
    """
    text = " ".join(text.split())
    if not text or len(text) > LONGEST or not text.isprintable():
        raise BadInput(f"expected a sentence of at most {LONGEST} characters, found {text[:80]!r}")
    if id_ == SUMMARY:
        cited = [span for clause in record.summary.clauses for span in clause.words] or whole(record)
        op, old, spans = SUMMARY, record.summary.text, merged(cited)
    else:
        sentence = sentence_of(record, id_)
        op, old, spans = REWRITE, sentence.text, sentence.words
    if not quotes_its_words(transcript.words, persons(text, spans)) or '"' in text:
        raise BadInput(
            f"expected between quotation marks (“ ”) only words that {id_} cites, as they were said; "
            f"found {text[:120]!r}"
        )
    return _kept(transcript, op, old, text, spans)


def striking(record: Highlights, transcript: Transcript, id_: str) -> Correction:
    """Return the wish that a sentence is not printed."""
    sentence = sentence_of(record, id_)
    return _kept(transcript, STRIKE, sentence.text, "", sentence.words)


def whole(record: Highlights) -> list[Span]:
    """Return the words on which a summary rests that cites none: those of the first section of talk."""
    return [next((s.words for s in record.sections if s.kind == "talk"), (0, 1))]


def _kept(transcript: Transcript, op: str, target: str, value: str, spans: Sequence[Span]) -> Correction:
    heard = SpokenWords(transcript.words)
    cites = tuple(heard.anchor(span) for span in spans)
    return Correction(op=op, target=target, value=value, said=cites[0], cites=cites)


def judged(
    record: Highlights, transcript: Transcript, correction: Correction, *, embedder: Embedder, net: ClaimReader
) -> Judgement:
    """Return what the judge holds of a rewritten sentence; it warns and refuses nothing."""
    heard = SpokenWords(transcript.words)
    spans = merged(span for anchor in correction.cites if (span := heard.find(anchor)))
    talk = SpeechContext(transcript, tuple((p.name, p.role) for p in record.episode.people))
    evidence, text = CitedWords(talk, spans), statement_of(correction.value)
    odds = net.supported([(text, judging.speech_of(evidence))])[0] if net else None
    return judging.judged(text, evidence, embedder.embed(judging.texts(text, evidence)), odds)


def editable(record: Highlights) -> str:
    """Return summary, titles and narrative as a text for an editor, a line each."""
    lines = [HELP, f"summary: {record.summary.text}"]
    for section in record.sections:
        if section.narrative:
            lines += ["", f"## {section.id}: {section.title}", ""]
            lines += [f"{sentence.id}: {sentence.text}" for sentence in section.narrative]
    return "\n".join(lines) + "\n"


def edited(record: Highlights, text: str) -> Rewritten:
    """Return what a person changed in the text of `editable`; `BadInput` where a line cannot be read."""
    found: dict[str, str] = {}
    last = ""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line.strip())
        if match and match[1] in _known(record):
            last = match[1]
            if last in found:
                raise BadInput(f"line {number}: expected each id once, found {last} again")
            found[last] = match[2].strip()
        elif line.strip() and not re.match(r"#(?!# [a-z])", line):
            if not last or match:
                raise BadInput(f"line {number}: expected an id of this episode and a colon, found {line[:80]!r}")
            found[last] += " " + line.strip()  # an editor wrapped the line
        elif not line.strip():
            last = ""
    texts = {id_: " ".join(words.split()) for id_, words in found.items()}
    sections = [section for section in record.sections if section.narrative]
    if missing := [i for i in ("summary", *(s.id for s in sections)) if not texts.get(i)]:
        raise BadInput(f"expected a text for {', '.join(missing)}, found none; only sentences may be deleted")
    told = [sentence for _, sentence in _narrative(record)]
    return Rewritten(
        summary=texts["summary"] if texts["summary"] != record.summary.text else None,
        titles=tuple((s.id, texts[s.id]) for s in sections if texts[s.id] != " ".join(s.title.split())),
        sentences=tuple((s.id, texts[s.id]) for s in told if texts.get(s.id, s.text) not in {s.text, ""}),
        struck=tuple(s.id for s in told if not texts.get(s.id)),
    )


def _known(record: Highlights) -> set[str]:
    return {SUMMARY, *(s.id for s in record.sections), *(sentence.id for _, sentence in _narrative(record))}


def _narrative(record: Highlights) -> Iterator[tuple[Section, NarrativeSentence]]:
    for section in record.sections:
        for sentence in section.narrative:
            yield section, sentence
