"""A cold open is what is heard again, once."""

import pytest

from pipeline.stages.segment.cold_opens import teaser_end
from tests.unit.stages.segment.test_section_kinds import BODY, CLIPS


@pytest.mark.parametrize("heard_again", [CLIPS, [c.replace("willing", "quite willing") for c in CLIPS]])
def test_cold_open_is_heard_again_later(heard_again: list[str]) -> None:
    body = [heard_again[0] if t == CLIPS[0] else heard_again[1] if t == CLIPS[1] else t for t in BODY]
    texts = [*CLIPS, "Welcome to the bread show.", *body]
    starts = [6.0 * k for k in range(len(texts))]
    assert teaser_end(texts, starts, 6.0 * len(texts)) == 2


def test_without_repetition_there_is_no_cold_open() -> None:
    texts = ["Welcome to the bread show.", "Today a baker tells how long dough should rest in winter.", *BODY]
    assert teaser_end(texts, [6.0 * k for k in range(len(texts))], 6.0 * len(texts)) == 0
