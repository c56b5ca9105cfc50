"""Voices: sentences that put what stands beside them under somebody else's name, or suppose it.

Patterns only, as in `pipeline.checks.withdrawals`.
"""

import re

from pipeline.language.openers import opens_with
from pipeline.language.patterns import any_of

_SUPPOSES = any_of(
    r"\bin (?:a|some|another|this|that) (?:\w+ )?(?:world|universe|scenario) (?:where|without|with|in which|that)\b",
    r"\b(?:thought experiment|devil's advocate|hypothetical|for (?:the )?(?:sake of )?(?:the )?argument|role ?play)\b",
    r"(?<!\bi )(?<!like to )(?<!hard to )(?<!can )(?<!would )(?<!can't )\b(?:imagine|suppose|supposing|pretend|"
    r"picture (?:a|an|the|this|that|yourself|us)|let us (?:say|suppose|"
    r"assume)|let's (?:say|suppose|assume|pretend|imagine))\b",
    r"\bin (?:the|my|a|this|his|her) (?:novel|story|film|movie|play|game|book) (?:i am|i'm|that i|i wrote|about)\b",
    r"\btake the (?:other|opposite) side\b",
    r"\b(?:thinking about|consider|take|looking at) (?:a|an|the) (?:\w+ )?(?:setting|scenario|case|world|regime|"
    r"situation) "
    r"(?:where|in which|with)\b",
)

_SUPPOSES_AT_ONCE = any_of(
    r"(?:assume|say) (?:you|we|i|that|there|for)\b",
    r"(?:what if|if (?:i|we|you|he|she|they|it|the|somebody|someone|anybody) (?:\w+ )?"
    r"(?:were|was|had|forced|asked|told|made)|had (?:i|we|you|he|she|they|it)|were (?:i|we|you|he|she|they|it) to)\b",
)

_SUPPOSED = any_of(
    r"\bif (?:someone|somebody|anyone|anybody|you|i|people|they) "
    r"(?:had |were to |would have )?(?:told|asked|said|came to)\b",
    r"\bhypothetically\b|\bfor the sake of (?:the )?argument\b|\bdevil's advocate\b|\bin some hypothetical\b",
    r"\blet's (?:say|suppose|pretend)\b",
)

_SUPPOSITION = re.compile(
    r"(?:suppose|supposing|assume|assuming|imagine|pretend|let's (?:say|suppose|assume|pretend|imagine)|"
    r"let us (?:say|suppose|assume|imagine)|say (?:you|we|i|there|that)\b|what if|picture this)\b",
    re.I,
)

_PEOPLE = (
    r"he|she|they|people|someone|somebody|everyone|everybody|folks|critics|others|some|friend|dad|father|mom|"
    r"mother|grandmother|grandfather|grandma|grandpa|uncle|aunt|professor|teacher|coach|mentor|boss|guy|wife|husband|"
    r"who"
)

_SAYS = (
    r"say|says|said|saying|tell|tells|told|claims?|claimed|argues?|argued|asks?|asked|wrote|"
    r"(?:was|were|is|are|'s|'re) like"
)

REPORTED = any_of(
    rf"\b(?:{_PEOPLE})(?: of (?:mine|ours))?(?:'d|'ll|'re|'s)? "
    rf"(?:always |often |just |would |will |might |used to |once |also |kept |is |are )?(?:{_SAYS})\b",
    r"\b(?:i was|i'm|we were|we're) like,",
    r"\b(?:unquote|quote unquote|quote,)",
    r"\baccording to (?!me\b)",
    r"\bas (?:the|an?) (?:old )?(?:saying|proverb|quote)\b",
    r"\bthere(?:'s| is) (?:a|an|this) (?:\w+ )?(?:saying|quote|joke)\b",
    r"^[\"“‘].*[\"”’]$",
)

_WHO = (
    r"he|she|they|people|everyone|everybody|somebody|someone|critics?|experts?|economists?|scientists?|investors?|"
    r"(?:my|our|his|her|the|an?|one) (?:\w+ )?(?:professor|teacher|mother|father|mom|dad|grandmother|grandfather|boss|"
    r"friend|wife|husband|coach|mentor|investor|doctor|industry|press|manual|letter|critics?|guy|man|woman)"
)

_SPEAKS = (
    r"say|says|said|tell|tells|told|argue|argues|argued|claim|claims|claimed|write|writes|wrote|think|thinks|insist\w*|"
    r"put it|puts it|asked|answered|replied|goes|went|like"
)

_ANNOUNCES = any_of(
    rf"\b(?:{_WHO}) (?:\w+ ){{0,2}}(?:{_SPEAKS})(?: (?:me|us|you|them|him|her|that|this|it|once|better\b.*))*[:,.]?$",
    r"[:,]\s*[\"“]?$",
    r"\b(?:argument|wisdom|myth|saying|proverb|joke|objection|criticism|dogma|cliché)s?\b.{0,40}"
    r"\b(?:goes?|is|was|were|everywhere)\b",
    r"\b(?:had|has|have) an? (?:line|saying|phrase|rule) for\b",
    r"\b(?:there(?:'s| is| was)|you hear|i hear) (?:\w+ )?(?:this|an?|the) (?:\w+ )?(?:argument|idea|claim|myth|view|"
    r"notion|saying|objection|cliché)\b",
    r"\b(?:tells?|told|teach\w*|taught) (?:\w+ ){1,3}(?:is|was) (?:this|that|simple)\b",
    r"\b(?:makes?|made) (?:a|the|this|one) (?:\w+ )?(?:claim|argument|point)\b",
    r"\b(?:got|received|read|sent|wrote) (?:me |us )?(?:a|an|this|the) (?:\w+ )?(?:letter|email|e-mail|message|review|"
    r"comment|headline|article)\b",
    r"\bas (?:\w+ ){1,3}(?:said|says|wrote|put it|used to say)\b",
)

# Whole names as the transcript writes them: "McCulloch and Pitts said".
_NAMED_SAYS = re.compile(
    r"(?:^|(?<=[.,] )|\b(?:and|but|so|because|then|like|that|when|where|as) )(?!I\b|What\b|That\b|It\b|You\b|We\b)"
    r"[A-Z][\w'-]+(?: (?:and |[A-Z][\w'-]+ ?)+)?(?: (?:and )?[A-Z][\w'-]+)* ?"
    r"(?:once |always |famously |also |even |just |basically |actually )?"
    r"(?:said|says|wrote|put it|argued|argues|claimed|claims|asked|used to say|proposed|thought|believed)\b"
)

# Somebody speaks or thinks, and what follows in the first person may still be theirs: "They saw it. We must go."
_OTHERS_MIND = any_of(
    r"\b(?:he|she|they|who|people|everyone|everybody|somebody|someone|nobody|[a-z]+s|the \w+|an? \w+) "
    r"(?:\w+ ){0,2}(?:say|says|said|saying|asking|thinking|think|thinks|thought|decides?|decided|reali[sz]es?|"
    r"reali[sz]ed|told|"
    r"explain(?:s|ed)|"
    r"announce[sd]|agreed?|figure[sd]?|insist(?:s|ed)?|promise[sd]|write|writes|wrote|'re like|was like|were like|"
    r"are like|"
    r"is like|goes|go)\b",
    r"\b(?:say|says|said|saying|thinks|thinking|thought|told \w+|decided|reali[sz]ed?|asks?|asked|like|replie[sd]),? "
    r"(?:[\"“]|(?:we|i|you|hey|okay|no|yes|oh|well|god|look)\b)",
    r"\bi (?:explained|told|said|say|tell|wrote|write|texted|emailed|asked|thought|was thinking|was like)\b",
    r"\b(?:it's|it is|it was|and|just) like,",
    r"\b(?:make|makes|made) (?:a|an|the) (?:request|offer|announcement|promise|argument)\b",
    r"\b(?:could|can|might|would|should|to) (?:say|ask|tell (?:them|him|her|yourself|people)|think)[,:.]",
)

_SPEAKS_IN_ROLE = any_of(
    r"(?:we're|we are|i'm|i am) (?:not )?(?:going to|gonna)\b|(?:we|i) (?:want|don't want|need|have|don't need|"
    r"can't|will|won't"
    r"|must|should|shouldn't)\b|(?:we'll|i'll|let's|let me|i'd like to|we'd like to|please|hey|can we|should we|"
    r"how do we|what if we|don't you|"
    r"you're going to|"
    r"you need to|you have to|why don't)\b"
)

_RESOLVES = re.compile(
    r"^(?:and |so |but |then |well,? )*(?:i'm|i am|we're|we are) (?:not )?(?:going to|gonna)\b|"
    r"^(?:and |so |but |then |well,? )*(?:i'll|we'll|let's|i'd like to|i will|we will)\b",
    re.I,
)
_OTHERS = re.compile(r"\b(?:he|she|they|he's|she's|they're|him|them)\b", re.I)
_OPENED = re.compile(r"(?:^|[\s(—–-])[\"“](?=\S)[^\"“”]*$")
_CLOSED = re.compile(r"(?<=\S)[\"”][^\"“”]*$")
_PERHAPS = re.compile(r"\b(?:could|might|maybe|perhaps|would be|options?|either)\b", re.I)
_SOURCED = re.compile(
    r"\b(?:according to (?!me\b)|the (?:source|story|theory|rumor|legend|claim) (?:says|goes|is|was)\b|allegedly\b|"
    r"supposedly\b|reportedly\b)",
    re.I,
)

_ATTITUDE = any_of(
    r"\b(?:naive|obvious|natural|tempting|common|simplest|first) (?:thing|view|idea|thought|reaction|answer|"
    r"assumption) "
    r"(?:to (?:think|say|do) )?(?:is|was|would|might|could|to)\b",
    r"\bthe (?:arrogance|audacity|nerve|hubris|temerity|gall|temptation|tendency|urge|instinct|impulse|mindset|"
    r"attitude|idea|notion|assumption|belief|feeling|sense) (?:to (?:say|think|believe|assume|claim)|that|of saying|"
    r"of thinking)\b",
    r"\b(?:tempted|tempting|easy|fashionable|common|naive|arrogant) to (?:say|think|believe|assume|claim|conclude)\b",
    r"\b(?:people|they|everyone|everybody|most of us|some|folks|you) (?:\w+ )?(?:tend to|like to|love to|want to|"
    r"always) (?:say|think|believe|assume|claim)\b",
)

_SUSPECTS = any_of(
    r"\b(?:accus\w+|alleg\w+|suspected|suspects?|rumou?r\w*|supposedly|reportedly|purportedly) "
    r"(?:\w+ ){0,4}(?:of|that|to|him|her|he|she|them)\b",
    r"\b(?:he|she|they|[A-Z][a-z]+)(?: (?:probably|maybe|perhaps|apparently|must have|may have|might have|could have|"
    r"clearly|obviously))+ (?:\w+ )?(?:kill|murder|stole|steal|lie|lied|lying|cheat|fraud|abus|rap|brib|launder|spy|"
    r"spied|spying|blackmail|corrupt|crim|guilty|manipulat|sabotag)\w*",
    r"\b(?:is|was|were|are|be|been)(?: \w+)? (?:a|an) (?:\w+ )?(?:crook|fraud|liar|criminal|murderer|pedophile|"
    r"rapist|spy|"
    r"con ?man|scammer|thief|asset of|psychopath|sociopath)\b",
)


def is_supposed(text: str) -> bool:
    """Say whether a sentence only supposes what it says: "Suppose you win", "Let's say it rains"."""
    return bool(_SUPPOSED.search(text)) or opens_with(_SUPPOSITION, text)


def supposes(text: str) -> bool:
    """Say whether it and what follows it are supposed, not stated."""
    return bool(_SUPPOSES.search(text)) or opens_with(_SUPPOSES_AT_ONCE, text) or is_supposed(text)


def announces_voice(text: str) -> bool:
    """Say whether it announces somebody else's words."""
    reported_on = text.rstrip("\"'”").endswith((":", ",")) and bool(REPORTED.search(text))
    return reported_on or bool(_ANNOUNCES.search(text)) or bool(_NAMED_SAYS.search(text))


def is_piece_of_quotation(text: str) -> bool:
    """Say whether it opens with a quotation mark, or opens one that it does not close."""
    return text[:1] in {'"', "“"} or text.count('"') % 2 == 1 or text.count("“") != text.count("”")


def tells_others_mind(text: str) -> bool:
    """Say whether it tells what somebody says or thinks, perhaps in words that go on in the next sentence."""
    return bool(_OTHERS_MIND.search(text))


def speaks_in_role(text: str) -> bool:
    """Say whether it resolves, asks or orders in the first person, as a speaker also does in somebody's role."""
    return opens_with(_SPEAKS_IN_ROLE, text)


def opens_quotation(text: str) -> bool:
    """Say whether its last quotation mark opens a quotation that it does not close."""
    return bool(_OPENED.search(text))


def closes_quotation(text: str) -> bool:
    """Say whether its last quotation mark closes a quotation."""
    return not opens_quotation(text) and bool(_CLOSED.search(text))


def weighs(text: str) -> bool:
    """Say whether it weighs what might be done: "Control could be the thing."."""
    return bool(_PERHAPS.search(text))


def resolves(text: str) -> bool:
    """Say whether it says in the first person what will be done: "We're not going to fight."."""
    return bool(_RESOLVES.match(text))


def speaks_of_others(text: str) -> bool:
    """Say whether it speaks of somebody by a pronoun: "They are smart."."""
    return bool(_OTHERS.search(text))


def names_source(text: str) -> bool:
    """Say whether it says that somebody else is the source of what is told."""
    return bool(_SOURCED.search(text))


def describes_attitude(text: str) -> bool:
    """Say whether it describes what others are inclined to say; what follows may be that, not the speaker's view."""
    return bool(_ATTITUDE.search(text))


def suspects(text: str) -> bool:
    """Say whether it tells a suspicion of a person."""
    return bool(_SUSPECTS.search(text))
