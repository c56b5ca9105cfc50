"""What one sentence says about its neighbours: it takes them back, supposes them, puts them in another's mouth, …

Patterns only; which neighbour they bear on is decided in `pipeline.checks.context`. A wrong "no" costs one passage of
hundreds, a wrong "yes" puts words in a mouth: the patterns lean to "no".
"""

import re

from pipeline.language.openers import opens_with


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I)


# Takes back what the same speaker said before, whoever spoke in between.
RETRACTION = _any(
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
CORRECTION = _any(
    r"(?:actually|wait|oh|sorry|well actually)[,.]? (?:actually[,.]? )?no\b",
    r"no[,.]? (?:sorry|wait|actually|scratch)\b",
    r"(?:sorry|wait)[,.]? i (?:mean|meant)\b",
    r"(?:a )?correction\b",
    r"(?:that|this|it)(?:'s| is| was|'s just| is just) "
    r"(?:not |n't |isn't )(?:quite |really |exactly |entirely |actually |even )?(?:right|true|correct|accurate)\b",
    r"(?:that|this|it)(?: is|'s|) ?(?:wrong|false|isn't (?:right|true|correct))\b",
)
# Says the same again in other words: what it follows does not stand without it.
RESTATES = _any(
    r"or (?:rather|better|more precisely|more accurately|at least|maybe not|perhaps not)\b",
    r"(?:well[,.]? |or |and |but )?(?:maybe |perhaps )?(?:i )?(?:should not|shouldn't|wouldn't|would not|don't want to|"
    r"hesitate to) (?:say|use|call)\b",
    r"(?:well[,.]? )?not (?:exactly|quite|really|always|necessarily|entirely|literally)\b",
    r"(?:well[,.]? |i mean[,.]? )?(?:maybe|perhaps) (?:\w+ ){0,2}(?:is|was|'s) (?:too strong|not the right|the wrong|a bad)\b",
    r"(?:well[,.]? )?(?:that|it)(?:'s| is) (?:maybe |perhaps |probably |a little |a bit |slightly )*(?:too strong|"
    r"an exaggeration|exaggerated|overstated|unfair|not fair|simplistic|an oversimplification)\b",
)
_DENIES = re.compile(
    r"(?:that|this|it|which)(?:'s| is| was|'s just| is just)? (?:\w+ )?(?:too simple|"
    r"a myth|a lie|nonsense|bullshit|rubbish|wrong|false|not (?:quite |really |exactly |actually |entirely |strictly )?"
    r"(?:true|right|correct|accurate|fair|how|what|so))\b",
    re.I,
)
_DENIED = _any(
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
JOKED = _any(
    r"\b(?:i'm|i am|just|only|was|we're) (?:just |only )?(?:kidding|joking)\b",
    r"\b(?:being|was|that's|that was) (?:\w+ )?(?:sarcastic|sarcasm|ironic|a joke)\b",
    r"^(?:said|says) (?:no ?(?:one|body)|nobody) ever\b|\bsaid no ?(?:one|body) ever\b",
    r"^(?:oh )?yeah,? (?:right|sure)\.?$|^as if\b[.!]?$|^not\.$",
)
MEANT_OTHERWISE = re.compile(r"^oh,? (?:sure|yeah|yes|right|great|of course)\b", re.I)
_SUPPOSES = _any(
    r"\bin (?:a|some|another|this|that) (?:\w+ )?(?:world|universe|scenario) (?:where|without|with|in which|that)\b",
    r"\b(?:thought experiment|devil's advocate|hypothetical|for (?:the )?(?:sake of )?(?:the )?argument|role ?play)\b",
    r"(?<!\bi )\b(?:imagine|suppose|supposing|pretend|picture (?:a|an|the|this|that|yourself|us)|let us (?:say|suppose|"
    r"assume)|let's (?:say|suppose|assume|pretend|imagine))\b",
    r"\bin (?:the|my|a|this|his|her) (?:novel|story|film|movie|play|game|book) (?:i am|i'm|that i|i wrote|about)\b",
    r"\btake the (?:other|opposite) side\b",
)
_SUPPOSES_AT_ONCE = _any(
    r"(?:assume|say) (?:you|we|i|that|there|for)\b",
    r"(?:what if|if (?:i|we|you|he|she|they|it|the|somebody|someone|anybody) (?:\w+ )?"
    r"(?:were|was|had|forced|asked|told|made)|had (?:i|we|you|he|she|they|it)|were (?:i|we|you|he|she|they|it) to)\b",
)
_SUPPOSED = _any(
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
REPORTED = _any(
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
_ANNOUNCES = _any(
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
_ATTITUDE = _any(
    r"\bthe (?:arrogance|audacity|nerve|hubris|temerity|gall|temptation|tendency|urge|instinct|impulse|mindset|"
    r"attitude|idea|notion|assumption|belief|feeling|sense) (?:to (?:say|think|believe|assume|claim)|that|of saying|"
    r"of thinking)\b",
    r"\b(?:tempted|tempting|easy|fashionable|common|naive|arrogant) to (?:say|think|believe|assume|claim|conclude)\b",
    r"\b(?:people|they|everyone|everybody|most of us|some|folks|you) (?:\w+ )?(?:tend to|like to|love to|want to|"
    r"always) (?:say|think|believe|assume|claim)\b",
)
_BOUND = _any(
    r"\b(?:the )?(?:ability|capacity|power|right|chance|willingness) to[.,…-]*$",
    r"\b(?:run(?:s|ning)? out of|lose|losing|lack(?:s|ing)?|without) (?:the )?(?:ability|capacity|room|time|power|data)\b",
    r"\b(?:unless|until|as long as|provided that|only if|only when|except (?:if|when|that))\b[^.?!]*[,.…-]+$",
)
_ANNOUNCES_CONTENT = _any(
    r"\bthere(?:'s| is| was|'re| are| were)(?: also| still| actually| really| just)? "
    r"(?:a|an|one|another|this|two|three|four|five|several|some|a few|a couple of|many) "
    r"(?:\w+ ){0,2}(?:things?|reasons?|ways?|parts?|kinds?|types?|steps?|rules?|lessons?|"
    r"questions?|principles?|problems?|points?|pieces?|levels?|stages?|factors?|streams?|camps?|schools?|ingredients?|"
    r"aspects?|issues?|differences?|exceptions?|catch|caveats?|options?|answers?|components?|elements?|approaches)\b"
    r"[^,;:]{0,60}[.!:…]$",
    r"\b(?:needs?|takes?|requires?|comes down to|boils down to|have|has|had|got|want) "
    r"(?:only |just |exactly |really )?(?:two|three|four|five|several|a few|a couple of) (?:\w+ )?(?:things?|reasons?|ways?|"
    r"parts?|ingredients?|pieces?|steps?|kinds?)\b[^,;:]{0,30}[.!:…]$",
    r"\b(?:the|one|another|my|our) (?:\w+ )?(?:other|second|third|last|next|big|key|main|important) (?:\w+ )?"
    r"(?:thing|reason|question|point|problem|part|issue|piece|ingredient)(?: (?:that|which|to|i|we|you)\b[^,;:]{0,40})?"
    r"[.!:…]$",
)
_DELIVERS = _any(r"(?:and )?(?:that|this|it|one|the first|first)(?:'s| is| was| would be|,)\b")
_DOUBTS = _any(
    r"\b(?:i'm|i am) not (?:so |too |entirely |really |totally |completely |actually )?(?:sure|certain|convinced)"
    r"(?: (?:that|if|whether|about that|about this|it|that's)\b|[.,]?$)",
    r"\bi (?:could|might|may) be (?:wrong|mistaken|completely wrong|totally wrong)\b",
    r"\b(?:maybe|perhaps|probably) (?:i'm|i am|we're|we are|that's|that is|it's|it is) (?:wrong|not true|not)\b",
    r"\bwho knows\b|\bhard to (?:say|know|tell)\b",
    r"\bi don't (?:really |actually )?know (?:if|whether) (?:that|it|this|i)\b",
    r"^(?:but |and |now |well,? )*i don't (?:really |actually )?know\.?$",
    r"\b(?:then again|on second thought|having said that|that being said|that said)\b",
    r"\b(?:is|are|was|does|do|can|will|would) (?:that|it|this|they|we) (?:really|actually|even)\b[^.]*\?$",
)
_TURNS = re.compile(
    r"(?:but|however|yet|except|although|though|unless|on the other hand|then again|still|nevertheless|nonetheless|"
    r"whereas|instead|rather|and yet)\b",
    re.I,
)
_GOES_ON = re.compile(
    r"(?:which|because|'cause|cause|except|unless|or rather|namely|that is|meaning|as opposed to|rather than|"
    r"instead of|not just|not only|not because|including|especially|particularly|such as|like|so that|in order to|"
    r"if|when|until|depending|provided|only if|at least|especially if|even if|even though|let alone|nor|or)\b",
    re.I,
)
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
_SUSPECTS = _any(
    r"\b(?:accus\w+|alleg\w+|suspected|suspects?|rumou?r\w*|supposedly|reportedly|purportedly) "
    r"(?:\w+ ){0,4}(?:of|that|to|him|her|he|she|them)\b",
    r"\b(?:he|she|they|[A-Z][a-z]+)(?: (?:probably|maybe|perhaps|apparently|must have|may have|might have|could have|"
    r"clearly|obviously))+ (?:\w+ )?(?:kill|murder|stole|steal|lie|lied|lying|cheat|fraud|abus|rap|brib|launder|spy|"
    r"spied|spying|blackmail|corrupt|crim|guilty|manipulat|sabotag)\w*",
    r"\b(?:is|was|were|are|be|been)(?: \w+)? (?:a|an) (?:\w+ )?(?:crook|fraud|liar|criminal|murderer|pedophile|rapist|spy|"
    r"con ?man|scammer|thief|asset of|psychopath|sociopath)\b",
)
# Comes before an answer and is none.
_PUTS_OFF = _any(
    r"(?:let me|let's|let us|i'm going to (?:give|tell|start)|i(?:'ll| want to| would like to|'d like to) (?:give|tell|start|"
    r"say|just say|first)|i (?:really )?(?:love|like|loved|enjoy\w*) (?:that|this|the|your)\b|to be honest|honestly,|"
    r"first of all|i don't (?:really |actually )?know\b|i think about (?:this|that|it)|there(?:'s|'re| is| are) (?:\w+ )?"
    r"(?:two|three|four|five|several|many|a few|a couple|a lot of|some|different) |i (?:feel|was) (?:so |very )?(?:good|excited|"
    r"glad|happy|honored)|(?:that's|that is|it's|what) (?:such )?an? (?:\w+ )?(?:question|one|thing to ask)|"
    r"(?:good|great|interesting|big|tough|hard) question|i have (?:one|a few|two|some)\b|i used to\b|you(?:'ve)? got to "
    r"remember|"
    r"where do i|how do i|thank|it depends|people (?:keep|always) (?:tell|ask)\w*|the other thing|plus )"
)
_CONCEDES = _any(
    r"(?:yeah|yes|no|okay|true|right|sure|well)?[,.]? ?(?:you're|you are|that's|that is) (?:right|true|fair|a fair point|"
    r"a good point|correct)\b|fair (?:enough|point)\b|i (?:stand corrected|concede)\b|good point\b|touché\b"
)
_OBJECTS = _any(
    r"(?:no|nope|nah|well|but|really|wait|hmm)[,.?]? ?(?:i (?:disagree|don't (?:think|agree))|not|that's not|isn't|"
    r"aren't|but|no)\b|i disagree\b|i don't (?:think so|agree)\b|that's not\b"
)


def straight(text: str) -> str:
    """Return a text with straight apostrophes, as the patterns are written."""
    return text.replace("’", "'")


def takes_back(text: str) -> bool:
    """Say whether a sentence withdraws or corrects an earlier one."""
    text = straight(text)
    return bool(RETRACTION.search(text)) or opens_with(CORRECTION, text)


def retracts(text: str) -> bool:
    """Say whether it takes back what its speaker said before, whoever spoke in between."""
    return bool(RETRACTION.search(text))


def denies(text: str) -> bool:
    """Say whether it calls untrue what stands right before it."""
    return bool(_DENIED.search(text)) or opens_with(_DENIES, text)


def jokes(text: str) -> bool:
    """Say whether it says that what stands beside it was a joke."""
    return bool(JOKED.search(text))


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


def describes_attitude(text: str) -> bool:
    """Say whether it describes what others are inclined to say; what follows may be that, not the speaker's view."""
    return bool(_ATTITUDE.search(text))


def bounds(text: str) -> bool:
    """Say whether it sets a bound under which the next sentence stands."""
    return bool(_BOUND.search(text))


def announces_content(text: str) -> bool:
    """Say whether it announces a thing that only the next sentence names: "There is a third thing you need."."""
    return bool(_ANNOUNCES_CONTENT.search(text))


def delivers(text: str) -> bool:
    """Say whether it names what the sentence before announced: "And that is conviction."."""
    return opens_with(_DELIVERS, text)


def restates(text: str) -> bool:
    """Say whether it puts the sentence before right: "Or rather, I think it is possible."."""
    return opens_with(RESTATES, text)


def doubts(text: str) -> bool:
    """Say whether it doubts what stands before it."""
    return bool(_DOUBTS.search(text))


def turns(text: str) -> bool:
    """Say whether it opens a contrast to what stands before it."""
    return opens_with(_TURNS, text)


def goes_on(text: str) -> bool:
    """Say whether it is a clause that belongs to the sentence before it."""
    return opens_with(_GOES_ON, text)


def is_negated(text: str) -> bool:
    """Say whether a "not" stands in it."""
    return bool(_NEGATED.search(text))


def is_other_half(text: str) -> bool:
    """Say whether it may be the "but Y" of a "not X": "It's …", "You have to …"."""
    return opens_with(_POSITIVE, text) and not is_negated(" ".join(text.split()[:6]))


def suspects(text: str) -> bool:
    """Say whether it tells a suspicion of a person."""
    return bool(_SUSPECTS.search(text))


def puts_off(text: str) -> bool:
    """Say whether it comes before an answer and is none: "Let me start with …", "That's a good question."."""
    return opens_with(_PUTS_OFF, straight(text))


def objects(text: str) -> bool:
    """Say whether it objects to what somebody else just said."""
    return opens_with(_OBJECTS, text)


def concedes(text: str) -> bool:
    """Say whether it gives in to an objection."""
    return opens_with(_CONCEDES, text)
