"""Find advertising: what hosts say when they begin, end and sell, and a score of how far a passage sounds like it.

The lexicon holds the phrases by which hosts mark an ad; a passage counts as a sponsor's where several meet. Spots
that are cut in announce nothing: those the score finds (`ad_classifier`).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.records import Span
from pipeline.stages.segment.ad_classifier import ENDS_SPOT, WARY_LEAN, ad_odds, passages
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.regression import Regression

_OPENS_AD = re.compile(
    r"\bbrought to you by|"
    r"\b(?:episode|show|podcast|program|series|segment|portion)(?: of [\w' ]{1,30})? is (?:also )?"
    r"(?:sponsored|presented|supported|powered|made possible) by|"
    r"\ba (?:quick |short )?(?:word|message) from (?:our|today's|this week's|the) sponsors?|"
    r"\b(?:take|time for) a (?:quick|short|commercial|brief) break",
    re.I,
)
_CALL = re.compile(
    r"\b(?:promo|coupon|discount|offer|referral) code\b|"
    r"\b(?:use|enter|with) (?:the |my |our )?(?:offer |promo )?code\b|"
    r"\b\d+ ?(?:%|percent) off\b|\.(?:com|org|io|ai|co|net|fm|tv) ?(?:slash|forward slash|/) ?\w|"
    r"\bdot (?:com|org|io) (?:slash|forward slash)|\bsupport(?:s|ing)? this (?:podcast|show|episode)|"
    r"\b(?:our|this|today's|these|the podcast's) sponsors?\b|\bsupporting (?:us|the show|the podcast)|"
    r"\bmonths? (?:for )?free\b|\bfree trial\b|\bmoney[- ]back guarantee|\bnew customers only|"
    r"\b(?:terms|conditions) (?:and conditions )?apply|\bmember fdic\b|\bpaid partnership",
    re.I,
)
_HINT = re.compile(
    r"\b(?:sign[- ]up|download|app store|google play|subscription|discount|dot com|check (?:it |them )?out|"
    r"\w+\.(?:com|org|io|ai|co|net|fm|tv)\b|free (?:app|sample|shipping|account|month|gift)|shipping|limited time|"
    r"get started|risk[- ]free|starting at|per month|learn more|find out more|go to|visit|exclusive|"
    r"\$ ?\d+|listeners|number one|wherever you get)",
    re.I,
)
PAIR_OPENS = re.compile(
    r"\b(?:episode|show|podcast|program|segment|portion|part|hour)\b.{0,40}"
    r"\b(?:brought to you|sponsored|presented|supported|powered|made possible) by\b|^brought to you by\b|"
    r"\b(?:word|message) from (?:our|today's|this week's|the) sponsors?|\bfirst,? this word\b",
    re.I,
)
PAIR_CLOSES = re.compile(
    r"(?:\bnow,? (?:let's get |let's go |we're )?|^(?:\w+,? )?(?:let's get |let's go |we're )?)back to "
    r"(?!you\b|your\b|that\b|the (?:point|question|idea)\b)|\bhere(?:'s| is) (?:my|our) (?:conversation|interview)\b|"
    r"\bthank(?:s| you)?\b.{0,30}\b(?:for supporting|sponsor\w*)\b",
    re.I,
)
_ANNOUNCES = re.compile(
    r"\b(?:take|time for) an? (?:\w+ ){0,2}break\b|\bmore in (?:just )?a (?:moment|minute|bit)\b|\bright after this\b|"
    r"\bbe right back\b|\byou(?:'re| are) (?:watching|listening to)\b",
    re.I,
)
EDGE_S = 20.0  # seconds beside an ad in which words that announce it or hand back belong to it
PAIR_S = 240.0  # seconds from its opening to the words that hand back
PAIR_TAIL = 3  # sentences after a hand-back in which a second one may follow
AD_S = 190.0  # seconds from an opening to its call at most: host-read spots run up to three minutes
SPOT_S = 75.0  # seconds from its opening in which a spot says its last words ("only in theaters")
SLOT_S = 15.0  # an ad without any call is taken to fill the shortest slot
HINT_GAP_S = 20.0  # hints further apart than this do not belong to one ad
SIGNS_LEAST = 3  # an ad without an opening needs a call, which counts twice, and more signs than this
SHORTEST_AD_S = 12.0  # a passing mention is no ad
BESIDE_S = 6.0  # beside an ad whose edge no words tell
JOIN_S = 25.0  # ads with less than this between them are one break


@dataclass(frozen=True)
class Ads:
    """Sentence spans: what is advertising, and what beside it or elsewhere only may be; both in order."""

    sure: tuple[Span, ...]
    possible: tuple[Span, ...] = ()


def find_ads(talk: Talk, regression: Regression | None = None) -> Ads:
    """Return the passages of advertising; `regression` stands in for the shipped one."""
    texts, times = [text.replace("’", "'") for text in talk.texts], [*talk.start.tolist(), talk.duration]
    odds = ad_odds(talk, regression)
    spans = [*marked(texts, times), *paired(texts, times), *passages(talk, odds)]
    long_enough = [s for s in _joined(spans, times) if times[s[1]] - times[s[0]] >= SHORTEST_AD_S]
    sure = _joined([_with_edges(texts, times, span) for span in long_enough], times)
    return Ads(tuple(sure), tuple(_possible(texts, times, sure, passages(talk, odds, WARY_LEAN))))


def _possible(texts: Sequence[str], times: Sequence[float], sure: Sequence[Span], wary: Sequence[Span]) -> list[Span]:
    """Return what may be advertising apart from the sure ads: what a warier search finds, and the seconds beside them.

    Nothing before words that announce an ad and nothing after words that hand back: there its edge is known.
    """
    n = len(texts)
    spans = list(wary) + [
        (bisect_left(times, times[first] - BESIDE_S), min(n, bisect_right(times, times[last] + BESIDE_S)))
        for first, last in sure
    ]
    may_be = np.zeros(n + 1, bool)
    for start, end in spans:
        touched = [ad for ad in sure if start <= ad[1] and ad[0] <= end]
        if touched:
            (first, _), (_, last) = touched[0], touched[-1]
            start = first if PAIR_OPENS.search(texts[first]) or _ANNOUNCES.search(texts[first]) else start
            end = last if PAIR_CLOSES.search(texts[last - 1]) else end
        may_be[start:end] = True
    for first, last in sure:
        may_be[first:last] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[False], may_be]).astype(int)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _with_edges(texts: Sequence[str], times: Sequence[float], span: Span) -> Span:
    """Return an ad with the words just before it that announce it and those just after it that hand back."""
    first, last = span
    before = range(bisect_left(times, times[first] - EDGE_S), first)
    after = range(last, bisect_right(times, times[last] + EDGE_S, hi=len(texts)))
    opened = next((i for i in before if _ANNOUNCES.search(texts[i])), first)
    closed = next((i + 1 for i in reversed(after) if PAIR_CLOSES.search(texts[i])), last)
    return opened, closed


def marked(texts: Sequence[str], times: Sequence[float]) -> list[Span]:
    """Return the ads that their words give away; `times` are the sentences' starts and the end of the episode.

    An ad is known by its opening ("brought to you by") and lasts to the last call to action that follows soon; or,
    without an opening, by a call to action among other signs of advertising close by.
    """
    spans = [_opened(texts, times, i) for i, text in enumerate(texts) if _OPENS_AD.search(text)]
    return _joined(spans + _dense(texts, times), times)


def paired(texts: Sequence[str], times: Sequence[float]) -> list[Span]:
    """Return the passages between an opening and the words that hand back to the show, whatever is said between."""
    found = []
    for first, text in enumerate(texts):
        if not PAIR_OPENS.search(text):
            continue
        last = None
        for j in range(first + 1, bisect_right(times, times[first] + PAIR_S, hi=len(texts))):
            if last is not None and j > last + PAIR_TAIL:
                break
            last = j if PAIR_CLOSES.search(texts[j]) else last
        if last is not None:
            found.append((first, last + 1))
    return found


def _joined(spans: Sequence[Span], times: Sequence[float]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and times[span[0]] - times[joined[-1][1]] <= JOIN_S:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span[1]))
        else:
            joined.append(span)
    return joined


def _opened(texts: Sequence[str], times: Sequence[float], first: int) -> Span:
    last = bisect_right(times, times[first] + AD_S, hi=len(texts))
    spot = bisect_right(times, times[first] + SPOT_S, hi=len(texts))
    calls = [j for j in range(first, last) if _CALL.search(texts[j]) or (j < spot and ENDS_SPOT.search(texts[j]))]
    if calls:
        return first, calls[-1] + 1
    return first, max(first + 1, bisect_right(times, times[first] + SLOT_S, hi=len(texts)))


def _dense(texts: Sequence[str], times: Sequence[float]) -> list[Span]:
    """Return runs of signs, each soon after the one before, that hold a call and enough signs in all."""
    runs: list[list[int]] = []
    for i, text in enumerate(texts):
        if _CALL.search(text) or _HINT.search(text):
            if runs and times[i] - times[runs[-1][-1] + 1] <= HINT_GAP_S:
                runs[-1].append(i)
            else:
                runs.append([i])
    found = []
    for run in runs:
        calls = sum(len(_CALL.findall(texts[i])) for i in run)
        hints = sum(len(_HINT.findall(texts[i])) for i in run)
        seconds = times[run[-1] + 1] - times[run[0]]
        if calls and 2 * calls + hints > SIGNS_LEAST and seconds >= SHORTEST_AD_S:
            found.append((run[0], run[-1] + 1))
    return found
