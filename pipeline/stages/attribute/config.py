"""Knobs of telling voices apart."""

from pydantic import Field

from pipeline.records import Record


class VoicesConfig(Record):
    """How voices are told apart and words are given to them."""

    speakers: int = Field(
        default=0, ge=0, le=20, description="Number of speakers where it is known; 0 finds it from the voices"
    )
    most: int = Field(default=40, ge=2, le=200, description="Groups that are kept at most before voices are told apart")
    alike: float = Field(
        default=0.4, ge=0, le=0.9, description="Mean cosine from which windows are one group at first; one voice: 0.5"
    )
    same_voice: float = Field(
        default=0.66,
        ge=0.1,
        le=1.5,
        description="Likeness from which groups are one voice; measured: one voice .7 to 1, two on one telephone .6",
    )
    least_voice_s: float = Field(
        default=1.0, ge=0, le=30, description="Seconds of speech under which a voice cannot be told from others"
    )
    variance_ratio: float = Field(
        default=0.8, gt=0, le=10, description="Variance between voices over variance within one, per direction"
    )
    evidence: float = Field(
        default=0.3, gt=0, le=1, description="Weight of one window; under 1 because windows overlap (VBx: Fa)"
    )
    prior: float = Field(
        default=3.0, ge=0.5, le=100, description="Cost of one more voice; higher finds fewer voices (VBx: Fb)"
    )
    stay: float = Field(
        default=0.99, ge=0.5, le=0.9999, description="Probability that the same voice goes on in the next window"
    )
    overlap_margin: float = Field(
        default=0.1,
        ge=0,
        le=0.5,
        description="Cosine by which the likeliest voice leads the next where two speak at once; 0 marks none",
    )
    steps: int = Field(default=20, ge=1, le=200, description="Steps at most of the variational inference")
    change_cost: float = Field(
        default=4.0, ge=0, le=50, description="Cost of a change of speaker between two words of one sentence (nats)"
    )
    change_cost_at_end: float = Field(
        default=1.0, ge=0, le=50, description="The same where a sentence ends, or after a pause (nats)"
    )
    least_confidence: float = Field(
        default=0.6, ge=0, le=1, description="Under this probability a stretch's speaker stays open: null"
    )


class AttributeConfig(VoicesConfig):
    """How voices are told apart and words become sentences."""

    max_words: int = Field(
        default=80,
        ge=20,
        le=500,
        description="Longest sentence in words; a longer one lacks a mark and is divided",
    )
    max_words_unpunctuated: int = Field(
        default=30, ge=5, le=200, description="The same in words where a transcript has no punctuation at all"
    )
    pause_s: float = Field(
        default=0.6, ge=0.1, le=5, description="Silence in seconds at which too long a sentence is divided first"
    )
