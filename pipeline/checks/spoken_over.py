"""How long two people speak at once in a stretch: words under another voice may be either one's."""

from pipeline.records import Transcript
from pipeline.spans import shared

QUOTABLE_S = 0.5  # longer than a "yeah" beside the speaker: whose words were written down is not certain any more


def spoken_over_s(transcript: Transcript, start: float, end: float) -> float:
    """Return the longest time in seconds that two people speak at once between `start` and `end`; 0 without audio."""
    return max((shared((gap.start, gap.end), (start, end)) for gap in transcript.overlaps), default=0.0)
