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
        default=1.0, ge=0, le=10, description="Penalty per unit of cosine to a quote already chosen in the section"
    )
    kind_cost: float = Field(
        default=0.15, ge=0, le=5, description="Penalty if a quote of the same kind is already chosen in the section"
    )
    score_in_section: float = Field(
        default=0.1,
        ge=0,
        le=20,
        description=(
            "Weight of the score beside the readability score where the quotes of one section are compared; more "
            "chooses what readers print less often (decision 1131)"
        ),
    )
    least_first: float = Field(
        default=0.0,
        ge=-20,
        le=20,
        description="Smallest readability score (log-odds) of a section's first quote; at 0 every second is printed",
    )
    least_further: float = Field(
        default=0.2,
        ge=-20,
        le=20,
        description="Smallest readability score (log-odds) of every quote of a section but its first",
    )
    assured: int = Field(
        default=6,
        ge=0,
        le=100,
        description="Best sections of an episode whose first quote may read worse, so that no page is bare",
    )
    least_assured: float = Field(
        default=-0.75, ge=-20, le=20, description="Smallest readability score (log-odds) of those first quotes"
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
    most_host: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description=(
            "Largest probability that the host says a quoted sentence, judged by the words where nobody is named; "
            "1 quotes everybody (decision 1132)"
        ),
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
    read_most: int = Field(
        default=6,
        ge=1,
        le=1000,
        description="Passages of a section that the reading net reads; each costs .02 s (decision 1152)",
    )
    least_reading: float = Field(
        default=-1.0,
        ge=-20,
        le=20,
        description="Smallest readability score (log-odds) of a passage that may be quoted at all (decision 1131)",
    )
