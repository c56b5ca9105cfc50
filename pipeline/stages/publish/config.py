"""Settings of the stage `publish`."""

from typing import Literal

from pydantic import Field

from pipeline.records import Record


class ClipPlanConfig(Record):
    """Which clips are offered. (The base of `publish`'s settings.)"""

    clip_min_s: float = Field(default=15.0, ge=1, le=120, description="Shortest clip in seconds (Podcasting 2.0: 15)")
    clip_max_s: float = Field(default=90.0, ge=10, le=600, description="Longest clip in seconds (Podcasting 2.0: 120)")
    clips_most: int = Field(default=10, ge=0, le=60, description="Largest number of clips per episode")
    answer_clips: int = Field(
        default=4, ge=0, le=30, description="Largest number of clips that are a question with its answer"
    )


class PublishConfig(ClipPlanConfig):
    """Clips, the address at which the files are published, and the language of our own words on them."""

    base_url: str = Field(
        default="http://127.0.0.1:8350/",
        pattern=r"^https?://[^\s<>\"']+/$",
        description="Public address of artifacts/, with a slash at the end; feeds need absolute addresses",
    )
    language: Literal["auto", "en", "de", "fr", "es"] = Field(
        default="auto",
        description="Language of the page's own words, of headings and labels. auto takes that of the talk where there "
        "are messages in it, else English; what was said is never translated",
    )
