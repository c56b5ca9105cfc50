"""Say what kind of thing a quote is, so that a page shows different ones: definition, story, reaction, claim."""

import re

from pipeline.records import QuoteKind

_DEFINES = re.compile(
    r"^(?:[\w'’-]+ ){1,6}?(?:is|are|means|isn't|aren't) (?:a|an|the|when|where|about|what|how|just|really|basically|"
    r"not (?:a|an|the|about)|nothing but|all about|like)\b|\bby \w+ i mean\b|\bthe definition of\b",
    re.I,
)
_TELLS = re.compile(
    r"\b(?:i|we|he|she|they) (?:just |then |never |finally |once )?(?:was|were|had|did|went|said|told|got|came|started|"
    r"saw|took|made|knew|thought|found|left|met|gave|built|spent|kept|lost|wrote|heard|felt|\w{3,}ed)\b",
    re.I,
)
_WHEN = re.compile(
    r"\b(?:years? ago|one day|once|that (?:day|year|night|morning)|in (?:19|20)\d\d|back then|last (?:year|week)|"
    r"(?:when|after|before|until) (?:i|we|he|she|they) \w+)\b",
    re.I,
)
_FEELS = re.compile(
    r"\b(?:it|that|this|which|i|we) (?:was|were|is|am|'m|felt|feels) (?:\w+ ){0,2}(?:amazing|beautiful|incredible|"
    r"crazy|terrifying|insane|wonderful|awful|shock\w*|remarkable|brilliant|fascinating|surpris\w+|scared|afraid|proud|happy|"
    r"sad|angry|grateful|moved|stunned|horrible|magical?|unbelievable)\b|\b(?:blew my mind|couldn't believe|can't "
    r"believe|i (?:love|hate|cried|laughed))\b",
    re.I,
)


def kind_of(text: str) -> QuoteKind:
    """Return the kind of a passage by its wording; what is none of the others is a claim.

    >>> kind_of("A failed experiment is a map of a dead end.")
    'definition'
    """
    text = text.replace("’", "'")
    if _FEELS.search(text):
        return "reaction"
    told = len(_TELLS.findall(text))
    if told > 1 or (told and _WHEN.search(text)):
        return "story"
    return "definition" if _DEFINES.search(text) else "claim"
