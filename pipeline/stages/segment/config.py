"""Settings of the stage `segment`."""

from pydantic import Field

from pipeline.records import Record

TRAINED_PER_HOUR = 8.5  # sections an hour in the human outlines that the numbers were fitted on


class SegmentConfig(Record):
    """How an episode is cut into sections."""

    sections_per_hour: float = Field(
        default=TRAINED_PER_HOUR,
        ge=1,
        le=60,
        description="Sections per hour in an episode of an hour; human outlines hold 8.5, shorter episodes more",
    )
    least_section_s: float = Field(
        default=45.0, ge=5, le=600, description="Seconds; human chapters are hardly ever shorter than 45"
    )
    snap_s: float = Field(
        default=10.0, ge=0, le=60, description="Seconds that a publisher's chapter may move to a sentence start"
    )
    themes_from_s: float = Field(
        default=2400.0, ge=0, le=86400, description="Seconds; shorter episodes are read without groups of sections"
    )
    use_publisher_chapters: bool = Field(
        default=True, description="Chapters set by the publisher beat generated ones; off shows what we would cut"
    )
