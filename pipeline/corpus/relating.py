"""Bringing related episodes up to date: those that changed against all; everybody anew where much changed."""

from collections.abc import Callable, Collection
from functools import lru_cache

import numpy as np

from pipeline.corpus.gathering import PROFILE
from pipeline.corpus.partitions import HeardIn, Partitions
from pipeline.corpus.related import Neighbours, RelatedConfig, relate
from pipeline.records import Profile, Related
from pipeline.store import Store

ALL_BELOW = 200  # episodes: with fewer all are related anew each time
GROWTH = 0.1  # of episodes that came, changed or went since all were related anew, after which they are again
SINCE = "changed since all were related"
KEPT_PROFILES = 512  # in memory

FoundRelations = dict[str, tuple[Related, ...]]


def related_anew(
    store: Store, parts: Partitions, config: RelatedConfig, *, changed: Collection[str], gone: Collection[str]
) -> FoundRelations:
    """Return by id what episodes are related to now, for all whose relations may have changed.

    With few changes these are the episodes that changed, those that name one that changed or is gone, and those to
    which one that changed is nearer than the last that they name. The corpus's average moves with every episode; so all
    are related anew when a tenth of them has changed.
    """
    known = dict.fromkeys(parts.ids())  # in their order
    since = int(parts.get(SINCE) or 0) + len(changed) + len(gone)
    by_embedder = parts.vectors()
    if len(known) < ALL_BELOW or since > GROWTH * len(known) or len(by_embedder) != 1:
        parts.set(SINCE, "0")
        found = relate([store.episode(id_).load(PROFILE, Profile) for id_, _, _ in parts.listed()], config)
        return {id_: found.get(id_, ()) for id_ in known}
    parts.set(SINCE, str(since))
    ((ids, vectors),) = by_embedder.values()
    number = {id_: k for k, id_ in enumerate(ids)}
    everybody = Neighbours(vectors, profile_of=_loaded(store, ids), heard_in=HeardIn(parts), config=config)
    wanted = {*changed, *parts.named_by([*changed, *gone])}
    wanted |= _nearer(everybody, ids, [number[id_] for id_ in changed if id_ in number], parts, config)
    return {id_: everybody.of(number[id_]) if id_ in number else () for id_ in wanted if id_ in known}


def _nearer(
    everybody: Neighbours, ids: list[str], changed: list[int], parts: Partitions, config: RelatedConfig
) -> set[str]:
    """Return the episodes to which one that changed is nearer than the last that they name, or that name few."""
    last = parts.last_relations()
    empty = (0, 0.0, "")
    count, score, name = zip(*(last.get(id_, empty) for id_ in ids), strict=True)
    full = np.array(count) >= config.most
    worst = np.where(full, np.round(np.array(score), 2), -1)
    found: set[str] = set()
    for k in changed:
        likeness = everybody.likeness(k).astype(np.float64).round(2)
        fits = np.flatnonzero((likeness >= config.least_likeness) & (likeness >= worst))
        found |= {ids[j] for j in fits if j != k and (likeness[j] > worst[j] or ids[k] < name[j])}
    return found


def _loaded(store: Store, ids: list[str]) -> Callable[[int], Profile]:
    @lru_cache(maxsize=KEPT_PROFILES)
    def profile_of(k: int) -> Profile:
        return store.episode(ids[k]).load(PROFILE, Profile)

    return profile_of
