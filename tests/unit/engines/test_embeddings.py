from pathlib import Path

import numpy as np
import pytest

from pipeline.engines.embeddings import MODEL_FILE, TOKENIZER_FILE, MiniLM
from pipeline.engines.weights import fetch
from pipeline.errors import MachineLacks

BUNDLE = "minilm-l6-int8"


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM(fetch(BUNDLE))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match=MODEL_FILE):
        MiniLM(tmp_path)


def test_damaged_file_is_refused_in_one_line(tmp_path: Path) -> None:
    for name in (MODEL_FILE, TOKENIZER_FILE):
        (tmp_path / name).write_text("not a model")
    with pytest.raises(MachineLacks, match="damaged") as refused:
        MiniLM(tmp_path)
    assert "\n" not in str(refused.value)


@pytest.mark.model
def test_vectors_are_of_unit_length_and_near_where_meanings_are(model: MiniLM) -> None:
    texts = ["How do birds fly?", "Wings lift a bird into the air.", "The bank raised its interest rates."]
    vectors = model.embed(texts)
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > far + 0.2


@pytest.mark.model
def test_a_text_has_the_same_vector_in_any_company(model: MiniLM) -> None:
    text = "Neural networks learn from examples."
    alone = MiniLM(fetch(BUNDLE)).embed([text])[0]
    crowd = model.embed(
        [f"Sentence {k} of {k} others, each a little longer." * (k % 4 + 1) for k in range(70)] + [text]
    )
    assert np.allclose(alone, crowd[-1], atol=1e-4)


@pytest.mark.model
def test_no_texts_give_no_vectors_and_long_ones_are_cut(model: MiniLM) -> None:
    assert model.embed([]).shape == (0, 384)
    assert model.embed(["word " * 5000]).shape == (1, 384)
