"""Tell passages as an editor would: who says it, that it answers, where in the section it stands."""

import re

from pipeline.checks.frames import CLOSING_SHARE, FRAMES, LATER_SHARE, OPENING_S, Form, fill, surname
from pipeline.checks.support import answers_a_question, said_as, speakers_of, turn_of
from pipeline.records import NarrativeSentence, Section, Span, Transcript
from pipeline.stages.narrate.passages import Passage

LATER_JUMP = 0.25  # of the section's length since the last sentence; below, "later" tells nothing
# Frames by form and place: the first statement, an answer, the same speaker again, later, the last.
_NAMED: dict[Form, dict[str, tuple[str, ...]]] = {
    "clause": {
        "opening": ("opens that", "according", "begins that"), "first": ("says that", "according"),
        "answer": ("answers that",), "again": ("adds that", "goes on that"), "later": ("later that", "further that"),
        "closing": ("ends that", "closes that", "adds that"),
    },
    "mind": {
        "opening": ("minds",), "first": ("minds",), "answer": ("minds",), "again": ("also minds", "minds"),
        "later": ("later minds",), "closing": ("ends minding", "also minds"),
    },
    "quote": {
        "opening": ("opens", "in words", "puts it"), "first": ("says", "in words", "puts it"), "answer": ("answers",),
        "again": ("adds", "goes on"), "later": ("later", "further"), "closing": ("ends", "closes", "in words"),
    },
}  # fmt: skip
_UNNAMED: dict[Form, dict[str, tuple[str, ...]]] = {
    "clause": {
        "opening": ("point opens", "heard that"), "first": ("point", "heard that"),
        "again": ("point added", "talk goes on"), "later": ("point later",), "closing": ("point ends", "point closes"),
    },
    "quote": {
        "opening": ("words open", "words too"), "first": ("words", "words too"), "again": ("words added", "words also"),
        "later": ("words later", "words further"), "closing": ("words end",),
    },
}  # fmt: skip
_JOINS = re.compile(r"adds|also|goes on")  # said only of whoever spoke before
_ASKED = ("opens by asking", "begins with question", "early question")
_ASKED_UNNAMED = ("opens with question", "early on asked")


class Teller:
    """Tells one section; remembers who was named and who spoke last."""

    def __init__(self, transcript: Transcript, section: Section, turn: int = 0) -> None:
        """`turn` counts the sections told before: neighbours do not open and close in the same words."""
        self.transcript, self.section, self.turn = transcript, section, turn
        self.named: set[str] = set()
        self.before: str | None = None
        self.at: float | None = None  # share of the section
        self.same = 0  # sentences in a row of one speaker
        self.used: set[str] = set()  # frames; "Later, Ito says" with and without "that" are one
        self.told: list[NarrativeSentence] = []

    def ask(self, spans: tuple[Span, ...]) -> None:
        """Tell the opening question."""
        said_by = speakers_of(self.transcript.words, (spans[0][0], spans[-1][1]))
        name = next(iter(said_by)) if len(said_by) == 1 else None
        opens = self._seconds(spans[0][0]) <= OPENING_S
        by_name, unnamed = _ASKED[self.turn % len(_ASKED)], _ASKED_UNNAMED[self.turn % len(_ASKED_UNNAMED)]
        frame = (by_name if name else unnamed) if opens else "asks" if name else "question"
        said = said_as(self.transcript.words, spans, "quote") or ""
        self._add(frame, said, NarrativeSentence(text="", method="frame", words=spans), name)

    def tell(self, passage: Passage, *, last: bool) -> None:
        """Tell a statement; `last` may be told as what the section ends on."""
        at = self._seconds(passage.within[0]) / max(self.section.end - self.section.start, 1e-9)
        place = self._place(passage, at, last=last)
        by_form = _NAMED if passage.speaker else _UNNAMED
        frames = by_form[passage.form].get(place) or by_form[passage.form]["first"]
        same = passage.speaker == self.before
        first = (self.same if place == "again" else self.turn) % len(frames)
        fitting = [f for f in (*frames[first:], *frames[:first]) if same or not _JOINS.match(f)] or ["says"]
        frame = next((f for f in fitting if f.removesuffix(" that") not in self.used), fitting[0])
        if frame == "also minds" and not passage.text.split(" ", 1)[0].endswith("s"):  # "also would say"
            frame = "minds"
        self.same = self.same + 1 if same and place == "again" else 0
        self.at = at
        sentence = NarrativeSentence(text="", method="frame", words=passage.spans, deletions=passage.deletions)
        self._add(frame, passage.text, sentence, passage.speaker)

    def _place(self, passage: Passage, at: float, *, last: bool) -> str:
        if last and self.at is not None and at >= CLOSING_SHARE:
            return "closing"
        if self.at is None:
            if self._answers(passage):
                return "answer"
            return "opening" if not self.told and self._seconds(passage.within[0]) <= OPENING_S else "first"
        if at >= LATER_SHARE and at - self.at >= LATER_JUMP:
            return "later"
        return "again" if passage.speaker == self.before else "first"

    def _answers(self, passage: Passage) -> bool:
        """Say whether the passage lies in the turn right after the one whose question was just told."""
        if not self.told or not answers_a_question(self.transcript, passage.within):
            return False
        asked = turn_of(self.transcript, self.told[-1].words[-1])
        return asked is not None and turn_of(self.transcript, passage.within) == asked + 1

    def _seconds(self, word: int) -> float:
        return self.transcript.words[word].start - self.section.start

    def _add(self, frame: str, said: str, sentence: NarrativeSentence, name: str | None) -> None:
        called = None
        self.used.add(frame.removesuffix(" that"))
        if name:
            called = surname(name) if name in self.named else name
            self.named.add(name)
        self.told.append(sentence.model_copy(update={"text": fill(FRAMES[frame], said, called)}))
        self.before = name
