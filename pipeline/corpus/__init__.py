"""What is made over all episodes: related episodes, the catalog's tables, the site with its search, the schemas."""

from pipeline.corpus.gathering import PROFILE, RECORD, Neighbour, gathered
from pipeline.corpus.publishing import publish_corpus
from pipeline.corpus.rendering import known_relations, rendered, renderer
from pipeline.corpus.searching import find

__all__ = [
    "PROFILE",
    "RECORD",
    "Neighbour",
    "find",
    "gathered",
    "known_relations",
    "publish_corpus",
    "rendered",
    "renderer",
]
