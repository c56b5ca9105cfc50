"""Settings of the stage `quotes`."""

from pydantic import Field

from pipeline.records import Record


class ChoiceConfig(Record):
    """How many quotes are shown, and which of them. (The base of the settings of `quotes`.)"""

    per_section: int = Field(
        default=3, ge=0, le=10, description="quotes per highlighted section, the best printed first"
    )
    every_s: float = Field(
        default=45.0,
        ge=1,
        le=3600,
        description="seconds of a section per quote; more leaves nothing to tell beside them",
    )
    doubtful_probability: float = Field(
        default=0.3, ge=0, le=1, description="one word below this flags a quote as resting on an uncertain word"
    )
    repetition_cost: float = Field(
        default=2.0, ge=0, le=10, description="points lost per unit of cosine to a quote already chosen in the section"
    )
    kind_cost: float = Field(
        default=0.3, ge=0, le=5, description="points lost where a quote of the same kind is chosen in the section"
    )
    least_score: float = Field(
        default=-0.5, ge=-20, le=20, description="points (0 = average); a section without better has no quote"
    )

    def most(self, seconds: float) -> int:
        """Return how many quotes a section of so many seconds may have; one may always."""
        return min(self.per_section, max(1, int(seconds / self.every_s)))


class QuotesConfig(ChoiceConfig):
    """Which passages may be quoted, and how many are shown."""

    min_words: int = Field(default=8, ge=3, le=20, description="words; shorter ones are rarely understood alone")
    max_words: int = Field(default=40, ge=10, le=80, description="words; longer ones are passages, not quotes")
    run_sentences: int = Field(default=3, ge=1, le=4, description="sentences that may be quoted together; editors do")
    run_sentence_words: int = Field(default=14, ge=5, le=40, description="words; only sentences this short are joined")
    min_probability: float = Field(
        default=0.7, ge=0, le=1, description="mean word probability; below, the recogniser was guessing"
    )
    hand_weight: float = Field(
        default=0.25,
        ge=0,
        le=5,
        description="of the wording rules set by hand; more ranks worse (benchmarks/quotes.py)",
    )
    fitted_weight: float = Field(default=1.0, ge=0, le=5, description="of the weights fitted to editors' cold opens")
    early_weight: float = Field(
        default=0.25, ge=0, le=5, description="of being said early: what carries over between shows (decision 602)"
    )
    reading_weight: float = Field(
        default=0.35,
        ge=0,
        le=5,
        description="of the log-odds that a reader accepts the words alone (decision 607); 0 trusts the ear of editors",
    )
    least_reading: float = Field(
        default=-1.4, ge=-20, le=20, description="log-odds of being accepted by a reader; a quote is never below"
    )
