"""Fitted numbers come from files of one format, and only with the sentence model that they were fitted on."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline.engines.embeddings import DIM, identity
from pipeline.engines.reading_net import NoReadingNet
from pipeline.errors import MachineLacks
from pipeline.fitted import Fitted, Shipped, are_fitted, flat
from pipeline.ports import Vectors
from pipeline.records import Coverage, Episode, Identity, Outline, Section, TopicMap
from pipeline.stages.quotes.ranker import RANKER
from pipeline.stages.quotes.stage import QuotesConfig, quotes
from pipeline.stages.segment.stage import SegmentConfig, segment
from tests.builders import speech
from tests.fakes import CapitalParser
from training.shipping import as_text

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob("pipeline/stages/**/*.json"), *ROOT.glob("pipeline/checks/*.json")])
TALK = speech("""
0:01 Ana Reyes: What did the flood of 1953 teach your family about bread?
0:10 Ben Ito: Nobody who has carried forty sacks of flour upstairs will ever waste a loaf again.
0:30 Ben Ito: Every good bakery is built on patience, and patience is learned in hard winters.
""")
EPISODE = Episode(id="bread", title="Bread", duration=60.0)
OTHER = Identity(name="random", version="1", model="random numbers", digest="ab" * 32)


class RandomNumbers:
    """Gives as many numbers as MiniLM, and they mean nothing."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.random.default_rng(1).standard_normal((len(texts), DIM))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def quoted(embedder: RandomNumbers) -> set[str]:
    """Return the names of all that spoke for a passage."""
    section = Section(
        id="t01", title="Bread", title_source="generated", kind="talk", start=0.0, end=60.0,
        words=(0, len(TALK.words)),
    )  # fmt: skip
    found = quotes(
        EPISODE, Coverage(speech_s=None, worded_s=60.0, interpolated_share=1.0), TALK, Outline(sections=(section,)),
        TopicMap(topics=(), ranked=("t01",)), QuotesConfig(), embedder=embedder, parser=CapitalParser(),
        reading=NoReadingNet(),
    )  # fmt: skip
    return {name for candidate in found.candidates for name in candidate.features or {}}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_fitted_numbers_has_the_one_format(path: Path) -> None:
    found = Fitted.model_validate_json(path.read_bytes())
    assert found.fitted_on
    assert found.script is None or (found.script.startswith("training/") and (ROOT / found.script).is_file())
    assert path.read_text(encoding="utf-8") == as_text(found), "not as a script of training/ writes it"
    assert found.embedder in (None, identity().digest)
    size = flat(found.columns).shape
    assert all(flat(part).shape == size and (flat(part) != 0).any() for part in (found.mean, found.scale) if part)


def test_other_vectors_of_the_same_width_have_no_part_in_any_score() -> None:
    embedder = RandomNumbers(OTHER)
    assert segment(
        EPISODE, TALK, SegmentConfig(), embedder=embedder, parser=CapitalParser(), reading=NoReadingNet()
    ).by_signs
    assert quoted(embedder) <= {"reads"}


def test_numbers_are_for_the_model_they_were_fitted_on_and_for_one_without_weights() -> None:
    assert are_fitted([RANKER], identity())
    assert are_fitted([RANKER], Identity(name="random", version="1"))
    assert not are_fitted([RANKER], OTHER)


def test_vectors_of_a_model_without_weights_have_no_part_whatever_their_width() -> None:
    assert not {"by_meaning", "by_passage"} & quoted(RandomNumbers(Identity(name="random", version="1")))
    assert {"by_meaning", "by_passage"} <= quoted(RandomNumbers(identity()))


def test_numbers_for_other_columns_are_refused() -> None:
    with pytest.raises(
        MachineLacks, match=r"differ in loudness: fit them again \(`python -m training\.train_quotes`\)"
    ):
        RANKER.of([*RANKER.numbers.columns, "loudness"])
    with pytest.raises(MachineLacks, match="another order"):
        RANKER.of(reversed(RANKER.numbers.columns))


def test_a_file_of_another_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "shipped_numbers"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "weights.json").write_text(json.dumps({"columns": {"length": 1.0}}))
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MachineLacks, match=r"shipped_numbers/weights\.json, found field required at model"):
        Shipped("shipped_numbers", "weights.json").numbers  # noqa: B018
