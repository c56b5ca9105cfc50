"""Say which sentences their context keeps from being quoted: what follows takes them back, what precedes supposes them.

A sentence can be sound in itself and still not be its speaker's view: the joke's "just kidding" comes after it, the
"imagine that" before it. A wrong "no" costs one candidate of hundreds; the patterns lean to "no".
"""

import re
from collections.abc import Sequence

from pipeline.language.openers import opens_with
from pipeline.records import Sentence
from pipeline.stages.quotes.filters import REPORTED, is_supposed

BACK = 2  # sentences that a denial or a joke takes back
ON = 2  # sentences that are still reported after somebody was announced
SUPPOSED_ON = 3  # and still supposed


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I)


_DENIES = re.compile(
    r"(?:that|this|it|which)(?:'s| is| was|'s just| is just)? (?:\w+ )?(?:too strong|too simple|an? exaggerat\w+|"
    r"a myth|a lie|nonsense|bullshit|rubbish|wrong|false|not (?:quite |really |exactly |actually |entirely |strictly )?"
    r"(?:true|right|correct|accurate|fair|how|what|so))\b",
    re.I,
)
DENIED = _any(
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
    r"\b(?:i )?(?:take|took) (?:it|that|this) (?:all )?back\b|\blet me (?:rephrase|correct|take|walk|start over)\b",
    r"\b(?:i should not|i shouldn't) (?:have said|say) (?:that|it|this)\b",
    r"^(?:actually|oh|wait|sorry|hmm|well)[,.]? (?:no|wait|not)\b|^no[,.]? (?:wait|sorry|actually)\b",
)
JOKED = _any(
    r"\b(?:i'm|i am|just|only|was|we're) (?:just |only )?(?:kidding|joking)\b",
    r"\b(?:being|was|that's|that was) (?:\w+ )?(?:sarcastic|sarcasm|ironic|a joke)\b",
    r"^(?:said|says) (?:no ?(?:one|body)|nobody) ever\b|\bsaid no ?(?:one|body) ever\b",
    r"^(?:oh )?yeah,? (?:right|sure)\.?$|^as if\b[.!]?$|^not\.$",
)
_MEANT_OTHERWISE = re.compile(r"^oh,? (?:sure|yeah|yes|right|great|of course)\b", re.I)
SUPPOSES = _any(
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
_WHO = (
    r"he|she|they|people|everyone|everybody|somebody|someone|critics?|experts?|economists?|scientists?|investors?|"
    r"(?:my|our|his|her|the|an?|one) (?:\w+ )?(?:professor|teacher|mother|father|mom|dad|grandmother|grandfather|boss|"
    r"friend|wife|husband|coach|mentor|investor|doctor|industry|press|manual|letter|critics?|guy|man|woman)"
)
_SPEAKS = (
    r"say|says|said|tell|tells|told|argue|argues|argued|claim|claims|claimed|write|writes|wrote|think|thinks|insist\w*|"
    r"put it|puts it|asked|answered|replied|goes|went|like"
)
ANNOUNCES = _any(
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
    r"^[A-Z]\w+(?: [A-Z]\w+)? (?:once |always |famously )?(?:said|says|wrote|put it|argued|claimed|used to say)\b",
    r"\bas (?:\w+ ){1,3}(?:said|says|wrote|put it|used to say)\b",
)
_OPENS_QUOTE = re.compile(r"^[\"“]")


def context_faults(texts: Sequence[str], sentences: Sequence[Sentence]) -> dict[int, str]:
    """Return the numbers of the sentences that may not be quoted because of what stands around them, and why."""
    faults: dict[int, str] = {}
    texts = [text.replace("’", "'") for text in texts]
    for k, text in enumerate(texts):
        before = _same_turn(sentences, range(k - 1, k - 1 - BACK, -1))
        if JOKED.search(text):
            faults |= dict.fromkeys([k, *before], "said in jest")
        elif DENIED.search(text) or opens_with(_DENIES, text):
            faults |= dict.fromkeys(before[:1], "denied right after")
        if _MEANT_OTHERWISE.match(text):
            faults[k] = "meant otherwise"
        if SUPPOSES.search(text) or opens_with(_SUPPOSES_AT_ONCE, text) or is_supposed(text):
            faults |= dict.fromkeys([k, *_same_turn(sentences, range(k + 1, k + 1 + SUPPOSED_ON))], "supposed before")
        if ANNOUNCES.search(text) or (REPORTED.search(text) and text.rstrip("\"'”").endswith((":", ","))):
            faults |= dict.fromkeys(_same_turn(sentences, range(k + 1, k + 1 + ON)), "somebody else's words before")
        if _OPENS_QUOTE.match(text) or text.count('"') % 2 or text.count("“") != text.count("”"):
            faults[k] = "a quotation"
    return faults


def _same_turn(sentences: Sequence[Sentence], numbers: range) -> list[int]:
    """Return the numbers that exist and are of the turn of the sentence beside the first of them."""
    origin = numbers.start - numbers.step
    return [n for n in numbers if 0 <= n < len(sentences) and sentences[n].turn == sentences[origin].turn]
