"""What the picture of a quote shows, and how whoever draws it is called."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class QuoteCard:
    """The picture of a quote; colours are hex, such as #9a3b18."""

    text: str  # with its quotation marks
    by: str  # who says it; may be empty
    about: str  # show or episode, and the time
    paper: str
    ink: str
    soft: str
    accent: str
    logo: bytes | None = None


Draw = Callable[[QuoteCard], bytes | None]  # a PNG of 1200 x 630 pixels; None where no font at hand holds every letter
