"""What is judged stands first, what stands beside it after."""

from pipeline.engines.reading_net import (
    MOST_BESIDE,
    MOST_SECTION,
    MOST_TEXT,
    MOST_TITLE,
    NoReadingNet,
    identity,
    laid_out,
    shipped,
)
from pipeline.engines.word_pieces import CLOSE, CLS, OPEN, SEP
from pipeline.files import sha256
from pipeline.reading import Extract
from tests.unit.engines.test_entailment_net import Letters

LETTER = {name: 1000 + ord(name) for name in "abeto"}


def test_what_is_judged_stands_first() -> None:
    ids, types = laid_out(Letters(), Extract("t", "e", "b", "a"))
    assert ids == [CLS, LETTER["t"], SEP, LETTER["e"], OPEN, LETTER["b"], CLOSE, LETTER["a"], SEP]
    assert types == [0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_a_title_is_read_with_how_its_section_begins() -> None:
    ids, _ = laid_out(Letters(), Extract("t", "e", opening="o b"))
    assert ids == [CLS, LETTER["t"], SEP, LETTER["e"], OPEN, LETTER["o"], LETTER["b"], CLOSE, SEP]


def test_long_texts_are_cut_where_they_are_furthest_from_what_is_judged() -> None:
    long = " ".join(["x"] * 500)
    ids, _ = laid_out(Letters(), Extract(long, long, f"{long} b", f"a {long}"))
    assert len(ids) == MOST_TEXT + MOST_TITLE + 2 * MOST_BESIDE + 5
    assert ids[ids.index(CLOSE) - 1] == LETTER["b"]
    assert ids[ids.index(CLOSE) + 1] == LETTER["a"]
    ids, _ = laid_out(Letters(), Extract(long, long, opening=f"o {long}"))
    assert len(ids) == MOST_TEXT + MOST_TITLE + MOST_SECTION + 5
    assert ids[ids.index(OPEN) + 1] == LETTER["o"]


def test_without_a_net_nothing_is_read() -> None:
    assert NoReadingNet().read([Extract("t", "e")]) is None
    assert NoReadingNet.identity != identity()


def test_the_file_that_ships_is_the_pinned_one() -> None:
    net = shipped()
    assert net is not None, "a checkout carries the net"
    assert sha256(net.read_bytes()) == identity().digest
