"""The closed list of frames: the only glue our own sentences put around words that were said.

A frame states only what the record can prove: who spoke, that a question was asked or answered, where it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

OPENING_S = 60.0  # "opens" is said only of words in the first minute of a section
LATER_SHARE = 0.4  # "later" only of words after this share of a section
CLOSING_SHARE = 0.65  # "toward the end" only of words after this share

Place = Literal["opening", "later", "closing", "any"]
Form = Literal["quote", "clause", "mind"]  # “quoted” · after "that" · "thinks that …" from "I think …"


@dataclass(frozen=True)
class Frame:
    """Fixed glue around what was said; `{name}` may stand in it only for the speaker of the words."""

    text: str
    form: Form = "quote"
    place: Place = "any"
    question: bool = False
    answer: bool = False  # said only in the turn right after another speaker's question

    @property
    def names(self) -> bool:
        """Say whether the frame credits somebody."""
        return "{name}" in self.text


FRAMES = {
    # questions
    "asks": Frame("{name} asks: {said}", question=True),
    "opens by asking": Frame("{name} opens by asking: {said}", question=True, place="opening"),
    "begins with question": Frame("{name} begins with a question: {said}", question=True, place="opening"),
    "early question": Frame("Early on, {name} asks: {said}", question=True, place="opening"),
    "opens with question": Frame("The section opens with a question: {said}", question=True, place="opening"),
    "early on asked": Frame("Early on, a question is asked: {said}", question=True, place="opening"),
    "question": Frame("A question is asked: {said}", question=True),
    # a known speaker, reported
    "answers that": Frame("{name} answers that {said}.", "clause", answer=True),
    "opens that": Frame("{name} opens by saying that {said}.", "clause", "opening"),
    "begins that": Frame("{name} begins by saying that {said}.", "clause", "opening"),
    "says that": Frame("{name} says that {said}.", "clause"),
    "according": Frame("According to {name}, {said}.", "clause"),
    "adds that": Frame("{name} adds that {said}.", "clause"),
    "goes on that": Frame("{name} goes on to say that {said}.", "clause"),
    "later that": Frame("Later, {name} says that {said}.", "clause", "later"),
    "further that": Frame("Further on, {name} says that {said}.", "clause", "later"),
    "ends that": Frame("Toward the end, {name} says that {said}.", "clause", "closing"),
    "closes that": Frame("{name} closes by saying that {said}.", "clause", "closing"),
    "minds": Frame("{name} {said}.", "mind"),
    "also minds": Frame("{name} also {said}.", "mind"),
    "later minds": Frame("Later, {name} {said}.", "mind", "later"),
    "ends minding": Frame("Toward the end, {name} {said}.", "mind", "closing"),
    # a known speaker, quoted
    "answers": Frame("{name} answers: {said}", answer=True),
    "opens": Frame("{name} opens with: {said}", place="opening"),
    "says": Frame("{name} says: {said}"),
    "in words": Frame("In {name}'s words: {said}"),
    "puts it": Frame("{name} puts it this way: {said}"),
    "adds": Frame("{name} adds: {said}"),
    "goes on": Frame("{name} goes on: {said}"),
    "later": Frame("Later, {name} says: {said}", place="later"),
    "further": Frame("Further on, {name} says: {said}", place="later"),
    "ends": Frame("Toward the end, {name} says: {said}", place="closing"),
    "closes": Frame("{name} closes with this: {said}", place="closing"),
    # nobody known, reported
    "point opens": Frame("It opens with the point that {said}.", "clause", "opening"),
    "point closes": Frame("The section closes on the point that {said}.", "clause", "closing"),
    "point": Frame("The point is made that {said}.", "clause"),
    "heard that": Frame("Listeners hear that {said}.", "clause"),
    "point added": Frame("It is added that {said}.", "clause"),
    "talk goes on": Frame("The talk goes on to say that {said}.", "clause"),
    "point later": Frame("Later it is said that {said}.", "clause", "later"),
    "point ends": Frame("Toward the end it is said that {said}.", "clause", "closing"),
    # nobody known, quoted
    "words open": Frame("It opens with the words {said}", place="opening"),
    "words": Frame("It is put this way: {said}"),
    "words too": Frame("Listeners hear this: {said}"),
    "words added": Frame("It goes on: {said}"),
    "words also": Frame("Also said: {said}"),
    "words later": Frame("Later comes this: {said}", place="later"),
    "words further": Frame("Further on, listeners hear this: {said}", place="later"),
    "words end": Frame("It ends on the words {said}", place="closing"),
}
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV", "PhD", "MD"})
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
    parts = [part for part in name.split() if part.rstrip(".") not in _SUFFIXES]
    return parts[-1].rstrip(",") if parts else name


def fill(frame: Frame, said: str, name: str | None = None) -> str:
    """Write a sentence by its frame; `said` is the passage, the clause, or what its speaker thinks."""
    text = quoted(said) if frame.form == "quote" else said
    return frame.text.replace("{name}", name or "").replace("{said}", text)


def summary_text(names: Sequence[str], things: Sequence[str]) -> str:
    """Write the one sentence that sums an episode up."""
    frame = {0: SUMMARY_WITHOUT_NAMES, 1: SUMMARY_ALONE}.get(len(names), SUMMARY_WITH_NAMES)
    return frame.replace("{names}", listed(names) if names else "").replace("{things}", listed(things))
