"""The table of Whisper models, files named in its place, and what `auto` stands for."""

import ast
import hashlib
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.engines import whisper_models
from pipeline.engines.weights_catalog import BUNDLES
from pipeline.errors import BadConfig


def table_of_the_package() -> dict[str, str]:
    """Return openai-whisper's own `_MODELS`, read without importing torch."""
    spec = find_spec("whisper")
    assert spec
    assert spec.origin
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_MODELS":
            found = ast.literal_eval(node.value)
            assert isinstance(found, dict)
            return found
    raise AssertionError("openai-whisper has no table")


def test_every_name_of_the_package_s_table_has_its_address_and_digest_here() -> None:
    theirs = table_of_the_package()
    assert set(whisper_models.NAMES) == set(theirs)
    for name, url in theirs.items():
        (weight,) = BUNDLES[whisper_models.bundle_of(name)]
        assert weight.url == url
        assert weight.sha256 == url.split("/")[-2]


def test_a_checkpoint_and_a_folder_are_taken_by_their_path_and_known_by_their_digest(tmp_path: Path) -> None:
    checkpoint, folder = tmp_path / "mine.pt", tmp_path / "mine-ct2"
    checkpoint.write_bytes(b"weights")
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"other weights")
    assert whisper_models.named(str(checkpoint)) == checkpoint
    assert whisper_models.named(str(folder)) == folder
    assert whisper_models.digest_of(checkpoint) == hashlib.sha256(b"weights").hexdigest()
    assert whisper_models.digest_of(folder) == hashlib.sha256(b"other weights").hexdigest()
    assert [whisper_models.title_of(path) for path in (checkpoint, folder)] == ["mine", "mine-ct2"]
    checkpoint.write_bytes(b"weights, trained on")
    assert whisper_models.digest_of(checkpoint) == hashlib.sha256(b"weights, trained on").hexdigest()


@pytest.mark.parametrize("model", ["huge", "models/none.pt", "."])
def test_what_is_no_model_is_refused_with_the_names_that_are(model: str) -> None:
    with pytest.raises(BadConfig, match=r"large-v3-turbo.*found"):
        whisper_models.named(model)


def test_a_fine_tuned_model_aligns_by_the_heads_of_its_origin() -> None:
    for model in whisper_models.MODELS.values():
        found = whisper_models.like(model.heads, model.decoder_layers, model.vocabulary, model.encoder_layers)
        assert found is not None
        assert found.name == model.name or {found.name, model.name} == {"large-v1", "large-v2"}
    assert whisper_models.like(6, 2, 51865, 4) is None


def test_auto_takes_the_best_that_is_fast_enough() -> None:
    assert whisper_models.best_for(0.1, cores=2, gpu=False) == "base"
    assert whisper_models.best_for(0.1, cores=8, gpu=False) == "small"
    assert whisper_models.best_for(0.1, cores=2, gpu=True) == "large-v3-turbo"
    assert whisper_models.best_for(1e-6, cores=2, gpu=False) == "base"


def test_the_fastest_is_offered_first() -> None:
    shares = [share for _, share in whisper_models.offers(cores=2, gpu=False)]
    assert shares == sorted(shares)
    assert len(shares) == len(whisper_models.MODELS)
    base = next(share for model, share in whisper_models.offers(cores=2, gpu=False) if model.name == "base")
    assert base == pytest.approx(1.65 / 24 / 2)
