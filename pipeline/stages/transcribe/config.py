"""Settings of the stage `transcribe`."""

from typing import Literal

from pydantic import Field

from pipeline.records import Record
from pipeline.stages.transcribe.glossary import Term


class WindowConfig(Record):
    """How the sound is divided."""

    max_window_s: float = Field(
        29.5, ge=10, le=30, description="Longest window in seconds; Whisper's encoder takes 30 s."
    )
    min_window_s: float = Field(
        18.0, ge=1, le=30, description="Window length in seconds from which a window ends at its longest pause."
    )
    bridge_s: float = Field(
        4.0, ge=0, le=20, description="Silence in seconds that ends a window; Whisper invents words in silence."
    )
    pad_s: float = Field(
        0.2, ge=0, le=1, description="Padding in seconds around a window, so that no consonant is cut."
    )


class SecondConfig(WindowConfig):
    """Which windows get a second pass, and how many."""

    second_share: float = Field(
        0.25, ge=0, le=1, description="Largest share of the speech in the second pass; limits its run time."
    )
    second_least_s: float = Field(
        60.0,
        ge=0,
        le=600,
        description="Seconds of audio that the second pass may always cover, even in a short episode.",
    )
    second_window_s: float = Field(
        12.0, ge=10, le=30, description="Longest window of the second pass in seconds; other windows give other errors."
    )
    max_word_s: float = Field(2.0, ge=0.5, le=10, description="Longest word in seconds; a longer one contains a pause.")
    gap_s: float = Field(
        3.0,
        ge=0.5,
        le=60,
        description="Shortest stretch of speech without words, in seconds, that is reported as a gap.",
    )


class TranscribeConfig(SecondConfig):
    """Transcription (ASR)."""

    engine: Literal["auto", "openai-whisper", "faster-whisper"] = Field(
        "auto", description="Speech recogniser; auto uses the fastest one that is installed."
    )
    language: str = Field(
        "",
        pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]+)*)?$",
        description="Language code such as en; empty uses the sidecar's language or detects it.",
    )
    probe_windows: int = Field(
        5, ge=1, le=20, description="Windows used for language detection; one could be a jingle."
    )
    glossary: tuple[Term, ...] = Field(
        (),
        description=(
            "Corrections of misspelled names, { write, heard }, or the name of a CSV or TOML file; the "
            "original words stay in the record."
        ),
    )
    glossary_prompt: bool = Field(
        False,
        description=(
            "Also give the glossary's spellings to the decoder as a prompt. A new name then means a new transcription, "
            "and prompts can hurt: one published test went from 20.7 to 32.0 % word errors."
        ),
    )
