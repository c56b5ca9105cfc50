"""Settings of the stage `publish`."""

from pydantic import Field

from pipeline.records import Record


class ClipPlanConfig(Record):
    """Which clips are offered. (The base of `publish`'s settings.)"""

    clip_min_s: float = Field(
        default=15.0, ge=1, le=120, description="shorter clips lack context (Podcasting 2.0: 15 s)"
    )
    clip_max_s: float = Field(
        default=90.0, ge=10, le=600, description="longer clips are not shared (Podcasting 2.0: 120 s)"
    )
    clips_most: int = Field(default=10, ge=0, le=60, description="clips per episode; more is a second episode")
    answer_clips: int = Field(
        default=4, ge=0, le=30, description="of these, clips of a question with its answer, the best"
    )


class PublishConfig(ClipPlanConfig):
    """What the record offers beside the highlights: its clips, and the address its files are reached at."""

    base_url: str = Field(
        default="http://127.0.0.1:8350/",
        pattern=r"^https?://[^\s<>\"']+/$",
        description="Where artifacts/ is served, with a slash at the end: feeds need whole addresses",
    )
