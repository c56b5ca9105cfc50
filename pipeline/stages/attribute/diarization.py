"""Tells voices apart: windows of speech with a vector each → how many voices there are and which one is heard when.

Average-link agglomeration cuts the windows into more groups than there are voices; variational Bayes over a hidden
Markov model smooths them (VBx: Landini et al. 2022, "Bayesian HMM clustering of x-vector sequences", with one ratio of
the variances between and within voices, since ECAPA's space is nearly the same in all directions). Groups are then one
voice where they are as like each other as each is to itself, and the model is run once more over what is left.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Voiceprints
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.overlap import Frames, frames, least_voices, overlapped

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

SMOOTHING = 5.0  # how firmly the first grouping is believed, VBx's own value
BLOCK = 900  # windows grouped at a time: memory and time stay in proportion to the length of the episode
LEAST_PRIOR = 0.5  # under it a voice more costs next to nothing
USUAL, USUAL_PAIRS = 0.45, 30  # mean cosine of a voice with itself over 1.5 s, and the pairs that this counts for
OVERLAP_LEAST, OVERLAP_WINDOWS = 0.22, 2  # likeness of the second voice; windows in a row
NEAR_S = 1.5  # windows whose middles are nearer share their sound
GAIN = 1e-3  # of the evidence bound, per step; less is convergence


@dataclass(frozen=True)
class ToldApart:
    """Which voice is heard in which window, by probability; voices in order of their first window."""

    start: Floats  # (n,) seconds
    end: Floats  # (n,)
    p: Floats  # (n, voices), rows sum to one
    centres: Floats  # (voices, dim), unit length
    overlaps: tuple[tuple[float, float], ...] = ()  # seconds in which two voices are heard at once
    frames: Frames | None = None  # who is heard when, where the net listened


def tell_apart(prints: Voiceprints, config: VoicesConfig) -> ToldApart:
    """Return who speaks in each window; no window gives no voice."""
    activity = prints.activity
    x = prints.vectors.astype(np.float64)
    if not len(x):
        return ToldApart(np.zeros(0), np.zeros(0), np.zeros((0, 0)), np.zeros((0, 0)))
    start, end = prints.start.astype(np.float64), prints.end.astype(np.float64)
    same = np.where(np.r_[0.0, start[1:] - end[:-1]] > 0, config.stay**2, config.stay)
    rough = refine(x, first_groups(x, config), same, config, prior=config.prior / 2)
    least = least_voices(activity, config) if activity is not None and not config.speakers else 1
    groups = join(x, (start + end) / 2, _numbered(rough.argmax(1)), config, least=least)
    told = config.speakers or int(groups.max()) + 1 <= least
    p = refine(x, groups, same, config, prior=LEAST_PRIOR if told else config.prior)
    heard = p[:, list(dict.fromkeys(p.argmax(1).tolist()))]  # voices that are the likeliest somewhere, by first window
    heard = heard / np.maximum(heard.sum(1, keepdims=True), 1e-12)
    centres = _unit(heard.T @ x)
    if activity is not None:
        found = frames(start, end, heard, activity, config)
        return ToldApart(start, end, heard, centres, overlapped(found), found)
    return ToldApart(start, end, heard, centres, overlapping(x @ centres.T, (start + end) / 2, config))


def overlapping(likeness: Floats, middle: Floats, config: VoicesConfig) -> tuple[tuple[float, float], ...]:
    """Return where windows in a row are about as like one voice as like another: two speak at once.

    `likeness` is `(windows, voices)` cosines, `middle` `(windows,)` seconds in order. A
    single such window may be a change of speakers. This finds the clear cases only; a short "yes" is missed.
    """
    if likeness.shape[1] < 2:
        return ()
    second, first = np.sort(likeness, axis=1)[:, -2:].T
    both = (first - second < config.overlap_margin) & (second > OVERLAP_LEAST)
    hop = _hop(middle)
    runs: list[list[float]] = []
    for at in middle[both].tolist():
        if runs and at - runs[-1][-1] < 1.6 * hop:
            runs[-1].append(at)
        else:
            runs.append([at])
    found: list[tuple[float, float]] = []
    for first, last in ((max(0.0, run[0] - hop), run[-1] + hop) for run in runs if len(run) >= OVERLAP_WINDOWS):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)


def first_groups(x: Floats, config: VoicesConfig) -> Labels:
    """Return a group per window, more groups than voices: block by block, then the blocks' groups among themselves.

    `x` is `(windows, dim)` of unit length; the answer is `(windows,)` numbers from 0.
    """
    every = min(3, max(1, len(x) // 600))  # windows overlap: of many, every third will do
    picked = np.arange(0, len(x), every)
    small: list[Labels] = []
    found = 0
    for at in range(0, len(picked), BLOCK):
        groups = agglomerate(x[picked[at : at + BLOCK]], np.ones(len(picked[at : at + BLOCK])), config.alike)
        small.append(groups + found)
        found += int(groups.max()) + 1
    of = np.concatenate(small)
    if len(small) > 1:
        sums = np.stack([x[picked[of == g]].mean(0) for g in range(found)])
        of = agglomerate(sums, np.bincount(of).astype(float), config.alike)[of]
    if of.max() >= config.most:
        largest = np.argsort(-np.bincount(of), kind="stable")[: config.most]
        centres = _unit(np.stack([x[picked[of == g]].mean(0) for g in largest]))
        of = (x[picked] @ centres.T).argmax(1).astype(np.int64)
    return _numbered(np.repeat(of, every)[: len(x)])


def join(x: Floats, middle: Floats, groups: Labels, config: VoicesConfig, *, least: int = 1) -> Labels:
    """Join groups that are one voice: their mean cosine is, for one voice, that of each within itself.

    `x` is `(windows, dim)` of unit length, `middle` `(windows,)` seconds. Windows that overlap
    are left out of the means. A number of speakers that is given is joined down to.
    """
    of = groups.copy()
    total, pairs, size = _likeness_between(x, middle, groups)
    while len(alive := np.unique(of)) > 1:
        usual = (np.diag(total) + USUAL * USUAL_PAIRS) / (np.diag(pairs) + USUAL_PAIRS)
        mean = np.where(pairs > 0, total, -np.inf) / np.maximum(pairs, 1)
        like = mean / np.sqrt(np.maximum(np.outer(usual, usual), 1e-3))
        short = size < config.least_voice_s / max(1e-3, _hop(middle))
        like = like + np.logical_or.outer(short, short)  # too short to be known as a voice of its own
        like[~np.outer(np.isin(range(len(size)), alive), np.isin(range(len(size)), alive))] = -np.inf
        np.fill_diagonal(like, -np.inf)
        i, j = (int(k) for k in np.unravel_index(int(like.argmax()), like.shape))
        enough = len(alive) <= config.speakers if config.speakers else like[i, j] < config.same_voice
        enough = enough or len(alive) <= least
        if enough or like[i, j] == -np.inf:
            break
        for table in (total, pairs):
            table[i] += table[j]
            table[:, i] += table[:, j]
        size[i] += size[j]
        of[of == j] = i
    return _numbered(of)


def _likeness_between(x: Floats, middle: Floats, groups: Labels) -> tuple[Floats, Floats, Floats]:
    """Return sums of cosines and numbers of pairs between and within groups, without near pairs, and the sizes."""
    one_hot = np.eye(int(groups.max()) + 1)[groups]
    sums, size = one_hot.T @ x, one_hot.sum(0)
    total, pairs = sums @ sums.T, np.outer(size, size)
    for lag in range(len(x)):
        near = np.flatnonzero(middle[lag:] - middle[: len(x) - lag] < NEAR_S)
        if not len(near):
            break
        a, b = groups[near], groups[near + lag]
        cosine = (x[near] * x[near + lag]).sum(1)
        for i, j in ((a, b), (b, a))[: 2 if lag else 1]:
            np.subtract.at(total, (i, j), cosine)
            np.subtract.at(pairs, (i, j), 1)
    return total, pairs, size


def _hop(middle: Floats) -> float:
    return float(np.median(np.diff(middle))) if len(middle) > 1 else 1.0


def _numbered(groups: Labels) -> Labels:
    """Return the groups numbered without a hole."""
    found: Labels = np.unique(groups, return_inverse=True)[1].astype(np.int64)
    return found


def agglomerate(x: Floats, size: Floats, alike: float) -> Labels:
    """Join the two groups with the highest mean similarity until it is under `alike`; return a group per row.

    `x` is `(rows, dim)`, unit vectors or means of such; `size`, `(rows,)`, is how many windows each stands for.
    """
    likeness = x @ x.T
    np.fill_diagonal(likeness, -np.inf)
    size, of = size.copy(), np.arange(len(x))
    best, partner = likeness.max(1), likeness.argmax(1)
    while True:
        i = int(best.argmax())
        if best[i] < alike:
            return _numbered(of)
        j = int(partner[i])
        row = (likeness[i] * size[i] + likeness[j] * size[j]) / (size[i] + size[j])
        likeness[i], likeness[:, i], likeness[i, i] = row, row, -np.inf
        likeness[j], likeness[:, j] = -np.inf, -np.inf
        size[i] += size[j]
        of[of == j] = i
        best[j] = -np.inf
        stale = np.flatnonzero(((partner == i) | (partner == j)) & (best > -np.inf))
        for k in {i, *stale.tolist()}:
            best[k], partner[k] = likeness[k].max(), likeness[k].argmax()
        nearer = np.flatnonzero((likeness[:, i] > best) & (best > -np.inf))
        best[nearer], partner[nearer] = likeness[nearer, i], i


def refine(x: Floats, groups: Labels, same: Floats, config: VoicesConfig, *, prior: float) -> Floats:
    """Return the probability of each voice in each window, `(n, groups)`; superfluous groups end with none.

    `same[t]` is the probability that the voice of window t - 1 goes on.
    """
    dim = x.shape[1]
    belief = np.exp(SMOOTHING * np.eye(int(groups.max()) + 1)[groups])
    p: Floats = belief / belief.sum(1, keepdims=True)
    share = np.full(p.shape[1], 1 / p.shape[1])
    scaled = x * np.sqrt(dim * (1 + config.variance_ratio))  # one unit of variance within a voice per direction
    constant = -0.5 * ((scaled**2).sum(1) + dim * np.log(2 * np.pi))
    rho, phi = scaled * np.sqrt(config.variance_ratio), config.variance_ratio
    weight = config.evidence / prior
    bound = -np.inf
    for _ in range(config.steps):
        spread = 1 / (1 + weight * p.sum(0)[:, None] * phi)
        centre = weight * spread * (p.T @ rho)
        fit = rho @ centre.T - 0.5 * phi * (spread * dim + (centre**2).sum(1, keepdims=True)).T + constant[:, None]
        p, likelihood, entries = _forward_backward(config.evidence * fit, same, share)
        share = entries / entries.sum()
        penalty = dim * (np.log(spread[:, 0]) - spread[:, 0] + 1) - (centre**2).sum(1)
        now = likelihood + prior * 0.5 * float(penalty.sum())
        if now - bound < GAIN:
            break
        bound = now
    return p


def _forward_backward(fit: Floats, same: Floats, share: Floats) -> tuple[Floats, float, Floats]:
    """Return posteriors, the log likelihood, and how often each voice is expected to begin."""
    top = fit.max(1, keepdims=True)
    like = np.exp(fit - top)
    n = len(fit)
    forward, scale = np.zeros_like(fit), np.zeros(n)
    state = share * like[0]
    for t in range(n):
        if t:
            state = (same[t] * forward[t - 1] + (1 - same[t]) * share) * like[t]
        scale[t] = state.sum()
        forward[t] = state / scale[t]
    backward = np.ones_like(fit)
    for t in range(n - 2, -1, -1):
        after = like[t + 1] * backward[t + 1]
        backward[t] = (same[t + 1] * after + (1 - same[t + 1]) * (share @ after)) / scale[t + 1]
    p = forward * backward
    p /= p.sum(1, keepdims=True)
    begins = ((1 - same[1:, None]) * share * like[1:] * backward[1:] / scale[1:, None]).sum(0)
    return p, float(np.log(scale).sum() + top.sum()), p[0] + begins


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
