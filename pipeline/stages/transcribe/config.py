"""Settings of the stage `transcribe`."""

from typing import Literal

from pydantic import Field

from pipeline.records import Record
from pipeline.stages.transcribe.glossary import Term


class WindowConfig(Record):
    """How the sound is divided."""

    max_window_s: float = Field(
        29.5, ge=10, le=30, description="Longest window in seconds; Whisper's encoder hears 30 s at once."
    )
    min_window_s: float = Field(
        18.0, ge=1, le=30, description="From this many seconds on the longest pause ends a window, not the last one."
    )
    bridge_s: float = Field(
        4.0, ge=0, le=20, description="A longer silence in seconds ends a window: Whisper invents words in silence."
    )
    pad_s: float = Field(
        0.2, ge=0, le=1, description="Silence in seconds kept around a window, so that no consonant is cut."
    )


class SecondConfig(WindowConfig):
    """What is heard again, and how much."""

    second_share: float = Field(
        0.25, ge=0, le=1, description="Most speech heard again, as a share of it: this bounds the time it takes."
    )
    second_least_s: float = Field(
        60.0, ge=0, le=600, description="Seconds of audio that may be heard again however short the episode is."
    )
    second_window_s: float = Field(
        12.0, ge=10, le=30, description="Longest window of a second hearing in seconds: cut otherwise, heard otherwise."
    )
    max_word_s: float = Field(
        2.0, ge=0.5, le=10, description="Longest word in seconds; longer ones have swallowed a pause."
    )
    gap_s: float = Field(3.0, ge=0.5, le=60, description="Seconds of speech without a word that are reported as a gap.")


class TranscribeConfig(SecondConfig):
    """How the sound is divided and what is asked of the words."""

    engine: Literal["auto", "openai-whisper", "faster-whisper"] = Field(
        "auto", description="Who listens; auto takes the fastest engine installed for this machine."
    )
    language: str = Field(
        "",
        pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]+)*)?$",
        description="Code such as en; empty takes the episode's own, and where that is unknown a vote of windows.",
    )
    probe_windows: int = Field(
        5, ge=1, le=20, description="Windows that vote on an unknown language; a jingle alone must not decide."
    )
    glossary: tuple[Term, ...] = Field(
        (),
        description="Names that are always misheard, { write, heard }, or the name of a CSV or TOML file of them; "
        "the heard words stay in the record.",
    )
    glossary_prompt: bool = Field(
        False, description="Also show the glossary's spellings to the decoder; a new name then means hearing all anew."
    )
