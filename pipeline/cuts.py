"""What lies between two stretches of an episode's sound where it is another recording than the one it was made from."""

from itertools import pairwise

from pipeline.records import Audio, Gap

INSERTED_S = 0.3  # of other sound between two stretches: less is no more than a pause


def inserted(audio: Audio) -> tuple[Gap, ...]:
    """Return the stretches of other sound, such as adverts, that lie in the episode, in seconds of its sound."""
    stretches = audio.rendition.match.stretches if audio.rendition else ()
    ends = [(one.knots[-1][1], other.knots[0][1]) for one, other in pairwise(stretches)]
    return tuple(Gap(start=a, end=b) for a, b in ends if b - a >= INSERTED_S)


def is_interrupted(audio: Audio, start: float, end: float) -> bool:
    """Say whether other sound lies between two moments of an episode, given in seconds of its sound."""
    return any(start < gap.start and gap.end < end for gap in inserted(audio))
