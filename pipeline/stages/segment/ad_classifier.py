"""Score how far each sentence sounds like advertising, and find the passages that do.

A logistic regression over sentence vectors and counts of sales words, kept as plain numbers
(`training/train_ads.py` fits them), and a two-state search (Viterbi 1967) that keeps passages together.
"""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped
from pipeline.records import Span
from pipeline.stages.segment.features import Floats, Talk, running_sum, word_weight
from pipeline.stages.segment.regression import Regression, regression_of

SIGNS = {
    "opens": r"\bbrought to you by|\b(?:sponsored|presented|supported|powered|made possible) by|"
    r"\ba (?:quick |short )?(?:word|message) from (?:our|today's|this week's|the) sponsors?",
    "code": r"\b(?:promo|coupon|discount|offer|referral) code\b|\b(?:use|enter|with) (?:the |my |our )?code\b|"
    r"\b\d+ ?(?:%|percent) off\b|\bfree trial\b|\bmoney[- ]back\b|\bnew customers\b",
    "address": r"\b[\w-]+ ?\.(?:com|org|io|ai|co|net|fm|tv)\b|\bdot (?:com|org|io)\b|\bslash \w",
    "support": r"\bsupport(?:s|ing)? (?:this|the|us|our)\b|\bsponsors?\b|\bpatreon\b|\bsubscri(?:be|ption)\b",
    "offer": r"\$ ?\d|\b\d+ ?(?:%|percent)|\bfree\b|\bsave\b|\bdeals?\b|\boffers?\b|\bsale\b|\bshipping\b|\blimited\b",
    "break": r"\bback to\b|\bright after this\b|\bbe right back\b|\b(?:little|quick|short|final) break\b|"
    r"\bbreak time\b",
    "order": r"^(?:get|try|visit|go to|download|listen|find|check|see|discover|learn|shop|start|join|book|search|"
    r"tune in|call|ask|use|make|save|sign|switch|enjoy|order|bundle|watch|head)\b",
    "your": r"\byour\b|\byou'll\b|\byou can\b",
    "told": r"\b(?:i|me|my|i'm|he|she|they|his|her|was|were|said)\b",
    "legal": r"\b(?:terms|conditions|restrictions|subject to|apply|savings|rated|theaters|available|affiliates|"
    r"insurance|member fdic|side effects|doctor|prescription|responsibly|18\+|21|eligible|participating|applicants|"
    r"financing|lease|while supplies last|message and data rates|for details)\b",
    "promo": r"\bwherever you (?:get|listen)|\b(?:show|podcast|series) (?:that )?we (?:recommend|think)\b|"
    r"\byou (?:might|may) also (?:like|enjoy)\b|\b(?:new|favorite|favourite) podcast\b|\blisten (?:now|today)\b|"
    r"\b(?:brand new|new) episodes\b|\bstreaming (?:now|on)\b|\bcreators?\b",
    "market": r"\b(?:brand|business(?:es)?|customers?|products?|teams?|platform|award|built|designed|trusted|millions?|"
    r"comfort|style|quality|delicious|fresh|experience|easy|simple|best|every|new|powerful|seamless|secure|podcasts?|"
    r"episodes?|series)\b",
}
_PATTERNS = tuple(re.compile(pattern, re.I) for pattern in SIGNS.values())
_SELLING = [list(SIGNS).index(sign) for sign in ("legal", "market", "promo")]
MOST = 3.0  # of one sign in one sentence; more of it says nothing more
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]+|(?<!^)\b[A-Z][a-z]+[A-Z]\w*|\b[\w-]+\.(?:com|io|org|co|ai|net)\b")
LEAST_NAMED, LOCAL_NAME_S = 2, 150.0  # a name said so often, within so many seconds and nowhere else, may be a brand
NAMED_WINDOW_S = (-45.0, 45.0)
MEANING_WINDOWS_S = (8.0, 25.0)  # whose mean vectors stand beside the sentence's own
SIGN_WINDOWS_S = ((-20.0, 20.0), (0.0, 60.0), (-60.0, 0.0))

_ENTERS = re.compile(
    r"\bbrought to you by\b|\b(?:sponsored|presented|supported|powered) by\b|"
    r"^(?:a |this |first,? this )?(?:quick |short )?(?:word|message) from\b|\bfirst,? this word\b|"
    r"\btake a (?:\w+ )?break\b|\bright after this\b|\bmore in a moment\b|"
    r"\bour (?:next |other |final |last )?sponsors?\b",
    re.I,
)
_LEAVES = re.compile(
    r"\b(?:now,? )?(?:back|return) to (?!you\b|your\b|that\b|the (?:point|question|idea)\b)|"
    r"\bhere(?:'s| is) (?:my|our) (?:conversation|interview)\b|"
    r"\bthank(?:s| you)?\b.{0,30}\b(?:for supporting|sponsor\w*)\b",
    re.I,
)
ENDS_SPOT = re.compile(
    r"\bonly (?:at|on|in)\b.*\.$|\b(?:apply|vary|responsibly|states)\.?$|\b\w+\.(?:com|org)\b(?: slash \w+)?\.?$|"
    r"^rated (?:r|pg|g|m)\b|\bin theat(?:er|re)s\b|\bnow (?:playing|streaming)\b",
    re.I,
)
# The search's numbers were chosen on the shows of `training/train_ads.py`, the regression without each show.
LEAN = 0.5  # added to every log-odds: a missed advert costs more than a lost sentence
WARY_LEAN = 1.5  # of the search for what is only kept out of quotes, clips, questions and highlights
SWITCH = 6.0  # cost of going from talk to advertising or back
ENTERING, LEAVING, SPOT_END = 6.0, 6.0, 3.0  # what the words that do so save of it
PAUSE_S, PAUSE = 1.0, 2.0  # a silence as long as this saves as much
CLIP = 5.0  # log-odds of one sentence at most
SECONDS = (1.0, 10.0, 5.0)  # a sentence counts by its length, between the first two, in units of the third


ADS = Shipped("pipeline.stages.segment", "ad_classifier.json")
COUNTED = (
    *SIGNS,
    "log_words",
    "share",
    *(f"{sign}_{where}" for where in ("around", "after", "before") for sign in SIGNS),
    "local_names",
    "local_names_around",
    "apart",
)
MEANINGS = ("sentence", *(f"within_{seconds:.0f}_s" for seconds in MEANING_WINDOWS_S))  # columns that are vectors
COLUMNS = (*MEANINGS, *COUNTED)


@cache
def shipped() -> Regression:
    """Return the numbers that come with the package."""
    return regression_of(ADS.of(COLUMNS))


def ad_features(talk: Talk) -> Floats:
    """Return `(n, 3 * dim + 53)`: what each sentence and its surroundings mean, sales words and names near and far.

    No surroundings reach beyond words that hand over to or from advertising: what was sold before them says nothing
    of the talk after them.
    """
    weight, within = word_weight(talk), _Surroundings(talk)
    texts = [text.replace("’", "'") for text in talk.texts]
    counts = np.array([[min(MOST, len(p.findall(text))) for p in _PATTERNS] for text in texts], np.float64)
    near = [np.log1p(within.sums(counts, *window)) for window in SIGN_WINDOWS_S]
    share = counts[:, _SELLING].sum(1, keepdims=True) / (weight[:, None] + 3)
    meaning = [within.mean_vectors(weight, seconds) for seconds in MEANING_WINDOWS_S]
    named = local_names(talk)
    whole = (talk.vectors * weight[:, None]).sum(0)
    apart = 1.0 - meaning[-1] @ whole[:, None] / (np.linalg.norm(whole) + 1e-9)
    named_around = np.log1p(within.sums(named, *NAMED_WINDOW_S))
    counted = [counts, np.log1p(weight)[:, None], share, *near, named, named_around, apart]
    return np.hstack([talk.vectors.astype(np.float64), *meaning, *counted])


def local_names(talk: Talk) -> Floats:
    """Return `(n, 1)`: how many names each sentence holds that the episode says often in one place and nowhere else."""
    names = [[name.lower() for name in _NAME.findall(text)] for text in talk.texts]
    times: dict[str, list[float]] = {}
    for start, said in zip(talk.start.tolist(), names, strict=True):
        for name in said:
            times.setdefault(name, []).append(start)
    local = {n for n, at in times.items() if len(at) >= LEAST_NAMED and at[-1] - at[0] <= LOCAL_NAME_S}
    return np.array([[min(MOST, sum(name in local for name in said))] for said in names], np.float64)


class _Surroundings:
    """Windows around each sentence that end where somebody hands over to advertising or back from it."""

    def __init__(self, talk: Talk) -> None:
        cuts = np.zeros(talk.n + 1)
        for i, text in enumerate(text.replace("’", "'") for text in talk.texts):
            cuts[i] += bool(_ENTERS.search(text))
            cuts[i + 1] += bool(_LEAVES.search(text))
        stretch = np.cumsum(cuts > 0)[:-1]
        self.talk, self.at = talk, np.arange(talk.n)
        self.first, self.last = (np.searchsorted(stretch, stretch, side=side) for side in ("left", "right"))

    def sums(self, counts: Floats, from_s: float, to_s: float) -> Floats:
        """Return `(n, k)` sums of `(n, k)` counts over the sentences that start in a window around each start."""
        start, total = self.talk.start, running_sum(counts)
        first = np.maximum(np.searchsorted(start, start + from_s), self.first)
        last = np.maximum(np.minimum(np.searchsorted(start, start + to_s), self.last), first)
        summed: Floats = total[last] - total[first]
        return summed

    def mean_vectors(self, weight: Floats, seconds: float) -> Floats:
        """Return the `(n, dim)` unit mean vectors of the sentences that reach into `seconds` around each."""
        talk, total = self.talk, running_sum(self.talk.vectors, weight)
        first = np.minimum(np.searchsorted(talk.end, talk.start - seconds), self.at)
        last = np.maximum(np.searchsorted(talk.start, talk.end + seconds), self.at + 1)
        mean = total[np.minimum(last, self.last)] - total[np.maximum(first, self.first)]
        unit: Floats = mean / (np.linalg.norm(mean, axis=1, keepdims=True) + 1e-9)
        return unit


def ad_odds(talk: Talk, regression: Regression | None = None) -> Floats | None:
    """Return how far each sentence sounds like advertising, log-odds `(n,)`; None for vectors of another model."""
    regression = regression or shipped()
    rows = ad_features(talk)
    return regression.log_odds(rows) if talk.embedder == regression.embedder else None


def passages(talk: Talk, odds: Floats | None, lean: float = LEAN) -> list[Span]:
    """Return the sentence spans that sound like advertising by their log-odds, `(n,)`; none without any.

    `lean` is added to each: the higher, the more is taken for advertising.
    """
    if odds is None:
        return []
    inside = _search(talk, odds + lean)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside, [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _search(talk: Talk, odds: Floats) -> NDArray[np.int64]:
    """Return 1 for sentences of advertising on the best path of two states, 0 for the others."""
    least, most, unit = SECONDS
    gain = np.clip(odds, -CLIP, CLIP) * np.clip(talk.end - talk.start, least, most) / unit
    enter, leave = _switches(talk)
    value = np.array([0.0, gain[0] - SWITCH / 2 + enter[0]])
    came_from = np.zeros((talk.n, 2), np.int64)
    for i in range(1, talk.n):
        stay, switched = value, np.array([value[1] - SWITCH + leave[i], value[0] - SWITCH + enter[i]])
        came_from[i] = np.where(stay >= switched, (0, 1), (1, 0))
        value = np.maximum(stay, switched) + np.array([0.0, gain[i]])
    path = np.zeros(talk.n, np.int64)
    path[-1] = int(np.argmax(value))
    for i in range(talk.n - 1, 0, -1):
        path[i - 1] = came_from[i, path[i]]
    return path


def _switches(talk: Talk) -> tuple[Floats, Floats]:
    """Return what entering at each sentence, and leaving before it, saves of the cost of switching."""
    pause = np.append(0.0, PAUSE * (talk.start[1:] - talk.end[:-1] > PAUSE_S))
    enter = pause + np.array([ENTERING * bool(_ENTERS.search(text)) for text in talk.texts])
    ends = [LEAVING if _LEAVES.search(t) else SPOT_END if ENDS_SPOT.search(t) else 0.0 for t in talk.texts]
    return enter, pause + np.array([0.0, *ends[:-1]])
