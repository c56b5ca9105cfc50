"""How many statements that are not the speaker's own view pass the guards of quotes?

    python -m benchmarks.planted
Fifty plants (`planted.toml`): taken back, supposed, reported, meant otherwise. Each stands in a talk of its own between
sentences that may be quoted, and everything that may be quoted is picked, so that no plant is saved by a better one.
"""

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.segmentation import NoParser
from evaluation.teasers import transcript_of
from pipeline.engines.reading_net import NoReadingNet
from pipeline.ports import Vectors
from pipeline.records import Coverage, Episode, Identity, Outline, Person, Section, TopicMap
from pipeline.spans import shared
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.stage import quotes

PLANTS = Path(__file__).with_suffix(".toml")
BEFORE = "We painted the old workshop bright green in the spring of that year."
AFTER = "Small teams with one clear goal build the most reliable bridges."
EVERYTHING = QuotesConfig(per_section=10, least_score=-20, min_words=5, repetition_cost=0, kind_cost=0)


class NoMeaning:
    """Sees no meaning: the guards work on words alone."""

    identity = Identity(name="none", version="1")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return zeros."""
        return np.zeros((len(texts), 2), np.float32)


def picked(said: str) -> tuple[bool, str]:
    """Return whether half of a plant is quoted without a flag, and why it was refused where it was."""
    before, plant, after = (len(part.split()) for part in said.replace("]]", "[[").split("[["))
    text = f"{BEFORE} {said.replace('[[', '').replace(']]', '')} {AFTER}"
    first = len(BEFORE.split()) + before
    cues = [
        {"start": 0.0, "end": 9.0, "speaker": "Ana", "text": "What did you learn from all of that?"},
        {"start": 9.0, "end": 60.0, "speaker": "Ben", "text": text},
    ]
    transcript = transcript_of(cues)
    first += transcript.turns[1].words[0]
    span = (first, first + plant)
    section = Section(
        id="t01", title="t", title_source="generated", kind="talk", start=0, end=60, words=(0, len(transcript.words))
    )
    found = quotes(
        Episode(id="e", title="e", duration=60.0, people=(Person(name="Ana", role="host", source="sidecar"),)),
        Coverage(speech_s=None, worded_s=60, interpolated_share=0),
        transcript,
        Outline(sections=(section,)),
        TopicMap(topics=(), ranked=("t01",)),
        EVERYTHING,
        embedder=NoMeaning(),
        parser=NoParser(),
        reading=NoReadingNet(),
    )

    def holds(spans: Sequence[tuple[int, int]]) -> bool:
        return 2 * sum(shared(one, span) for one in spans) >= plant

    assert any(c.rejected is None for c in found.candidates), text
    passed = any(holds(q.words) and not q.flags for q in found.chosen)
    reasons = Counter(c.rejected for c in found.candidates if c.rejected and holds(c.words))
    return passed, ", ".join(reasons) if not passed else f"(after {after} words)"


def main() -> None:
    """Print each kind's count and the plants that passed."""
    plants = tomllib.loads(PLANTS.read_text(encoding="utf-8"))["plant"]
    passed: Counter[str] = Counter()
    for plant in plants:
        through, why = picked(plant["said"])
        passed[plant["kind"]] += through
        print(f"{'PICKED ' if through else 'refused'} {plant['kind']:13}{why[:50]:52}{plant['said'][:90]}")
    print(f"{sum(passed.values())} of {len(plants)} picked unflagged", dict(passed))


if __name__ == "__main__":
    main()
