"""Say why the wording of a passage forbids quoting it: somebody else's words, a supposition, small talk.

A wrong "no" costs one candidate of hundreds; a wrong "yes" puts words in a mouth. The patterns lean to "no".
"""

import re

from pipeline.checks.voices import REPORTED, is_supposed
from pipeline.checks.withdrawals import takes_back
from pipeline.language.openers import opens_with, without_openers
from pipeline.language.patterns import any_of, straight
from pipeline.language.words import announces_more, content_words, leans_on_before

_NAMED = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ (?:said|says|told|argues|argued|claims|claimed)\b")
SMALL_TALK = any_of(
    r"\bthank(?:s| you)\b",
    r"\b(?:welcome (?:to|back)|nice to (?:meet|see|be)|my pleasure|goodbye|good morning|good to see you)\b",
    r"\b(?:great|good|happy|glad|excited|honor|pleasure) to (?:be|have you) (?:here|on)\b",
    r"\bi (?:really )?appreciate (?:it|that|you|this)\b",
)
SPONSOR_WORDING = any_of(
    r"\b(?:promo code|use code|sign up (?:at|for free)|dot com slash|free trial|sponsors?|percent off|merch(?:andise)?|"
    r"t-shirts?|gift cards?|coupons?|phone number|give us a call|hotline|voicemail|show notes|link in the)\b",
    r"\b\d{3}[-. ]\d{3,4}\b|\b\d{7,}\b|\b(?:\d[-. ]){6,}\d\b",  # telephone numbers
    r"\b\w+\.com\b|\b(?:find|follow) (?:me|us) (?:on|at)\b|\bsubscribe\b",
)
ADDRESSED = any_of(
    r"\byou (?:just )?(?:mentioned|said|asked|were saying|described)\b",
    r"\b(?:your|answer the) question\b|\bthe question (?:implies|assumes)\b|\bby the way\b",
    r"\b(?:good|great|excellent|interesting) (?:question|point)\b",
    r"\byou(?:'ve| have) (?:written|said|talked|argued|described|mentioned|spoken|done|inspired)\b|"
    r"\byour (?:views?|book|papers?|undergrad|phd|thesis|lab|research)\b",
    r"\byou(?:'re| are) saying\b|\bleave you with\b|\bi like how you\b|\bmaybe you can\b",
    r"\b(?:your|our|the) (?:podcast|listeners?|newsletter|audience)\b|\bfor (?:the )?listeners\b|"
    r"\bgetting at something\b",
    r"\b(?:like|as) i (?:said|mentioned)\b|\bas we (?:discussed|talked)\b|\bi (?:just )?mentioned\b",
)
# "You can do things like, you can take …": the clause stops at a word that cannot end one, and another begins.
BROKEN = any_of(
    r"(?<=\w )(?:like|the|a|an|of|is|was|are|my|your|their|our), (?:you|we|i|they|it|he|she|there)\b",
    r"\s[–—-]{1,2}\s|\w[–—]{1,2}(?=\s)|\.\.\.|…",
    r", (?:right|okay|yeah)[.!]",
)
_YOU_SAY = re.compile(r"you say\b", re.I)
# Continues an argument or a list that the reader has not seen.
CONTINUES = re.compile(
    r"(?:in other words|for (?:example|instance)|"
    r"for (?:that|this) reason|in (?:that|this|which) (?:case|sense|way)|on the other (?:hand|end|side)|regardless|"
    r"at the same time|the (?:idea|point) is[:,]|one objection|(?:that )?being said|"
    r"that said|to be (?:precise|clear|specific)|what (?:this|that) means|either way|similarly|likewise|conversely|"
    r"otherwise|in contrast|by contrast|(?:one|another|the) answer|another|also|just like|first|second|secondly|"
    r"third|thirdly|finally|lastly|therefore|thus|hence|meanwhile|however|instead|as a result|by the way|as opposed|"
    r"to answer|the (?:second|third|other|latter|former|next|same)|both|neither|especially|whereas|"
    r"particularly|again|yet somehow|in fact|actually|anyways?|although|indeed|in general|i mean|you know|"
    r"i don't know,|like, |"
    r"(?:one|two|three|four) (?:is|was|of (?:them|those|these))|the first (?:is|was|one|part|thing|step|reason)|"
    r"one reason (?:is|why)|"
    r"(?:if|when|while|because|since|once|after|as) (?:they|that|this|he|she|these|those|it(?! comes)))\b",
    re.I,
)
HALF = re.compile(
    r"^(?:one|the one|those|something|someone|somebody) (?:that|who|which)\b[^,;:]*,|"
    r"^(?:if|when|whenever|while|although|though|because|since|unless|whereas|as long as)\b[^,;:]*$",
    re.I,
)
# "What these headlines don't tell you": which ones? Not "this country", which is everybody's.
_SHOWN = re.compile(
    r"\b(?:this|these|those) (?!is\b|are\b|was\b|were\b|has\b|have\b|will\b|would\b|can\b|who\b|that\b|of\b|in\b|"
    r"days\b|kinds?\b|sorts?\b|country|world|planet|year|century|moment|time|morning|way\b)[a-z]+",
    re.I,
)
# A command is a whole sentence without a subject; whom it is for may come first: "My fellow teachers, ask …".
COMMAND = re.compile(
    r"^(?:(?:and|so|but|just|please|first|then)[, ]+)*(?:(?:my|dear)(?: [\w’'-]+){1,4}, )?"
    r"(?:don't|do|never|always|be|go|get|make|take|keep|try|find|"
    r"build|write|read|"
    r"ask|listen|start|stop|think|look|learn|let|give|put|say|tell|show|use|work|focus|remember|trust|pay|pick|"
    r"choose|hire|"
    r"avoid|become|bring|do not|follow|forget|hold|know|leave|live|love|move|play|practice|publish|talk|treat|"
    r"understand|"
    r"wait|walk|watch)\b",
    re.I,
)
_POINTING = re.compile(r"\b(?:it|this|that|these|those|them|him|her)\b", re.I)
# "Publish them if you can": an object that nothing before it names; not "it is …", "it when …", which stand alone.
_UNNAMED = re.compile(
    r"\b(?:them|him|those|these)\b(?! (?:who|that|[a-z]+s\b))|\bher(?= |\W*$)(?! \w+)|"
    r"(?<=\w )\bit\b(?!'| (?:is|was|when|that|if|to|takes|feels|seems|comes|turns|would|will|can|could|might|has|had|"
    r"does|did|really|all|just)\b)",
    re.I,
)
_STANCE = re.compile(
    r"^(?:(?:eventually|suddenly|maybe|i guess|"
    r"i (?:don't )?(?:think|believe|feel)(?: like)?"
    r"(?: that(?= (?:the|a|an|we|you|if|people|i|in|when|most|every)\b))?)\b[, ]*)+",
    re.I,
)


def wording_fault(text: str) -> str | None:
    """Return why the wording of a passage keeps it from being quoted, None where nothing does."""
    text = straight(text)
    opening = re.split(r"(?<=[.!]) ", text, maxsplit=1)[0]
    points_back = len(content_words(opening)) < 2 and _POINTING.search(opening)  # "I don't love this."
    if "?" in text:
        return "a question"
    if leans_on_before(text) or leans_on_before(_past_stance(text)) or points_back:
        return "leans on what stands before it"
    unnamed = _UNNAMED.search(opening)
    if unnamed and len(content_words(opening[: unnamed.start()])) < 2:
        return "leans on what stands before it"
    if HALF.match(opening):
        return "half a sentence"
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        return "a piece of a quotation"
    if takes_back(text):
        return "takes something back"
    if announces_more(text):
        return "ends on what announces more"
    if is_supposed(text):
        return "a supposition"
    faults = (
        (BROKEN, "breaks off inside"),
        (SMALL_TALK, "greeting or thanks"), (SPONSOR_WORDING, "sponsor wording"),
        (REPORTED, "somebody else's words"), (_NAMED, "somebody else's words"),
        (ADDRESSED, "speaks of the conversation itself"),
    )  # fmt: skip
    openings = ((CONTINUES, "continues an argument"), (_YOU_SAY, "speaks of the conversation itself"))
    found = next((fault for pattern, fault in faults if pattern.search(text)), None)
    return found or next((fault for pattern, fault in openings if opens_with(pattern, text)), None)


def _past_stance(text: str) -> str:
    """Return a text without openers and without what only says how its speaker takes it: "Maybe, well, it"."""
    rest = without_openers(_STANCE.sub("", text))
    return rest if rest == text else _past_stance(rest)


def points_at(text: str) -> bool:
    """Say whether a passage opens on a thing that was shown before it: "this model", "those headlines"."""
    found = _SHOWN.search(text)
    return bool(found) and len(content_words(text[: found.start()] if found else "")) < 2
