"""Tell thoughts as an editor would: who says it, what was asked, two short ones in one sentence."""

from collections.abc import Sequence
from itertools import product

from pipeline.checks.frames import CLOSING_SHARE, FRAMES, LATER_SHARE, Form, fill, quoted, surname
from pipeline.checks.support import section_problems
from pipeline.checks.verbatim import render
from pipeline.records import Clause, NarrativeSentence, Section, Span
from pipeline.stages.narrate.clauses import Telling, tellings
from pipeline.stages.narrate.passages import Passage, ToldTalk, slips
from pipeline.stages.narrate.points import Thought

LATER_JUMP = 0.3  # of the section's length since the last sentence; below, "later" tells nothing
BOTH = 44  # words of two passages in one sentence
SHORT = 22  # words of a passage that may share a sentence with another thought
LONGEST = 3  # passages in one sentence
LEAST_ITEM, LEAST_LIST = 9, 20  # words of an item and of a list; stray lines tell nothing of a section
PROSE = 2  # sentences; with fewer a section prints its points as a list
TOLD = 0.75  # and so it does where prose can tell a smaller share of its points
QUOTATIONS = 1  # pure ones in a section
# Frames by the forms of their passages: for the first sentence of a speaker, and when he goes on.
_FIRST: dict[tuple[Form, ...], tuple[str, ...]] = {
    ("clause",): ("says that", "according"),
    ("mind",): ("minds",),
    ("quote",): ("puts it", "in words", "says"),
    ("clause", "clause"): ("says that, and that", "according, and"),
    ("mind", "mind"): ("minds, and",),
    ("mind", "clause"): ("minds, says",),
    ("clause", "mind"): ("says that, minds",),
    ("clause", "clause", "clause"): ("says that, that, and that",),
    ("mind", "clause", "clause"): ("minds, says, and that",),
}
_AGAIN: dict[tuple[Form, ...], tuple[str, ...]] = {
    ("clause",): ("adds that", "also says that", "according", "goes on that", "says that"),
    ("mind",): ("also minds", "minds"),
    ("quote",): ("in words", "puts it", "adds"),
    ("clause", "clause"): ("adds that, and that", "according, and", "also says that, and that", "says that, and that"),
    ("mind", "mind"): ("minds, and",),
    ("mind", "clause"): ("minds, says",),
    ("clause", "mind"): ("says that, minds",),
    ("clause", "clause", "clause"): ("adds that, that, and that", "says that, that, and that"),
    ("mind", "clause", "clause"): ("minds, says, and that",),
}
_LATER: dict[tuple[Form, ...], tuple[str, ...]] = {
    ("clause",): ("later that",), ("mind",): ("later minds",), ("quote",): ("later",),
    ("clause", "clause"): ("later that, and that",),
}  # fmt: skip
_ENDS: dict[tuple[Form, ...], tuple[str, ...]] = {("clause",): ("ends that",), ("mind",): ("ends minding",)}
_ASKED: dict[tuple[Form, ...], tuple[str, ...]] = {
    ("clause",): ("asked, says that", "asked, answers that"),
    ("mind",): ("asked, minds",),
    ("quote",): ("asked, says", "to the question"),
    ("clause", "clause"): ("asked, says that, and that",),
    ("mind", "clause"): ("asked, minds, says",),
    ("mind", "mind"): ("asked, minds, and",),
    ("clause", "clause", "clause"): ("asked, says that, that, and that",),
}


class Teller:
    """Tells one section; remembers who was named, who spoke last and which frames were used."""

    def __init__(self, talk: ToldTalk, section: Section) -> None:
        self.talk, self.section = talk, section
        self.named: set[str] = set()
        self.before: str | None = None
        self.at: float | None = None  # share of the section
        self.used: list[str] = []
        self.styles: list[tuple[bool, bool]] = []  # of the passages told: part-quoted, quoted
        self.quotations = 0
        self.told: list[NarrativeSentence] = []

    def tell(self, thoughts: Sequence[Thought], most: int) -> int:
        """Tell thoughts in order in at most `most` sentences, and return how many of them were told."""
        return sum(self._said(group) for group in _grouped(thoughts, most))

    def _said(self, group: Sequence[Thought]) -> int:
        """Tell a group in one sentence, or as many of its first passages as can be told; return how many thoughts."""
        question, passages = self._fresh(group[0].question), [p for thought in group for p in thought.passages]
        fewest = len(passages) if len(group) > 1 else 1
        for n in range(min(len(passages), LONGEST), fewest - 1, -1):
            for ways in _ways(self.talk, passages[:n], self.styles[-1:]):
                if self._add(question, ways):
                    return len(group)
            if len(group) == 1 and n == len(passages) and self._add(question, [quotation(self.talk, group[0])]):
                return 1
        return sum(self._said([thought]) for thought in group) if len(group) > 1 else 0

    def _fresh(self, question: Span | None) -> Span | None:
        """Return a question that was not told before; whoever asked it is not repeated."""
        asked = {sentence.clauses[0].words[0] for sentence in self.told if sentence.clauses}
        return None if question in asked else question

    def _add(self, question: Span | None, ways: Sequence[Telling]) -> bool:
        """Tell passages in these forms; False where no frame fits or the judge refuses the sentence."""
        transcript = self.talk.transcript
        speaker = transcript.words[ways[0].clause.words[0][0]].speaker
        forms = tuple(way.form for way in ways)
        if speaker is None or ("quote" in forms and self.quotations >= QUOTATIONS):
            return False
        clauses = [way.clause for way in ways]
        if question:
            asked = Clause(text=quoted(render(transcript.words, [question])), words=(question,))
            clauses = [asked, *clauses]
        name = surname(speaker) if speaker in self.named else speaker
        for frame in self._frames(forms, speaker, clauses, asked=question is not None):
            sentence = NarrativeSentence(
                text=fill(FRAMES[frame], [c.text for c in clauses], name), method="frame",
                words=tuple(span for c in clauses for span in c.words), clauses=tuple(clauses),
                deletions=tuple(d for way in ways for d in way.deletions),
            )  # fmt: skip
            if section_problems(transcript, sentence, self.section):
                continue
            self.told.append(sentence)
            self.used.append(frame)
            self.named.add(speaker)
            self.before, self.at = speaker, self._share(clauses[0].words[0][0])
            self.quotations += "quote" in forms
            self.styles.append((ways[-1].part, ways[-1].quotes))
            return True
        return False

    def _frames(self, forms: tuple[Form, ...], speaker: str, clauses: Sequence[Clause], *, asked: bool) -> list[str]:
        """Return the frames that fit, those not used in the section first; never the one used last if another fits."""
        if asked:
            fitting = [*_ASKED.get(forms, ())]
        elif speaker == self.before:
            share = self._share(clauses[0].words[0][0])
            far = self.at is not None and share - self.at >= LATER_JUMP
            fitting = [*_ENDS.get(forms, ())] if far and share >= max(CLOSING_SHARE, 0.8) else []
            fitting += [*_LATER.get(forms, ())] if far and share >= LATER_SHARE else []
            fitting += _AGAIN.get(forms, ())
        else:
            fitting = [*_FIRST.get(forms, ())]
        if speaker in self.named and not asked and speaker != self.before:
            fitting = [*fitting, *_AGAIN.get(forms, ())]
        return sorted(fitting, key=lambda f: (self.used[-1:] == [f], self.used.count(f)))

    def _share(self, word: int) -> float:
        at = self.talk.transcript.words[word].start - self.section.start
        return at / max(self.section.end - self.section.start, 1e-9)


def _grouped(thoughts: Sequence[Thought], most: int) -> list[list[Thought]]:
    """Return thoughts as sentences: neighbours that are short share one where there are more than `most`."""
    groups = [[t] for t in thoughts]
    while len(groups) > most:
        fits = [k for k in range(len(groups) - 1) if _share_a_sentence(groups[k], groups[k + 1])]
        if not fits:
            break
        at = min(fits, key=lambda k: _length(groups[k]) + _length(groups[k + 1]))
        groups[at : at + 2] = [[*groups[at], *groups[at + 1]]]
    return groups


def _share_a_sentence(a: Sequence[Thought], b: Sequence[Thought]) -> bool:
    single = len(a) == len(b) == 1 and len(a[0].passages) == len(b[0].passages) == 1
    return single and a[0].speaker == b[0].speaker and b[0].question is None and _length(a) + _length(b) <= BOTH


def _length(group: Sequence[Thought]) -> int:
    return sum(j - i for t in group for p in t.passages for i, j in p.spans)


def _ways(
    talk: ToldTalk, passages: Sequence[Passage], before: Sequence[tuple[bool, bool]]
) -> list[tuple[Telling, ...]]:
    """Return the ways to tell one or two passages in one sentence, the best first.

    What is quoted as a whole comes after what is reported, and what is told like the sentence before it later.
    """
    each = [tellings(talk, p) for p in passages]
    if len(passages) > 1:
        each = [[t for t in ways if t.form != "quote"] for ways in each]

    def cost(ways: tuple[Telling, ...]) -> float:
        alike = bool(before) and before[-1] == (ways[-1].part, ways[-1].quotes)
        order = sum(each[n].index(way) for n, way in enumerate(ways))
        minds = [way.clause.text.split(" ", 1)[0] for way in ways if way.form == "mind"]
        same = len(minds) - len(set(minds))
        return order + 1.5 * alike + 2.0 * (len(ways) > 1 and all(w.quotes for w in ways)) + 3.0 * same

    return sorted(product(*each), key=cost)


def quotation(talk: ToldTalk, thought: Thought) -> Telling:
    """Return a whole thought as one quotation, without fillers and repeats."""
    words = talk.transcript.words
    start, end = thought.passages[0].tidy[0][0], thought.passages[-1].tidy[-1][1]
    out = slips(words, (start, end))
    edges = [start, *(edge for d in out for edge in d.words), end]
    spans = tuple((i, j) for i, j in zip(edges[::2], edges[1::2], strict=True) if i < j)
    opening = [d for d in thought.passages[0].slips if d.words[1] == start]
    return Telling("quote", Clause(text=quoted(render(words, spans)), words=spans), (*opening, *out))


def as_list(talk: ToldTalk, thoughts: Sequence[Thought], section: Section, most: int) -> list[NarrativeSentence]:
    """Return the best thoughts as a list: each quoted, after the question that it answers, or after who says it."""
    long_enough = [t for t in thoughts if _length([t]) >= LEAST_ITEM]
    best = sorted(long_enough, key=lambda t: -t.value)[:most]
    if _length(best) < LEAST_LIST:
        return []
    thoughts = [t for t in thoughts if t in best]
    items: list[NarrativeSentence] = []
    speaker: str | None = None
    for thought in thoughts:
        told = quotation(talk, thought)
        asked = thought.question
        clauses = [told.clause]
        if asked:
            clauses = [Clause(text=quoted(render(talk.transcript.words, [asked])), words=(asked,)), told.clause]
        frame = "asked item" if asked else "item by" if thought.speaker and thought.speaker != speaker else "item"
        item = NarrativeSentence(
            text=fill(FRAMES[frame], [c.text for c in clauses], thought.speaker), method="extract",
            clauses=tuple(clauses), words=tuple(span for c in clauses for span in c.words), deletions=told.deletions,
        )  # fmt: skip
        if not section_problems(talk.transcript, item, section):
            items.append(item)
            speaker = thought.speaker
    return items
