"""Settings of the stage `ingest`."""

from pydantic import Field

from pipeline.records import Record


class IngestConfig(Record):
    """Which sound is used, and checks of it."""

    track: str = Field(
        default="",
        max_length=200,
        coerce_numbers_to_str=True,
        description=(
            "Sound track of a file with several: its number from 1, its language such as de, or its title; empty takes "
            "the one marked default, else the first one with speech"
        ),
    )
    short_s: float = Field(default=10.0, ge=0, le=3600, description="Audio shorter than this is flagged, in seconds")
    length_s: float = Field(
        default=2.0,
        ge=0,
        le=600,
        description="Accepted difference between two lengths in seconds; containers round lengths",
    )
    length_share: float = Field(
        default=0.02,
        ge=0,
        le=1,
        description="Accepted difference between two lengths as a share; a larger one means different files",
    )
