"""What in a question's wording tells whether somebody understands it who has not heard what came before it.

Each cue is a number; `points.py` weighs them beside those of `around.py`. The test behind most of them is one of
coreference: a thing spoken of as known ("the process", "that phase", "another one") must be named in the question.
"""

import re
from collections.abc import Mapping

from pipeline.language.stems import stem
from pipeline.language.words import content_words
from pipeline.stages.questions.context import Scene

_LEAD = re.compile(
    r"^(?:(?:so|and|but|well|okay|now|because|yeah|yes|no|right|then|also|you know|i mean|like|um|uh|wow|oh|great|"
    r"awesome|amazing|interesting|i guess|i'm curious|just|maybe|roughly|sorry for the [a-z]+ question|"
    r"(?:my |one |two |three |the |our |and )*(?:last|final|first|next|second|other|quick|follow-up|broad|last few)"
    r"(?: to last)? questions?(?: is| would be)?(?: just)?|begs the question)[,.: ]+)+",
    re.I,
)
_DEMONSTRATIVE = re.compile(
    r"(?:\b(?:this(?! (?:country|world|planet|year|week|podcast|show|episode|conversation|interview|field)\b)|these|"
    r"those|such)|"
    r"(?:^|[,;.] |\b(?:of|in|on|at|for|with|about|to|from|by|like|is|was|are|were|and|or|than|into|during|after|before|"
    r"between|behind|did|do|does|see|take|get|have|make|create|using|doing|all|one|through|your|has|had|"
    r"[a-z]+ing) )that)"
    r"(?: (?:whole|kind|sort|type|kinds|sorts|types)(?: of)?)? "
    r"(?!(?:is|was|are|were|would|could|will|can|has|had|have|do|does|did|you|you've|you're|i|i've|we|we've|they|"
    r"they've|"
    r"he|she|it|it's|the|a|an|people|there|maybe|if|when|in|to|for|of|on|with|as|at|and|or|not|so|really|just|actually|"
    r"who|that|this|may|might|should|someone|what|how|aren't|isn't|don't|doesn't|your|my|our|their|only)\b)[a-z]+",
    re.I,
)
# What follows "this idea" says which: "like bees", "that we had", "of having a team".
_WHICH = re.compile(
    r"(?:'s)?(?: [a-z]+)? (?:like|where|that (?:you|we|i|he|she|they|is|are|was|has|have|can|people)|who|which|"
    r"called|named|about|"
    r"between|you(?:'re|'ve)? [a-z]+|we(?:'re|'ve)? [a-z]+|i(?:'m|'ve)? [a-z]+)\b|(?:'s)? (?:idea|notion|question|"
    r"process|kind|"
    r"sort|concept|possibility|feeling|sense) of\b| of [a-z]+ing\b",
    re.I,
)
_POINTER = re.compile(
    r"\b(?:it|its|they|them|their|he|him|his|she|her|one of (?:these|those|them)|the latter|the former)\b|"
    r"\b(?:this|that|these|those)(?=$|[?.,]|'s\b|'d\b| (?:is|was|are|were|would|could|will|in|for|to|on|with|and|or|as|"
    r"at|mean|means|work|works|happen|happens|look|looks|feel|feels|come|comes)\b)",
    re.I,
)
_IMPERSONAL = re.compile(
    r"\b(?:is|was|does|would|will|did|can|makes?|made|make|find|how [a-z]+ is|what) it (?:take|takes|took|mean|feel|"
    r"like|"
    r"possible|true|fair|hard|easy|important|worth|safe|difficult|that|matter|to|okay)\b|\bit(?:'s| is| was) (?:like|"
    r"hard|"
    r"easy|important|possible|true|fair|okay|worth|difficult)\b|\bthat(?= (?:you|i|we|they|people|has|have|can|could|"
    r"will|would|is|are|was|were|comes?|makes?|really|most|might|may|should|just|actually|don't|has|had|worry|think|"
    r"you've|you're|you'd|i've|we've|people|somebody|someone|companies|happened|stuff|there|if|when|your|the|a)\b)|"
    r"\bthat(?=, )",
    re.I,
)
# A thing spoken of as known. What follows its noun may say which ("the meaning of life"), or the world knows it.
_DEFINITE = re.compile(
    r"\bthe ((?:(?!(?:of|in|to|for|with|that|who|on|at|by|from|about|behind|between) )[a-z][\w'-]* ){0,2}?[a-z][\w'-]*)"
    r"(?= ?(?:[,.;:?!]|$)| (?:and|or|but|is|was|are|were|do|does|did|has|have|had|will|would|can|could|should|"
    r"relative|versus|"
    r"then|so|because|when|if|as|at|than|you|i|we|they|he|she|go|goes|look|work|now|here|there)\b)",
    re.I,
)
_WORLDLY = frozenset(
    """world universe future past present planet earth country internet web brain mind human humanity moon sun sky
    market economy government president news media time day night morning end beginning start top bottom way fact
    truth most best worst biggest first last greatest one ones same other audience listeners listener show podcast
    past years decades age era field industry street public press law environment climate west east north south body
    heart soul cosmos galaxy ocean sea weather lightning round road""".split()
)
_COMPARES = re.compile(
    r"\b(?:different|else|other(?! people| folks| companies| than)|another|others|again|instead|the same|similar|"
    r"either|"
    r"both|neither|as well|too(?! [a-z])|still|the next|the rest|along the way|ones)\b",
    re.I,
)
_SPECIFIED = re.compile(
    r"\b(?:other than|different (?:from|than)|similar to|anything else (?:you|that)|same as|who else in|"
    r"what else (?:is|do))\b",
    re.I,
)
_DEIXIS = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bif )(?<!\bout )\b(?:there|here|so far|back then|going on|"
    r"what happened)\b",
    re.I,
)
_OPENS = re.compile(
    r"^(?:what|how|why|who|whose|where|when|which|in what|at what|to what|for what|can|could|do|does|did|is|are|was|"
    r"were|have|has|would|will|should|what's|who's|how's|where's|tell|give)\b",
    re.I,
)
_NAMED = re.compile(r"(?<=[a-z,;] )(?!I\b|I')[A-Z][\w.&-]*")
_CAPITAL = re.compile(r"(?<![.?!:] )(?<!^)(?<![\"“])\b(?!I\b|I'|OK\b)[A-Z][\w&'-]*")
_FULL_NAME = re.compile(r"\b[A-Z][\w.&'-]+ (?:de |von |van |of )?[A-Z0-9][\w.&'-]*")
_ASKS = re.compile(r"^(?:.{0,60}?\b)?(what|how|why|who|where|when|which)\b", re.I)
ADDRESSES = re.compile(r"\b(?:you|your|you're|you've|yourself)\b", re.I)
_MOMENT = re.compile(
    r"\b(?:that|this|those|these) (?:moment|experience|time|day|period|process|point|part|structure|conversation|"
    r"story|decision|idea|case|work)\b",
    re.I,
)
# Measured against what was said, or told in a clause: "so close a connection", "the view that tea is bitter".
_SO_OR_THAT = re.compile(
    r"\b(?:so|too|that|as) (?!far|that|many|it|you|the|i |we |they|what|how|do|is|if|a |long|much)[a-z]+", re.I
)
_ANYBODY = re.compile(
    r"\b(?:people|humans?|companies|founders|humanity|society|leaders|teams?|women|men|scientists|robots?|the world|"
    r"human beings?|civilization)\b",
    re.I,
)
_LISTENERS = re.compile(
    r"\b(?:listeners?|audience|folks|people (?:who|that|listening|out there|watching)|for (?:someone|somebody|anyone|"
    r"anybody|those)|young people|(?:any|what|your|some|give|have) (?:[a-z]+ )?advice|advice (?:for|to|would|do)|"
    r"the podcast|find you)\b",
    re.I,
)
_ANNOUNCED = re.compile(r"(?:\w+,? ){0,3}(?:last|final|first|next) (?:\w+ )?question", re.I)
# Ends on a word whose object is not said: "What did you learn?"
_UNFINISHED = re.compile(
    r"\b(?:find|take|learned|learn|do|think|suggest|recommend|get started|start|happened|happen|work|go|going|"
    r"look like|see|mean|use|used|made|make|feel)\?$",
    re.I,
)
_GENERIC = frozenset(
    """thing things stuff process list example examples advice phase part point question questions case cases kind area
    idea ideas specific story stories piece pieces side step steps folks talk speak share tell curious add""".split()
)
_QUOTES = re.compile(
    r"[\"“”]|\b(?:like|okay|be like|was like|i'm like|saying|say|thinking|asking|ask),? ?(?=\"|“|okay\b|what|how|why)"
)
_CLARIFIES = re.compile(
    r"\b(?:do you mean|are you saying|you mean|when you say|am i (?:right|correct|understanding)|"
    r"to make sure i understand|"
    r"do i understand|is (?:it|that|this) (?:just|like|literally|literal|your|the|a|because|right|fair)|are you ready|"
    r"do you agree|would you agree|does that make sense)\b|^(?:is|are|was|were) (?:it|that|this|these|those|they)\b|"
    r"^wait\b",
    re.I,
)
_GOES_ON = re.compile(
    r"^(?:(?:and|so|but|well)[, ]+)*(?:or|because|like|even|then|but|if (?:it|that|this|they|he|she|so|not)\b|"
    r"when (?:it|that|this|they|he|she)\b|in other words|you know|i mean|just to|just before|with that|one of)\b|"
    r"\b(?:follow|back to|close|linger on|on|with|take) (?:that|this) (?:thread|point|idea|note|line|thought|topic)\b",
    re.I,
)
# Somebody else's question, told.
_SAYER = re.compile(
    r"\b(?:she|he|they|people|somebody|someone|everybody|everyone|mother|father|[A-Z][a-z]+) (?:always |just |"
    r"sometimes )?"
    r"(?:says?|said|asks?|asked|goes|wondered)\b|\b(?:said|asked|ask|asks|asking|saying|wonder(?:ed|"
    r"ing)?)[,:]? [\"“]?(?:me |us |"
    r"you |them )?(?:what|how|why|who|do|does|is|are|can|would|could|will)\b|\b(?:thinking about|figure out|"
    r"think about|like|know|"
    r"okay|question is|challenge is|is like),? (?:okay,? |well,? )?(?:what|how|why|who|do|does|is|are|can|would|"
    r"could|where) "
    r"(?:do|does|did|is|are|am|can|would|could|will|should|i|you|we)\b",
)
_VAGUE = re.compile(
    r"\b(?:something like|this kind of|that kind of|these kinds|or something|stuff|and so on|blah|some of that|any of "
    r"(?:that|this|those|these)|the thing|your thing|anything (?:there|here)|any (?:thoughts|advice) (?:on|there)|"
    r"all three|"
    r"both of|each one|all of (?:that|this|those|these))\b",
    re.I,
)
_TAG = re.compile(
    r"[,.] (?:right|correct|you know|okay|no|yeah|huh|true|or (?:no|not)|(?:is|are|was|were|do|does|did|have|has|can|"
    r"could|"
    r"would|will|should)(?:n't)? (?:it|he|she|they|you|we|i))\?$",
    re.I,
)


def wording(scene: Scene, k: int) -> Mapping[str, float]:
    """Return the cues of the wording of the question that ends with sentence k, by name; most lie between 0 and 1."""
    text = asked(scene, k)
    bare = _IMPERSONAL.sub(lambda found: "_" * len(found[0]), text)
    content = telling_words(text)
    first_word = _ASKS.search(text)
    return {
        "demonstrative": float(sum(not _WHICH.match(text, found.end()) for found in _DEMONSTRATIVE.finditer(text)) > 0),
        "pointer_early": float(_first(_POINTER, bare) < 2),
        "pointer_late": float(2 <= _first(_POINTER, bare) < 99),
        "definite": min(2, sum(_is_known(found[1], text[: found.start()]) for found in _DEFINITE.finditer(text))),
        "compares": float(bool(_COMPARES.search(text)) and not _SPECIFIED.search(text)),
        "deixis": float(bool(_DEIXIS.search(text))),
        "vague": float(bool(_VAGUE.search(text))),
        "moment": float(bool(_MOMENT.search(text))),
        "so_or_that": float(bool(_SO_OR_THAT.search(text))),
        "unfinished": float(bool(_UNFINISHED.search(text))),
        "opens_asking": float(bool(_OPENS.match(text))),
        "asks_what": float(first_word is not None and first_word[1].lower() == "what"),
        "addresses": float(bool(ADDRESSES.search(text))),
        "of_anybody": float(bool(_ANYBODY.search(text))),
        "for_listeners": float(bool(_LISTENERS.search(text))),
        "announced": float(bool(_ANNOUNCED.match(scene.said(k)))),
        "names": min(2, len(_NAMED.findall(text))) / 2,
        "initials": float(_has_initials(text)),
        "substance": min(6, len(content)) / 6,
        "quotes": float(bool(_QUOTES.search(scene.said(k)))),
        "sayer": float(bool(_SAYER.search(text))),
        "starts_over": float(_starts_over(text)),
        "goes_on": float(bool(_GOES_ON.search(scene.said(k)))),
        "clarifies": float(bool(_CLARIFIES.search(text))),
        "tag": float(bool(_TAG.search(text))),
    }


def asked(scene: Scene, k: int) -> str:
    """Return the question that ends with sentence k without its lead ("So, last question,")."""
    return _LEAD.sub("", scene.said(k)).replace("’", "'")


def telling_words(text: str) -> list[str]:
    """Return the content words that are not said of anything."""
    return [word for word in content_words(text) if word not in _GENERIC]


def _has_initials(text: str) -> bool:
    """Say whether letters stand for a name that is not told beside them: "the MONA level"."""
    told = set(" ".join(_FULL_NAME.findall(text)).split())
    alone = {name.removesuffix("'s") for name in _CAPITAL.findall(text)} - told
    return any(name.isalpha() and name.isupper() and len(name) > 1 for name in alone)


def _starts_over(text: str) -> bool:
    """Say whether the question breaks off and begins anew: "can you pull, can you pull up"."""
    words = [word.strip(".,?!").lower() for word in text.split()]
    runs = list(zip(words, words[1:], words[2:], strict=False))
    return len(set(runs)) < len(runs) or "..." in text[:-3] or "…" in text[:-1]


def _first(pattern: re.Pattern[str], text: str) -> int:
    """Return how many content words stand before the pattern; 99 where it is not found."""
    found = pattern.search(text)
    return len(content_words(text[: found.start()])) if found else 99


def _is_known(noun: str, before: str) -> bool:
    """Say whether "the <noun>" must have been named earlier in the talk."""
    words = noun.lower().split()
    said = {stem(word) for word in content_words(before)}
    return not (set(words) & _WORLDLY) and not any(w.endswith("est") for w in words) and stem(words[-1]) not in said
