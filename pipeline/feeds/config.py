"""What a pull of feeds may fetch, how much of it, and how long it is kept."""

from typing import Literal

from pydantic import Field

from pipeline.records import Record


class FeedsConfig(Record):
    """Subscribed feeds: what a pull fetches, its limits, and how long audio is kept."""

    allow_private: bool = Field(
        default=False,
        description="Allow addresses of this machine and of private networks; link-local ones are always refused",
    )
    latest: int = Field(default=3, ge=0, le=1000, description="Newest episodes taken when a feed is pulled first")
    hours: float = Field(
        default=8.0, gt=0, le=1000, description="Largest sum of audio hours fetched per pull; the rest waits"
    )
    audio: Literal["needed", "always"] = Field(
        default="needed",
        description="needed: fetch audio only where no published transcript is good enough; always: fetch both",
    )
    keep_audio_days: float = Field(
        default=30.0, ge=0, le=36500, description="Days after which fetched audio of a finished episode is deleted"
    )
    max_audio_mb: int = Field(default=1000, ge=1, le=100_000, description="Largest audio file in MB")
    max_feed_mb: int = Field(default=20, ge=1, le=500, description="Largest feed in MB, after decompression")
    audio_minutes: float = Field(
        default=30.0, gt=0, le=1440, description="Longest download of one audio file; it resumes"
    )
    feed_seconds: float = Field(default=60.0, gt=0, le=3600, description="Longest download of anything but audio")
    pull_minutes: float = Field(default=240.0, gt=0, le=1440, description="Longest pull of all feeds")
