"""The closed list of frames: the only glue our own sentences put around words that were said.

A frame states only what the record can prove: who spoke, what was asked, where it stands. It has one or two slots for
passages of one speaker, `{said}` and `{then}`, and may open with the question of somebody else, `{asked}`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.language.tongues import has_grammar, in_marks

LATER_SHARE = 0.4  # "later" only of words after this share of a section
CLOSING_SHARE = 0.65  # "toward the end" only of words after this share

Place = Literal["later", "closing", "any"]
# “quoted” · after "that" · after a name: "thinks that …", "“wrote it”" · “a question” · “quoted,” before its speaker ·
# reported before its speaker
Form = Literal["quote", "clause", "mind", "question", "spoken", "statement"]


@dataclass(frozen=True)
class Frame:
    """Fixed glue around what was said; `{name}` may stand in it only for the speaker of the words."""

    text: str
    said: Form
    then: Form | None = None
    place: Place = "any"
    last: Form | None = None

    @property
    def names(self) -> bool:
        """Say whether the frame credits somebody."""
        return "{name}" in self.text

    @property
    def asks(self) -> bool:
        """Say whether the frame opens with a question of somebody else."""
        return "{asked}" in self.text

    @property
    def forms(self) -> tuple[Form, ...]:
        """Return the forms of its passages, in the order of its slots."""
        asked: tuple[Form, ...] = ("question",) if self.asks else ()
        return (*asked, self.said, *(form for form in (self.then, self.last) if form))


FRAMES = {
    # questions
    "asks": Frame("{name} asks: {said}", "question"),
    "wants to know": Frame("{name} wants to know: {said}", "question"),
    "question": Frame("The question is: {said}", "question"),
    # one passage, reported
    "says that": Frame("{name} says that {said}.", "clause"),
    "according": Frame("According to {name}, {said}.", "clause"),
    "adds that": Frame("{name} adds that {said}.", "clause"),
    "also says that": Frame("{name} also says that {said}.", "clause"),
    "goes on that": Frame("{name} goes on to say that {said}.", "clause"),
    "later that": Frame("Later, {name} says that {said}.", "clause", place="later"),
    "ends that": Frame("Toward the end, {name} says that {said}.", "clause", place="closing"),
    "minds": Frame("{name} {said}.", "mind"),
    "also minds": Frame("{name} also {said}.", "mind"),
    "later minds": Frame("Later, {name} {said}.", "mind", place="later"),
    "ends minding": Frame("Toward the end, {name} {said}.", "mind", place="closing"),
    # two passages, reported
    "says that, and that": Frame("{name} says that {said}, and that {then}.", "clause", "clause"),
    "according, and": Frame("According to {name}, {said}, and {then}.", "clause", "clause"),
    "adds that, and that": Frame("{name} adds that {said}, and that {then}.", "clause", "clause"),
    "also says that, and that": Frame("{name} also says that {said}, and that {then}.", "clause", "clause"),
    "later that, and that": Frame("Later, {name} says that {said}, and that {then}.", "clause", "clause", "later"),
    "minds, and": Frame("{name} {said}, and {then}.", "mind", "mind"),
    "minds, says": Frame("{name} {said}, and says that {then}.", "mind", "clause"),
    "says that, minds": Frame("{name} says that {said}, and {then}.", "clause", "mind"),
    # three passages, reported
    "says that, that, and that": Frame(
        "{name} says that {said}, that {then}, and that {last}.", "clause", "clause", last="clause"
    ),
    "adds that, that, and that": Frame(
        "{name} adds that {said}, that {then}, and that {last}.", "clause", "clause", last="clause"
    ),
    "minds, says, and that": Frame(
        "{name} {said}, and says that {then} and that {last}.", "mind", "clause", last="clause"
    ),
    "asked, says that, that, and that": Frame(
        "Asked {asked}, {name} says that {said}, that {then}, and that {last}.", "clause", "clause", last="clause"
    ),
    # an answer
    "asked, says that": Frame("Asked {asked}, {name} says that {said}.", "clause"),
    "asked, answers that": Frame("Asked {asked}, {name} answers that {said}.", "clause"),
    "asked, says that, and that": Frame("Asked {asked}, {name} says that {said}, and that {then}.", "clause", "clause"),
    "asked, minds": Frame("Asked {asked}, {name} {said}.", "mind"),
    "asked, minds, says": Frame("Asked {asked}, {name} {said}, and says that {then}.", "mind", "clause"),
    "asked, minds, and": Frame("Asked {asked}, {name} {said}, and {then}.", "mind", "mind"),
    "asked, says": Frame("Asked {asked}, {name} says: {said}", "quote"),
    "to the question": Frame("To the question {asked}, {name}’s answer is: {said}", "quote"),
    # quoted
    "says": Frame("{name} says: {said}", "quote"),
    "puts it": Frame("As {name} puts it: {said}", "quote"),
    "in words": Frame("In {name}’s words: {said}", "quote"),
    "adds": Frame("{name} adds: {said}", "quote"),
    "later": Frame("Later, {name} says: {said}", "quote", place="later"),
    # the speaker after the words
    "says it": Frame("{said}, {name} says.", "statement"),
    "adds it": Frame("{said}, {name} adds.", "statement"),
    "quoted, says": Frame("{said} {name} says.", "spoken"),
    "quoted, adds": Frame("{said} {name} adds.", "spoken"),
    "quoted, says, then": Frame("{said} {name} says. {then}", "spoken", "quote"),
    "quoted, adds, then": Frame("{said} {name} adds. {then}", "spoken", "quote"),
    # an item of a list
    "item by": Frame("{name}: {said}", "quote"),
    "item": Frame("{said}", "quote"),
    "asked item": Frame("{asked} – {said}", "quote"),
}
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV", "PhD", "MD"})


def quoted(text: str, language: str = "en") -> str:
    """Put the quotation marks of its language around a passage; marks inside become the inner ones."""
    if not has_grammar(language):
        return in_marks(text, language)
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


def fill(frame: Frame, passages: Sequence[str], name: str | None = None) -> str:
    """Write a sentence by its frame; `passages` fill its slots in order: what was asked, what was said, what else."""
    slots = [slot for slot in ("asked", "said", "then", "last") if f"{{{slot}}}" in frame.text]
    return frame.text.format(name=name or "", **dict(zip(slots, passages, strict=True)))


def leading(name: str | None, things: Sequence[str]) -> str:
    """Write the sentence that opens a note: what a speaker, or nobody knows who, talks about in a section."""
    return f"{name} talks about {listed(things)}." if name else f"This part is about {listed(things)}."


def conversation(hosts: Sequence[str], guest: str, who: str | None, things: Sequence[str]) -> str:
    """Write the sentence that names the hosts, their guest, who that is in the words of the talk, and the matter."""
    described = f"{guest}, {who}," if who else guest
    return f"{listed(hosts)} {'talk' if len(hosts) > 1 else 'talks'} with {described} about {listed(things)}."


def announced(said: str, things: Sequence[str]) -> str:
    """Write the sentence that begins with how the episode announces itself: “A conversation with …”, about …"""
    return f"{said}, about {listed(things)}."


def listing(names: Sequence[str], things: Sequence[str]) -> str:
    """Write the sentence that names who talks about what."""
    who = f"{listed(names)} {'talk' if len(names) > 1 else 'talks'}" if names else "The episode is"
    return f"{who} about {listed(things)}."


def summed(sentence: str, others: Sequence[str]) -> str:
    """Write a sentence about a speaker as the summary of his talk with others."""
    return f"In a conversation with {listed(others)}, {sentence}" if others else sentence
