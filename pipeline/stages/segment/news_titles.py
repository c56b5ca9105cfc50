"""Make the headline of a news item from its first sentence."""

import re
from collections.abc import Sequence

from pipeline.stages.segment.title_questions import headline

LOOKED_AT = 3  # first sentences of an item
HEADLINE_WORDS = (4, 12)

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_FRAME = re.compile(
    r"\b(?:good (?:morning|evening|afternoon)|welcome|headlines|this is|these are|here (?:is|are)|thank|listening|"
    r"stay with us|coming up|reports? from)\b",
    re.I,
)
_LEADS_IN = re.compile(
    r"^(?:(?:and|but|also|meanwhile|elsewhere|now|next|finally|first|in other news|(?:to|turning to) [\w ]{3,20}|"
    r"in (?:sports?|weather|business|politics|entertainment|science|health|the capital|brief))[,:]? )+",
    re.I,
)
_SOURCE = re.compile(
    r"\b(?:according to|as reported by|said|says|say|reported|announced|told|claimed|alleged|expects?|warned)\b",
    re.I,
)
_WHEN = re.compile(
    rf",? (?:(?:on|late on|early on|since) {_DAY}(?: (?:morning|night|evening))?|yesterday|today|tonight|"
    r"(?:this|last) (?:morning|week|evening|night|month))\b",
    re.I,
)
_CUT = re.compile(r"(?:, | — |; | (?=(?:after|because|while|but|following|amid) ))")
_PERSONAL = re.compile(r"\b(?:i|we|us|our|my|you|your|it|he|she|they|them|his|her|their|this|these|those)\b", re.I)
_OPEN_END = re.compile(
    r"\b(?:the|a|an|of|to|in|on|at|by|for|with|from|that|and|or|is|are|was|were|has|have|had)$", re.I
)


def news_headline(sentences: Sequence[str]) -> str | None:
    """Return what the first sentences of an item report, without the day; None where none of them stands alone.

    What somebody said or reported is kept with its source or not at all: without it, it would read as a fact.

    >>> news_headline(["Good evening.", "In sport, the home team won its third game on Sunday, after nine defeats."])
    'The home team won its third game, after nine defeats'
    >>> news_headline(["Prosecutors said on Friday that the fire was set on purpose."])
    'Prosecutors said that the fire was set on purpose'
    """
    for sentence in sentences[:LOOKED_AT]:
        if "?" in sentence or _FRAME.search(sentence):
            continue
        said = _WHEN.sub("", _LEADS_IN.sub("", re.sub(r"\s+", " ", sentence).strip().rstrip(".!")))
        parts = [said]
        if not _SOURCE.search(said):
            parts += [said[: cut.start()] for cut in reversed(list(_CUT.finditer(said)))]
        for kept in parts:
            fits = HEADLINE_WORDS[0] <= len(kept.split()) <= HEADLINE_WORDS[1]
            if fits and not _PERSONAL.search(kept) and not _OPEN_END.search(kept):
                return headline(kept)
    return None
