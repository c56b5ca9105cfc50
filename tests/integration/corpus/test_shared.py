"""The catalog of an object store is read as a whole by machines that did not build it."""

from pathlib import Path

import pytest

from pipeline.objects import Objects
from tests.integration.test_batch import TALK
from tests.s3 import DIRECT, S3, Machine

pytestmark = pytest.mark.model


def test_the_site_is_served_from_s3_and_follows_it(objects: Objects, s3: S3, tmp_path: Path) -> None:
    (tmp_path / "a-talk.vtt").write_text(TALK, encoding="utf-8")
    Machine(s3, tmp_path / "maker").run("run", tmp_path / "a-talk.vtt", "--direct", "--artifacts", objects.address)
    with Machine(s3, tmp_path / "site").start("serve", "--port", 0, "--artifacts", objects.address) as serving:
        assert serving.stdout
        address = serving.stdout.readline().strip()
        try:
            for page in ("", "a-talk/page.html", "catalog/index.html", "api/search?q=bread"):
                with DIRECT.open(f"{address}{page}", timeout=60) as answer:
                    assert answer.status == 200
        finally:
            serving.terminate()
