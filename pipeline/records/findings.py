"""What the stages found in a transcript: sections, topics, quotes and questions."""

from typing import Literal

from pydantic import Field

from pipeline.records.base import Record, Seconds, Share
from pipeline.records.flags import Flag
from pipeline.records.narrative import NarrativeSentence, Point
from pipeline.records.source import Correction, EpisodeKind
from pipeline.spans import Span

SectionKind = Literal["talk", "intro", "sponsor", "outro"]
Grade = Literal["verbatim", "cleaned", "elided"]
QuoteKind = Literal["claim", "definition", "story", "reaction"]
QuoteSource = Literal["model", "publisher", "pinned"]


class Section(Record):
    """One topic's stretch of the episode."""

    id: str
    """Id of the section, such as t7k3d, made of its first words."""
    title: str
    """Title."""
    title_source: Literal["publisher", "generated", "person"]
    """publisher: the title of the publisher's chapter; generated: made here; person: a person corrected it."""
    topics: tuple[str, ...] = ()
    """Ids of the watched topics that were found here."""
    kind: SectionKind
    """talk, intro, sponsor or outro; only talk is highlighted."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: Span
    """Its words, as [i, j) word numbers."""
    confidence: Share | None = None
    """Probability that a section starts here, 0 to 1; 1 for a publisher's chapter, null for the first section."""
    keyphrases: tuple[str, ...] = ()
    """Phrases that set the section apart from the others."""
    highlight: bool = False
    """Whether the section is shown as a highlight."""
    rank: int | None = None
    """Rank among the highlights, 1 is best; null where it is not highlighted."""
    features: dict[str, float] = {}
    """Terms whose sum ranks it among the sections of talk, in standard deviations; empty for other kinds."""
    flags: tuple[Flag, ...] = ()
    """What was noticed; see the list of flags."""
    points: tuple[Point, ...] = ()
    """The points that carry the section, in time order; empty where it is not highlighted."""
    narrative: tuple[NarrativeSentence, ...] = ()
    """Sentences about the section, in the order in which they are printed."""
    quote: str | None = None
    """Id of its best quote; null where it has none."""


class Theme(Record):
    """A group of sections."""

    id: str
    """Id of the theme, such as theme-7k3d, made of its first words."""
    title: str
    """Title."""
    sections: tuple[str, ...]
    """Ids of its sections, in time order."""


class Opening(Record):
    """A sentence of talk at which a section may start, whether or not one does."""

    word: int
    """Number of the sentence's first word."""
    expected: float
    """Expected number of section starts within ten seconds, over all segmentations."""


class Outline(Record):
    """What `segment` returns: sections in time order, without a hole, and the themes that group them."""

    sections: tuple[Section, ...]
    """Sections in time order, without gaps."""
    themes: tuple[Theme, ...] = ()
    """Groups of neighbouring sections."""
    doubtful: tuple[Span, ...] = ()
    """Words of talk that may be advertising, as [i, j) word numbers; never shown to a reader."""
    openings: tuple[Opening, ...] = ()
    """Sentences at which a section may start, in time order; empty where the publisher's chapters are used."""
    headings: dict[str, tuple[str, ...]] = {}
    """Possible titles by section id, best first, as they were said; none for sections that the publisher titled."""
    kind: EpisodeKind | None = None
    """What kind of show the episode is, and why; null in outlines of earlier versions."""
    by_signs: bool = Field(default=False, exclude_if=lambda by_signs: not by_signs)
    """Whether sections were found by signs that every language has, as no fitted numbers were for this talk."""
    corrections: tuple[Correction, ...] = Field(default=(), exclude_if=lambda told: not told)
    """Corrections of boundaries and kinds, each with its state."""


class WatchTopic(Record):
    """A topic a person asked for: the name weighs more than its aliases."""

    id: str
    """Id of the topic."""
    name: str
    """Name of the topic; counts more than its aliases."""
    aliases: tuple[str, ...] = ()
    """Other names of the topic."""


class Topic(Record):
    """A watch topic's answer, found or not; `score` is the presence that the threshold is held against."""

    id: str
    """Id of the topic; for a watched one, as the settings give it."""
    name: str
    """Name of the topic."""
    found: bool
    """Whether the episode talks about it."""
    score: float
    """Watched: presence, a cosine plus a bonus where it is named. Discovered: log of mentions times log of rarity."""
    sections: tuple[str, ...] = ()
    """Ids of the sections that talk about it, in time order; empty where it was not found."""
    start: Seconds | None = None
    """Where the talk about it starts, in seconds; null where it was not found."""
    end: Seconds | None = None
    """Where the talk about it ends, in seconds; null where it was not found."""


class SectionReason(Record):
    """What one section of talk said for a watch topic; `score` is the sum of the standardised terms."""

    section: str
    """Id of the section."""
    chosen: bool
    """Whether the section counts as talk about the topic."""
    score: float
    """Sum of the standardised terms, in standard deviations."""
    mentions: int
    """How often the name or an alias is said."""
    words: float
    """BM25 score of the name, its words and its aliases."""
    nearness: float
    """Mean cosine of the nearest sentences, −1 to 1."""
    opening: float
    """Best cosine among its first sentences, −1 to 1."""


class TopicReason(Record):
    """Why a watch topic was found or not: its presence against what was needed, and every section's part in it."""

    id: str
    """Id of the topic."""
    name: str
    """Name of the topic."""
    spoken: bool
    """Whether the name or an alias is said somewhere."""
    presence: float
    """Presence of the topic: cosine of its nearest sentences, plus a bonus where it is named."""
    needed: float
    """Presence from which it counts as found."""
    sections: tuple[SectionReason, ...] = ()
    """What each section contributed."""


class TopicMap(Record):
    """What `topics` returns: each watch topic asked for, and the ids of highlighted sections, best first."""

    topics: tuple[Topic, ...]
    """One answer for each watched topic."""
    ranked: tuple[str, ...]
    """Ids of the highlighted sections, best first."""
    discovered: tuple[Topic, ...] = ()
    """Topics that nobody asked for, strongest first."""
    reasons: tuple[TopicReason, ...] = ()
    """Why each watched topic was found or not."""
    features: dict[str, dict[str, float]] = {}
    """Terms whose sum ranks a section, by section id."""
    titles: dict[str, str] = {}
    """Titles led by a watched topic that was found, by section id; they stand instead of the outline's."""


class Candidate(Record):
    """A passage considered as a quote, chosen or not, and why not.

    One that is refused and has a score is sound and only reads badly alone: it may be told, not printed.
    """

    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: tuple[Span, ...]
    """The words that would be printed, as [i, j) word numbers."""
    text: str
    """These words as they would be printed."""
    section: str
    """Id of the section."""
    speaker: str | None = None
    """Name of the speaker; null where it is unknown."""
    score: float | None = None
    """Ranking score within the episode, higher is better; null where the passage was rejected before it was scored."""
    features: dict[str, float] = {}
    """Terms of the score."""
    rejected: str | None = None
    """Why the passage may not be quoted; null where it may."""


class Quote(Record):
    """A passage worth repeating: its text is rendered from `words` and from nothing else."""

    id: str
    """Id of the quote, such as q7k3d, made of its words."""
    section: str
    """Id of the section."""
    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    speaker_confidence: Share | None = None
    """Confidence of the least certain word, 0 to 1; null where the speaker is unknown."""
    text: str
    """The quotation, rendered from its words."""
    grade: Grade
    """verbatim: one span of words; cleaned: only fillers and repeats left out; elided: each gap shown as "…"."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: tuple[Span, ...]
    """Its words, as [i, j) word numbers."""
    score: float
    """Ranking score within the episode, higher is better; 0 for a pinned quote."""
    rank: int
    """Rank within its section, 1 is best."""
    features: dict[str, float] = {}
    """Terms of the score and what was noticed in the wording; small ones are left out."""
    flags: tuple[Flag, ...] = ()
    """What was noticed; see the list of flags."""
    kind: QuoteKind = "claim"
    """claim, definition, story or reaction."""
    source: QuoteSource = "model"
    """Who chose it: model (this program), publisher (a soundbite or preview) or pinned (a person)."""
    before: Span | None = None
    """The sentence before it in the same section, as [i, j) word numbers; null at the start of the section."""
    after: Span | None = None
    """The sentence after it in the same section, as [i, j) word numbers; null at the end of the section."""
    footnote: int | None = None
    """Number of its footnote; null only before the record is made."""
    clip: str | None = None
    """Id of the clip that holds it; null where none does."""


class Picked(Record):
    """A publisher's soundbite as whole sentences of one section of talk."""

    words: Span
    """The sentences of the soundbite, as [i, j) word numbers."""
    section: str
    """Id of the section."""
    title: str | None = None
    """Title as published; null where there is none."""


class Listenable(Record):
    """A stretch of whole sentences, 20 to 60 s long, that is worth hearing alone: a candidate for a clip."""

    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: Span
    """Its sentences, as [i, j) word numbers."""
    section: str
    """Id of the section."""
    score: float
    """Ranking score among the stretches of the episode, in standard deviations; higher is better."""


class Quotes(Record):
    """What `quotes` returns: every candidate, those chosen, and the stretches worth hearing."""

    candidates: tuple[Candidate, ...]
    """Every passage that was considered, in time order."""
    chosen: tuple[Quote, ...]
    """The quotes, in time order."""
    picked: tuple[Picked, ...] = ()
    """The publisher's soundbites as whole sentences."""
    listenable: tuple[Listenable, ...] = ()
    """Stretches worth hearing alone that share no words, the best first."""
    corrections: tuple[Correction, ...] = ()
    """Corrections of quotes, each with its state."""


class Answer(Record):
    """The passage that answers a question."""

    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: tuple[Span, ...]
    """Its words, as [i, j) word numbers."""
    text: str
    """The answer, rendered from its words."""


class FollowUp(Record):
    """What the asker adds to a question in the same breath."""

    text: str
    """The follow-up question, rendered from its words."""
    words: tuple[Span, ...]
    """Its words, as [i, j) word numbers."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""


class Question(Record):
    """A question asked in the episode that stands alone."""

    id: str
    """Id of the question, such as a7k3d, made of its words."""
    text: str
    """The question, rendered from its words."""
    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: tuple[Span, ...]
    """Its words, as [i, j) word numbers."""
    section: str
    """Id of the section that holds the question."""
    answer: Answer | None = None
    """The passage that answers it; null where none was found."""
    follow_ups: tuple[FollowUp, ...] = ()
    """What the asker adds in the same breath."""
    score: float | None = None
    """Log-odds that the question stands alone, higher is better; null where it is not known."""
    flags: tuple[Flag, ...] = ()
    """What was noticed; see the list of flags."""


class Questions(Record):
    """What `questions` returns."""

    questions: tuple[Question, ...]
    """The questions, in time order."""
    corrections: tuple[Correction, ...] = Field(default=(), exclude_if=lambda told: not told)
    """Corrections of questions, each with its state."""
