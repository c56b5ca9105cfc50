"""A title's grade is foretold from what is known of it, whatever model made the vectors."""

import numpy as np

from pipeline.fitted import Fitted
from pipeline.stages.segment.title_candidates import gathered, matters
from pipeline.stages.segment.title_ranker import COLUMNS, FACTS, TITLES, TitleScene, grades, rows
from tests.fakes import BagEmbedder
from tests.unit.stages.segment.bread import GROUPS, PHRASES, READINGS, talk


def table() -> np.ndarray:
    matter = matters(talk(), GROUPS)[0]
    pool = gathered(talk(), GROUPS[0], READINGS, PHRASES[0], matter)
    vectors = BagEmbedder().embed([one.text for one in pool])
    return rows(TitleScene(talk(), GROUPS[0], PHRASES[0], matter), pool, vectors, vectors)


def test_every_candidate_has_every_column_and_its_vector() -> None:
    made = table()
    assert made.shape[1] == len(COLUMNS) - 1 + talk().vectors.shape[1]
    assert np.isfinite(made).all()


def test_shipped_numbers_are_of_these_columns() -> None:
    assert tuple(TITLES.of(COLUMNS).columns) == COLUMNS


def test_vector_of_another_width_takes_no_part() -> None:
    made = table()
    plain = np.delete(made, np.s_[len(COLUMNS) - 1 :], axis=1)
    assert np.allclose(grades(made), grades(np.hstack([plain, np.ones((len(plain), 3))])))


def test_grade_is_the_weighted_sum_of_the_columns() -> None:
    weights = dict.fromkeys(COLUMNS, 0.0) | {"one_word": -1.0, "meaning": (0.0,) * talk().vectors.shape[1]}
    numbers = Fitted(model="", script=None, data="", fitted_on={}, embedder=None, columns=weights, bias=2.0)
    made = table()
    assert grades(made, numbers).tolist() == (2.0 - made[:, FACTS.index("one_word")]).tolist()
