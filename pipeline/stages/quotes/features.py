"""Describe a passage in plain numbers: what it opens with, what it speaks of, how long and how varied it is.

Inspired by Danescu-Niculescu-Mizil et al. 2012 (portable sentences) and Bohn & Ling 2020 (pull quotes).
"""

import math
import re
from collections.abc import Callable

from pipeline.language.words import STOP_WORDS, bare

BEST_WORDS = 18  # length at which a quote is easiest to repeat; the hand weights are centred on it


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.I)


COUNTED = {
    "filler": _any(r"uh|um|you know|i mean|sort of|kind of|basically|actually|or something|or whatever|et cetera"),
    "hedge": _any(r"maybe|perhaps|i guess|probably|i don't know|i'm not sure|might|somewhat"),
    "opinion": _any(r"i (?:think|believe|feel|would say|find|love|hate|realized|knew|learned)"),
    "first_person": _any(r"i|my|me|mine|myself|i'm|i've|i'd|i'll"),
    "we": _any(r"we|our|us|humans?|humanity|people|everyone|everybody|nobody|we're|we've"),
    "you": _any(r"you|your|yourself|you're|you've|you'll"),
    "third_person": _any(r"he|she|him|her|they|them|he's|she's|they're"),
    "contrast": _any(r"but|not|isn't|never|instead|rather|than|yet|however|although|without|don't|doesn't|won't"),
    "superlative": _any(r"most|best|worst|biggest|greatest|hardest|only|first|ever|least"),
    "universal": _any(r"all|every|everything|always|never|nothing|no one|nobody|anything|any|whole|entire"),
    "modal": _any(r"must|should|can|can't|cannot|will|need to|have to|has to"),
    "definition": _any(r"(?:is|are|was|were|means|represents?) (?:a|an|the|that|not|about|just|very|really|one)"),
    "condition": _any(r"if|when|whenever|once|as long as|unless"),
    "cause": _any(r"because|therefore|so that|that's why|the reason|leads? to|makes?|made"),
    "feeling": _any(
        r"amazing|beautiful|incredible|crazy|love|hate|fear|terrifying|dangerous|unbelievable|insane|wonderful|awful|"
        r"powerful|profound|magic|magical|deep|hope|joy|suffering|evil|good|great|surprising|shock\w*|remarkable|"
        r"brilliant|fascinating"
    ),
    "large_idea": _any(
        r"life|world|truth|power|freedom|meaning|mind|consciousness|intelligence|nature|reality|future|history|war|"
        r"peace|love|death|god|universe|ideas?|society|civilization|machines?|science|success|failure|problem"
    ),
    "past": _any(r"was|were|had|did|went|said|told|got|came|started|\w{3,}ed"),
    "vague": _any(r"thing|things|stuff|something|someone|somehow|whatever|a lot|lots|etc"),
    "points_back": _any(r"this|these|those|such|it|it's|there|there's"),
    "restart": re.compile(  # "You can look, you can do …", but not "If you look, you see …"
        r"(?<!if )(?<!when )(?<!while )(?<!because )(?<!that )(?<!what )(?<!as )(?<!once )(?<!after )(?<!where )"
        r"\b(i|we|you|they|it|he|she)(?:'\w+)?(?: [\w']+){1,4}, \1\b|, (?:i mean|or rather|sorry|well)\b|"
        r"^[\w']+(?: [\w']+){0,2}, so\b",
        re.I,
    ),
    "number": re.compile(r"\b\d[\d,.]*\b|\b(?:hundred|thousand|million|billion|trillion)s?\b", re.I),
}
OPENINGS = {
    "opens_with_conjunction": re.compile(r"^(?:and|but|so|or|because|then|which|plus|also|like)\b", re.I),
    "opens_with_filler": re.compile(
        r"^(?:yeah|yes|no|well|okay|right|uh|um|oh|i mean|you know|exactly|sure|mm|hmm)\b", re.I
    ),
    "opens_well": re.compile(r"^(?:we|i|if|when|the|a|in|every|there is|you)\b", re.I),
}
SHAPES: dict[str, Callable[[list[str]], float]] = {
    "log_words": lambda words: math.log(len(words)),
    "off_length": lambda words: (math.log(len(words)) - math.log(BEST_WORDS)) ** 2,
    "letters": lambda words: sum(map(len, words)) / len(words),
    "content": lambda words: sum(w not in STOP_WORDS for w in words) / len(words),
    "variety": lambda words: len(set(words)) / len(words),
    "echo": lambda words: _echoes(words) / len(words),
}
NAMES = (*COUNTED, *OPENINGS, *SHAPES)


def features(text: str, sentences: int = 1) -> dict[str, float]:
    """Return one number per name of NAMES; counts are per sentence, so that a dull neighbour earns a passage nothing.

    Only the words count: commas, capitals and the length of turns follow the habits of whoever typed the
    transcript; weights that used them ranked another show's sentences no better than chance (AUC .49).
    """
    text = text.replace("’", "'")
    words = [w for w in map(bare, text.split()) if w] or [""]
    found = {name: len(pattern.findall(text)) / sentences for name, pattern in COUNTED.items()}
    found |= {name: float(bool(pattern.match(text))) for name, pattern in OPENINGS.items()}
    return found | {name: float(shape(words)) for name, shape in SHAPES.items()}


def _echoes(words: list[str]) -> int:
    """Count content words said again: "a big network, a big network …" is built to be remembered."""
    content = [w for w in words if len(w) > 3 and w not in STOP_WORDS]
    return len(content) - len(set(content))
