"""How many statements that are not the speaker's own view pass the guards of quotes?

    python -m benchmarks.planted [--all]
Fifty plants (`planted.toml`): taken back, supposed, reported, meant otherwise. Each stands in a talk of its own, with
sentences around it that may be quoted; everything that may be quoted is picked. Beside them the reasons are shown.
"""

import argparse
import re
import tomllib
from pathlib import Path

from benchmarks.teasers import transcript_of
from pipeline.records import Coverage, Episode, Outline, Person, Section, TopicMap, Transcript, Vectors
from pipeline.stages.quotes import QuotesConfig, quotes

PLANTS = Path(__file__).with_suffix(".toml")
BEFORE = "We painted the workshop green in the spring of that year."
AFTER = "Small teams with one clear goal build the most reliable bridges."
EVERYTHING = QuotesConfig(per_section=10, least_score=-20, min_words=5, repetition_cost=0)
