"""A talk on bread in two sections, as the titles see it."""

import numpy as np

from pipeline.ports import Heading, SentenceParse
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrases import Phrases
from tests.fakes import BagEmbedder

SAID = (
    "Why does sourdough rise so slowly in winter?",
    "Wild yeast works slowly, and sourdough needs wild yeast.",
    "Baking bread with wild yeast takes a whole day.",
    "Let us turn to ovens.",
    "A stone oven keeps its heat, and stone ovens bake bread evenly.",
)
READINGS = (
    SentenceParse(("sourdough",), ()),
    SentenceParse(("wild yeast", "sourdough"), (), headings=(Heading("noun", "wild yeast"),)),
    SentenceParse(("wild yeast",), (), headings=(Heading("act", "baking bread with wild yeast"),)),
    SentenceParse(("ovens",), ()),
    SentenceParse(("stone oven", "heat"), (), headings=(Heading("noun", "stone oven"),)),
)
PHRASES = (
    Phrases(("sourdough", "wild yeast"), frozenset({"sourdough"}), frozenset()),
    Phrases(("stone oven",), frozenset({"stone"}), frozenset()),
)
GROUPS = (np.arange(3), np.arange(3, 5))


def talk() -> Talk:
    start = np.array([0.0, 10.0, 20.0, 40.0, 50.0])
    vectors = BagEmbedder().embed(SAID)
    return Talk(texts=SAID, start=start, end=start + 8, vectors=vectors, duration=60.0, embedder=None)
