"""Settings of the stage `quotes`."""

from pydantic import Field

from pipeline.records import Record


class ChoiceConfig(Record):
    """How many quotes are shown, and which of them. (The base of the settings of `quotes`.)"""

    per_section: int = Field(default=3, ge=0, le=10, description="Largest number of quotes per highlighted section")
    every_s: float = Field(
        default=45.0,
        ge=1,
        le=3600,
        description="Seconds of section per quote; more quotes leave no room for narrative",
    )
    doubtful_probability: float = Field(
        default=0.3, ge=0, le=1, description="Word probability below which a quote is flagged as uncertain"
    )
    repetition_cost: float = Field(
        default=2.0, ge=0, le=10, description="Penalty per unit of cosine to a quote already chosen in the section"
    )
    kind_cost: float = Field(
        default=0.3, ge=0, le=5, description="Penalty if a quote of the same kind is already chosen in the section"
    )
    least_score: float = Field(
        default=-0.5,
        ge=-20,
        le=20,
        description="Smallest score of a quote (0 is average); a section without such a passage has no quote",
    )

    def most(self, seconds: float) -> int:
        """Return how many quotes a section of so many seconds may have; one may always."""
        return min(self.per_section, max(1, int(seconds / self.every_s)))


class QuotesConfig(ChoiceConfig):
    """Quote filters and quote ranking."""

    min_words: int = Field(
        default=8, ge=3, le=20, description="Shortest quote in words; shorter ones are rarely clear without context"
    )
    max_words: int = Field(default=40, ge=10, le=80, description="Longest quote in words")
    run_sentences: int = Field(default=3, ge=1, le=4, description="Largest number of sentences in one quote")
    run_sentence_words: int = Field(
        default=14, ge=5, le=40, description="Longest sentence in words that is joined with others"
    )
    min_probability: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="Smallest mean word probability; below it the speech recogniser was guessing",
    )
    hand_weight: float = Field(
        default=0.25,
        ge=0,
        le=5,
        description="Weight of the hand-written wording rules; more ranks worse (benchmarks/quotes.py)",
    )
    fitted_weight: float = Field(
        default=1.0, ge=0, le=5, description="Weight of the score fitted to editors' cold opens"
    )
    early_weight: float = Field(
        default=0.25, ge=0, le=5, description="Weight of being said early, which transfers between shows (decision 602)"
    )
    reading_weight: float = Field(
        default=0.35,
        ge=0,
        le=5,
        description=(
            "Weight of the readability score: log-odds that a reader accepts the quote without context (decision 607)"
        ),
    )
    least_reading: float = Field(
        default=-1.4, ge=-20, le=20, description="Smallest readability score (log-odds) of a quote"
    )
