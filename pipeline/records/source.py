"""Who and what: what the sidecar, the feed, the file itself and people's corrections say of an episode."""

from typing import Literal

from pydantic import Field

from pipeline.records.base import Gap, Record, Seconds
from pipeline.records.flags import Flag
from pipeline.records.renditions import Rendition
from pipeline.spans import Span


class Evidence(Record):
    """Why a voice is a person: the rule that says so, and the words it rests on where it rests on words."""

    rule: str
    """self-introduction, known-voice, announced, greeted, thanked, called, talk-pattern, elimination, imported-label, correction."""  # noqa: E501
    words: Span | None = None
    """Words that the rule rests on, as [i, j) word numbers; null where it rests on no words."""
    text: str = ""
    """These words as text; for an imported label or a correction, the label or name itself; else empty."""
    likeness: float | None = Field(default=None, exclude_if=lambda likeness: likeness is None)
    """known-voice: cosine of the voice and the one on file, at most 1; absent for other rules."""


class Person(Record):
    """Somebody named by evidence; `source` says which: sidecar, transcript, feed …"""

    name: str
    """Full name."""
    role: str | None = None
    """host, guest, or what the publisher wrote; null where nobody said."""
    pronouns: str | None = None
    """Pronouns as the publisher gives them, such as she/her; null where nobody said."""
    source: str
    """Who names the person: sidecar, transcript (a label or what was said), voice (one on file) or correction."""
    label: str | None = None
    """Label of the voice that is this person, such as S1; null where no voice was recognised."""
    evidence: Evidence | None = None
    """Why the voice is this person; null where no voice was recognised."""


class Chapter(Record):
    """A publisher's own chapter mark."""

    start: Seconds
    """Start in seconds."""
    title: str
    """Title as published."""


class Soundbite(Record):
    """A stretch that the publisher picked to be shared (Podcasting 2.0 `podcast:soundbite`)."""

    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    title: str | None = None
    """Title as published; null where there is none."""


class Audio(Record):
    """The sound that the times are of; all `None` where only a transcript was given."""

    path: str | None = None
    """Path of the audio file from the episode's artifact folder; null without audio."""
    sha256: str | None = None
    """SHA-256 of the audio file, in hex; null without audio."""
    pcm_sha256: str | None = None
    """SHA-256 of the decoded samples (16 kHz, mono, 16-bit little-endian), in hex; null without audio."""
    url: str | None = None
    """Address of the published audio; null where nobody gave one."""
    declared_s: float | None = None
    """Length that the container declares, in seconds; null where it declares none."""
    decoded_s: float | None = None
    """Length of the decoded sound, in seconds; null without audio."""
    decoder: str | None = None
    """Name and version of the decoder; null without audio."""
    track: int | None = Field(default=None, ge=1)
    """Number of the sound track that was used, from 1; null where the file has only one."""
    waveform: str | None = None
    """Loudness of up to 480 equal parts, a base-36 digit each: 0 is silence, z the loudest; null without audio."""
    damaged_from: Seconds | None = None
    """Seconds from which times may be off, as sound is missing or damaged there; null where none is."""
    rendition: Rendition | None = Field(default=None, exclude_if=lambda one: one is None)
    """The sound it was made from, where `highlights reanchor` moved its times to this one; absent where it did not."""


class OtherAudio(Record):
    """Another recording of an episode that its times are to be of; kept beside the answers of the stages."""

    path: str
    """Path of the file on this machine; never copied into an artifact."""
    audio: Audio
    """The recording, with the sound that the episode was made from as its `rendition`."""


class Listens(Record):
    """How often a stretch was played, as a publisher's statistics count it."""

    start: Seconds
    """Start in seconds."""
    end: Seconds
    """End in seconds."""
    count: int = Field(ge=0)
    """Number of plays."""


class Plays(Record):
    """All such counts of an episode; none where nobody counted."""

    counts: tuple[Listens, ...] = ()
    """One entry for each stretch that was counted."""


class Source(Record):
    """What a person handed in: where the audio or transcript lies and what the sidecar says of it."""

    episode_id: str
    """Id of the episode."""
    title: str
    """Title of the episode."""
    show: str | None = None
    """Name of the show."""
    number: int | float | None = None
    """Episode number."""
    published: str | None = None
    """Publication date, YYYY-MM-DD."""
    language: str | None = None
    """Language as a BCP 47 code."""
    people: tuple[Person, ...] = ()
    """People that the sidecar or feed names."""
    links: dict[str, str] = {}
    """Addresses of the episode elsewhere, by name of the place."""
    licence: str | None = None
    """Licence of the episode."""
    url: str | None = None
    """Address of the published audio."""
    duration: float | None = None
    """Length that the publisher gives, in seconds; used where there is no audio to measure."""
    chapters: tuple[Chapter, ...] = ()
    """The publisher's chapters."""
    soundbites: tuple[Soundbite, ...] = ()
    """The publisher's soundbites."""
    listens: Plays = Plays()
    """The publisher's play counts."""
    audio_path: str | None = None
    """Path of the audio on this machine; never copied into an artifact."""
    audio_name: str | None = None
    """Path of the audio, relative to the episode's artifact folder."""
    audio_sha256: str | None = None
    """SHA-256 of the audio file."""
    transcript_path: str | None = None
    """Path of the transcript on this machine; never copied into an artifact."""
    transcript_sha256: str | None = None
    """SHA-256 of the transcript file."""
    cover_path: str | None = Field(default=None, exclude_if=lambda path: path is None)
    """Path of the picture that the sidecar names."""
    cover_sha256: str | None = Field(default=None, exclude_if=lambda digest: digest is None)
    """SHA-256 of the picture that the sidecar names."""
    id_from: Literal["name", "sidecar", "episode"] = Field(default="name", exclude_if=lambda what: what == "name")
    """Where the id comes from: the file's name, the sidecar, or an episode that was made before."""
    flags: tuple[Flag, ...] = Field(default=(), exclude_if=lambda flags: not flags)
    """What was noticed while the sidecar and its chapters were read; see the list of flags."""


ShowKind = Literal["interview", "conversation", "monologue", "news", "story", "meeting", "unknown"]


class EpisodeKind(Record):
    """What kind of show an episode is, and why."""

    kind: ShowKind
    """interview, conversation, monologue, news, story (narrated), meeting, or unknown."""
    reasons: tuple[str, ...] = ()
    """What was counted that says so, a phrase each."""
    voices: int | None = None
    """Voices that say at least four words in a hundred; null where voices are not known."""


class Episode(Record):
    """An episode as ingested."""

    id: str
    """Id of the episode; the name of its artifact folder."""
    title: str
    """Title of the episode."""
    show: str | None = None
    """Name of the show; null where nobody gave one."""
    number: int | float | None = None
    """Episode number; null where nobody gave one."""
    published: str | None = None
    """Publication date as the publisher gives it, YYYY-MM-DD; null where nobody gave one."""
    language: str | None = None
    """Language that the publisher gives, as a BCP 47 code; null where nobody gave one."""
    duration: Seconds
    """Length of the sound in seconds; without audio the longer of what the publisher and the transcript say."""
    people: tuple[Person, ...] = ()
    """People in the episode, each with the source of the name."""
    audio: Audio = Audio()
    """The sound that the episode was made from."""
    links: dict[str, str] = {}
    """Addresses of the episode elsewhere, by name of the place (such as page or youtube)."""
    licence: str | None = None
    """Licence of the episode, as the publisher gives it; null where nobody gave one."""
    chapters: tuple[Chapter, ...] = ()
    """The publisher's chapters that start inside the episode, in time order."""
    cover: str | None = Field(default=None, exclude_if=lambda path: path is None)
    """File name of the cover in the episode's artifact folder; absent where there is none."""
    soundbites: tuple[Soundbite, ...] = ()
    """The publisher's soundbites that end inside the episode."""
    kind: EpisodeKind | None = Field(default=None, exclude_if=lambda kind: kind is None)
    """What kind of show it is, and why; absent before the sections are found."""
    flags: tuple[Flag, ...] = ()
    """What was noticed while the source was read; see the list of flags."""


class Anchor(Record):
    """Words that a person pointed at, with their neighbours, all as they were heard: so they are found again."""

    text: str
    """The words, without case and punctuation."""
    before: str = ""
    """Up to eight words before them."""
    after: str = ""
    """Up to eight words after them."""
    start: Seconds
    """Start in seconds when the correction was made."""
    end: Seconds
    """End in seconds when the correction was made."""


class Correction(Record):
    """What a person said is otherwise: kept for ever, applied on every run; `state` and `why` say what became of it."""

    op: str
    """What is corrected, by the names of `highlights correct`, and approve, rewrite, strike, summary, or undo."""
    target: str
    """What it is about, as it was when the correction was made: a voice, words, a title, or a number to undo."""
    value: str
    """What is right: the name, the words, the title, the time, or the voice to merge with; else empty."""
    at: tuple[Gap, ...] = ()
    """Where the target was heard, in the sound that the episode was made from; empty for undo."""
    value_at: tuple[Gap, ...] = ()
    """For merge: where the other voice was heard when the correction was made."""
    said: Anchor | None = Field(default=None, exclude_if=lambda anchor: anchor is None)
    """The words of the target; absent where it is a voice, or words everywhere."""
    there: Anchor | None = Field(default=None, exclude_if=lambda anchor: anchor is None)
    """Move: the words at which the section starts now. Else the last words of a long target; absent for others."""
    cites: tuple[Anchor, ...] = Field(default=(), exclude_if=lambda anchors: not anchors)
    """For approve, rewrite, strike and summary: the words that the sentence cites."""
    scope: Literal["here", "episode", "show"] = Field(default="here", exclude_if=lambda scope: scope == "here")
    """here, wherever these words are said in the episode, or wherever in the show."""
    state: Literal["asked", "applied", "conflict"] = "asked"
    """asked: not yet applied; applied; conflict: it fits the episode no longer."""
    why: str = ""
    """Why it is in conflict, or why it changed nothing; else empty."""


class Corrections(Record):
    """All corrections of an episode, in the order in which they were made."""

    corrections: tuple[Correction, ...] = ()
    """The corrections, oldest first."""
