"""What was said: words, cues, turns and sentences, and how much of the speech became words."""

from typing import Literal

from pydantic import Field

from pipeline.records.base import Gap, Identity, Record, Seconds, Share
from pipeline.records.flags import Flag
from pipeline.records.source import Correction, Person
from pipeline.spans import Span

TimeSource = Literal["measured", "interpolated", "imported", "absent"]
ESTIMATED: frozenset[TimeSource] = frozenset({"interpolated", "absent"})  # times that no sound was measured for
LanguageSource = Literal["given", "audio", "text"]


class Word(Record):
    """A timed token, punctuation attached; `i` is its place in the transcript."""

    i: int
    """Number of the word in the transcript, from 0."""
    text: str
    """The word with its punctuation."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    p: Share | None = None
    """Probability that the recogniser gave the word, 0 to 1; null where an imported transcript gives none."""
    speaker: str | None = None
    """Name of the speaker; null where it is unknown."""
    speaker_confidence: Share | None = None
    """Confidence that this voice spoke the word, 0 to 1; 1 for an imported label, null without a voice."""
    cue: int
    """Number of the cue that holds the word."""
    time_source: TimeSource
    """measured (in the sound), imported (as given), interpolated (between known times), absent (not in this sound)."""
    heard: str | None = None
    """What was there before the glossary respelled the word; null where it did not."""


class Cue(Record):
    """What Whisper calls a segment, with the decoder's raw figures (`None` where a transcript was imported)."""

    i: int
    """Number of the cue, from 0."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: Span
    """Its words, as [i, j) word numbers."""
    speaker_label: str | None = None
    """Speaker label of the imported transcript; null where it gives none."""
    window: int | None = None
    """Number of the decoding window that the cue comes from; null for an imported transcript."""
    avg_logprob: float | None = None
    """Mean log-probability of the tokens (Whisper), at most 0; null where it is not known."""
    no_speech_prob: float | None = None
    """Probability of silence (Whisper), 0 to 1; null where it is not known."""
    compression_ratio: float | None = None
    """zlib compression ratio of the text (Whisper); above 2.4 it repeats itself; null where it is not known."""
    temperature: float | None = None
    """Sampling temperature of the accepted decoding (Whisper), 0 to 1; null where it is not known."""


class Window(Record):
    """A stretch of audio decoded in one go; the plan is fixed before decoding and recorded."""

    i: int
    """Number of the window, from 0."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""


class Quarantine(Record):
    """Words that are kept in the transcript and never quoted, and why."""

    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: Span
    """The words, as [i, j) word numbers."""
    reason: str
    """Why these words are never quoted, in words."""


class Reheard(Record):
    """A window that was heard a second time for its gaps or loops, and whether that answer was the better one."""

    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    better: bool
    """Whether the second answer replaced the first."""


class Skipped(Record):
    """Text of an imported file that became no words, and why; a hole where something said may be missing there."""

    line: int
    """Line number in the file, from 1; the number of its segment where the file has no lines."""
    text: str
    """The text that was skipped."""
    reason: str
    """Why it was skipped."""
    hole: bool = False
    """Whether something that was said may be missing here."""


class Seen(Record):
    """Something in an imported file that is no word: what it is, how often, and the line it stands in first."""

    text: str
    """The text as it stands in the file."""
    times: int
    """How often it occurs."""
    line: int
    """Line of its first occurrence, from 1."""


class ImportedSpeaker(Record):
    """A speaker of an imported file."""

    label: str
    """The speaker's label as it stands in the file."""
    name: str | None = None
    """The name in the label; null where the label is a number, such as "Speaker 1"."""
    role: str | None = None
    """The role that the label gives: host, guest, …."""
    pronouns: str | None = None
    """The pronouns that the label gives."""
    cues: int
    """Number of cues."""
    words: int
    """Number of words."""


class ImportReport(Record):
    """What became of every line of an imported transcript: words, a label, markup, a sound, a time, or skipped."""

    format: str | None = None
    """Format of the file, such as webvtt; null where it was not recognised."""
    encoding: str | None = None
    """Text encoding of the file."""
    language: str | None = None
    """Language as a BCP 47 code."""
    cues: int = 0
    """Number of cues."""
    words: int = 0
    """Number of words."""
    unattributed: int = 0
    """Number of words without a speaker."""
    first: Seconds | None = None
    """Start of the first word, in seconds."""
    last: Seconds | None = None
    """End of the last word, in seconds."""
    lines: dict[str, int] = {}
    """Number of lines of each kind: words, label, markup, sound, time, skipped, …."""
    speakers: tuple[ImportedSpeaker, ...] = ()
    """Speakers, in the order in which they begin to speak."""
    labels: tuple[Seen, ...] = ()
    """Text that was read as a speaker label."""
    markup: tuple[Seen, ...] = ()
    """Markup that was removed."""
    sounds: tuple[Seen, ...] = ()
    """Descriptions of sounds that were removed, such as [Applause]."""
    skipped: tuple[Skipped, ...] = ()
    """Text that became no words, each with its line and reason."""
    flags: tuple[Flag, ...] = ()
    """What was noticed; see the list of flags."""
    problems: tuple[str, ...] = ()
    """Why the file was refused; empty where it was read."""


class Coverage(Record):
    """How much of the speech became words; the seconds are `None` where there was no audio to listen to."""

    speech_s: float | None
    """Seconds of speech that voice activity detection found; null without audio."""
    worded_s: float
    """Seconds of this speech that have words; without audio, seconds that the words cover."""
    gap_s: Seconds = 3.0
    """Speech without words counts as a gap from this many seconds on."""
    gaps: tuple[Gap, ...] = ()
    """Stretches of speech without words; empty without audio."""
    loops: tuple[Gap, ...] = ()
    """Stretches in which the recogniser repeated itself."""
    interpolated_share: Share
    """Share of the words with interpolated times, 0 to 1."""
    quarantined: tuple[Quarantine, ...] = ()
    """Words that are kept in the transcript and never quoted."""
    reheard: tuple[Reheard, ...] = ()
    """Windows that were decoded a second time, for their gaps or loops."""
    skipped: tuple[Skipped, ...] = Field(default=(), exclude_if=lambda skipped: not skipped)
    """Text of the imported transcript that became no words."""

    @property
    def unworded_s(self) -> float | None:
        """Seconds of all gaps; None without audio."""
        return None if self.speech_s is None else sum(gap.end - gap.start for gap in self.gaps)


class RawTranscript(Record):
    """What `transcribe` returns: words and cues before anybody knows who speaks."""

    language: str
    """Language as an ISO 639-1 code; und where it is unknown."""
    language_from: LanguageSource | None = Field(default=None, exclude_if=lambda source: source is None)
    """given: by the publisher, the file or a setting; audio: heard; text: told by the words; null: not known."""
    language_p: Share | None = Field(default=None, exclude_if=lambda p: p is None)
    """Probability of the language, 0 to 1, where it was heard or told by the words; null where it was given."""
    engine: Identity
    """The recogniser, or the importer of the transcript."""
    words: tuple[Word, ...]
    """All words, in time order."""
    cues: tuple[Cue, ...]
    """All cues, in time order."""
    windows: tuple[Window, ...] = ()
    """The windows that were decoded."""
    coverage: Coverage
    """How much of the speech became words."""
    flags: tuple[Flag, ...] = ()
    """What was noticed; see the list of flags."""
    people: tuple[Person, ...] = Field(default=(), exclude_if=lambda people: not people)
    """People that the imported transcript names."""
    holes: tuple[int, ...] = Field(default=(), exclude_if=lambda holes: not holes)
    """Word numbers before which speech may be missing."""
    changes: tuple[int, ...] = Field(default=(), exclude_if=lambda words: not words)
    """Word numbers at which another speaker begins who is not named."""
    imported: ImportReport | None = Field(default=None, exclude_if=lambda report: report is None)
    """What became of every line of the imported transcript."""


class Turn(Record):
    """One speaker without a break; `speaker_label` is the voice even where the name is unknown."""

    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    speaker_label: str | None
    """Label of the voice, set where the name is unknown, too; null where no voice was recognised."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: Span
    """Its words, as [i, j) word numbers."""
    speaker_confidence: Share | None = None
    """Confidence of its least certain word, 0 to 1; null where a word has none."""


class Sentence(Record):
    """One sentence inside one turn."""

    id: str
    """Id, such as s0001."""
    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    words: Span
    """Its words, as [i, j) word numbers."""
    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    turn: int
    """Number of the turn that holds the sentence, from 0."""
    speaker_confidence: Share | None = None
    """Confidence of its least certain word, 0 to 1; null where a word has none."""
    language: str | None = Field(default=None, exclude_if=lambda code: code is None)
    """ISO 639-1 code where a sentence is in another language than the talk and so never quoted; absent else."""


class Transcript(Record):
    """The frozen text everything else points into; `revision` is the digest of its words."""

    revision: str
    """SHA-256 of the words with their times and speakers, in hex; records name the revision they point into."""
    language: str
    """Language as an ISO 639-1 code; und where it is unknown."""
    language_from: LanguageSource | None = Field(default=None, exclude_if=lambda source: source is None)
    """given: by the publisher, the file or a setting; audio: heard; text: told by the words; null: not known."""
    language_p: Share | None = Field(default=None, exclude_if=lambda p: p is None)
    """Probability of the language, 0 to 1, where it was heard or told by the words; null where it was given."""
    words: tuple[Word, ...]
    """All words, in order."""
    cues: tuple[Cue, ...]
    """All cues, in order."""
    turns: tuple[Turn, ...]
    """Speaker turns, in order; together they hold every word once."""
    sentences: tuple[Sentence, ...]
    """Sentences, in order; together they hold every word once."""
    people: tuple[Person, ...] = ()
    """The episode's people; those who were heard have their voice and the evidence."""
    overlaps: tuple[Gap, ...] = ()
    """Stretches in which two people speak at once; empty without audio."""
    roles: dict[str, str] = {}
    """Role of each voice by its label: host, guest, or what the publisher wrote."""
    flags: tuple[Flag, ...] = ()
    """What was noticed; see the list of flags."""
    corrections: tuple[Correction, ...] = ()
    """Corrections of speakers, each with its state."""
    holes: tuple[int, ...] = Field(default=(), exclude_if=lambda holes: not holes)
    """Word numbers before which speech may be missing; no quote or sentence crosses one."""
