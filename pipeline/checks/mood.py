"""Judge of mood: whether a claim states as done or sure what was only planned, wished, supposed or possible."""

import re

from pipeline.checks.polarity import Tokens, tokens
from pipeline.language.stems import stem

_PLANS = (
    r"plan(?:s|ned|ning)? (?:to|on)|intend(?:s|ed)? to|hop(?:e|es|ed|ing) (?:to|that|for)|want(?:s|ed)? to|"
    r"going to|gonna|"
    r"will|'ll|wo|would like to|would love to|aim(?:s|ed|ing)? to|try(?:ing)? (?:to|and)|tries to|"
    r"tried to|about to|need(?:s|ed)? to|"
    r"dream(?:s|ed)? of|wish(?:es|ed)? to|expect(?:s|ed|ing)? to|look(?:s|ing)? to|should|have to|has to|ought to"
)
# Of these, a present tense ("optimizes") drops the plan; "will" and "has to" tell of rules as often as of plans.
_SET_ON = (
    r"plan(?:s|ned|ning)? (?:to|on)|intend(?:s|ed)? to|hop(?:e|es|ed|ing) (?:to|that|for)|want(?:s|ed)? to|going to|"
    r"gonna|would like to|would love to|aim(?:s|ed|ing)? to|try(?:ing)? (?:to|and)|tries to|about to|dream(?:s|ed)? of|"
    r"wish(?:es|ed)? to|expect(?:s|ed|ing)? to|look(?:s|ing)? to"
)
_MODALS = (  # "would" is left out: it tells of habits too
    r"might|may|could|perhaps|maybe|probably|possibly|likely|potentially|presumably|supposedly|"
    r"(?:possibility|chance|risk|danger|threat|prospect|probability|odds|fear) (?:of|that)"
)
PLANNED = re.compile(
    rf"\b(?:{_PLANS}|someday|eventually|in the future|future|one day|soon|yet to|goal|scheduled|predicts?|expects?)\b",
    re.I,
)
POSSIBLE = re.compile(
    rf"\b(?:{_MODALS}|can|should|possible|seems?|seemed|appears?|suspects?|guess(?:es)?|"
    r"i think|thinks?|believes?|i believe|"
    r"i feel|feels?|possibility|chances?|risks?|dangers?|threat|prospect|odds|fears?|"
    r"not sure|unsure|uncertain|doubts?|imagin\w+|suppos\w+|hypothe\w+|wonders?|wondered|speculat\w+|asks?|"
    r"hopes?|often|sometimes|tends? to)\b",
    re.I,
)
_NO_DEED = frozenset("not never be have also always only do still at in on for by with from as".split())
_TO_COME = re.compile(
    r"\b((?:plans?|hopes?|intends?|aims?|expects?) to|will) (?:(?:just|only|also|still|soon|then|simply|probably|"
    r"eventually|at some point) )?(\w+)",
    re.I,
)
_PLAN_OF = re.compile(rf"\b({_SET_ON})\s+((?:[\w'-]+\s+){{0,2}}?[\w'-]+)", re.I)
_HEDGE_OF = re.compile(rf"(?<!or )\b({_MODALS})\s+((?:[\w'-]+\s+){{0,2}}[\w'-]+)", re.I)
_HEDGE = re.compile(rf"\b(?:{_MODALS})\b", re.I)
_TAG = re.compile(r", (?:right|yeah|you know|huh|okay|no)\?$", re.I)
_WOULD_BE = re.compile(
    r"\b(?:if (?:i|we|you|they|he|she|it|someone) (?:had|were|did|could)|would have|could have)\b", re.I
)
_ONLY_IF = re.compile(r"\b(?:only if|only when|unless|provided that|only works? (?:if|when))\b", re.I)
_IF = re.compile(
    r"\b(?:if|when|unless|as long as|provided|without|depend\w*|condition\w*|in cases?|where|once|only)\b", re.I
)
_ASKED = re.compile(r"\b(?:ask\w*|question\w*|wonder\w*|whether|why|how|what)\b|\?", re.I)
_DONE = re.compile(
    r"\b(?:has|have|had|was|were|is|are|been|having) (?:[a-z]+ly |been |already |now |just )?([a-z]+(?:ed|en|t|d|n))\b|"
    r"\b([a-z]{2,}ed)\b",
    re.I,
)
_BEFORE_BASE = frozenset("to can could will should might may must ll gonna cannot if".split())
_OF_A_NOUN = frozenset("a an the that of with for such as its his her their no some any".split())
_DID = frozenset("used got had managed able began started came have continued get".split())  # "got to see" was seen


def overstated(claim: str, said: str) -> list[str]:
    """Return where a claim is surer, or further along, than the words it rests on."""
    found = []
    near = _nearest(tokens(claim), said)
    ours = set(tokens(claim).stems)
    tempered = PLANNED.search(claim) or POSSIBLE.search(claim) or re.search(r"\b(?:if|when|unless)\b", claim, re.I)
    for pattern, what in (
        (_PLAN_OF, "states as so what its words only plan"),
        (_HEDGE_OF, "states as sure what is hedged"),
    ):
        for match in pattern.finditer(near.replace("’", "'")):
            denied = (
                near[: match.start()].rstrip().lower().endswith((" not", "n't"))
            )  # judged as denied, not as planned
            if tempered or denied or not _shares(match[2], ours) or _infinitive(match[2], claim):
                continue
            if pattern is _PLAN_OF or not _said_plainly(match[2], said):
                found.append(f"{what} (“{match[1]} {match[2]}”)")
    if PLANNED.search(claim) and not (PLANNED.search(said) or POSSIBLE.search(said)):
        found.append(f"says “{_first(PLANNED, claim)}” of what its words do not put in the future")
    found += _planned(claim, said)
    found += _done(claim, said)
    if near.rstrip("”’\"' ").endswith("?") and not _ASKED.search(claim) and _only_asked(ours, said):
        found.append("states what its words only ask")
    if _WOULD_BE.search(near) and not tempered:
        found.append("states as real what its words suppose")
    if _ONLY_IF.search(near) and not _IF.search(claim):
        found.append(f"leaves out a condition (“{_first(_ONLY_IF, near)}”)")
    return list(dict.fromkeys(found))


def _said_plainly(phrase: str, said: str) -> bool:
    """Say whether the first word of content of a hedged phrase also stands in the speech without a hedge."""
    taken = tokens(phrase)
    word = next((taken.stems[k] for k in range(len(taken.words)) if taken.content(k)), None)
    heard = tokens(said)
    places = [k for k, s in enumerate(heard.stems) if s == word]
    return any(not _HEDGE.search(" ".join(heard.words[max(0, k - 6) : k])) for k in places)


def _only_asked(ours: set[str], said: str) -> bool:
    """Say whether a claim shares two words more with the nearest question than with any statement."""
    best = {True: 0, False: 0}
    for sentence in re.split(r"(?<=[.?!])\s+", said):
        asks = sentence.rstrip("”’\"' ").endswith("?") and not _TAG.search(sentence)
        told = tokens(sentence)
        content = {told.stems[k] for k in range(len(told.words)) if told.content(k)}
        best[asks] = max(best[asks], len(content & ours))
    return best[True] >= best[False] + 2


def _shares(phrase: str, ours: set[str]) -> bool:
    """Say whether the first word of content in a phrase is one of the claim's."""
    taken = tokens(phrase)
    first = next((taken.stems[k] for k in range(len(taken.words)) if taken.content(k)), None)
    return first in ours


def _infinitive(phrase: str, claim: str) -> bool:
    """Say whether the claim, too, has the phrase's first word after "to": still to be done."""
    first = next((w for w in phrase.split() if len(w) > 3), "")
    return re.search(rf"\bto (?:\w+ )?{re.escape(first)}\b", claim, re.I) is not None if first else False


def _done(claim: str, said: str) -> list[str]:
    """Return what a claim calls done ("has trained") where the words have it only to come ("will train")."""
    theirs = tokens(said)
    found = []
    for match in _DONE.finditer(claim):
        word = stem(match[1] or match[2])
        before = claim[: match.start()].lower().split()[-3:]
        if set(before) & _BEFORE_BASE or before[-1:] == ["be"]:  # "can be viewed": the claim does not call it done
            continue
        if match[2] and before and before[-1] in _OF_A_NOUN and claim[match.end() :][:2].strip().isalpha():
            continue  # "a clenched fist": what a thing is like, no deed
        places = [k for k, s in enumerate(theirs.stems) if s == word]
        if places and all(_is_to_come(theirs, k) for k in places):
            heard = " ".join(theirs.words[max(0, places[0] - 2) : places[0] + 1])
            found.append(f"says “{match.group()}” where its words say “{heard}”")
    return found


def _is_to_come(text: Tokens, at: int) -> bool:
    """Say whether a word is only planned, supposed or allowed: "to train", "if we train", "would involve training"."""
    if text.words[at].endswith("ed"):
        return False
    if text.words[at].endswith("ing"):
        sentence = " ".join(text.words).split(" . ")
        return any(text.words[at] in part and re.search(r"\b(?:would|will|could|might)\b", part) for part in sentence)
    before = text.words[max(0, at - 2) : at]
    marked = [w for w in before if w in _BEFORE_BASE]
    return bool(marked) and not (marked[-1] == "to" and _DID & set(text.words[max(0, at - 4) : at]))


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group() if match else ""


def _planned(claim: str, said: str) -> list[str]:
    """Return what a claim puts in the future ("plans to make", "will make") and its words nowhere do ("made")."""
    theirs = tokens(said)
    found = []
    for match in _TO_COME.finditer(claim):
        word = tokens(match[2]).stems[-1]
        places = [k for k, s in enumerate(theirs.stems) if s == word]
        if (
            places
            and match[2].lower() not in _NO_DEED
            and not any(_is_to_come(theirs, k) or _in_ing(theirs, k) for k in places)
        ):
            found.append(f"says “{match.group()}” where its words say “{theirs.words[places[0]]}”")
    return found


def _in_ing(text: Tokens, at: int) -> bool:
    return text.words[at].endswith("ing")


def _nearest(claim: Tokens, said: str) -> str:
    """Return the sentence of the speech that shares most words of content with the claim."""
    wanted = {claim.stems[k] for k in range(len(claim.words)) if claim.content(k)}
    sentences = re.split(r"(?<=[.?!])\s+", said)
    return max(sentences, key=lambda s: len(wanted & set(tokens(s).stems)), default="")
