"""Settings of the stage `segment`."""

from typing import Literal

from pydantic import Field

from pipeline.records import Record

TRAINED_PER_HOUR = 8.5  # sections an hour in the human outlines that the numbers were fitted on


class SegmentConfig(Record):
    """Topic sections."""

    sections_per_hour: float = Field(
        default=TRAINED_PER_HOUR,
        ge=1,
        le=60,
        description="Sections in an episode of one hour; human outlines have 8.5, shorter episodes have more per hour",
    )
    least_section_s: float = Field(
        default=45.0, ge=5, le=600, description="Shortest section in seconds; human chapters are rarely shorter than 45"
    )
    longest_section_s: float = Field(
        default=900.0,
        ge=120,
        le=86400,
        description="Longer generated sections are cut again at their best inner place, in seconds; a publisher's "
        "chapters stay whole",
    )
    snap_s: float = Field(
        default=10.0,
        ge=0,
        le=60,
        description="Largest shift of a publisher's chapter to the start of a sentence, in seconds",
    )
    themes_from_s: float = Field(
        default=2400.0, ge=0, le=86400, description="Shortest episode in seconds whose sections are grouped into themes"
    )
    use_publisher_chapters: bool = Field(
        default=True, description="Use the publisher's chapters if there are any; off always generates sections"
    )
    kind: Literal["auto", "interview", "conversation", "monologue", "news", "story", "meeting"] = Field(
        default="auto", description="Kind of show; auto decides by voices, questions, tense and words"
    )
