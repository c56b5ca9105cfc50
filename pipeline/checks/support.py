"""Judge of narrative: a sentence of ours is a frame from a closed list around words that were said.

`section_problems` proves it again from the artifacts alone. A sentence that no frame explains is refused,
unless a model wrote it: then `pipeline.checks.statement` judges it.
"""

import re
from collections.abc import Sequence

from pipeline.checks import reported
from pipeline.checks.context import asked_fault, fault_of, withdrawn
from pipeline.checks.frames import (
    CLOSING_SHARE,
    FRAMES,
    LATER_SHARE,
    OPENING_S,
    Form,
    Frame,
    fill,
    summary_text,
    surname,
)
from pipeline.checks.halves import puts_off
from pipeline.checks.statement import CitedWords, SpeechContext, problems
from pipeline.checks.verbatim import render, spans_are_sound
from pipeline.language.words import bare, plain
from pipeline.records import NarrativeSentence, Section, Span, Transcript, Word
from pipeline.spans import contains, hull


def speakers_of(words: Sequence[Word], span: Span) -> set[str | None]:
    """Return everybody who says a word of the span; `None` for words nobody is known to have said."""
    return {w.speaker for w in words[span[0] : span[1]]}


def said_in(words: Sequence[Word], span: Span, phrase: str) -> bool:
    """Say whether the span speaks the phrase: the same letters and digits in a row, however they were spaced.

    "AlexNet" is said in "the Alex Net paper", and "transformer" in "transformers".
    """
    wanted = re.sub(r"[^\w]", "", phrase.lower())
    spoken = "".join(re.sub(r"[^\w]", "", w.text.lower()) + "\x00" for w in words[span[0] : span[1]])
    pattern = r"(?:^|\x00)" + r"\x00?".join(re.escape(c) for c in wanted) + r"(?:'?s)?\x00"
    return bool(wanted) and re.search(pattern, spoken) is not None


ANSWERS_WITHIN = 8  # words of its turn before an answer begins; "Yeah. Well, I think so."
ANSWERING = 4  # words of the shortest answer
FORMS: tuple[Form, ...] = ("quote", "clause", "mind")


def said_as(words: Sequence[Word], spans: Sequence[Span], form: Form, *, proper: bool = False) -> str | None:
    """Return what stands in a frame of this form; None where these words cannot be told so.

    `proper`: the first word of a clause is a name, where the transcript itself does not show it.
    """
    if form == "quote":
        return render(words, spans)
    if form == "clause":
        return reported.reported(words, spans, proper=proper)
    mind = reported.attitude(words, spans)
    clause = reported.reported(words, mind[1], proper=proper) if mind else None
    return f"{mind[0]} {clause}" if mind and clause else None


def answers_a_question(transcript: Transcript, span: Span) -> bool:
    """Say whether the words open a turn that follows a question of another known speaker, and are no preamble.

    Of the answers that readers graded, .90 of those so placed were ones, and .61 of the others (decision 1102).
    """
    turn = turn_of(transcript, span)
    before = transcript.turns[turn - 1] if turn else None
    if turn is None or before is None or None in {before.speaker, transcript.turns[turn].speaker}:
        return False
    asked = transcript.words[before.words[1] - 1].text.rstrip("”’\"'").endswith("?")
    late = span[0] - transcript.turns[turn].words[0] > ANSWERS_WITHIN
    if not asked or late or span[1] - span[0] < ANSWERING or puts_off(plain(transcript.words, span)):
        return False
    return before.speaker != transcript.turns[turn].speaker


def turn_of(transcript: Transcript, span: Span) -> int | None:
    """Return the number of the turn that holds the span; None where it crosses turns."""
    return next((k for k, t in enumerate(transcript.turns) if contains(t.words, span)), None)


def placed(frame: Frame, transcript: Transcript, span: Span, section: Section) -> str | None:
    """Return why a frame may not say where the words stand; None where it may."""
    at = transcript.words[span[0]].start - section.start
    share = at / max(section.end - section.start, 1e-9)
    if frame.place == "opening" and at > OPENING_S:
        return f"says “opens” of words {at:.0f} s into the section"
    least = {"later": LATER_SHARE, "closing": CLOSING_SHARE}.get(frame.place, 0.0)
    if share < least:
        return f"says “{frame.place}” of words at {share:.0%} of the section"
    return None


def _frame_problems(transcript: Transcript, sentence: NarrativeSentence, section: Section) -> list[str]:
    words, span = transcript.words, hull(sentence.words)
    names = {n for n in speakers_of(words, span) if n}
    either: dict[Form, set[str | None]] = {
        form: {said_as(words, sentence.words, form, proper=p) for p in (False, True)} for form in FORMS
    }
    for frame in FRAMES.values():
        variants = {v for n in names for v in (n, surname(n))} if frame.names else {None}
        if sentence.text not in {fill(frame, said, v) for v in variants for said in either[frame.form] if said}:
            continue
        found = reported.deletion_problems(words, sentence.words, sentence.deletions)
        if len(speakers_of(words, span)) > 1:
            found.append("credits one speaker with the words of several")
        if frame.question and not words[span[1] - 1].text.rstrip("”’\"'").endswith("?"):
            found.append("calls a question what is none")
        if frame.answer and not answers_a_question(transcript, span):
            found.append("says “answers” of words that follow no question")
        if wrong := placed(frame, transcript, span, section):
            found.append(wrong)
        if frame.question and (why := asked_fault(transcript, span)):
            found.append(f"asks alone what is {why}")
        elif not frame.question and (why := fault_of(transcript, span, leaning=False)):
            found.append(f"tells alone what is {why}")
        return found
    return [f"no frame and speaker explain “{sentence.text}” from its words “{render(words, sentence.words)}”"]


def misplaced(transcript: Transcript, sentence: NarrativeSentence, section: Section) -> str | None:
    """Return why a sentence cites no words of its section, under whatever rules it was written."""
    if not spans_are_sound(sentence.words, len(transcript.words)):
        return f"word spans {list(sentence.words)} do not lie in order inside the transcript"
    if not all(contains(section.words, span) for span in sentence.words):
        return f"cites words outside its section {section.id}"
    return None


def quotes_its_words(words: Sequence[Word], sentence: NarrativeSentence) -> bool:
    """Say whether what stands in a sentence between “ and ” is said in the words it cites, in a row.

    No frame may quote anything else, whatever its glue is.
    """
    said = [token for i, j in sentence.words for w in words[i:j] if (token := bare(w.text))]
    for passage in re.findall(r"“([^”]*)”", sentence.text):
        printed = [token for part in passage.split() if (token := bare(part))]
        if not any(said[k : k + len(printed)] == printed for k in range(len(said) - len(printed) + 1)):
            return False
    return True


def home_of(transcript: Transcript, sentence: NarrativeSentence, sections: Sequence[Section]) -> Section | None:
    """Return the one section of talk that holds the words a sentence cites."""
    held = (s for s in sections if s.kind == "talk" and misplaced(transcript, sentence, s) is None)
    return next(held, None)


def section_problems(
    transcript: Transcript, sentence: NarrativeSentence, section: Section, talk: SpeechContext | None = None
) -> list[str]:
    """Return why a section's sentence is not proved by the words it names; an empty list is a proof.

    `talk` tells who is in the episode; a sentence of a model is judged only with it.
    """
    if what := misplaced(transcript, sentence, section):
        return [what]
    if sentence.method == "model":
        evidence = CitedWords(talk or SpeechContext(transcript), sentence.words)
        reasons = problems(sentence.text, evidence, sentence.likeness, sentence.stated)
        why = next((why for s in sentence.words if (why := withdrawn(transcript, s))), None)
        return [*map(str, reasons), *([f"tells what is {why}"] if why else [])]
    return _frame_problems(transcript, sentence, section)


def in_short_problems(transcript: Transcript, sentence: NarrativeSentence, sections: Sequence[Section]) -> list[str]:
    """Return why a sentence of the short account is not proved: "On AlexNet, …" must be said where it stands."""
    if not spans_are_sound(sentence.words, len(transcript.words)):
        return [f"word spans {list(sentence.words)} do not lie in order inside the transcript"]
    home = home_of(transcript, sentence, sections)
    if home is None:
        return ["does not lie in one section of talk"]
    bare_sentence, unsaid = sentence, []
    if lead := re.match(r"On (.+?), (?=\S)", sentence.text):
        rest = sentence.text[lead.end() :]
        if not said_in(transcript.words, home.words, lead[1]):
            unsaid = [f"says it is on “{lead[1]}”, which its section does not name"]
        bare_sentence = sentence.model_copy(update={"text": rest[:1].upper() + rest[1:]})
    return [*unsaid, *section_problems(transcript, bare_sentence, home)]


def summary_problems(transcript: Transcript, sentence: NarrativeSentence, names: Sequence[str]) -> list[str]:
    """Return why the summary is not proved: every thing it lists must be said in the span cited for it."""
    if not spans_are_sound(sentence.words, len(transcript.words)):
        return [f"word spans {list(sentence.words)} do not lie in order inside the transcript"]
    head, _, tail = sentence.text.rstrip(".").partition(" about ")
    things = [part for chunk in tail.split(", ") for part in chunk.split(" and ")] if tail else []
    if len(things) != len(sentence.words):  # a thing may itself hold an "and"
        things = _rejoined(transcript, tail, sentence.words)
    if not things or summary_text(names, things) != sentence.text:
        return [f"is not the summary frame over the people known ({', '.join(names) or 'nobody'}): “{head} …”"]
    unsaid = [t for t, s in zip(things, sentence.words, strict=True) if not said_in(transcript.words, s, t)]
    return [f"lists “{t}”, which its words do not say" for t in unsaid]


def _rejoined(transcript: Transcript, tail: str, spans: Sequence[Span]) -> list[str]:
    """Cut a list into as many parts as there are spans, each part said in its span; [] where it cannot be."""
    cuts = [(m.start(), m.end()) for m in re.finditer(r", | and ", tail)]

    def search(at: int, left: Sequence[Span]) -> list[str] | None:
        if not left:
            return None
        if len(left) == 1:
            return [tail[at:]] if said_in(transcript.words, left[0], tail[at:]) else None
        for start, end in cuts:
            if start > at and said_in(transcript.words, left[0], tail[at:start]):
                rest = search(end, left[1:])
                if rest is not None:
                    return [tail[at:start], *rest]
        return None

    return search(0, spans) or []
