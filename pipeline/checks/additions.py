"""Judge of additions: what a claim holds that nobody said: praise, morals, whole parts, too many words of its own."""

import re
from itertools import groupby

from pipeline.checks import polarity

LEAST_SAID = 0.34  # share of a sentence's words of content that the cited words must hold
LEAST_SAID_IN_PART = 0.2  # and of each part of three words and more between commas
PART = 3  # words of content
RUN = 3  # words of content in a row that were not said; a paraphrase changes one or two

# Praise and weight that editors add; said only where it was said.
_TAILS = re.compile(
    r"\b(?:groundbreaking|ground-breaking|pivotal|crucial|revolutionar\w+|revolutioni[sz]\w+|game[- ]chang\w+|landmark|"
    r"milestone|transformative|profound\w*|seminal|remarkabl[ey]|unparalleled|cutting[- ]edge|invaluable|"
    r"insightful|fascinating|inspiring|compelling|thought[- ]provoking|testament|cornerstone|far[- ]reaching|visionary|"
    r"paradigm|new standards?|new era|pav\w+ the way|sets? the stage|setting the stage|reshap\w+|"
    r"highlight\w*|underscor\w*|underlin\w*|emphasi[sz]\w*|showcas\w*|demonstrat\w*|illustrat\w*|exemplif\w*|"
    r"cement\w*|solidif\w*|the (?:importance|significance|power|potential|value|complexity|need|dangers?|beauty|role|"
    r"challenges?) of|vital|essential|monumental|enduring|lasting|legacy|indispensable|unlock\w*|inspir\w+|celebrat\w+|"
    r"masterful\w*|brilliant\w*|ultimately|for generations|the future of|prov(?:es|ing)|defin(?:es|ing) moment)\b",
    re.I,
)
_PARTICIPLE = re.compile(r",\s+(?:thereby |thus |while |ultimately |further )?([a-z]+ing)\b")


def praise(claim: str, said: str) -> list[str]:
    """Return praise, morals and whole parts that the words do not hold."""
    spoken = polarity.stems_of(said)
    found = []
    for match in _TAILS.finditer(claim):
        if not set(polarity.tokens(match.group()).stems) & set(polarity.tokens(said).stems):
            found.append(f"adds “{match.group()}”, which was not said")
    for part in re.split(r"[,;:—–]|\band (?=[a-z]+(?:s|ed)\b)", claim)[1:]:
        own = polarity.stems_of(part)
        if len(own) >= PART and polarity.shared(own, spoken) < LEAST_SAID_IN_PART:
            found.append(f"adds “{part.strip(' .')}”, which was not said")
    for match in _PARTICIPLE.finditer(claim):
        own = polarity.stems_of(claim[match.start() :])
        if len(own) >= 2 and polarity.shared(own, spoken) < 0.5:
            found.append(f"adds “{claim[match.start() :].strip(' ,.')}”, which was not said")
    return list(dict.fromkeys(found))


def unsaid(claim: str, said: str) -> list[str]:
    """Return that a claim shares too few words of content with those said."""
    content = polarity.stems_of(claim)
    share = polarity.shared(content, polarity.stems_of(said)) if content else 0.0
    return [f"holds {share:.0%} of its words' content"] if share < LEAST_SAID else []


def runs(claim: str, said: str) -> list[str]:
    """Return that many words of content in a row are a claim's own."""
    spoken, content = polarity.stems_of(said), polarity.stems_of(claim)
    longest = max((len(list(run)) for said_it, run in groupby(s in spoken for s in content) if not said_it), default=0)
    return [f"holds {longest} words of content in a row that were not said"] if longest >= RUN else []
