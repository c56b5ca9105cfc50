"""What reads well and says much of its section is rather printed; the numbers fit the columns."""

import numpy as np

from pipeline.stages.narrate.tellable import COLUMNS, UNREAD, columns, odds
from tests.unit.stages.narrate.test_passages import talk_from


def test_a_thought_is_described_by_how_its_sentences_read() -> None:
    talk = talk_from("0:01 Ben: Copper kettles carry the heat. Steel pots keep the water.")
    passages = tuple(talk.passages.values())
    unread = dict(zip(COLUMNS, columns(talk, passages, 1.0), strict=True))
    assert (unread["value"], unread["reads"], unread["sentences"]) == (1.0, UNREAD, 2)
    talk.reads.update({(0, 1): 0.5, (1, 2): -0.5})
    read = dict(zip(COLUMNS, columns(talk, passages, 1.0), strict=True))
    assert (read["reads"], read["reads_worst"]) == (0.0, -0.5)


def test_a_thought_of_more_worth_that_reads_better_has_better_odds() -> None:
    plain = np.zeros((1, len(COLUMNS)))
    better = plain.copy()
    better[0, [COLUMNS.index("value"), COLUMNS.index("reads")]] = 1.0
    assert odds(better)[0] > odds(plain)[0]
