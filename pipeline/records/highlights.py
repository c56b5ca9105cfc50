"""The record of an episode, and what other episodes need to know of it."""

from typing import Literal

from pydantic import Field

from pipeline.records.base import SCHEMA_VERSION, Identity, Record, Seconds, Share
from pipeline.records.findings import Question, Quote, QuoteSource, Section, Theme, Topic
from pipeline.records.flags import Flag
from pipeline.records.narrative import Clause, Mark, NarrativeSentence, Writing
from pipeline.records.source import Correction, Episode
from pipeline.records.transcript import Coverage
from pipeline.spans import Span


class Summary(Record):
    """The episode in one sentence."""

    text: str
    """The summary as printed."""
    footnotes: tuple[int, ...]
    """Numbers of the footnotes that support it."""
    clauses: tuple[Clause, ...] = ()
    """Its parts in order, each with its own words; empty for a bare title."""
    mark: Mark = "said"
    """said: proved word by word; approved: written by a person."""


class Footnote(Record):
    """The words a claim rests on, by number; `url` is a link to that moment where the episode has one."""

    n: int
    """Number of the footnote, from 1."""
    id: str = Field(default="", exclude_if=lambda id_: not id_)
    """Id of the footnote, such as f3k2a, made of its words; absent from records of 0.1."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: Span
    """Its words, as [i, j) word numbers."""
    text: str
    """These words as they were said."""
    url: str | None = None
    """Link to this moment; null where nobody gave an address of the episode."""
    approximate: bool = False
    """Whether the times are estimated, or come after damage in the file."""
    interrupted: bool = Field(default=False, exclude_if=lambda interrupted: not interrupted)
    """Whether other sound, such as an advert, lies between its words in this recording."""


class Clip(Record):
    """A stretch worth sharing; `path` is `None` until its audio has been cut, and where there is no audio to cut."""

    id: str
    """Id of the clip, such as c7k3d, made of its words."""
    title: str
    """Title."""
    start: Seconds
    """Start in seconds of the episode; where the sound was cut, the place of the cut."""
    end: Seconds
    """End in seconds of the episode; where the sound was cut, the place of the cut."""
    words: Span | None = None
    """Its sentences, as [i, j) word numbers; null where they are not known."""
    path: str | None = None
    """File of its sound, relative to the episode's artifact folder; null where nothing was cut."""
    transcript: str | None = None
    """File of its captions (WebVTT, timed from the start of the clip); null where nothing was cut."""
    video: str | None = None
    """File of its video; null where none was made."""
    quote: str | None = None
    """Id of the quote that it holds; null where it holds none."""
    question: str | None = None
    """Id of the question that it holds; null where it holds none."""
    section: str
    """Id of the section."""
    score: float
    """Score of the stretch, of its quote, or of the best passage of its answer; higher is better."""
    source: QuoteSource = "model"
    """Who chose it: model (this program), publisher, or pinned (a person)."""
    plays: int | None = None
    """Mean plays of its seconds; null where the publisher counts no plays."""
    loudness_lufs: float | None = None
    """Integrated loudness of the file in LUFS (EBU R 128); null where it is not known."""
    peak_dbtp: float | None = None
    """True peak of the file in dBTP; null where it is not known."""
    flags: tuple[Flag, ...] = ()
    """What was noticed; see the list of flags."""


class Moment(Record):
    """The same thing said in two episodes: where their sections start, and what those are called."""

    here: Seconds
    """Start of the section in this episode, in seconds."""
    there: Seconds
    """Start of the section in the other episode, in seconds."""
    titles: tuple[str, str] | None = None
    """Titles of the section here and of the section there; null where they are not known."""
    approximate: tuple[bool, bool] = (False, False)
    """Whether the time here and the time there are estimated."""


class Related(Record):
    """Another episode that is like this one, and why."""

    episode_id: str
    """Id of the other episode."""
    title: str
    """Title of the other episode."""
    score: float
    """Cosine of the two mean vectors, less the mean of all episodes; −1 to 1, two digits."""
    shared: tuple[str, ...]
    """Words and phrases that both episodes say more often than others."""
    moments: tuple[Moment, ...] = ()
    """Pairs of sections about the same thing."""


class TalkTime(Record):
    """How much one voice speaks; `speaker` is None where nobody knows whose voice it is."""

    speaker: str | None
    """Name of the speaker; null where nobody knows whose voice it is."""
    label: str | None
    """Label of the voice, such as S1; null where it has none."""
    role: str | None = None
    """host, guest, or what the publisher wrote; null where it is unknown."""
    seconds: Seconds
    """Speaking time in seconds."""
    share: Share
    """Share of all speaking time, 0 to 1."""
    turns: int
    """Number of turns."""


class Tally(Record):
    """How many were checked and how many passed."""

    checked: int
    """How many were checked."""
    passed: int
    """How many passed."""


class Verification(Record):
    """The result of proving every quote and sentence when the record was made."""

    quotes: Tally
    """Quotes that are the words of their spans."""
    sentences: Tally
    """Sentences that their words support."""


class Rules(Record):
    """The versions of the rules that proved a record when it was made; absent: those of release 0.1.0."""

    quotes: int = 1
    """Version of the rules for quotations: how words stand between quotation marks, and the grade they earn."""
    frames: int = 1
    """Version of the sentence templates and of when one explains a sentence."""
    statements: int = 1
    """Version of the rules by which a model's sentence is accepted."""


class Provenance(Record):
    """How a record was made; no clock times, so that two runs are byte-identical."""

    engine: Identity
    """The recogniser, or the importer of the transcript."""
    embedder: Identity | None = None
    """The sentence-embedding model; null where it is not known."""
    reader: Identity | None = None
    """The parser that found names and clauses; null where it is not known."""
    reading: Identity | None = None
    """The net that read quotes and titles as an editor would; null where the linear scores decided alone."""
    writer: Identity | None = None
    """The language model that wrote sentences; null where none did."""
    writing: Writing | None = None
    """What that model contributed; null where none was asked."""
    decoder: str | None = None
    """Name and version of the audio decoder; null without audio."""
    transcript_revision: str
    """Revision of the transcript that the record points into."""
    config_sha256: str
    """SHA-256 of all settings, in hex."""
    rules: Rules = Rules()
    """Versions of the rules that proved the record."""


class SectionProfile(Record):
    """A section as other episodes see it."""

    id: str
    """Id of the section."""
    title: str
    """Title."""
    start: Seconds
    """Start in seconds."""
    vector: str
    """Mean of its sentence vectors: base64 of little-endian float16, as many as the model has dimensions."""
    approximate: bool = False
    """Whether the start is estimated."""
    phrases: tuple[str, ...] = ()
    """Its key phrases."""


class Profile(Record):
    """What other episodes need to know of one, so that they can be compared and searched without reading it."""

    episode_id: str
    """Id of the episode."""
    title: str
    """Title of the episode."""
    transcript_revision: str
    """Revision of the transcript that the profile was made from."""
    embedder: Identity
    """The sentence-embedding model."""
    vector: str
    """Mean of all sentence vectors of its talk: base64 of little-endian float16; empty without talk."""
    sections: tuple[SectionProfile, ...]
    """Its sections of talk."""
    phrases: tuple[str, ...]
    """Topics and key phrases, as they are written."""
    show: str | None = None
    """Name of the show; null where nobody gave one."""
    people: dict[str, str | None] = {}
    """Role of each person by name; null where it is unknown."""
    terms: dict[str, int]
    """How often each word is said, after folding."""
    aside: dict[str, int] = {}
    """Of these, how often outside talk: greetings, advertisements."""


class Hit(Record):
    """A moment that a search found."""

    episode_id: str
    """Id of the episode."""
    title: str
    """Title of the episode."""
    show: str | None
    """Name of the show; null where it is unknown."""
    published: str | None
    """Date of publication; null where it is unknown."""
    kind: Literal["said", "quotes", "questions", "titles", "narrative"]
    """Where the words were found: in the transcript, or in what was made of it."""
    section_id: str
    """Id of the section; empty for the title of the episode."""
    section_title: str
    """Title of the section; empty for the title of the episode."""
    section_kind: str
    """talk, intro, sponsor or outro; empty for the title of the episode."""
    start: Seconds
    """Start in seconds of the first word that was looked for; of the passage, outside the transcript."""
    end: Seconds
    """End in seconds of the last word that was looked for; of the passage, outside the transcript."""
    word: int
    """Number of that first word in the transcript."""
    end_word: int
    """Number of the word after that last one."""
    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    text: str
    """The words around it; outside the transcript, the whole text."""
    marks: tuple[Span, ...]
    """The words that were looked for, as [i, j) places of characters in the text."""
    url: str
    """Address of the moment on the episode's page."""


class Tombstone(Record):
    """An id that this episode used before, and what became of the thing that had it."""

    id: str
    """The id."""
    now: str | None = None
    """Id of what stands in its place, which may be the section that holds its words; null where nothing does."""
    why: str
    """What became of it, in words."""
    since: str
    """Day on which it went, YYYY-MM-DD, in UTC."""
    start: Seconds
    """Where it started, in seconds."""
    end: Seconds
    """Where it ended, in seconds."""


class Highlights(Record):
    """THE RECORD: one episode's highlights, each with its evidence."""

    schema_version: str = SCHEMA_VERSION
    """Version of this schema: major.minor.patch; a later minor version may add fields."""
    episode: Episode
    """The episode."""
    summary: Summary
    """One sentence that says what the episode is about."""
    in_short: tuple[NarrativeSentence, ...] = ()
    """The episode in a few sentences."""
    themes: tuple[Theme, ...] = ()
    """Groups of neighbouring sections."""
    sections: tuple[Section, ...]
    """Sections in time order, without gaps."""
    quotes: tuple[Quote, ...]
    """Quotes in time order."""
    questions: tuple[Question, ...]
    """Questions in time order."""
    footnotes: tuple[Footnote, ...]
    """Footnotes in the order of their numbers."""
    clips: tuple[Clip, ...] = ()
    """Clips, best first; most played first where plays are counted."""
    clips_label: Literal["suggested", "popular"] = "suggested"
    """suggested: ranked by this program; popular: ranked by counted plays."""
    related: tuple[Related, ...] = ()
    """Related episodes, most alike first."""
    topics: tuple[Topic, ...] = ()
    """One answer for each watched topic, in the order of the settings."""
    discovered: tuple[Topic, ...] = ()
    """Topics that nobody asked for, strongest first."""
    talk_time: tuple[TalkTime, ...] = ()
    """Speaking time of each voice, most first."""
    corrections: tuple[Correction, ...] = ()
    """Corrections that people made, each with its state."""
    gone: tuple[Tombstone, ...] = Field(default=(), exclude_if=lambda gone: not gone)
    """Ids that were used before and are no longer, each with what became of it."""
    page_language: str = Field(default="en", exclude_if=lambda language: language == "en")
    """Language of the program's own words on the page and in the other texts: en, de, fr or es."""
    coverage: Coverage
    """How much of the speech became words."""
    flags: tuple[Flag, ...] = ()
    """What was noticed; see the list of flags."""
    verification: Verification
    """Result of checking every quote and sentence when the record was made."""
    provenance: Provenance
    """How the record was made."""
