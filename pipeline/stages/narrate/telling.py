"""Tell a section as an editor would: the few thoughts most worth printing, long enough to be understood."""

from collections.abc import Sequence

from pipeline.checks.frames import FRAMES, fill, quoted, surname
from pipeline.checks.support import section_problems
from pipeline.checks.verbatim import render
from pipeline.records import Clause, NarrativeSentence, Section
from pipeline.spans import overlaps
from pipeline.stages.narrate.clauses import Telling, quotation, tellings
from pipeline.stages.narrate.passages import ToldTalk
from pipeline.stages.narrate.points import Thought, continuation

LEAST_ODDS = -0.6  # log-odds that a reader prints the first thought of a note (training/train_tellable.py)
FURTHER_ODDS = -0.3  # and each further one
LEAST_WORDS, MOST_WORDS = 8, 90  # of a thought that is told
NOTE_ODDS = 0.4  # mean log-odds of a note's words; of notes below, readers print a fifth (decision 1154)
PROSE = 2  # thoughts of a note; of single ones, and of lists, readers print hardly any (decision 1154)
ALIKE = 0.75  # cosine of two thoughts that say the same
LIKENESS_COST = 0.6  # odds that a cosine of 1 to what was told already costs: a note tells different things
WORDS = 200  # of a note, at most
TOGETHERNESS = 0.5  # odds that twenty more words are worth, up to FULL: a longer passage is clearer and carries more
FULL = 60  # words
VARIANTS = 2


class Teller:
    """Tells one section, or the episode; remembers who was named and who spoke last."""

    def __init__(self, talk: ToldTalk, section: Section) -> None:
        self.talk, self.section = talk, section
        self.named: set[str] = set()
        self.before: str | None = None
        self.used: list[str] = []
        self.told: list[NarrativeSentence] = []

    def say(self, thought: Thought) -> bool:
        """Tell a thought in the first form that is proved; False where none is."""
        if thought.question and not thought.passages[0].alone:
            return self._answer(thought)
        if thought.speaker is None:
            clause, out = quotation(self.talk, thought)
            return self._add(Telling(("item",), (clause,), out), None)
        return any(self._add(way, thought.speaker) for way in tellings(self.talk, thought))

    def _answer(self, thought: Thought) -> bool:
        """Tell a thought after the question that it answers."""
        if thought.question is None:
            return False
        asked = Clause(text=quoted(render(self.talk.transcript.words, [thought.question])), words=(thought.question,))
        clause, out = quotation(self.talk, thought)
        frame = "asked, says" if thought.speaker else "asked item"
        return self._add(Telling((frame,), (asked, clause), out), thought.speaker)

    def _add(self, way: Telling, speaker: str | None) -> bool:
        again = speaker is not None and speaker == self.before and self.used and self.used[-1] == way.frames[0]
        frame = FRAMES[way.frames[-1] if again else way.frames[0]]
        name = surname(speaker) if speaker in self.named and speaker else speaker
        sentence = NarrativeSentence(
            text=fill(frame, [c.text for c in way.clauses], name), method="frame", clauses=way.clauses,
            words=tuple(span for c in way.clauses for span in c.words), deletions=way.deletions,
        )  # fmt: skip
        return self._keep(sentence, speaker, way.frames[-1] if again else way.frames[0])

    def _keep(self, sentence: NarrativeSentence, speaker: str | None, frame: str = "") -> bool:
        if section_problems(self.talk.transcript, sentence, self.section):
            return False
        self.told.append(sentence)
        self.used.append(frame)
        self.named |= {speaker} if speaker else set()
        self.before = speaker
        return True


def note_of(talk: ToldTalk, thoughts: Sequence[Thought], most: int, *, watched: bool = False) -> list[Thought]:
    """Return what a section's note tells: the thoughts of the one speaker whose thoughts are most worth printing.

    At most `most`, the best first; empty where a reader would hardly print them (decision 1154), unless the section
    is one of a topic that somebody watches for.
    """
    voices = {t.speaker: [o for o in thoughts if o.speaker == t.speaker] for t in thoughts}
    notes = (worth_telling(talk, mine, most) for mine in voices.values())
    note = max(notes, key=lambda told: sum(t.odds - LEAST_ODDS for t in told), default=[])
    mean = sum(t.odds * t.length for t in note) / max(1, sum(t.length for t in note))
    return note if watched or (len(note) >= PROSE and mean >= NOTE_ODDS) else []


def worth_telling(talk: ToldTalk, thoughts: Sequence[Thought], most: int, *, budget: int = WORDS) -> list[Thought]:
    """Return the thoughts that are told, the best first, at most `most`, and after the first within `budget` words.

    None says what one before says. What the best one goes on with comes right after it where that explains a watched
    topic.
    """
    told: list[Thought] = []
    free = [t for t in thoughts if _fits(talk, t)]
    while len(told) < most:
        room = budget - sum(t.length for t in told) if told else MOST_WORDS
        free = [t for t in free if not any(overlaps(t.within, o.within) or _alike(talk, t, o) > ALIKE for o in told)]
        free = [t for t in free if t.length <= room]
        best = max(free, key=lambda t: _gain(talk, t, told), default=None)
        if best is None or _gain(talk, best, told) < (FURTHER_ODDS if told else LEAST_ODDS):
            break
        told.append(best)
        rest = continuation(talk, best) if best.explains else None
        told += [rest] if rest and not any(overlaps(rest.within, t.within) for t in told) else []
    return told


def foremost(talk: ToldTalk, thoughts: Sequence[Thought], most: int) -> list[Thought]:
    """Return the thoughts that may be told and rank first, up to `most`, no more than VARIANTS that begin alike."""
    found: list[Thought] = []
    for thought in sorted((t for t in thoughts if _fits(talk, t)), key=lambda t: -_gain(talk, t, ())):
        first = thought.passages[0].sentence
        if sum(t.passages[0].sentence == first for t in found) < VARIANTS and len(found) < most:
            found.append(thought)
    return found


def _fits(talk: ToldTalk, thought: Thought) -> bool:
    """Say whether a thought has a length that is told, and quotes nobody else."""
    return LEAST_WORDS <= thought.length <= MOST_WORDS and "‘" not in quotation(talk, thought)[0].text


def _gain(talk: ToldTalk, thought: Thought, told: Sequence[Thought]) -> float:
    """Return the odds that a reader prints a thought, less what is like those told already."""
    like = max((_alike(talk, thought, other) for other in told), default=0.0)
    return thought.odds + thought.of_topic + TOGETHERNESS * (min(thought.length, FULL) / 20 - 1) - LIKENESS_COST * like


def _alike(talk: ToldTalk, a: Thought, b: Thought) -> float:
    """Return the highest cosine between sentences of two thoughts."""
    rows = [talk.vectors[[p.sentence for p in t.passages]] for t in (a, b)]
    return float((rows[0] @ rows[1].T).max())
