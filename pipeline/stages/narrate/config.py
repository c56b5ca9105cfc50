"""Settings of the stage `narrate`."""

from pydantic import Field

from pipeline.records import Record


class NarrateConfig(Record):
    """Narrative."""

    sentences: int = Field(
        default=5,
        ge=1,
        le=6,
        description="Largest number of sentences per section",
    )
    model_words: int = Field(
        default=1200,
        ge=100,
        le=100_000,
        description="Words of transcript sent to a model per section, in whole sentences",
    )
    model_tokens: int = Field(
        default=100_000,
        ge=1000,
        le=100_000_000,
        description="Largest number of model tokens per episode; after that only templates are used",
    )
