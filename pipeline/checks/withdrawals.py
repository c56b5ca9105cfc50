"""Withdrawals: sentences with which a speaker takes back, corrects, doubts or mocks what stands beside them.

Patterns only; which neighbour they bear on is decided in `pipeline.checks.context`. A wrong "no" costs one passage of
hundreds, a wrong "yes" puts words in a mouth: the patterns lean to "no".
"""

import re

from pipeline.language.openers import opens_with
from pipeline.language.patterns import any_of, straight

# Takes back what the same speaker said before, whoever spoke in between.
_RETRACTION = any_of(
    r"\btak(?:e|ing) (?:that|it|this|what i (?:just )?said) (?:all )?back\b",
    r"\btook (?:that|it|this) (?:all )?back\b",
    r"\btake back (?:that|what i)\b",
    r"\b(?:i|i'll|let me|i'd|i want to|i have to|i should|i must|i will) retract\b",
    r"\bi (?:just )?misspoke\b",
    r"\bi (?:was|got (?:it|that)) wrong (?:there|just now|about that)\b",
    r"\b(?:scratch|strike) that\b",
    r"\bwalk (?:that|it) back\b",
    r"\blet me (?:correct|rephrase) (?:myself|that|it|what)\b",
    r"\b(?:correct|correcting) myself\b",
    r"\bthat came out wrong\b",
    r"\bthat's not what i meant\b",
)

# Takes back only what stands before it in the same turn: elsewhere it answers the other speaker.
_CORRECTION = any_of(
    r"(?:actually|wait|oh|sorry|well actually)[,.]? (?:actually[,.]? )?no\b",
    r"no[,.]? (?:sorry|wait|actually|scratch)\b",
    r"(?:sorry|wait)[,.]? i (?:mean|meant)\b",
    r"(?:a )?correction\b",
    r"(?:that|this|it)(?:'s| is| was|'s just| is just) "
    r"(?:not |n't |isn't )(?:quite |really |exactly |entirely |actually |even )?(?:right|true|correct|accurate)\b",
    r"(?:that|this|it)(?: is|'s|) ?(?:wrong|false|isn't (?:right|true|correct))\b",
)

# Says the same again in other words: what it follows does not stand without it.
_RESTATES = any_of(
    r"or (?:rather|better|more precisely|more accurately|at least|maybe not|perhaps not)\b",
    r"(?:well[,.]? |or |and |but )?(?:maybe |perhaps )?(?:i )?(?:should not|shouldn't|wouldn't|would not|don't want to|"
    r"hesitate to) (?:say|use|call)\b",
    r"(?:well[,.]? )?not (?:exactly|quite|really|always|necessarily|entirely|literally)\b",
    r"(?:well[,.]? |i mean[,.]? )?(?:maybe|perhaps) (?:\w+ ){0,2}(?:is|was|'s) (?:too strong|not the right|"
    r"the wrong|a bad)\b",
    r"(?:well[,.]? )?(?:that|it)(?:'s| is) (?:maybe |perhaps |probably |a little |a bit |slightly )*(?:too strong|"
    r"an exaggeration|exaggerated|overstated|unfair|not fair|simplistic|an oversimplification)\b",
)

_DENIES = re.compile(
    r"(?:that|this|it|which)(?:'s| is| was|'s just| is just)? (?:\w+ )?(?:too simple|"
    r"a myth|a lie|nonsense|bullshit|rubbish|wrong|false|not (?:quite |really |exactly |actually |entirely |strictly )?"
    r"(?:true|right|correct|accurate|fair|how|what|so))\b",
    re.I,
)

_DENIED = any_of(
    r"\b(?:that|this|it) isn't (?:true|right|quite right|correct|fair|how it)\b",
    r"\bi(?:'m| am) (?:just |only |obviously |totally )?(?:exaggerating|overstating|simplifying|oversimplifying)\b",
    r"\b(?:don't|do not|please don't) (?:quote|hold) me\b",
    r"\b(?:don't|do not|no longer|not sure i|not sure that i|never really) (?:really )?(?:believe|think|hold) "
    r"(?:that|this|it|so)\b(?: (?:any ?more|any longer|now)| myself|\.|,|$)",
    r"\b(?:or )?so (?:i|we|they|everyone|everybody|people) (?:thought|believed)\b",
    r"\b(?:i|we) (?:was|were|got it|had it)(?: all| completely| totally| just)? wrong\b",
    r"\bat least,? that(?:'s| is| was) what\b",
    r"\bthat(?:'s| is| was) what (?:i|we|they|people|everyone|everybody) (?:used to |always |all )?(?:say|said|think|"
    r"thought|believe|believed)\b",
    r"\bi used to (?:say|think|believe|preach|teach|claim) (?:that|this|it|so)\b",
    r"\blet me (?:rephrase|correct|walk|start over)\b",
    r"\b(?:i should not|i shouldn't) have said (?:that|it|this)\b",
    r"^(?:actually|oh|wait|sorry|hmm|well)[,.]? (?:no|wait|not)\b|^no[,.]? (?:wait|sorry|actually)\b",
)

_JOKED = any_of(
    r"\b(?:i'm|i am|just|only|was|we're) (?:just |only )?(?:kidding|joking)\b",
    r"\b(?:being|was|that's|that was) (?:\w+ )?(?:sarcastic|sarcasm|ironic|a joke)\b",
    r"^(?:said|says) (?:no ?(?:one|body)|nobody) ever\b|\bsaid no ?(?:one|body) ever\b",
    r"^(?:oh )?yeah,? (?:right|sure)\.?$|^as if\b[.!]?$|^not\.$",
)

_MEANT_OTHERWISE = re.compile(r"^oh,? (?:sure|yeah|yes|right|great|of course)\b", re.I)

_DOUBTS = any_of(
    r"\b(?:i'm|i am) not (?:so |too |entirely |really |totally |completely |actually )?(?:sure|certain|convinced)"
    r"(?: (?:that|if|whether|about that|about this|it|that's)\b|[.,]?$)",
    r"\bi (?:could|might|may) be (?:wrong|mistaken|completely wrong|totally wrong)\b",
    r"\b(?:maybe|perhaps|probably) (?:i'm|i am|we're|we are|that's|that is|it's|it is) (?:wrong|not true|not)\b",
    r"\bwho knows\b|\bhard to (?:say|know|tell)[.,]",
    r"\bi don't (?:really |actually )?know (?:if|whether|empirically|exactly|how many|how much|how well|what goes)\b",
    r"^(?:but |and |now |well,? )*i don't (?:really |actually )?know\.?$",
    r"\b(?:then again|on second thought|having said that|that being said|that said)\b",
    r"\b(?:is|are|was|does|do|can|will|would) (?:that|it|this|they|we) (?:really|actually|even)\b[^.]*\?$",
)

_UNSURE = any_of(
    r"\bi (?:don't|do not) (?:really |actually )?know (?:if|whether) (?:that|this|it)(?:'s| is| was) (?:true|"
    r"right|so|correct)\b",
    r"\bi (?:could|might|may) be wrong\b|\bi'm not sure (?:if|whether) (?:that|this|it)(?:'s| is| was)\b",
)
_FAILS = any_of(
    r"(?:of course,? |obviously,? |unfortunately,? )*(?:that|this|it) (?:doesn't|does not|didn't|did not|won't|"
    r"wouldn't|"
    r"will not|never) (?:really |actually |quite |even )?(?:work|hold|happen|help|matter|make sense)\w*\b"
)
_CONCEDES = any_of(
    r"(?:yeah|yes|no|okay|true|right|sure|well)?[,.]? ?(?:you're|you are|that's|that is) (?:right|true|fair|"
    r"a fair point|"
    r"a good point|correct)\b|fair (?:enough|point)\b|i (?:stand corrected|concede)\b|good point\b|touché\b"
)

_OBJECTS = any_of(
    r"(?:no|nope|nah|well|but|really|wait|hmm)[,.?]? ?(?:i (?:disagree|don't (?:think|agree))|not|that's not|isn't|"
    r"aren't|but|no)\b|i disagree\b|i don't (?:think so|agree)\b|that's not\b"
)


def takes_back(text: str) -> bool:
    """Say whether a sentence withdraws or corrects an earlier one."""
    text = straight(text)
    return bool(_RETRACTION.search(text)) or opens_with(_CORRECTION, text)


def retracts(text: str) -> bool:
    """Say whether it takes back what its speaker said before, whoever spoke in between."""
    return bool(_RETRACTION.search(text))


def denies(text: str) -> bool:
    """Say whether it calls untrue what stands right before it."""
    return bool(_DENIED.search(text)) or opens_with(_DENIES, text)


def jokes(text: str) -> bool:
    """Say whether it says that what stands beside it was a joke."""
    return bool(_JOKED.search(text))


def restates(text: str) -> bool:
    """Say whether it puts the sentence before right: "Or rather, I think it is possible."."""
    return opens_with(_RESTATES, text)


def doubts(text: str) -> bool:
    """Say whether it doubts what stands before it."""
    return bool(_DOUBTS.search(text))


def is_unsure(text: str) -> bool:
    """Say whether it doubts in advance what comes after it: "I don't know if this is true."."""
    return bool(_UNSURE.search(text))


def fails(text: str) -> bool:
    """Say whether it says that what stands before it does not work: "Of course, that doesn't work."."""
    return opens_with(_FAILS, text)


def objects(text: str) -> bool:
    """Say whether it objects to what somebody else just said."""
    return opens_with(_OBJECTS, text)


def concedes(text: str) -> bool:
    """Say whether it gives in to an objection."""
    return opens_with(_CONCEDES, text)


def is_meant_otherwise(text: str) -> bool:
    """Say whether it mocks what it says: "Oh, sure, …"."""
    return bool(_MEANT_OTHERWISE.match(text))
