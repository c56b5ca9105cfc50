"""Settings of the stage `questions`."""

from pydantic import Field

from pipeline.records import Record


class QuestionsConfig(Record):
    """Standalone questions and their answers."""

    per_hour: float = Field(default=15.0, ge=0, le=120, description="Largest number of questions per hour")
    at_least: int = Field(
        default=8, ge=0, le=50, description="Number of questions that are always allowed, even in a short episode"
    )
    min_gap_s: float = Field(
        default=25.0,
        ge=0,
        le=600,
        description="Shortest time between two questions in seconds; a follow-up belongs to the first",
    )
    least_score: float = Field(
        default=1.6,
        ge=-10,
        le=10,
        description="Smallest score of a standalone question (benchmarks/questions.py)",
    )
    answer_within_s: float = Field(
        default=120.0, ge=5, le=900, description="Longest time in seconds from a question to its answer"
    )
    least_likeness: float = Field(
        default=0.35,
        ge=-1,
        le=1,
        description="Smallest cosine of question and answer; below it no answer is shown",
    )
    min_probability: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="Smallest mean word probability; below it the speech recogniser was guessing",
    )
