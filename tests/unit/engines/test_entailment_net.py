from types import SimpleNamespace
from typing import Any

from pipeline.engines.entailment_net import (
    MOST_BESIDE,
    MOST_CLAIM,
    MOST_EVIDENCE,
    laid_out,
    told,
)
from pipeline.engines.word_pieces import CLOSE, CLS, OPEN, SEP
from pipeline.ports import Premise


class Letters:
    """A tokenizer whose word pieces are words, numbered from 1000 by their first letter."""

    def encode_batch(self, texts: list[str], *, add_special_tokens: bool) -> list[Any]:
        assert not add_special_tokens
        return [SimpleNamespace(ids=[1000 + ord(word[0]) for word in text.split()]) for text in texts]


def test_a_speaker_is_named_once_a_turn_by_surname() -> None:
    assert told((("Ana Ito", "a"), ("Ana Ito", "b"), (None, "c"), ("Bo", "d"))) == "Ito: a b c Bo: d"


def test_the_evidence_stands_in_brackets_between_what_was_said_beside_it() -> None:
    ids, types = laid_out(Letters(), "c", Premise(((None, "e"),), ((None, "b"),), ((None, "a"),)))
    letter = {name: 1000 + ord(name) for name in "abce"}
    assert ids == [CLS, letter["c"], SEP, letter["b"], OPEN, letter["e"], CLOSE, letter["a"], SEP]
    assert types == [0, 0, 0, 0, 1, 1, 1, 0, 0]


def test_a_long_text_is_cut_where_it_is_furthest_from_the_evidence() -> None:
    long = " ".join(["x"] * 500)
    ids, _ = laid_out(Letters(), long, Premise(((None, long),), ((None, f"{long} b"),), ((None, f"a {long}"),)))
    assert len(ids) == MOST_CLAIM + MOST_EVIDENCE + 2 * MOST_BESIDE + 5
    assert len(ids) <= 512, "the positions that the net knows"
    at = ids.index(OPEN)
    assert ids[at - 1] == 1000 + ord("b")
    assert ids[ids.index(CLOSE) + 1] == 1000 + ord("a")
