"""Settings of the stage `ingest`."""

from pydantic import Field

from pipeline.records import Record


class IngestConfig(Record):
    """What counts as odd about a recording."""

    short_s: float = Field(
        default=10.0, ge=0, le=3600, description="Shorter audio is flagged, seconds; it is hardly an episode"
    )
    length_s: float = Field(
        default=2.0, ge=0, le=600, description="Seconds by which lengths may always differ; containers round"
    )
    length_share: float = Field(
        default=0.02,
        ge=0,
        le=1,
        description="Share by which lengths may always differ; beyond it something belongs elsewhere",
    )
