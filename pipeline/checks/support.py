"""Judge of narrative: a sentence of ours is a frame from a closed list around words that were said.

A frame states only what the record can prove: who spoke, that a question was asked, where in the section it stands.
`problems` proves it again from the artifacts alone. A sentence that no frame explains is refused: there is no
judgement by likeness here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.checks.verbatim import render, spans_are_sound
from pipeline.records import NarrativeSentence, Section, Span, Transcript, Word

OPENING_S = 60.0  # "opens with" is said only of words in the first minute of a section, "some way in" of later ones
CLOSING_SHARE = 0.5  # "ends on" only of words in the second half

Place = Literal["opening", "inside", "closing", "any"]


@dataclass(frozen=True)
class Frame:
    """Fixed glue around one quotation; `{name}` may stand in it only for the speaker of the words."""

    text: str
    question: bool = False
    place: Place = "any"


FRAMES = {
    "asks": Frame("{name} asks: {quote}", question=True),
    "says": Frame("{name} says: {quote}"),
    "adds": Frame("{name} adds: {quote}"),
    "ends": Frame("{name} ends on this: {quote}", place="closing"),
    "opens with question": Frame("It opens with a question: {quote}", question=True, place="opening"),
    "opens": Frame("It opens with {quote}", place="opening"),
    "inside": Frame("Some way in: {quote}", place="inside"),
    "goes on": Frame("It goes on: {quote}"),
    "then": Frame("Then: {quote}"),
    "ends on": Frame("It ends on {quote}", place="closing"),
}
SUMMARY_WITH_NAMES = "{names} talk about {things}."
SUMMARY_ALONE = "{names} talks about {things}."
SUMMARY_WITHOUT_NAMES = "A conversation about {things}."


def quoted(text: str) -> str:
    """Put double quotation marks around a passage; marks inside become single ones."""
    inner = text.replace("“", "‘").replace("”", "’")
    parts = inner.split('"')
    return "“" + "".join(part + ("" if k == len(parts) - 1 else "‘’"[k % 2]) for k, part in enumerate(parts)) + "”"


def listed(things: Sequence[str]) -> str:
    """Join with commas and a last "and": a, b and c."""
    return things[0] if len(things) == 1 else ", ".join(things[:-1]) + " and " + things[-1]


def surname(name: str) -> str:
    """Return the part of a name that is used after its first mention."""
    return name.rsplit(maxsplit=1)[-1] if name.strip() else name


def fill(frame: Frame, passage: str, name: str | None = None) -> str:
    """Write a sentence by its frame."""
    return frame.text.replace("{name}", name or "").replace("{quote}", quoted(passage))


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


def _frame_problems(transcript: Transcript, sentence: NarrativeSentence, section: Section) -> list[str]:
    words, span = transcript.words, (sentence.words[0][0], sentence.words[-1][1])
    passage = render(words, sentence.words)
    names = {n for n in speakers_of(words, span) if n}
    for frame in FRAMES.values():
        needs_name = "{name}" in frame.text
        variants = {v for n in names for v in (n, surname(n))} if needs_name else {None}
        if sentence.text not in {fill(frame, passage, v) for v in variants}:
            continue
        found = []
        if needs_name and len(speakers_of(words, span)) > 1:
            found.append("credits one speaker with the words of several")
        if frame.question and not passage.rstrip("”’\"'").endswith("?"):
            found.append("calls a question what is none")
        if frame.place == "opening" and words[span[0]].start - section.start > OPENING_S:
            found.append(f"says “opens” of words {words[span[0]].start - section.start:.0f} s into the section")
        if frame.place == "inside" and words[span[0]].start - section.start <= OPENING_S:
            found.append("says “some way in” of words in the section's first minute")
        middle = section.start + CLOSING_SHARE * (section.end - section.start)
        if frame.place == "closing" and words[span[1] - 1].end < middle:
            found.append("says “ends” of words in the first half of the section")
        return found
    return [f"no frame and speaker explain “{sentence.text}” from its words “{passage}”"]


def section_problems(transcript: Transcript, sentence: NarrativeSentence, section: Section) -> list[str]:
    """Return why a section's sentence is not proved by the words it names; an empty list is a proof."""
    if not spans_are_sound(sentence.words, len(transcript.words)):
        return [f"word spans {list(sentence.words)} do not lie in order inside the transcript"]
    inside = all(section.words[0] <= i and j <= section.words[1] for i, j in sentence.words)
    if not inside:
        return [f"cites words outside its section {section.id}"]
    if sentence.method == "model":
        return ["was written by a model, and this version has no judge for that"]
    return _frame_problems(transcript, sentence, section)


def summary_text(names: Sequence[str], things: Sequence[str]) -> str:
    """Write the one sentence that sums an episode up."""
    frame = {0: SUMMARY_WITHOUT_NAMES, 1: SUMMARY_ALONE}.get(len(names), SUMMARY_WITH_NAMES)
    return frame.replace("{names}", listed(names) if names else "").replace("{things}", listed(things))


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
