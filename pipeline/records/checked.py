"""What `highlights check` found of a text about an episode: its quotations and its sentences, each with its verdict."""

from typing import Literal

from pipeline.records.base import Record, Seconds, Share

Span = tuple[int, int]
QuotationVerdict = Literal["verbatim", "cleaned", "elided", "altered", "not said"]
SentenceVerdict = Literal["supported", "not supported", "contradicted"]
FAITHFUL: tuple[QuotationVerdict, ...] = ("verbatim", "cleaned", "elided")


class CheckedQuotation(Record):
    """Words that a text puts in quotation marks, and what was said."""

    text: str
    """The words as the text quotes them."""
    verdict: QuotationVerdict
    """How near they are to what was said."""
    said: str | None
    """What was said, from the first word found to the last; null where nothing was found."""
    start: Seconds | None
    """Start in seconds; null where nothing was found."""
    end: Seconds | None
    """End in seconds; null where nothing was found."""
    words: tuple[Span, ...] | None
    """The words that are quoted, as [i, j) word numbers; null where nothing was found."""

    @property
    def is_faithful(self) -> bool:
        """Whether they are as they were said, but for fillers left out and gaps that are shown."""
        return self.verdict in FAITHFUL


class CheckedSentence(Record):
    """A sentence of a text, and the words it rests on."""

    text: str
    """The sentence, without its markup."""
    verdict: SentenceVerdict
    """Whether the episode's words bear it out."""
    score: Share
    """Estimated probability that they do, 0 to 1."""
    start: Seconds | None
    """Start in seconds of the words; null where none are near."""
    end: Seconds | None
    """End in seconds of the words; null where none are near."""
    words: tuple[Span, ...] | None
    """The words nearest to it, as [i, j) word numbers; null where none are near."""


class CheckedText(Record):
    """A text held against an episode."""

    quotes: tuple[CheckedQuotation, ...]
    """Its quotations, in order."""
    sentences: tuple[CheckedSentence, ...]
    """Its sentences, in order."""
