"""Tell introductions and goodbyes from talk by what is said, and lay the ads over them."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records import SectionKind, Span
from pipeline.stages.segment.cold_opens import teaser_end
from pipeline.stages.segment.features import OPENER

_GIVES_WAY = (
    r"here(?:'s| is) (?:my|our|the|this) (?:conversation|interview|chat|discussion|episode)|"
    r"\bnow,? dear friends|\bplease welcome\b"
)
_HANDS_OVER = re.compile(_GIVES_WAY, re.I)
_GREETS = re.compile(
    r"\b(?:thank you|thanks)(?: you)?(?: so| very)?(?: much| a lot)? for "
    r"(?:having|inviting|being here|joining|coming on)|"
    r"\b(?:good|great|happy|glad|pleased|delighted|excited|thrilled|pleasure|honou?r) to (?:be here|have you|be on)|"
    r"\blooking forward to (?:this|our|talking)|"
    r"\bwelcome (?:back )?to [\w' ]{0,40}?(?:podcast|show|program|programme|series|channel)|"
    r"(?:^|[,.] )welcome to (?:the )?(?-i:[A-Z])",
    re.I,
)
_OPENS_SHOW = re.compile(
    r"\bthe following is a conversation|\bwelcome (?:back )?to\b|\b(?:my|our|today's) guests? (?:today|is|are|this)\b|"
    r"\b(?:i'm|i am|my name is|this is) (?:your host|(?-i:[A-Z][a-z]+ [A-Z]))|\bin (?:this|today's) episode\b|"
    r"\b(?:today|this week),? (?:i|we)(?:'m|'re|'ll| am| are| will| have)\b|"
    r"\bhello,? (?:everybody|everyone|and welcome)|"
    r"\bthis is the .{3,40} podcast|\bjoining (?:me|us) (?:today|now)|\bi(?:'ll| will) be (?:speaking|talking) with|"
    + _GIVES_WAY,
    re.I,
)
_CLOSES = re.compile(
    r"\b(?:thank you|thanks)(?: you)?(?: so| very)?(?: much| a lot| again| everyone| everybody| all)*,? for "
    r"(?:listening|watching|tuning|talking|coming|joining|being|speaking|your time|doing this|"
    r"this (?:\w+ )?conversation|having)|"
    r"\bsee you (?:next|then|later|soon|all)|\buntil next time|\bgood ?bye|\bbye[- ]bye|^bye\b|\btake care,? every|"
    r"\b(?:pleasure|honou?r|fun|great|good|nice|wonderful|lovely) (?:talking|speaking|chatting) (?:to|with) you|"
    r"\bthat's (?:it|all) for (?:today|this|now)|\bgood place to (?:stop|end|wrap)|\blet me leave you with|"
    r"\b(?:episode|show|podcast) (?:is|was) (?:edited|produced)|\bif you enjoyed this|\b(?:show|episode) notes\b|"
    r"\bhope to see you next|\b(?:rate|review|subscribe|five stars)\b.{0,40}\b(?:podcast|show|youtube|apple|spotify)",
    re.I,
)
_PLEADS = re.compile(
    r"\bpatreon\b|\bsupport (?:the|this|our|my|us)\b|\b(?:e-?mail|contact) (?:me|us)\b|\bfeedback\b|"
    r"\b(?:rate|review|subscribe|follow|leave)\b.{0,60}\b(?:podcast|show|apple|spotify|youtube|stars?|review)\b",
    re.I,
)
_SELLS = re.compile(
    r"\b(?:brought to you|sponsored|presented|supported|powered|made possible) by\b|\bsponsors?\b|\bcode\b|"
    r"(?:%|\bpercent) off\b|\bfree trial\b|\$ ?\d",
    re.I,
)
INTRO_SHARE, INTRO_LONGEST_S = 0.2, 540.0  # an introduction ends in the first fifth, and within nine minutes
OPENING_S = 90.0  # where a welcome is looked for
GREETING_S = 40.0  # small talk after the handover, before the first question
OUTRO_SHARE, OUTRO_LONGEST_S = 0.15, 240.0
OUTRO_GAP_S = 100.0  # closing signs further apart do not belong to one goodbye
OUTRO_TAIL_S = 120.0  # talk that goes on for longer after a thank-you was not over
SHORTEST_PART_S = 5.0
REMNANT_S = 45.0  # what is left of an introduction beside an ad belongs to the ad
FRAME_AD_S = 20.0  # a shorter spot inside an introduction or a goodbye is part of it
PLEA_S = 45.0  # and so is a shorter plea for support of the show itself


@dataclass(frozen=True)
class Part:
    """A stretch of one kind; `words` is not known here: sentences `[first, last)`."""

    first: int
    last: int
    kind: SectionKind
    teaser: bool = False  # clips of the talk set before it


def introduction_end(texts: Sequence[str], starts: Sequence[float], end: float) -> int:
    """Return the first sentence after the introduction; 0 where no introduction is heard.

    The talk begins right after the last sentence that hands over ("here's my conversation with"), else with the first
    opener or question after the last greeting ("thanks for having me"), in the first fifth of the episode.
    """
    limit = min(INTRO_LONGEST_S, max(OPENING_S, INTRO_SHARE * end))
    early = range(bisect_right(starts, limit))
    opening = next((i for i in early if _OPENS_SHOW.search(texts[i])), None)
    if opening is None:
        return 0
    handed = [i for i in early if i >= opening and _HANDS_OVER.search(texts[i])]
    if handed:
        return min(handed[-1] + 1, len(texts) - 1)
    greeted = [i for i in early if i >= opening and _GREETS.search(texts[i])]
    if not greeted or greeted[-1] + 1 == len(texts):
        return 0
    after = greeted[-1] + 1
    near = range(after, bisect_right(starts, starts[after] + GREETING_S))
    return next((i for i in near if "?" in texts[i] or OPENER.search(texts[i])), after)


def goodbye_start(texts: Sequence[str], starts: Sequence[float], end: float) -> int:
    """Return the sentence with which the goodbye begins; `len(texts)` where nobody says goodbye."""
    limit = end - min(OUTRO_LONGEST_S, OUTRO_SHARE * end)
    closings = [i for i, text in enumerate(texts) if starts[i] >= limit and _CLOSES.search(text)]
    if not closings or end - starts[closings[-1]] > OUTRO_TAIL_S:
        return len(texts)
    first = closings[-1]
    for i in reversed(closings):
        if starts[first] - starts[i] <= OUTRO_GAP_S:
            first = i
    return first


def parts(texts: Sequence[str], starts: Sequence[float], end: float, ads: Sequence[Span]) -> list[Part]:
    """Cut an episode into introduction, talk and goodbye, with the `ads`: contiguous, never empty."""
    texts, n = [text.replace("’", "'") for text in texts], len(texts)
    times = [*starts, end]
    teaser = teaser_end(texts, starts, end)
    after = [start - times[teaser] for start in starts[teaser:]]
    talk_from = teaser + introduction_end(texts[teaser:], after, end - times[teaser]) if teaser < n else teaser
    talk_to = goodbye_start(texts, starts, end)
    talk_from = talk_from if times[talk_from] >= SHORTEST_PART_S else 0
    talk_to = talk_to if talk_to > talk_from and end - times[talk_to] >= SHORTEST_PART_S else n
    kinds: list[SectionKind] = ["talk"] * n
    kinds[:talk_from] = ["intro"] * talk_from
    kinds[talk_to:] = ["outro"] * (n - talk_to)
    for first, last in ads:
        pleads = _pleads(texts[first:last])
        short = times[last] - times[first] < (PLEA_S if pleads else FRAME_AD_S)
        if last == n and short:
            kinds[first:last] = ["outro"] * (last - first)
        elif pleads and short and times[last] <= OPENING_S:
            kinds[:last] = ["intro"] * last
        elif kinds[first] == "talk" or not short:
            kinds[first:last] = ["sponsor"] * (last - first)
    found: list[Part] = []
    for i, kind in enumerate(kinds):
        if found and found[-1].kind == kind:
            found[-1] = Part(found[-1].first, i + 1, kind)
        else:
            found.append(Part(i, i + 1, kind))
    return _with_teaser(_without_remnants(found, times), teaser)


def _pleads(texts: Sequence[str]) -> bool:
    """Say whether these sentences ask for support of the show, and sell nothing of others."""
    return any(_PLEADS.search(text) for text in texts) and not any(_SELLS.search(text) for text in texts)


def _with_teaser(found: list[Part], teaser: int) -> list[Part]:
    """Cut the clips off the introduction, where it begins with some; an ad inside them stays an ad."""
    first = found[0]
    if not teaser or first.kind != "intro":
        return found
    if first.last <= teaser:
        return [replace(first, teaser=True), *found[1:]]
    return [Part(0, teaser, "intro", teaser=True), replace(first, first=teaser), *found[1:]]


def _without_remnants(found: list[Part], times: Sequence[float]) -> list[Part]:
    """Give the last words of an introduction to the ad before them, and a stray first sentence to what follows."""
    if len(found) > 1 and times[found[0].last] - times[0] < SHORTEST_PART_S:
        found = [Part(0, found[1].last, found[1].kind), *found[2:]]
    kept: list[Part] = []
    for part in found:
        short = times[part.last] - times[part.first] < REMNANT_S
        if kept and part.kind == "intro" and kept[-1].kind == "sponsor" and short:
            kept[-1] = Part(kept[-1].first, part.last, "sponsor")
        elif kept and kept[-1].kind == part.kind:
            kept[-1] = Part(kept[-1].first, part.last, part.kind)
        else:
            kept.append(part)
    return kept


def opens_the_show(texts: Sequence[str]) -> bool:
    """Say whether these sentences welcome the listener."""
    return any(_OPENS_SHOW.search(text) for text in texts)
