"""Tells voices apart: windows of speech with a vector each → how many voices there are and which one is heard when.

A first grouping by average-link agglomeration makes more groups than there are voices. A hidden Markov model over the
windows then takes voices away as long as the recording is explained as well without them: variational Bayes as in
VBx (Landini et al. 2022, "Bayesian HMM clustering of x-vector sequences"), with one plain ratio of the variance between
voices to the variance within one, since ECAPA's space is nearly the same in all directions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Voiceprints
from pipeline.stages.attribution.config import VoicesConfig

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

SMOOTHING = 5.0  # how firmly the first grouping is believed, VBx's own value
BLOCK = 900  # windows grouped at a time: memory and time stay in proportion to the length of the episode
LEAST_PRIOR = 0.5  # under it a second voice is found in any recording
GAIN = 1e-3  # of the evidence bound, per step; less is convergence


@dataclass(frozen=True)
class ToldApart:
    """Which voice is heard in which window, by probability; voices in order of their first window."""

    start: Floats  # (n,) seconds
    end: Floats  # (n,)
    p: Floats  # (n, voices), rows sum to one
    centres: Floats  # (voices, dim), unit length


def tell_apart(prints: Voiceprints, config: VoicesConfig) -> ToldApart:
    """Return who speaks in each window; no window gives no voice."""
    x = prints.vectors.astype(np.float64)
    if not len(x):
        return ToldApart(np.zeros(0), np.zeros(0), np.zeros((0, 0)), np.zeros((0, 0)))
    start, end = prints.start.astype(np.float64), prints.end.astype(np.float64)
    groups = first_groups(x, config)
    same = np.where(np.r_[0.0, start[1:] - end[:-1]] > 0, config.stay**2, config.stay)
    p = _heard(refine(x, groups, same, config))
    if config.speakers:
        p = _so_many(x, groups, same, p, config)
    return ToldApart(start, end, p, _unit(p.T @ x))


def _heard(p: Floats) -> Floats:
    """Return only the voices that are the likeliest somewhere, in order of their first window."""
    kept = p[:, list(dict.fromkeys(p.argmax(1).tolist()))]
    unit: Floats = kept / np.maximum(kept.sum(1, keepdims=True), 1e-12)
    return unit


def _so_many(x: Floats, groups: Labels, same: Floats, p: Floats, config: VoicesConfig) -> Floats:
    """Return as many voices as are given, if the recording holds them: first with cheaper voices, then by joining."""
    prior = config.prior
    while p.shape[1] < config.speakers and prior > LEAST_PRIOR:
        prior /= 2
        p = _heard(refine(x, groups, same, config.model_copy(update={"prior": prior})))
    while p.shape[1] > config.speakers:
        likeness = _unit(p.T @ x) @ _unit(p.T @ x).T - 2 * np.eye(p.shape[1])
        i, j = np.unravel_index(int(likeness.argmax()), likeness.shape)
        p[:, min(i, j)] += p[:, max(i, j)]
        p = np.delete(p, max(i, j), axis=1)
    return p


def first_groups(x: Floats, config: VoicesConfig) -> Labels:
    """Return a group per window, more groups than voices: block by block, then the blocks' groups among themselves."""
    every = max(1, config.group_every)
    picked = np.arange(0, len(x), every)
    small: list[NDArray[np.int64]] = []
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
    return np.repeat(of, every)[: len(x)]


def agglomerate(x: Floats, size: Floats, alike: float) -> Labels:
    """Join the two groups with the highest mean similarity until it is under `alike`; return a group per row.

    `size` is how many windows a row stands for. Rows are unit vectors or means of such.
    """
    likeness = x @ x.T
    np.fill_diagonal(likeness, -np.inf)
    size, of = size.copy(), np.arange(len(x))
    best, partner = likeness.max(1), likeness.argmax(1)
    while True:
        i = int(best.argmax())
        if best[i] < alike:
            groups: Labels = np.unique(of, return_inverse=True)[1].astype(np.int64)
            return groups
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


def refine(x: Floats, groups: Labels, same: Floats, config: VoicesConfig) -> Floats:
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
    weight = config.evidence / config.prior
    bound = -np.inf
    for _ in range(config.steps):
        spread = 1 / (1 + weight * p.sum(0)[:, None] * phi)
        centre = weight * spread * (p.T @ rho)
        fit = rho @ centre.T - 0.5 * phi * (spread * dim + (centre**2).sum(1, keepdims=True)).T + constant[:, None]
        p, likelihood, entries = _forward_backward(config.evidence * fit, same, share)
        share = entries / entries.sum()
        penalty = dim * (np.log(spread[:, 0]) - spread[:, 0] + 1) - (centre**2).sum(1)
        now = likelihood + config.prior * 0.5 * float(penalty.sum())
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
