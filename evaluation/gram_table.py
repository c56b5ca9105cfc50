"""The grams of many episodes as one sparse table, made once and fitted on any part of the episodes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.ngrams import GramWeights, grams

LEAST_SHARE = 0.27  # of the episodes hold a gram that may count: no name of a guest, no single subject
STRENGTH = 0.02  # C of the regression: .005 gave F1@30 .548, .05 .580 where this gave .588
LEAST_WEIGHT = 0.004  # smaller weights are left out of the shipped table


class GramTable:
    """Rows of 0 and 1 per sentence, by episode id; columns are grams that a good share of the episodes hold."""

    def __init__(self, talks: dict[str, Talk]) -> None:
        from scipy import sparse

        self._sparse: Any = sparse
        held: Counter[str] = Counter()
        for talk in talks.values():
            held.update(set().union(*grams(talk.texts)))
        least = LEAST_SHARE * len(talks) / 2  # a part of the episodes may hold it more often
        self.names = sorted(gram for gram, count in held.items() if count >= least)
        place = {gram: k for k, gram in enumerate(self.names)}
        self.rows: dict[str, Any] = {name: self._of(talk, place) for name, talk in talks.items()}
        self.holds = {name: np.asarray(rows.sum(0)).ravel() > 0 for name, rows in self.rows.items()}

    def _of(self, talk: Talk, place: dict[str, int]) -> Any:
        found = [[place[gram] for gram in at if gram in place] for at in grams(talk.texts)]
        ends = np.cumsum([0, *(len(columns) for columns in found)])
        columns = np.array([c for row in found for c in row], np.int32)
        shape = (talk.n, len(place))
        return self._sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=shape)

    def fit(
        self, sampled: Sequence[tuple[str, NDArray[np.intp], Floats]], weights: Sequence[float], least: float = 0.0
    ) -> GramWeights:
        """Fit on (episode id, sentence numbers, labels) with one weight per episode; drop weights below `least`."""
        from sklearn.linear_model import LogisticRegression

        held = np.sum([self.holds[name] for name, *_ in sampled], axis=0)
        kept = np.flatnonzero(held >= LEAST_SHARE * len(sampled))
        x = self._sparse.vstack([self.rows[name][at] for name, at, _ in sampled])[:, kept]
        y = np.concatenate([label for *_, label in sampled])
        mass = np.concatenate([np.full(len(at), w) for (_, at, _), w in zip(sampled, weights, strict=True)])
        model = LogisticRegression(C=STRENGTH, max_iter=200, solver="liblinear").fit(x, y, sample_weight=mass)
        pairs = zip(kept, model.coef_[0], strict=True)
        table = {self.names[k]: round(float(w), 4) for k, w in pairs if abs(w) >= max(least, 1e-4)}
        return GramWeights(bias=round(float(model.intercept_[0]), 4), weights=table)
