"""All that stages say to each other: frozen values that know nothing of files, models or clocks.

Times are seconds from the start of the decoded audio; `[start, end)` and `(i, j)` word spans are half-open.
Text of a quote or a footnote is always rendered from the words its spans name, see `pipeline.checks.verbatim`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "1.1.0"  # a later minor version adds fields and changes none

Span = tuple[int, int]  # word numbers [i, j) of a transcript
Seconds = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]

SectionKind = Literal["talk", "intro", "sponsor", "outro"]
Grade = Literal["verbatim", "cleaned", "elided"]
TimeSource = Literal["measured", "interpolated", "imported"]
Method = Literal["extract", "frame", "model"]


class Record(BaseModel):
    """Base of every record: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


# ---- who and what: from the sidecar, the feed, the file itself


class Evidence(Record):
    """Why a voice is a person: the rule that says so, and the words it rests on where it rests on words."""

    rule: str
    words: Span | None = None
    text: str = ""


class Person(Record):
    """Somebody named by evidence; `source` says which: sidecar, transcript, feed …"""

    name: str
    role: str | None = None
    pronouns: str | None = None
    source: str
    label: str | None = None  # the voice that was recognised as this person
    evidence: Evidence | None = None


class Chapter(Record):
    """A publisher's own chapter mark."""

    start: Seconds
    title: str


class Soundbite(Record):
    """A stretch that the publisher picked to be shared (Podcasting 2.0 `podcast:soundbite`)."""

    start: Seconds
    end: Seconds
    title: str | None = None


class Audio(Record):
    """The sound an episode was made from; all `None` where only a transcript was given."""

    path: str | None = None  # relative to the episode's artifact folder where that is possible
    sha256: str | None = None  # of the file
    pcm_sha256: str | None = None  # of the decoded 16 kHz mono s16le samples
    url: str | None = None
    declared_s: float | None = None  # what the container says
    decoded_s: float | None = None  # what came out
    decoder: str | None = None
    waveform: str | None = None  # loudness of equal parts, a base 36 digit each: 0 is silence, z the loudest
    damaged_from: Seconds | None = None  # of a damaged file: from here on times may be off, for sound may be missing


class Listens(Record):
    """How often a stretch was played, as a publisher's statistics count it."""

    start: Seconds
    end: Seconds
    count: int = Field(ge=0)


class Plays(Record):
    """All such counts of an episode; none where nobody counted."""

    counts: tuple[Listens, ...] = ()


class Source(Record):
    """What a person handed in: where the audio or transcript lies and what the sidecar says of it."""

    episode_id: str
    title: str
    show: str | None = None
    number: int | float | None = None
    published: str | None = None
    language: str | None = None
    people: tuple[Person, ...] = ()
    links: dict[str, str] = {}
    licence: str | None = None
    url: str | None = None  # of the published audio
    duration: float | None = None  # what the publisher says; used where there is no audio to measure
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    listens: Plays = Plays()
    audio_path: str | None = None  # as the machine finds it; never copied into an artifact
    audio_name: str | None = None  # relative to the episode's artifact folder
    audio_sha256: str | None = None
    transcript_path: str | None = None
    transcript_sha256: str | None = None
    cover_path: str | None = Field(default=None, exclude_if=lambda path: path is None)  # a picture that a person named
    cover_sha256: str | None = Field(default=None, exclude_if=lambda digest: digest is None)
    id_from: Literal["name", "sidecar", "episode"] = Field(default="name", exclude_if=lambda what: what == "name")


class Episode(Record):
    """An episode as ingested."""

    id: str
    title: str
    show: str | None = None
    number: int | float | None = None
    published: str | None = None
    language: str | None = None
    duration: Seconds
    people: tuple[Person, ...] = ()
    audio: Audio = Audio()
    links: dict[str, str] = {}
    licence: str | None = None
    chapters: tuple[Chapter, ...] = ()
    cover: str | None = Field(default=None, exclude_if=lambda path: path is None)  # relative to the episode's folder
    soundbites: tuple[Soundbite, ...] = ()
    flags: tuple[str, ...] = ()


# ---- what was said


class Word(Record):
    """A timed token, punctuation attached; `i` is its place in the transcript."""

    i: int
    text: str
    start: Seconds
    end: Seconds
    p: Share | None = None  # the engine's own probability
    speaker: str | None = None
    speaker_confidence: Share | None = None
    cue: int
    time_source: TimeSource
    heard: str | None = None  # what the engine wrote, where a glossary spells it otherwise


class Cue(Record):
    """What Whisper calls a segment, with the decoder's raw figures (`None` where a transcript was imported)."""

    i: int
    start: Seconds
    end: Seconds
    words: Span
    speaker_label: str | None = None  # an imported voice tag
    window: int | None = None
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None
    temperature: float | None = None


class Window(Record):
    """A stretch of audio decoded in one go; the plan is fixed before decoding and recorded."""

    i: int
    start: Seconds
    end: Seconds


class Quarantine(Record):
    """Words that are kept in the transcript and never quoted, and why."""

    start: Seconds
    end: Seconds
    words: Span
    reason: str


class Gap(Record):
    """Speech without words."""

    start: Seconds
    end: Seconds


class Reheard(Record):
    """A window that was heard a second time for its gaps or loops, and whether that answer was the better one."""

    start: Seconds
    end: Seconds
    better: bool


class Coverage(Record):
    """How much of the speech became words; the seconds are `None` where there was no audio to listen to."""

    speech_s: float | None
    worded_s: float  # of the speech; short pauses and breath between words and the detector's edge are no words
    gap_s: Seconds = 3.0  # shorter stretches of speech without words are no gaps
    gaps: tuple[Gap, ...] = ()
    loops: tuple[Gap, ...] = ()
    interpolated_share: Share
    quarantined: tuple[Quarantine, ...] = ()
    reheard: tuple[Reheard, ...] = ()


class Identity(Record):
    """Which tool made something: part of every stage key that used it, and of the provenance."""

    name: str
    version: str
    model: str | None = None
    digest: str | None = None  # SHA-256 of the weights


class Heard(Record):
    """What `transcribe` returns: words and cues before anybody knows who speaks."""

    language: str
    engine: Identity
    words: tuple[Word, ...]
    cues: tuple[Cue, ...]
    windows: tuple[Window, ...] = ()
    coverage: Coverage
    flags: tuple[str, ...] = ()


class Correction(Record):
    """What a person said is otherwise: kept for ever, applied on every run; `state` and `why` say what became of it."""

    op: str  # speaker, merge; pin, ban (of quotes)
    target: str  # what is corrected: a voice by its label or its name
    value: str  # what it is: a name, or the voice it is one with
    at: tuple[Gap, ...] = ()  # where the target was heard when the correction was made
    value_at: tuple[Gap, ...] = ()
    state: Literal["asked", "applied", "conflict"] = "asked"
    why: str = ""


class Corrections(Record):
    """All corrections of an episode, in the order in which they were made."""

    corrections: tuple[Correction, ...] = ()


class Turn(Record):
    """One speaker without a break; `speaker_label` is the voice even where the name is unknown."""

    speaker: str | None
    speaker_label: str | None
    start: Seconds
    end: Seconds
    words: Span
    speaker_confidence: Share | None = None  # of its least certain word


class Sentence(Record):
    """One sentence inside one turn."""

    id: str  # s0001
    start: Seconds
    end: Seconds
    words: Span
    speaker: str | None
    turn: int
    speaker_confidence: Share | None = None  # of its least certain word


class Transcript(Record):
    """The frozen text everything else points into; `revision` is the digest of its words."""

    revision: str
    language: str
    words: tuple[Word, ...]
    cues: tuple[Cue, ...]
    turns: tuple[Turn, ...]
    sentences: tuple[Sentence, ...]
    people: tuple[Person, ...] = ()  # the episode's people, those heard with their voice and the evidence
    overlaps: tuple[Gap, ...] = ()  # stretches where two speak at once
    roles: dict[str, str] = {}  # of voices, by label: host, guest
    flags: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()  # of speakers


# ---- what was found in it


class Deletion(Record):
    """Words that a sentence of ours leaves out of what was said, and what kind of words they are."""

    words: Span
    kind: Literal["marker", "filler", "aside", "relative", "coordinate"]


class NarrativeSentence(Record):
    """A sentence we print, and the words that support it; `footnotes` are numbered by `publish`."""

    text: str
    footnotes: tuple[int, ...] = ()
    method: Method
    words: tuple[Span, ...]
    deletions: tuple[Deletion, ...] = ()  # inside or beside `words`; each of a kind that changes no claim
    writer: str | None = None  # the model that wrote it; None where no model did
    likeness: float | None = None  # cosine to the best window of the cited words, where a model wrote it
    stated: Share | None = None  # how sure a second opinion is that the cited words state it; None: nobody was asked


class Section(Record):
    """One topic's stretch of the episode."""

    id: str  # t01
    title: str
    title_source: Literal["publisher", "generated"]
    topics: tuple[str, ...] = ()
    kind: SectionKind
    start: Seconds
    end: Seconds
    words: Span
    confidence: Share | None = None  # of its start being a boundary; None for the first one
    keyphrases: tuple[str, ...] = ()
    highlight: bool = False
    rank: int | None = None
    features: dict[str, float] = {}  # whose sum the rank goes by
    flags: tuple[str, ...] = ()  # teaser
    narrative: tuple[NarrativeSentence, ...] = ()
    quote: str | None = None


class Theme(Record):
    """A group of sections."""

    id: str
    title: str
    sections: tuple[str, ...]


class Opening(Record):
    """A sentence of talk at which a section may start, whether or not one does."""

    word: int  # its first
    expected: float  # section starts within ten seconds of it, over all ways to cut


class Outline(Record):
    """What `segment` returns: sections in time order, without a hole, and the themes that group them."""

    sections: tuple[Section, ...]
    themes: tuple[Theme, ...] = ()
    doubtful: tuple[Span, ...] = ()  # words of sections of talk that may yet be advertising: never shown to a reader
    openings: tuple[Opening, ...] = ()  # in time order; none under a publisher's chapters


class WatchTopic(Record):
    """A topic a person asked for: the name weighs more than its aliases."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class Topic(Record):
    """A watch topic's answer, found or not; `score` is the presence that the threshold is held against."""

    id: str
    name: str
    found: bool
    score: float
    sections: tuple[str, ...] = ()
    start: Seconds | None = None
    end: Seconds | None = None


class SectionReason(Record):
    """What one section of talk said for a watch topic; `score` is the sum of the standardised terms."""

    section: str
    chosen: bool
    score: float
    mentions: int  # of the name and its aliases
    words: float  # BM25 of the name, its words and its aliases
    nearness: float  # mean cosine of its nearest sentences
    opening: float  # best cosine among its first sentences


class TopicReason(Record):
    """Why a watch topic was found or not: its presence against what was needed, and every section's part in it."""

    id: str
    name: str
    spoken: bool  # the name or an alias is heard somewhere
    presence: float
    needed: float
    sections: tuple[SectionReason, ...] = ()


class TopicMap(Record):
    """What `topics` returns: each watch topic asked for, and the ids of highlighted sections, best first."""

    topics: tuple[Topic, ...]
    ranked: tuple[str, ...]
    discovered: tuple[Topic, ...] = ()  # that nobody asked for, strongest first
    reasons: tuple[TopicReason, ...] = ()  # one per watch topic
    features: dict[str, dict[str, float]] = {}  # by section id: the terms whose sum ranks it


class Candidate(Record):
    """A passage considered as a quote, chosen or not, and why not.

    One that is refused and has a score is sound and only reads badly alone: it may be told, not printed.
    """

    start: Seconds
    end: Seconds
    words: tuple[Span, ...]
    text: str
    section: str
    speaker: str | None = None
    score: float | None = None
    features: dict[str, float] = {}
    rejected: str | None = None


QuoteKind = Literal["claim", "definition", "story", "reaction"]
QuoteSource = Literal["model", "publisher", "pinned"]


class Quote(Record):
    """A passage worth repeating: its text is rendered from `words` and from nothing else."""

    id: str  # q01
    section: str
    speaker: str | None
    speaker_confidence: Share | None = None
    text: str
    grade: Grade
    start: Seconds
    end: Seconds
    words: tuple[Span, ...]
    score: float
    rank: int  # within its section, 1 = best
    features: dict[str, float] = {}
    flags: tuple[str, ...] = ()
    kind: QuoteKind = "claim"
    source: QuoteSource = "model"  # who chose it
    before: Span | None = None  # the sentence before it, of the same section
    after: Span | None = None
    footnote: int | None = None
    clip: str | None = None


class Picked(Record):
    """A publisher's soundbite as whole sentences of one section of talk."""

    words: Span
    section: str
    title: str | None = None


class Quotes(Record):
    """What `quotes` returns: every candidate, and those chosen."""

    candidates: tuple[Candidate, ...]
    chosen: tuple[Quote, ...]
    picked: tuple[Picked, ...] = ()
    corrections: tuple[Correction, ...] = ()  # of quotes: pinned, banned


class Answer(Record):
    """The passage that answers a question."""

    speaker: str | None
    start: Seconds
    end: Seconds
    words: tuple[Span, ...]
    text: str


class FollowUp(Record):
    """What the asker adds to a question in the same breath."""

    text: str
    words: tuple[Span, ...]
    start: Seconds
    end: Seconds


class Question(Record):
    """A question asked in the episode that stands alone."""

    id: str  # a01
    text: str
    speaker: str | None
    start: Seconds
    end: Seconds
    words: tuple[Span, ...]
    section: str
    answer: Answer | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    score: float | None = None  # how well it stands alone, points
    flags: tuple[str, ...] = ()  # joined, unanswered


class Questions(Record):
    """What `questions` returns."""

    questions: tuple[Question, ...]


class Writing(Record):
    """What a model's share in a narrative was, and what it cost."""

    model: str
    requests: int = 0
    accepted: int = 0  # sentences printed
    refused: int = 0  # sentences that did not pass the judge
    failures: tuple[str, ...] = ()  # answers that never came, in words
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Narrative(Record):
    """What `narrate` returns: sentences per section id, the summary's spans, and the episode in three sentences."""

    sections: dict[str, tuple[NarrativeSentence, ...]]
    summary: NarrativeSentence | None
    in_short: tuple[NarrativeSentence, ...] = ()
    writing: Writing | None = None  # None where no model was asked


# ---- the record


class Summary(Record):
    """The episode in one sentence."""

    text: str
    footnotes: tuple[int, ...]


class Footnote(Record):
    """The words a claim rests on, by number; `url` is a link to that moment where the episode has one."""

    n: int
    start: Seconds
    end: Seconds
    words: Span
    text: str
    url: str | None = None
    approximate: bool = False  # the times are estimated, or come after damage in the file


class Clip(Record):
    """A stretch worth sharing; `path` is `None` until its audio has been cut, and where there is no audio to cut."""

    id: str  # c01, the best first
    title: str
    start: Seconds
    end: Seconds
    words: Span | None = None  # whole sentences
    path: str | None = None  # of its sound, relative to the episode's folder
    transcript: str | None = None  # of its captions, timed from the clip's own start
    video: str | None = None
    quote: str | None = None
    question: str | None = None
    section: str
    score: float
    source: QuoteSource = "model"  # who chose it
    plays: int | None = None  # mean plays of its seconds, where the publisher counts them
    loudness_lufs: float | None = None  # integrated, of the file (EBU R 128)
    peak_dbtp: float | None = None  # true peak of the file
    flags: tuple[str, ...] = ()


class Moment(Record):
    """The same thing said in two episodes: where their sections start, and what those are called."""

    here: Seconds
    there: Seconds
    titles: tuple[str, str] | None = None  # of the section here and of the section there
    approximate: tuple[bool, bool] = (False, False)  # whether the time here, the time there is estimated


class Related(Record):
    """Another episode that is like this one, and why."""

    episode_id: str
    title: str
    score: float
    shared: tuple[str, ...]
    moments: tuple[Moment, ...] = ()


class TalkTime(Record):
    """How much one voice speaks; `speaker` is None where nobody knows whose voice it is."""

    speaker: str | None
    label: str | None
    role: str | None = None
    seconds: Seconds
    share: Share  # of the time that is spoken
    turns: int


class Tally(Record):
    """How many were checked and how many passed."""

    checked: int
    passed: int


class Verification(Record):
    """The result of proving every quote and sentence when the record was made."""

    quotes: Tally
    sentences: Tally


class Rules(Record):
    """The versions of the rules that proved a record when it was made; absent: those of release 0.1.0."""

    quotes: int = 1  # how words stand between quotation marks, and the grade they earn
    frames: int = 1  # the closed list of frames, and when one explains a sentence
    statements: int = 1  # when a sentence that a model wrote is borne out


class Provenance(Record):
    """How a record was made; no clock times, so that two runs are byte-identical."""

    engine: Identity
    embedder: Identity | None = None
    reader: Identity | None = None
    writer: Identity | None = None
    writing: Writing | None = None
    decoder: str | None = None
    transcript_revision: str
    config_sha256: str
    rules: Rules = Rules()


class SectionProfile(Record):
    """A section as other episodes see it."""

    id: str
    title: str
    start: Seconds
    vector: str  # mean of its sentences' vectors: base64 of float16, little-endian
    approximate: bool = False  # its start is estimated
    phrases: tuple[str, ...] = ()  # what stands out in it


class Profile(Record):
    """What other episodes need to know of one, so that they can be compared and searched without reading it."""

    episode_id: str
    title: str
    transcript_revision: str
    embedder: Identity
    vector: str  # mean of all sentences' vectors of its talk, as in `SectionProfile`
    sections: tuple[SectionProfile, ...]
    phrases: tuple[str, ...]  # key phrases, topics and names, as they are written
    show: str | None = None
    people: dict[str, str | None] = {}  # who takes part, and as what
    terms: dict[str, int]  # how often each word is said, folded as search folds it
    aside: dict[str, int] = {}  # of these, how often in greetings, sponsors' reads and the like


class Hit(Record):
    """A moment that a search found."""

    episode_id: str
    title: str
    start: Seconds
    word: int  # the number of the first word that was looked for
    speaker: str | None
    text: str
    score: float


class Highlights(Record):
    """THE RECORD: one episode's highlights, each with its evidence."""

    schema_version: str = SCHEMA_VERSION
    episode: Episode
    summary: Summary
    in_short: tuple[NarrativeSentence, ...] = ()
    themes: tuple[Theme, ...] = ()
    sections: tuple[Section, ...]
    quotes: tuple[Quote, ...]
    questions: tuple[Question, ...]
    footnotes: tuple[Footnote, ...]
    clips: tuple[Clip, ...] = ()
    clips_label: Literal["suggested", "popular"] = "suggested"  # popular: ranked by plays that were counted
    related: tuple[Related, ...] = ()
    topics: tuple[Topic, ...] = ()
    discovered: tuple[Topic, ...] = ()  # topics that stand out without being asked for, strongest first
    talk_time: tuple[TalkTime, ...] = ()  # most first
    corrections: tuple[Correction, ...] = ()
    coverage: Coverage
    flags: tuple[str, ...] = ()
    verification: Verification
    provenance: Provenance
