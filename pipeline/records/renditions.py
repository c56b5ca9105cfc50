"""Another recording of an episode, and where the sound that the episode was made from lies in it."""

from pydantic import Field

from pipeline.records.base import Gap, Record, Seconds


class SharedSound(Record):
    """A stretch that two recordings have in common."""

    knots: tuple[tuple[Seconds, Seconds], ...] = Field(min_length=2)
    """Pairs of seconds, in the one recording and in the other, both ascending; between two pairs time runs evenly."""


class SoundMatch(Record):
    """How two recordings of an episode lie over one another."""

    stretches: tuple[SharedSound, ...] = ()
    """What both have in common, in order in both; empty where they share nothing."""
    unlike: tuple[Gap, ...] = ()
    """Where inside these stretches the two sound different, in seconds of the first recording."""


class Rendition(Record):
    """The sound that an episode was made from, where its times are those of another recording."""

    path: str | None
    """Path of the sound it was made from, relative to the episode's artifact folder; null where it is not known."""
    sha256: str | None
    """SHA-256 of that file, in hex; null where it is not known."""
    pcm_sha256: str | None
    """SHA-256 of its decoded samples, in hex; null where it is not known."""
    duration: Seconds
    """Its length in seconds."""
    match: SoundMatch
    """Where it lies in the other recording."""
    absent: int = 0
    """Number of words that are not in the other recording."""
