"""Voices that a person named once, by which later episodes of the same show name theirs."""

from pipeline.records.base import Identity, Record


class KnownVoice(Record):
    """Somebody's voice: where it lies among voices, and in what it was heard."""

    name: str
    """Full name."""
    vector: tuple[float, ...]
    """Unit vector of the voice."""
    seconds: float
    """Seconds of speech that it was made from."""
    heard_in: str
    """The episode and the label of the voice in it, or the name of the file."""
    engine: Identity
    """What made the vector; vectors of two engines cannot be compared."""


class KnownVoices(Record):
    """The voices on file of one show."""

    show: str = ""
    """Name of the show."""
    voices: tuple[KnownVoice, ...] = ()
    """The voices, in the order of their names."""
