"""What stands around a passage is told in numbers: wholeness, place, what it leans on."""

import numpy as np
import pytest

from pipeline.checks.context import standings
from pipeline.language.words import plain
from pipeline.stages.quotes.surroundings import NAMES, Surroundings, described
from tests.builders import speech
from tests.fakes import BagEmbedder

TALK = speech("""
0:00 Ada: Why do bridges fall?
0:05 Bo: Bridges fall because nobody looks at the bolts. And then the bolts rust for twenty years. Rust is a slow fire.
0:20 Ada: Thank you.
""")
TEXTS = [plain(TALK.words, s.words) for s in TALK.sentences]
HEARD = Surroundings(TALK, TEXTS, BagEmbedder().embed(TEXTS), standings(TALK))


def told(first: int, last: int) -> dict[str, float]:
    text = " ".join(TEXTS[first:last])
    return dict(zip(NAMES, described(HEARD, first, last, text, 1).tolist(), strict=True))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ((1, 2), {"opens_turn": 1, "ends_turn": 0, "after_question": 1, "next_joins": 1, "joins": 0, "sentences": 1}),
        ((2, 3), {"opens_turn": 0, "joins": 1, "place_in_turn": np.log1p(1), "next_joins": 0}),
        ((1, 4), {"ends_turn": 1, "sentences": 3, "three_or_more": 1, "rest_of_turn": 0}),
        ((4, 5), {"opens_turn": 1, "ends_turn": 1, "before_question": 0}),
    ],
)
def test_where_a_passage_stands(run: tuple[int, int], expected: dict[str, float]) -> None:
    found = told(*run)
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_what_is_said_again_right_after_is_seen() -> None:
    assert told(1, 2)["shares_after"] > told(3, 4)["shares_after"] == 0


def test_every_number_is_finite_at_both_ends_of_a_talk() -> None:
    n = len(TEXTS)
    rows = [described(HEARD, a, b, " ".join(TEXTS[a:b]), 1) for a in range(n) for b in range(a + 1, n + 1)]
    assert np.isfinite(np.array(rows)).all()
