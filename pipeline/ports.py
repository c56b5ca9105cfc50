"""What the line needs from engines, as one-method protocols small enough to fake in a test."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Identity, RawTranscript, Window
from pipeline.records.flags import Flag

Samples = NDArray[np.int16]  # (n,), mono, 16 kHz; may be a memory map
Vectors = NDArray[np.float32]  # (n, dim), rows of unit length
Progress = Callable[[str, float, float], None]  # what, done, total: both in the same unit

RATE_HZ = 16_000  # Whisper's own rate; every clock in this project counts these samples


@dataclass(frozen=True)
class Decoded:
    """Sound as samples, and what was noticed while decoding it."""

    samples: Samples
    sha256: str  # of the s16le bytes
    declared_s: float | None
    flags: tuple[Flag, ...] = ()
    damaged_from: float | None = None  # seconds; sound is missing or broken somewhere from here on

    @property
    def seconds(self) -> float:
        """Length of the decoded sound in seconds."""
        return len(self.samples) / RATE_HZ


@dataclass(frozen=True)
class Track:
    """One sound track of a media file."""

    number: int  # among the sound tracks, from 1
    stream: int  # among all streams of the file, from 0
    codec: str
    tag: str | None = None  # the language as the file writes it
    language: str | None = None  # its code, such as "de"
    title: str | None = None
    seconds: float | None = None  # length, where the file tells it of each track
    default: bool = False
    aside: bool = False  # marked as a commentary, a description or the like


@dataclass(frozen=True)
class AsrWord:
    """One word as an engine gives it; times in seconds from the start of its window."""

    text: str
    start: float
    end: float
    p: float | None


@dataclass(frozen=True)
class AsrCue:
    """One segment as an engine gives it; times in seconds from the start of its window."""

    start: float
    end: float
    words: tuple[AsrWord, ...]
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float
    temperature: float


@dataclass(frozen=True)
class AsrWindow:
    """What an engine made of one window."""

    language: str
    language_p: float
    cues: tuple[AsrCue, ...]


@dataclass(frozen=True)
class Droppable:
    """A stretch of a sentence that its grammar can do without; `start` and `end` count characters, half-open."""

    start: int
    end: int
    kind: Literal["aside", "relative", "coordinate"]


@dataclass(frozen=True)
class SpeakerActivity:
    """How surely each of a few voices is heard, in windows that overlap; each window has its own order."""

    start: NDArray[np.float32]  # (n,) seconds, in order
    p: NDArray[np.uint8]  # (n, frames, voices), 255 is certain
    first_s: float  # frame k of a window lies around its start + first_s + k * frame_s
    frame_s: float


@dataclass(frozen=True)
class Voiceprints:
    """Short windows of speech and where the voice in each lies among voices."""

    start: NDArray[np.float32]  # (n,) seconds, in order
    end: NDArray[np.float32]  # (n,) seconds
    vectors: Vectors  # (n, dim)
    activity: SpeakerActivity | None = None  # who speaks at once, where it was listened for
    engine: Identity | None = None  # what measured the vectors


class Heading(NamedTuple):
    """Words of one sentence, as they were said in a row, that may head a section.

    noun: a thing with its modifiers; of: with its complements ("the problem of value alignment"); joint: two things;
    act: a verb and its object, the verb as a gerund ("scaling data and compute"); how: an indirect question.
    """

    kind: Literal["noun", "of", "joint", "act", "how"]
    text: str


@dataclass(frozen=True)
class SentenceParse:
    """What a parser finds in the grammar of one sentence."""

    noun_phrases: tuple[str, ...]
    names: tuple[str, ...]
    droppable: tuple[Droppable, ...] = ()
    whole: bool = True  # a main verb with a subject of its own
    points_back: bool = False  # holds a pronoun before any noun that it could mean
    runs_on: bool = False  # two statements with nothing but a comma between them
    states: bool = True  # what the main verb thinks or says is itself whole: "I think that it works", not "I think so"
    subject: tuple[int, int] | None = None  # of the main verb, in characters, half-open
    verb_end: int | None = None  # where the main verb with its helpers ends, in characters; what follows completes it
    headings: tuple[Heading, ...] = ()  # what a section's title may be made of


IN_SPEECH: tuple[Flag, Flag] = ("starts-in-speech", "ends-in-speech")  # of a cutting without a quiet place at an edge


class Border(NamedTuple):
    """A sentence edge a stretch may have instead: the word there, its time, and its neighbour's across the edge."""

    word: int
    at: float
    beside: float


@dataclass(frozen=True)
class Stretch:
    """A stretch of an episode to be cut out, by the words at its edges; times in seconds.

    `before` is where the word before the first one ends, `after` where the word after the last one starts: the cut
    lies between them, in the quietest place. Where that is no pause, the first of the other edges that has one is
    taken.
    """

    start: float
    end: float
    before: float
    after: float
    title: str
    artist: str | None = None
    other_starts: tuple[Border, ...] = ()  # of a sentence's first word
    other_ends: tuple[Border, ...] = ()  # of a sentence's last word


@dataclass(frozen=True)
class Cutting:
    """A stretch as a file of its own."""

    start: float  # where it was really cut, seconds from the start of the decoded audio
    end: float
    data: bytes
    extension: str
    loudness_lufs: float | None  # integrated, measured on `data`; None where it is too short or silent
    peak_dbtp: float | None  # true peak, measured on `data`
    flags: tuple[Flag, ...] = ()
    first: int | None = None  # the word it starts with, where that is another than was asked for
    last: int | None = None  # the word it ends with


class Cutter(Protocol):
    """Cuts stretches of sound out of a media file."""

    identity: Identity

    def cut(self, path: Path, samples: Samples, stretches: Sequence[Stretch], track: int = 1) -> list[Cutting]:
        """Return one file per stretch, in order; `samples` are the whole sound track of `path`, decoded.

        `MachineLacks` where ffmpeg does not start, `TranscriptionFailed` where it cannot cut this file.
        """

    def film(self, sound: bytes, captions: str, title: str) -> bytes:
        """Return a video (MP4) that shows a clip's waveform and its captions (WebVTT)."""


@dataclass(frozen=True)
class AboutEpisode:
    """What a writer is told of an episode; the same for all its sections."""

    title: str = ""
    show: str | None = None
    subject: str | None = None  # who talks about what, in one sentence
    people: tuple[tuple[str, str | None, str | None], ...] = ()  # name, role, pronouns


@dataclass(frozen=True)
class Assignment:
    """What a writer is asked for: a few sentences on a stretch of one section."""

    title: str
    speech: tuple[tuple[str, str | None, str], ...]  # id, speaker, text; in order
    sentences: int
    episode: AboutEpisode = AboutEpisode()
    points: tuple[tuple[str | None, tuple[str, ...]], ...] = ()  # the question answered, ids of what answers it
    quotes: tuple[str, ...] = ()  # printed beside the note


@dataclass(frozen=True)
class DraftClause:
    """A part of a sentence that a model wrote, the ids it says it rests on, and what it quotes at {1}, {2} …"""

    text: str
    ids: tuple[str, ...]
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A model's answer: sentences as clauses; `failure` says why there is none."""

    sentences: tuple[tuple[DraftClause, ...], ...] = ()
    failure: str | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    answer: str = ""  # as the model gave it


@dataclass(frozen=True)
class Entailment:
    """Whether the cited words state a sentence, by a model that sees nothing else; None where it could not say."""

    stated: float | None = None  # how sure it is that the words state the sentence, 0 to 1
    prompt_tokens: int = 0
    completion_tokens: int = 0


Speech = tuple[tuple[str | None, str], ...]  # speaker where known, what was said; in order


@dataclass(frozen=True)
class Premise:
    """Words that a claim is held against, and what was said just before and after them."""

    evidence: Speech
    before: Speech = ()
    after: Speech = ()


class ClaimReader(Protocol):
    """Reads words and says whether they bear a claim out."""

    identity: Identity

    def supported(self, pairs: Sequence[tuple[str, Premise]]) -> list[float]:
        """Return the log odds that each claim is borne out by its premise, in order; above 0 speaks for it."""


class Decoder(Protocol):
    """Turns a media file into samples."""

    identity: Identity

    def tracks(self, path: Path) -> tuple[Track, ...]:
        """Return the sound tracks of a file, in order."""

    def decode(self, path: Path, track: int = 1) -> Decoded:
        """Return a sound track, by its number; raise `NotAudio` where there is none."""


class PictureReader(Protocol):
    """Finds the picture of an episode."""

    identity: Identity

    def picture(self, path: Path) -> bytes | None:
        """Return a picture file, or the cover that an audio file carries, as a JPEG for a page; `None` without one."""


class VoiceActivity(Protocol):
    """Finds speech."""

    identity: Identity

    def speech(self, samples: Samples) -> list[tuple[float, float]]:
        """Return [start, end) seconds of speech, in order, without overlap."""


class VoiceReader(Protocol):
    """Gives stretches of speech a place among voices."""

    identity: Identity

    def voiceprints(
        self, samples: Samples, speech: Sequence[tuple[float, float]], *, progress: Progress
    ) -> Voiceprints:
        """Return short windows of the stretches, in order, with a unit vector each."""


class ActivityReader(Protocol):
    """Hears several voices at once."""

    identity: Identity

    def activity(self, samples: Samples, *, progress: Progress) -> SpeakerActivity:
        """Return how surely each of a few voices is heard, window by window."""


class VoiceMemory(Protocol):
    """Reads the voices of an audio file, or remembers them."""

    identity: Identity

    def voiceprints(self, path: Path, *, progress: Progress) -> Voiceprints:
        """Return the windows of speech of a file, in order, with a unit vector each."""


class Transcriber(Protocol):
    """Turns windows of sound into timed words."""

    identity: Identity

    def transcribe(
        self,
        samples: Samples,
        windows: Sequence[Window],
        *,
        language: str | None,
        progress: Progress,
        again: bool = False,
    ) -> Iterable[AsrWindow]:
        """Give one answer per window, in the order given, each as soon as it is there.

        Windows count seconds from the first sample. `language` is an ISO 639-1 code; None: each window finds its own.
        `again` asks for other settings than the first pass had. `BadConfig` for a language that the model does not
        know, `TranscriptionFailed` where the engine fails.
        """


class TranscriptReader(Protocol):
    """Reads a transcript that somebody else made."""

    identity: Identity

    def read(self, path: Path, *, language: str | None) -> RawTranscript:
        """Return its words, cues and voice labels; raise `BadTranscript` where it cannot be read.

        `language` is an ISO 639-1 code; None: what the file says, else what its words look like.
        """


class Embedder(Protocol):
    """Gives sentences a place in meaning."""

    identity: Identity

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return `(n, dim)`: one unit vector per text, in order, the same for the same text; `(0, dim)` for none."""


class SentenceParser(Protocol):
    """Parses the grammar of sentences."""

    identity: Identity

    def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
        """Return one parse per text, in order."""


class Writer(Protocol):
    """Writes about a section; never raises for what a server does: `Draft.failure` says it."""

    identity: Identity

    def write(self, assignment: Assignment, number: int = 0) -> Draft | None:
        """Return a draft; None where there is no model to ask. Drafts of other numbers differ."""

    def prompt(self, assignment: Assignment) -> str:
        """Return what the model is told, as JSON; empty where there is no model."""

    def entailment(self, speech: Sequence[tuple[str | None, str]], claim: str) -> Entailment | None:
        """Say how sure the model is that the speech (speaker, words) states a claim; None where it is not asked."""


Engine = Any  # one of the protocols above: what the line hands through without looking inside
