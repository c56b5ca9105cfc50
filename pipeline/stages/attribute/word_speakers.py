"""Gives each word the voice that is heard there; speakers change where sentences end rather than in their midst."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.records import Word
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.diarization import Floats, ToldApart

ENDS = (".", "?", "!", "…", '."', '?"', '!"', ".”", "?”", "!”")
PAUSE_S = 0.35  # a silence between two words in which a speaker may change as easily as at a sentence's end
UNCLEAR = 0.5  # confidence of a word in overlapping speech or in a sentence that a change of speaker cuts
LEAST_P = 1e-3  # no window is so sure that a word's neighbours could not say otherwise
GOES_ON_S = 1.0  # a voice that is spoken over for less, and goes on, is the one whose words were written down
SHARPNESS = 3  # a window speaks for its middle: the weight falls with this power of the distance


@dataclass(frozen=True)
class Given:
    """A voice per word and how sure that is; `p` are the voices' probabilities at each word."""

    voice: tuple[int, ...]
    confidence: tuple[float, ...]
    p: Floats


def give(words: Sequence[Word], heard: ToldApart, config: VoicesConfig) -> Given:
    """Return the most probable voices for the words in their order; there must be at least one voice."""
    p = at_words(words, heard, net_weight=config.net_weight)
    seconds = np.array([w.end - w.start for w in words])
    # a window's worth of evidence for each hop of time that a word takes
    fit = np.log(np.maximum(p, LEAST_P)) * np.clip(seconds / 0.25, 0.5, 4.0)[:, None] * 0.5
    costs = np.array([_change_cost(a, b, config) for a, b in pairwise(words)])
    voice = _best_path(fit, costs)
    sure = _posteriors(fit, costs)
    confidence = [float(sure[k, v]) for k, v in enumerate(voice)]
    for k in {*_spoken_over(words, voice, heard), *_unclear(words, voice)}:
        confidence[k] = min(confidence[k], UNCLEAR)
    return Given(tuple(voice), tuple(confidence), p)


def _spoken_over(words: Sequence[Word], voice: Sequence[int], heard: ToldApart) -> list[int]:
    """Return the words in overlapping speech, but for a short one in which one voice goes on as before."""
    middle = np.array([(w.start + w.end) / 2 for w in words])
    found: list[int] = []
    for start, end in heard.overlaps:
        i, j = (int(k) for k in np.searchsorted(middle, (start, end)))
        around = set(voice[max(0, i - 1) : j + 1])
        if heard.frames is None or end - start >= GOES_ON_S or len(around) > 1:
            found += range(i, j)
    return found


def _unclear(words: Sequence[Word], voice: Sequence[int]) -> list[int]:
    """Return the words of sentences that a change of speaker cuts in their midst: it may lie some words off.

    The recogniser may have run two people's words together, or the voice may have been taken for another; on either
    side of the change the words up to the next sentence's end, or pause, stay without a name.
    """
    found: set[int] = set()
    for k in range(1, len(words)):
        if voice[k] != voice[k - 1] and not _may_change(words[k - 1], words[k]):
            first, last = k - 1, k
            while first > 0 and voice[first - 1] == voice[first] and not _may_change(words[first - 1], words[first]):
                first -= 1
            while last + 1 < len(words) and voice[last + 1] == voice[last] and not _may_change(*words[last : last + 2]):
                last += 1
            found.update(range(first, last + 1))
    return sorted(found)


def _may_change(before: Word, after: Word) -> bool:
    """Say whether speakers may change here without cutting a sentence."""
    return before.text.endswith(ENDS) or after.start - before.end >= PAUSE_S


def at_words(words: Sequence[Word], heard: ToldApart, *, net_weight: float = 0.0) -> Floats:
    """Return each voice's probability around the middle of each word, `(words, voices)`.

    `net_weight` is what the net counts that hears several voices at once, beside the windows.
    """
    middle = (heard.start + heard.end) / 2
    half = np.maximum((heard.end - heard.start) / 2, 0.05)
    first = np.searchsorted(heard.end, [w.start for w in words])
    last = np.searchsorted(heard.start, [w.end for w in words])
    rows = np.zeros((len(words), heard.p.shape[1]))
    for k, word in enumerate(words):
        at = (word.start + word.end) / 2
        i, j = int(first[k]), int(last[k])
        if i >= j:  # no speech was found there: the nearest window decides
            i = int(np.abs(middle - at).argmin())
            j = i + 1
        weight = np.maximum(1 - np.abs(middle[i:j] - at) / (half[i:j] * 1.2), 0.02) ** SHARPNESS
        rows[k] = weight @ heard.p[i:j] / weight.sum()
        if heard.frames is not None:
            rows[k] += net_weight * heard.frames.alone[heard.frames.between(word.start, word.end)].mean(0)
            rows[k] /= rows[k].sum()
    return rows


def _change_cost(before: Word, after: Word, config: VoicesConfig) -> float:
    return config.change_cost_at_end if _may_change(before, after) else config.change_cost


def _best_path(fit: Floats, costs: Floats) -> list[int]:
    """Return the path of voices that fits best, each change at its cost (Viterbi)."""
    score, came = fit[0].copy(), np.zeros(fit.shape, np.int64)
    for k in range(1, len(fit)):
        best = int(score.argmax())
        changed = score[best] - costs[k - 1]
        came[k] = np.where(score >= changed, np.arange(len(score)), best)
        score = np.maximum(score, changed) + fit[k]
    path = [int(score.argmax())]
    for k in range(len(fit) - 1, 0, -1):
        path.append(int(came[k][path[-1]]))
    return path[::-1]


def _posteriors(fit: Floats, costs: Floats) -> Floats:
    """Return each voice's probability at each word, `(words, voices)`, under the same costs."""
    like = np.exp(fit - fit.max(1, keepdims=True))
    leave = np.exp(-costs)
    forward, backward = np.ones_like(like), np.ones_like(like)
    state = like[0] / like[0].sum()
    forward[0] = state
    for k in range(1, len(like)):
        state = (state + leave[k - 1] * (state.sum() - state)) * like[k]
        state = state / state.sum()
        forward[k] = state
    for k in range(len(like) - 2, -1, -1):
        after = like[k + 1] * backward[k + 1]
        after = after + leave[k] * (after.sum() - after)
        backward[k] = after / after.sum()
    both = forward * backward
    p: Floats = both / both.sum(1, keepdims=True)
    return p
