"""Key phrases set a section apart from the others; empty words and praise name nothing."""

import numpy as np

from pipeline.ports import SentenceParse
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrases import candidates, key_phrases
from tests.fakes import BagEmbedder

SAID = (
    ("sourdough starter", "kitchen", "great question"),
    ("sourdough starter", "rye flour", "thing"),
    ("radio telescope", "kitchen", "great question"),
    ("radio telescope", "distant galaxy", "thing"),
)
TEXTS = tuple(" and ".join(phrases) for phrases in SAID)
PARSES = [SentenceParse(phrases, ("Ada",) if k == 0 else ()) for k, phrases in enumerate(SAID)]
GROUPS = [np.array([0, 1]), np.array([2, 3])]


def talk() -> Talk:
    start = np.arange(4) * 10.0
    return Talk(TEXTS, start, start + 9.0, BagEmbedder().embed(TEXTS), 40.0, None)


def test_a_section_is_named_by_what_only_it_holds() -> None:
    bread, sky = key_phrases(talk(), GROUPS, PARSES, BagEmbedder())
    assert "sourdough starter" in bread.best
    assert "radio telescope" in sky.best
    assert "radio telescope" not in bread.best
    assert {"sourdough", "starter"} <= bread.salient


def test_praise_and_empty_words_are_not_tried() -> None:
    tried = {phrase for named in candidates(talk(), GROUPS, PARSES, BagEmbedder()) for phrase in named.phrases}
    assert not tried & {"great question", "thing"}


def test_names_are_those_said_in_the_section() -> None:
    bread, sky = key_phrases(talk(), GROUPS, PARSES, BagEmbedder())
    assert (bread.names, sky.names) == ({"ada"}, frozenset())


def test_a_section_without_phrases_has_none() -> None:
    silent = [SentenceParse((), ())] * 4
    assert [phrases.best for phrases in key_phrases(talk(), GROUPS, silent, BagEmbedder())] == [(), ()]
