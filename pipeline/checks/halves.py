"""Halves: sentences that say only a part of a thought, whose other part is the sentence before or after.

Patterns only, as in `pipeline.checks.withdrawals`.
"""

import re

from pipeline.language.openers import opens_with, without_openers
from pipeline.language.patterns import any_of, straight

_BOUND = any_of(
    r"\b(?:the )?(?:ability|capacity|power|right|chance|willingness) to[.,…-]*$",
    r"\b(?:run(?:s|ning)? out of|lose|losing|lack(?:s|ing)?|without) (?:the )?(?:ability|capacity|room|time|power|"
    r"data)\b",
)

_ANNOUNCES_CONTENT = any_of(
    r"\bthere(?:'s| is| was|'re| are| were)(?: also| still| actually| really| just)? "
    r"(?:a|an|one|another|this|two|three|four|five|several|some|a few|a couple of|many) "
    r"(?:\w+ ){0,2}(?:things?|reasons?|ways?|parts?|kinds?|types?|steps?|rules?|lessons?|"
    r"questions?|principles?|problems?|points?|pieces?|levels?|stages?|factors?|streams?|camps?|schools?|ingredients?|"
    r"aspects?|issues?|differences?|exceptions?|catch|caveats?|options?|answers?|components?|elements?|approaches)\b"
    r"[^,;:]{0,60}[.!:…]$",
    r"\b(?:needs?|takes?|requires?|comes down to|boils down to|have|has|had|got|want) "
    r"(?:only |just |exactly |really )?(?:two|three|four|five|several|a few|a couple of) (?:\w+ )?(?:things?|"
    r"reasons?|ways?|"
    r"parts?|ingredients?|pieces?|steps?|kinds?)\b[^,;:]{0,30}[.!:…]$",
    r"\b(?:the|one|another|my|our) (?:\w+ )?(?:other|second|third|last|next|big|key|main|important) (?:\w+ )?"
    r"(?:thing|reason|question|point|problem|part|issue|piece|ingredient)(?: (?:that|which|to|i|we|you)\b[^,;:]{0,40})?"
    r"[.!:…]$",
)

_SETS_OUT = any_of(
    r"\bthere(?:'s| is| was) (?:this|an?|one) (?:\w+ ){0,2}(?:line|quote|saying|passage|story|poem|joke|"
    r"expression|phrase|"
    r"parable|proverb|concept|idea|experiment|study|example|analogy|term|word)\b[^,;:]{0,40}[.!:…]$",
    r"\b(?:have|got|love|remember|tell you) (?:a|this|one|another) (?:\w+ )?(?:quote|motto|saying|rule|theory|story|"
    r"line|mantra|principle|example|analogy|question|hypothesis)\b[^,;:]{0,40}[.!:…]$",
    r"\b(?:is|are|was|were|into|with|in|of) (?:two|three|four|five|six) (?:\w+ )?(?:kinds?|types?|ways?|things?|"
    r"steps?|parts?|"
    r"stages?|questions?|reasons?|phases?|categories|levels?|words?|pieces?)\b[^,;:]{0,50}[.!:…]$",
    r"\b(?:missing|lacks?|lacked|needs?|needed|wants?|one more) (?:a|an|one|some|the) (?:\w+ )?(?:ingredient|"
    r"piece|thing|step|"
    r"element|part)\b[^,;:]{0,20}[.!:…]$",
    r"\b(?:one|first|example|instance)(?:,| is| was)[^.]{0,40}\b(?:is when|was when|is that when)\b[^.]*[.!:…]$",
)

_CONCEDED_FIRST = any_of(
    r"\b(?:of course|sure|obviously|admittedly|granted|certainly|to be fair|it's true|it is true|in theory|"
    r"in principle|"
    r"on paper|on the surface|ideally|at first|initially|originally|on (?:the )?one hand|yes,|normally|usually|"
    r"in general|generally|for a while|at the time|(?:you|one|people|they)(?:'d| would| might| could) (?:\w+ )?"
    r"(?:think|expect|say|imagine|argue|assume)|supposed to|should be able|seems? like|looks? like|may|might)\b"
)

_HOPED = re.compile(r"\b(?:you|one|people)(?:'d| would) (?:\w+ )?(?:think|expect|hope|assume)\b", re.I)

_FIRST_OF = re.compile(
    r"\b(?:the first|first of all|firstly|one of them|one is|on (?:the )?one hand|some (?:people|of them|are|say))\b",
    re.I,
)

_SECOND_OF = re.compile(
    r"(?:the (?:second|other|next)|secondly|second,|another|others\b|on the other)\b|\b(?:the second|"
    r"the other one|other people)\b",
    re.I,
)

_DELIVERS = any_of(r"(?:and )?(?:that|this|it|one|the first|first)(?:'s| is| was| would be|,)\b")

_TURNS = re.compile(
    r"(?:but|however|yet|except|although|though|unless|on the other hand|then again|still|nevertheless|nonetheless|"
    r"whereas|instead|rather|and yet)\b",
    re.I,
)

_FRAGMENT = re.compile(
    r"(?:which|except|or rather|namely|that is,|meaning|as opposed to|rather than|not just|not only|not because|"
    r"including|especially|particularly|such as|so that|in order to|let alone|at least|only if)\b|"
    r"(?:because|'cause|if|when|until|unless|though|although|whereas|even if|even though|depending)\b[^,;:]*$",
    re.I,
)

_EXPLAINS = re.compile(
    r"^(?:and |so |but )?(?:i mean\b(?! it)|in other words|for (?:example|instance)\b|that is, |that means |meaning\b|"
    r"so if\b|like,? )",
    re.I,
)
_OPPOSES = re.compile(r"(?:but|or|yet|however|although|whereas|instead|rather|on the other hand)\b(?! of course)", re.I)
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|[-–—,:;]|\b(?:of|the|a|an|and|to|is|are|with|that|because|or))[\"”’]?$", re.I)

_CONDITION = re.compile(r"(?:if|suppose|when) (?:i|i'm|you|you're|we|we're|they|somebody|someone)\b", re.I)

_GOES_ON_UNDER = re.compile(
    r"^(?:and|so|then|and then|and so)\b.*\b(?:will|would|'ll|going to|my|your|you|i|i'm)\b", re.I
)

_SUBJECT = re.compile(r"(?:it|you|we|they|he|she|i|this|that|there|people|the \w+)\b", re.I)

_NEGATED = re.compile(
    r"\b(?:not|never|no longer|nobody|nothing|none|can't|cannot|don't|doesn't|didn't|isn't|aren't|wasn't|weren't|won't|"
    r"wouldn't|shouldn't|couldn't|hasn't|haven't|ain't)\b",
    re.I,
)

_POSITIVE = re.compile(
    r"(?:but |rather,? |instead,? |no,? |and |so )*(?:it's|it is|they're|they are|that's|you have to|you've got to|"
    r"you need to|you must|you should|you can|we have to|we need to|we should|we must|they have to|it has to|"
    r"it was|it's about|it is about|i have to|it's just|it's more|they just|it just|he's|she's|we're|you're|i'm|"
    r"what (?:you|we|it|they|matters)|the (?:point|goal|idea|question|issue|problem|thing|reason|way|real|right)"
    r"(?: \w+){0,3} (?:is|was))\b",
    re.I,
)

# Comes before an answer and is none.
_PUTS_OFF = any_of(
    r"(?:let me|let's|let us|i'm going to (?:give|tell|start)|i(?:'ll| want to| would like to|'d like to) (?:give|"
    r"tell|start|"
    r"say|just say|first)|i (?:really )?(?:love|like|loved|enjoy\w*) (?:that|this|the|your)\b|to be honest|honestly,|"
    r"first of all|i don't (?:really |actually )?know\b|i think about (?:this|that|it)|there(?:'s|'re| is|"
    r" are) (?:\w+ )?"
    r"(?:two|three|four|five|several|many|a few|a couple|a lot of|some|different) |i (?:feel|was) (?:so |"
    r"very )?(?:good|excited|"
    r"glad|happy|honored)|(?:that's|that is|it's|what) (?:such )?an? (?:\w+ )?(?:question|one|thing to ask)|"
    r"(?:good|great|interesting|big|tough|hard) question|i have (?:one|a few|two|some)\b|i used to\b|"
    r"you(?:'ve)? got to "
    r"remember|"
    r"where do i|how do i|thank|it depends|people (?:keep|always) (?:tell|ask)\w*|the other thing|plus )"
)


def bounds(text: str) -> bool:
    """Say whether it sets a bound under which the next sentence stands."""
    return bool(_BOUND.search(text))


def announces_content(text: str) -> bool:
    """Say whether it announces a thing that only the next sentence names: "There is a third thing you need."."""
    return bool(_ANNOUNCES_CONTENT.search(text)) or bool(_SETS_OUT.search(text))


def concedes_first(text: str) -> bool:
    """Say whether it grants what a "but" then outweighs: "Of course you need data."."""
    return bool(_CONCEDED_FIRST.search(text))


def only_hopes(text: str) -> bool:
    """Say whether it says what one would think, not what is: "You'd think they would know."."""
    return bool(_HOPED.search(text))


def is_first_of(text: str) -> bool:
    """Say whether it names the first of several."""
    return bool(_FIRST_OF.search(text))


def is_second_of(text: str) -> bool:
    """Say whether it names the next of several."""
    return bool(_SECOND_OF.search(text))


def delivers(text: str) -> bool:
    """Say whether it names what the sentence before announced: "And that is conviction."."""
    return opens_with(_DELIVERS, text)


def turns(text: str) -> bool:
    """Say whether it opens a contrast to what stands before it."""
    return opens_with(_TURNS, text)


def is_fragment(text: str) -> bool:
    """Say whether it is a clause that belongs to the sentence before it: "Because it rained."."""
    return opens_with(_FRAGMENT, text)


def explains(text: str) -> bool:
    """Say whether it only says what the sentence before it means: "In other words, …"."""
    return bool(_EXPLAINS.match(text))


def opposes(text: str) -> bool:
    """Say whether its first word sets it against what stands before it: "But the children do not."."""
    return bool(_OPPOSES.match(text))


def breaks_off(text: str) -> bool:
    """Say whether it stops amid a thought: "The ability to…"."""
    return bool(_BREAKS_OFF.search(text))


def opens_condition(text: str) -> bool:
    """Say whether it opens with a condition: "If you sell a house, …"."""
    return opens_with(_CONDITION, text)


def goes_on_under(text: str) -> bool:
    """Say whether it goes on with what then happens: "And your money will be gone."."""
    return bool(_GOES_ON_UNDER.search(text))


def subject(text: str) -> str | None:
    """Return the pronoun or noun it opens with, in lower case; None where it opens with anything else."""
    found = _SUBJECT.match(without_openers(text))
    return found[0].lower() if found else None


def is_negated(text: str) -> bool:
    """Say whether a "not" stands in it."""
    return bool(_NEGATED.search(text))


def is_other_half(text: str) -> bool:
    """Say whether it may be the "but Y" of a "not X": "It's …", "You have to …"."""
    return opens_with(_POSITIVE, text) and not is_negated(" ".join(text.split()[:6]))


def puts_off(text: str) -> bool:
    """Say whether it comes before an answer and is none: "Let me start with …", "That's a good question."."""
    return opens_with(_PUTS_OFF, straight(text))
