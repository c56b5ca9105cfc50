"""What is made over all episodes: related episodes, the catalog's tables, the site with its search, the schemas."""

from pipeline.corpus.gathering import PROFILE, RECORD, Neighbour, gathered
from pipeline.corpus.publishing import looked_up, publish_corpus
from pipeline.corpus.rendering import known_relations, rendered, renderer
from pipeline.corpus.searching import (
    Found,
    SearchFilter,
    database,
    find,
    find_page,
    holders,
    listed,
    pages_address,
    searchable,
)
from pipeline.corpus.shared import fetched

__all__ = [
    "PROFILE",
    "RECORD",
    "Found",
    "Neighbour",
    "SearchFilter",
    "database",
    "fetched",
    "find",
    "find_page",
    "gathered",
    "holders",
    "known_relations",
    "listed",
    "looked_up",
    "pages_address",
    "publish_corpus",
    "rendered",
    "renderer",
    "searchable",
]
