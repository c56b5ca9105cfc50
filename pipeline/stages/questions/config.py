"""Settings of the stage `questions`."""

from pydantic import Field

from pipeline.records import Record


class QuestionsConfig(Record):
    """How many questions are listed, and what counts as one."""

    per_hour: float = Field(default=15.0, ge=0, le=120, description="questions per hour; more reads as a transcript")
    at_least: int = Field(default=8, ge=0, le=50, description="questions allowed however short the episode is")
    min_gap_s: float = Field(
        default=25.0, ge=0, le=600, description="seconds between two questions; a follow-up belongs to the first"
    )
    least_score: float = Field(
        default=1.6,
        ge=-10,
        le=10,
        description="points; below, a question hardly stands alone (benchmarks/questions.py)",
    )
    answer_within_s: float = Field(
        default=120.0, ge=5, le=900, description="seconds; later speech answers something else"
    )
    least_likeness: float = Field(
        default=0.35,
        ge=-1,
        le=1,
        description="cosine of question and answer, the first reply's more; below, no answer is shown",
    )
    min_probability: float = Field(
        default=0.6, ge=0, le=1, description="mean word probability; below, the recogniser was guessing"
    )
