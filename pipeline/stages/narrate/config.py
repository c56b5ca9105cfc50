"""Settings of the stage `narrate`."""

from pydantic import Field

from pipeline.records import Record, ShowKind


class NarrateConfig(Record):
    """Narrative."""

    sentences: int = Field(
        default=3,
        ge=1,
        le=6,
        description="Largest number of passages that the note of a section tells; readers print a quarter of notes "
        "with four or five (decision 1154)",
    )
    model_sentences: int = Field(default=3, ge=1, le=6, description="Sentences that a model writes for a section")
    model_words: int = Field(
        default=2500,
        ge=100,
        le=100_000,
        description="Words of transcript in one request to a model; a longer section is sent in several. 2500 need "
        "5000 tokens of context",
    )
    model_drafts: int = Field(
        default=2,
        ge=1,
        le=8,
        description="Drafts asked for each section, of which the best is kept; none is asked for after a faultless one",
    )
    model_price: tuple[float, float] = Field(
        default=(0.0, 0.0),
        description="Price of a million tokens, of prompts and of answers, in any currency; the record tells the cost. "
        "0: not known",
    )
    model_tokens: int = Field(
        default=300_000,
        ge=1000,
        le=100_000_000,
        description="Largest number of model tokens per episode; after that only templates are used",
    )
    leave_out: tuple[ShowKind, ...] = Field(
        default=("news", "story", "meeting"),
        description="Kinds of show without notes: readers could print none of 22 of their notes. The page says so",
    )
    most_voices: int = Field(
        default=2,
        ge=1,
        le=100,
        description="Most voices of a conversation that has notes; one whose voices are not known has notes as well",
    )
