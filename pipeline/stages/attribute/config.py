"""Knobs of telling voices apart."""

from pydantic import Field

from pipeline.records import Record


class VoicesConfig(Record):
    """How voices are told apart and words are given to them."""

    speakers: int = Field(default=0, ge=0, le=20, description="Number of speakers if known; 0 detects it")
    most: int = Field(default=40, ge=2, le=200, description="Largest number of initial clusters")
    alike: float = Field(
        default=0.4,
        ge=0,
        le=0.9,
        description="Smallest mean cosine inside an initial cluster; windows of one speaker have about 0.5",
    )
    same_voice: float = Field(
        default=0.66,
        ge=0.1,
        le=1.5,
        description=(
            "Smallest similarity of two clusters that are merged; measured: same speaker .7 to 1, two "
            "speakers on one telephone .6"
        ),
    )
    least_voice_s: float = Field(
        default=1.0,
        ge=0,
        le=30,
        description="Shortest speech of a speaker in seconds; less is too little to separate speakers",
    )
    variance_ratio: float = Field(
        default=0.8, gt=0, le=10, description="Ratio of between-speaker to within-speaker variance, per dimension"
    )
    evidence: float = Field(
        default=0.3, gt=0, le=1, description="Weight of one window; below 1 because windows overlap (VBx: Fa)"
    )
    prior: float = Field(
        default=3.0,
        ge=0.5,
        le=100,
        description="Cost of an additional speaker; higher values find fewer speakers (VBx: Fb)",
    )
    stay: float = Field(
        default=0.99, ge=0.5, le=0.9999, description="Probability that the same speaker continues in the next window"
    )
    overlap_margin: float = Field(
        default=0.1,
        ge=0,
        le=0.5,
        description=(
            "Where the overlap network is off: cosine lead of the first speaker over the second below which speech is "
            "marked as overlapping; 0 marks none"
        ),
    )
    speech: float = Field(
        default=0.5, ge=0.05, le=0.95, description="Probability from which the overlap network hears a speaker"
    )
    overlap: float = Field(
        default=1.4,
        gt=1,
        le=2,
        description=(
            "Mean number of speakers, over the network's windows, from which speech overlaps; 1.5 misses short overlaps"
        ),
    )
    net_weight: float = Field(
        default=0.3,
        ge=0,
        le=10,
        description="Weight of the overlap network beside the speaker embeddings; it decides at the edges of turns",
    )
    known_likeness: float = Field(
        default=0.4,
        ge=0,
        le=1,
        description="Smallest cosine of a voice and one on file that are the same person's; measured: the same person "
        ".5 to .9, by a telephone .4 to .7, others at most .3",
    )
    known_lead: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="Smallest lead of that cosine over the next voice on file and the next voice of the episode",
    )
    steps: int = Field(default=20, ge=1, le=200, description="Largest number of steps of the variational inference")
    change_cost: float = Field(
        default=4.0, ge=0, le=50, description="Cost in nats of a speaker change inside a sentence"
    )
    change_cost_at_end: float = Field(
        default=1.0,
        ge=0,
        le=50,
        description="Cost in nats of a speaker change at the end of a sentence or after a pause",
    )
    least_confidence: float = Field(
        default=0.6, ge=0, le=1, description="Smallest probability of a speaker; below it the speaker is null"
    )


class AttributeConfig(VoicesConfig):
    """Diarization, speaker names and sentences."""

    max_words: int = Field(
        default=80,
        ge=20,
        le=500,
        description="Longest sentence in words; a longer one lacks punctuation and is split",
    )
    max_words_unpunctuated: int = Field(
        default=30, ge=5, le=200, description="Longest sentence in words in a transcript without punctuation"
    )
    pause_s: float = Field(
        default=0.6, ge=0.1, le=5, description="Silence in seconds at which a sentence that is too long is split first"
    )
