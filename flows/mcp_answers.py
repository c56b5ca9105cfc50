"""What the tools of `highlights mcp` answer. Each thing that was said carries its proof: words, times and links."""

from pipeline.records import Record, Span


class Proof(Record):
    """Where it was said: anybody can look it up."""

    words: tuple[Span, ...]
    """Words of the episode's transcript, as [i, j) word numbers."""
    transcript: str
    """Revision of that transcript: the numbers hold for this one."""
    start: float
    """Start in seconds from the start of the decoded audio."""
    end: float
    """End in seconds."""
    url: str
    """Address of the moment on the episode's page."""
    published: str | None
    """Link that opens the published episode at this moment; null where nobody gave its address."""


class SaidMoment(Record):
    """A moment at which words were said."""

    episode_id: str
    """Id of the episode."""
    title: str
    """Title of the episode."""
    section_id: str
    """Id of the section; empty for the title of the episode."""
    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    text: str
    """The words around it."""
    proof: Proof
    """Where it was said."""


class SaidMoments(Record):
    """Moments that a search found, the best episodes first."""

    moments: tuple[SaidMoment, ...]
    """The moments."""
    more: bool
    """Whether there are more than `most`."""


class TalkInList(Record):
    """An episode in a list."""

    episode_id: str
    """Id of the episode."""
    title: str
    """Title."""
    show: str | None
    """Name of the show; null where it is unknown."""
    published: str | None
    """Date of publication; null where it is unknown."""
    duration: float
    """Length in seconds."""


class TalkList(Record):
    """Episodes, the newest first."""

    episodes: tuple[TalkInList, ...]
    """The episodes."""
    all: int
    """How many there are."""
    next: int | None
    """Where the next part of the list begins (`first`); null after the last one."""


class SaidText(Record):
    """Words that were said: a quote, a question, an answer or a sentence."""

    id: str
    """Id of the quote or question; of a sentence, in this transcript."""
    text: str
    """The words."""
    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    section_id: str | None
    """Id of the section."""
    grade: str | None = None
    """Of a quote: verbatim, cleaned (fillers left out) or elided (gaps shown as "…"); null for others."""
    proof: Proof
    """Where it was said."""


class ToldSentence(Record):
    """A sentence that this program, a language model or a person wrote about what was said."""

    text: str
    """The sentence."""
    mark: str
    """said: proved word by word; stated: a judge estimates that the words state it; approved: by a person."""
    proofs: tuple[Proof, ...]
    """The words that support it."""


class QuoteAnswer(SaidText):
    """A quote with what stands around it."""

    episode_id: str
    """Id of the episode."""
    title: str
    """Title of the episode."""
    before: str | None
    """The sentence before it in its section; null at the start of the section."""
    after: str | None
    """The sentence after it in its section; null at the end of the section."""
    moved: str | None
    """What became of the id that was asked for, where it is of an earlier run; else null."""


class SectionLine(Record):
    """A section in the contents of an episode."""

    id: str
    """Id of the section."""
    title: str
    """Title."""
    kind: str
    """talk, intro, sponsor or outro."""
    highlight: bool
    """Whether it is shown as a highlight."""
    start: float
    """Start in seconds."""
    end: float
    """End in seconds."""


class SectionAnswer(SectionLine):
    """A section: what is told about it, and what was quoted and asked in it."""

    episode_id: str
    """Id of the episode."""
    narrative: tuple[ToldSentence, ...]
    """Sentences about the section."""
    quotes: tuple[SaidText, ...]
    """Quotes, in time order."""
    questions: tuple[SaidText, ...]
    """Questions, in time order."""
    moved: str | None
    """What became of the id that was asked for, where it is of an earlier run; else null."""
    proof: Proof
    """All of its words."""


class EpisodeAnswer(TalkInList):
    """An episode: who, what about, its contents and its quotes."""

    people: tuple[str, ...]
    """Names of the people, with the role where it is known."""
    summary: ToldSentence
    """One sentence on what it is about."""
    in_short: tuple[ToldSentence, ...]
    """The episode in a few sentences."""
    sections: tuple[SectionLine, ...]
    """Sections in time order."""
    quotes: tuple[SaidText, ...]
    """Quotes in time order."""
    verified: str
    """What was verified when the record was made."""
    url: str
    """Address of its page."""


class TranscriptSpan(Record):
    """Sentences of a transcript as they were said."""

    episode_id: str
    """Id of the episode."""
    sentences: tuple[SaidText, ...]
    """The sentences in order."""
    next: int | None
    """The word at which to go on (`first_word`); null where all that was asked for is here."""
