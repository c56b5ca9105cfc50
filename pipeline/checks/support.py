"""Judge of narrative: a sentence of ours is a frame from a closed list around words that were said.

`section_problems` proves it again from the artifacts alone. A sentence that no frame explains is refused,
unless a model wrote it: then `pipeline.checks.statement` judges it.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.checks import context, introductions, reported, woven, written
from pipeline.checks.frames import (
    CLOSING_SHARE,
    LATER_SHARE,
    Frame,
    announced,
    conversation,
    fill,
    summed,
    surname,
)
from pipeline.checks.frames_in import frames_in, leading_in, listing_in
from pipeline.checks.halves import puts_off
from pipeline.checks.statement import CitedWords, SpeechContext, problems
from pipeline.checks.verbatim import render, spans_are_sound
from pipeline.language.signs import is_asked
from pipeline.language.tongues import marks
from pipeline.language.words import bare, plain
from pipeline.records import Clause, NarrativeSentence, Section, Span, Transcript, Word
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


def turn_of(transcript: Transcript, span: Span) -> int | None:
    """Return the number of the turn that holds the span; None where it crosses turns."""
    turn = bisect_right(transcript.turns, span[0], key=lambda t: t.words[0]) - 1
    return turn if turn >= 0 and contains(transcript.turns[turn].words, span) else None


LEAST_THINGS = 2  # that a sentence lists
ANSWER_S = 60.0  # from the start of the turn that follows a question
INTERJECTION = 6  # words of a turn between a question and its answer: "Yeah. Well."


def answers(transcript: Transcript, asked: Span, said: Span) -> bool:
    """Say whether words lie early in what is said after a question, in the next turn of somebody else; no preamble.

    Where nobody knows who speaks, no turn tells: then the words follow the question within ANSWER_S.
    """
    words = transcript.words
    if puts_off(plain(words, said)):
        return False
    asker, speaker = words[asked[0]].speaker, words[said[0]].speaker
    if asker is None and speaker is None:
        return asked[1] <= said[0] and words[said[0]].start - words[asked[1] - 1].end <= ANSWER_S
    turn, reply = turn_of(transcript, asked), turn_of(transcript, said)
    if turn is None or reply is None or reply <= turn or None in {asker, speaker} or asker == speaker:
        return False
    between = transcript.turns[turn + 1 : reply]
    short = all(t.words[1] - t.words[0] <= INTERJECTION for t in between)
    return short and words[said[0]].start - words[transcript.turns[reply].words[0]].start <= ANSWER_S


def placed(frame: Frame, transcript: Transcript, span: Span, section: Section) -> str | None:
    """Return why a frame may not say where the words stand; None where it may."""
    at = transcript.words[span[0]].start - section.start
    share = at / max(section.end - section.start, 1e-9)
    least = {"later": LATER_SHARE, "closing": CLOSING_SHARE}.get(frame.place, 0.0)
    if share < least:
        return f"says “{frame.place}” of words at {share:.0%} of the section"
    return None


def _frame_problems(transcript: Transcript, sentence: NarrativeSentence, section: Section) -> list[str]:
    words, parts = transcript.words, sentence.clauses
    if not parts or tuple(span for part in parts for span in part.words) != sentence.words:
        return ["its clauses are not the words it cites"]
    said = parts[-1].words
    names = {n for n in speakers_of(words, hull(said)) if n}
    for frame in frames_in(transcript.language).values():
        variants = {v for n in names for v in (n, surname(n))} if frame.names else {None}
        if len(frame.forms) != len(parts) or sentence.text not in {
            fill(frame, [p.text for p in parts], v) for v in variants
        }:
            continue
        if not all(
            woven.said_so(words, p.words, form, p.text, transcript.language)
            for p, form in zip(parts, frame.forms, strict=True)
        ):
            continue
        return _unproved(transcript, sentence, section, frame)
    return [f"no frame and speaker explain “{sentence.text}” from its words “{render(words, sentence.words)}”"]


def _unproved(transcript: Transcript, sentence: NarrativeSentence, section: Section, frame: Frame) -> list[str]:
    """Return why a sentence that its frame explains may still not be told."""
    words, found = transcript.words, []
    spans = [hull(part.words) for part in sentence.clauses]
    for part, span in zip(sentence.clauses, spans, strict=True):
        left_out = [
            d for d in sentence.deletions if contains(span, d.words) or span[0] == d.words[1] or span[1] == d.words[0]
        ]
        found += reported.deletion_problems(words, part.words, left_out)
        if len(speakers_of(words, span)) > 1 or turn_of(transcript, span) is None:
            found.append("credits one speaker with the words of several")
    told = spans[1:] if frame.asks else spans
    if len({words[span[0]].speaker for span in told}) > 1:
        found.append("credits one speaker with the words of several")
    if "question" in frame.forms and not is_asked(words[spans[0][1] - 1].text, transcript.language):
        found.append("calls a question what is none")
    if (frame.asks or frame.said == "question") and (fault := context.asked_fault(transcript, spans[0])):
        found.append(f"asks alone what is {fault}")
    if frame.asks and not answers(transcript, spans[0], spans[1]):
        found.append("tells as an answer what follows no question")
    if frame.said != "question" and (fault := _out_of_context(transcript, told, opened=frame.asks)):
        found.append(f"may not be told without its neighbours: {fault}")
    if wrong := placed(frame, transcript, spans[0], section):
        found.append(wrong)
    return found


def _out_of_context(transcript: Transcript, told: Sequence[Span], *, opened: bool) -> str | None:
    """Return why passages may not be told without what stands beside them; what touches is judged as one."""
    runs: list[Span] = []
    for span in told:
        first, last = context.sentences_of(transcript, span)
        whole = (transcript.sentences[first].words[0], transcript.sentences[last - 1].words[1])
        if runs and runs[-1][1] >= whole[0]:
            runs[-1] = (runs[-1][0], whole[1])
        else:
            runs.append(whole)
    faults = (context.fault_of(transcript, run, opened=opened and k == 0, leaning=False) for k, run in enumerate(runs))
    return next((fault for fault in faults if fault), None)


def misplaced(transcript: Transcript, sentence: NarrativeSentence, section: Section) -> str | None:
    """Return why a sentence cites no words of its section, under whatever rules it was written."""
    if not spans_are_sound(sentence.words, len(transcript.words)):
        return f"word spans {list(sentence.words)} do not lie in order inside the transcript"
    if not all(contains(section.words, span) for span in sentence.words):
        return f"cites words outside its section {section.id}"
    return None


def quotes_its_words(words: Sequence[Word], sentence: NarrativeSentence, language: str = "en") -> bool:
    """Say whether what stands in a sentence between quotation marks is said in the words it cites, in a row.

    No frame may quote anything else, whatever its glue is.
    """
    said = [token for i, j in sentence.words for w in words[i:j] if (token := bare(w.text))]
    opening, closing = (re.escape(mark.strip()) for mark in marks(language))
    for passage in re.findall(rf"{opening}([^{closing}]*){closing}", sentence.text):
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
    if sentence.method == "person":
        return persons_problems(transcript, sentence)
    if sentence.method == "model" and sentence.clauses:
        return [str(reason) for reason in written.problems(sentence, talk or SpeechContext(transcript))]
    if sentence.method == "model":  # of a release whose sentences had no clauses
        evidence = CitedWords(talk or SpeechContext(transcript), sentence.words)
        reasons = problems(sentence.text, evidence, sentence.likeness, sentence.stated)
        why = next((why for s in sentence.words if (why := context.withdrawn(transcript, s))), None)
        return [*map(str, reasons), *([f"tells what is {why}"] if why else [])]
    if leads(transcript, sentence):
        return _unsaid(transcript, sentence.clauses)
    return _frame_problems(transcript, sentence, section)


def persons_problems(transcript: Transcript, sentence: NarrativeSentence) -> list[str]:
    """Return what is wrong with a sentence that a person wrote: only what stands between “ and ” is proved."""
    marks = sentence.mark, *(clause.mark for clause in sentence.clauses)
    wrong = [] if set(marks) == {"approved"} else ["is a person's and not marked approved"]
    if not quotes_its_words(transcript.words, sentence, transcript.language):
        wrong.append("quotes what the words that it cites do not say")
    return wrong


def leads(transcript: Transcript, sentence: NarrativeSentence) -> bool:
    """Say whether a sentence only names what one speaker, or nobody knows who, talks about in a section.

    Its clauses are the things, each with words of that speaker.
    """
    parts = sentence.clauses
    if len(parts) < LEAST_THINGS or tuple(span for part in parts for span in part.words) != sentence.words:
        return False
    names = set().union(*(speakers_of(transcript.words, span) for span in sentence.words))
    name = next(iter(names))
    things = [part.text for part in parts]
    variants = [name, surname(name)] if name else [None]
    return len(names) == 1 and any(sentence.text == leading_in(v, things, transcript.language) for v in variants)


def _unsaid(transcript: Transcript, clauses: Sequence[Clause]) -> list[str]:
    """Return a line for each thing that the words cited for it do not say."""
    unsaid = (c.text for c in clauses if not said_in(transcript.words, hull(c.words), c.text))
    return [f"names “{thing}”, which its words do not say" for thing in unsaid]


def in_short_problems(transcript: Transcript, sentence: NarrativeSentence, sections: Sequence[Section]) -> list[str]:
    """Return why a sentence of the short account is not proved; each passage lies in one section of talk."""
    if not spans_are_sound(sentence.words, len(transcript.words)):
        return [f"word spans {list(sentence.words)} do not lie in order inside the transcript"]
    home = home_of(transcript, sentence, sections)
    return section_problems(transcript, sentence, home) if home else ["does not lie in one section of talk"]


def _introduced(transcript: Transcript, sentence: NarrativeSentence, names: Sequence[str]) -> tuple[Clause, ...] | None:
    """Return the things that a summary names after the people, where it is one that says who they are; else None.

    `names`: hosts, then guests. The guest is the last of them; who that is stands in the first clause, as said where
    the episode introduces the guest.
    """
    parts, words = sentence.clauses, transcript.words
    every = [c.text for c in parts]
    if len(parts) >= LEAST_THINGS and any(
        sentence.text == conversation(names[:k], names[k], None, every) for k in range(1, len(names))
    ):
        return parts
    if len(parts) <= LEAST_THINGS:
        return None
    first, things = parts[0], [c.text for c in parts[1:]]
    if sentence.text == announced(first.text, things) and first.text == introductions.announcement(words, first.words):
        return parts[1:]
    for k, guest in enumerate(names[1:], start=1):
        told = introductions.described(transcript, first.words, guest)
        if told == first.text and sentence.text == conversation(names[:k], guest, told, things):
            return parts[1:]
    return None


def summary_problems(
    transcript: Transcript, sentence: NarrativeSentence, sections: Sequence[Section], names: Sequence[str]
) -> list[str]:
    """Return why the summary is not proved.

    It lists things, each said in the words cited for it, or is told like a section's sentence, of a talk with the other
    people named.
    """
    if not spans_are_sound(sentence.words, len(transcript.words)):
        return [f"word spans {list(sentence.words)} do not lie in order inside the transcript"]
    things = [c.text for c in sentence.clauses]
    if sentence.clauses and sentence.text == listing_in(names, things, transcript.language):
        return _unsaid(transcript, sentence.clauses)
    if (parts := _introduced(transcript, sentence, names)) is not None:
        return _unsaid(transcript, parts)
    homes = [home_of(transcript, sentence.model_copy(update={"words": c.words}), sections) for c in sentence.clauses]
    home = next(iter(homes), None)
    if home is None or None in homes:
        return ["tells what is not said in a section of talk"]
    speaker = transcript.words[sentence.words[-1][0]].speaker
    opening = summed("", [name for name in names if name != speaker]) if speaker else ""
    if not sentence.text.startswith(opening):
        return ["does not name the people who talk"]
    told = sentence.model_copy(update={"text": sentence.text[len(opening) :]})
    return _frame_problems(transcript, told, home)
