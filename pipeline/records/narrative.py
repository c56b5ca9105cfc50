"""What is told of a section and of the episode: points, sentences, and the clauses they are made of."""

from typing import Literal

from pydantic import Field

from pipeline.records.base import Identity, Record, Share
from pipeline.spans import Span

Method = Literal["extract", "frame", "model", "person"]
Mark = Literal["said", "stated", "approved"]


class Deletion(Record):
    """Words that a sentence of ours leaves out of what was said, and what kind of words they are."""

    words: Span
    """The words left out, as [i, j) word numbers."""
    kind: Literal["marker", "filler", "aside", "relative", "coordinate"]
    """Kind of the words: discourse marker, filler, aside, relative clause or coordinate clause."""


class Clause(Record):
    """What a sentence of ours says of one passage: the words as printed, and those that were said."""

    text: str
    """The clause as printed; what stands in quotation marks was said so."""
    words: tuple[Span, ...]
    """The words it tells, as [i, j) word numbers."""
    mark: Mark = "said"
    """said: only these words and the glue of a template; stated: a judge found it stated; approved: a person did."""
    probability: Share | None = None
    """Probability by the judge that the words state it, 0 to 1; null where the words alone prove it."""
    quoted: tuple[tuple[Span, ...], ...] = ()
    """In a clause of a model: the words of each of its quotations in order, as [i, j) word numbers."""
    likeness: float | None = None
    """Cosine between a model's clause and the best window of its words, −1 to 1; null where no model wrote it."""
    net: float | None = None
    """Log odds by the entailment net that the words state it; null without the net."""
    stated: Share | None = None
    """Probability by a second reading of the model that the words state it, 0 to 1; null without one."""


class Point(Record):
    """One thing that a section says: what narrative, summary and titles are made of."""

    answers: str | None = None
    """The question it answers, rendered from its words; null where nobody asked."""
    text: str
    """Its core, rendered from its words."""
    speaker: str | None = None
    """Name of the speaker; null where it is unknown."""
    sentences: tuple[str, ...]
    """Ids of the sentences that make it."""
    words: tuple[Span, ...]
    """Its words, as [i, j) word numbers."""
    score: float
    """What it is worth in its section, higher is better."""


class NarrativeSentence(Record):
    """A sentence we print, and the words that support it; `footnotes` are numbered by `publish`."""

    id: str = ""
    """Id of the sentence, such as n4f2a, from its section and the words it cites; given by `publish`."""
    text: str
    """The sentence as printed."""
    footnotes: tuple[int, ...] = ()
    """Numbers of the footnotes that support it, in reading order."""
    method: Method
    """frame (a template filled with words as said), model (a language model wrote it), person, or extract (words)."""
    mark: Mark = "said"
    """Mark of its weakest clause: stated, then approved, then said."""
    words: tuple[Span, ...]
    """The words that support it, as [i, j) word numbers."""
    clauses: tuple[Clause, ...] = ()
    """Its parts in order, each with its own words; empty where a model of an earlier release wrote it."""
    deletions: tuple[Deletion, ...] = ()
    """Words inside or beside them that were left out."""
    writer: str | None = None
    """Name of the model that wrote the sentence; null where none did."""
    likeness: float | None = None
    """Cosine between the sentence and the best window of the cited words, −1 to 1; null where no model wrote it."""
    stated: Share | None = None
    """Probability by a second reading of the model that the cited words state it, 0 to 1; null without one."""


class Writing(Record):
    """What a model's share in a narrative was, and what it cost."""

    model: str
    """Name of the model that was asked."""
    requests: int = 0
    """Number of requests."""
    accepted: int = 0
    """Sentences that were printed."""
    refused: int = 0
    """Sentences that the judge refused."""
    failures: tuple[str, ...] = ()
    """Requests without a usable answer, in words."""
    prompt_tokens: int = 0
    """Tokens of all prompts."""
    completion_tokens: int = 0
    """Tokens of all answers."""
    dropped: int = 0
    """Clauses that the judge struck out of printed sentences."""
    cost: float | None = None
    """What the tokens cost by the price in the settings; null where none is given."""
    judge: Identity | None = None
    """The entailment net that judged the clauses; null where rules and likeness judged alone."""


class RefusedClause(Record):
    """A clause of a draft that is not printed, and why."""

    text: str
    """The clause as the model wrote it."""
    why: str
    """What the judge found."""


class WrittenDraft(Record):
    """An answer of a language model, kept as it came."""

    section: str
    """Id of the section."""
    prompt: int
    """Number of what the model was told, in `prompts`, from 0."""
    number: int
    """Number of the draft of this prompt, from 0."""
    answer: str
    """What the model answered."""
    failure: str | None = None
    """Why the answer could not be used; null where it could."""
    refused: tuple[RefusedClause, ...] = ()
    """Clauses that are not printed."""
    score: float = 0.0
    """What the draft is worth: clauses that hold, points carried, fluency, less repetition."""
    chosen: bool = False
    """Whether its sentences are printed."""


class Narrative(Record):
    """What `narrate` returns: sentences per section id, the summary's spans, and the episode in three sentences."""

    sections: dict[str, tuple[NarrativeSentence, ...]]
    """Sentences of each section, by section id."""
    points: dict[str, tuple[Point, ...]] = {}
    """Points of each section, by section id."""
    summary: NarrativeSentence | None
    """The episode in one sentence."""
    in_short: tuple[NarrativeSentence, ...] = ()
    """The episode in a few sentences."""
    left_out: bool = Field(default=False, exclude_if=lambda left: not left)
    """Whether nothing was written because notes on this kind of show do not read."""
    writing: Writing | None = None
    """What a language model contributed; null where none was asked."""
    prompts: tuple[str, ...] = ()
    """What the language model was told, as JSON, in the order of asking."""
    drafts: tuple[WrittenDraft, ...] = ()
    """Every answer of the language model, in the order of asking."""
