"""Settings of the stage `narrate`."""

from pydantic import Field

from pipeline.records import Record


class NarrateConfig(Record):
    """How much is told."""

    sentences: int = Field(
        default=4,
        ge=1,
        le=6,
        description="statements per section beside the opening question; more reads as a transcript",
    )
    diversity: float = Field(
        default=0.7, ge=0, le=3, description="penalty per unit of cosine to a sentence already told; 0 repeats itself"
    )
    model_words: int = Field(
        default=1200, ge=100, le=100_000, description="words of speech sent to a model per section; whole sentences"
    )
    model_tokens: int = Field(
        default=100_000, ge=1000, le=100_000_000, description="tokens a model may cost per episode; then frames alone"
    )
    summary_things: int = Field(
        default=4, ge=1, le=8, description="subjects named in the one-sentence summary; more no longer reads as one"
    )
