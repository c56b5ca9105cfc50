"""An inbox in an object store: only what an episode needs is brought, and nothing is written there."""

from pathlib import Path

import pytest

from pipeline.objects import Objects
from tests.integration.test_batch import TALK
from tests.s3 import S3, Machine

pytestmark = pytest.mark.model


def test_an_inbox_on_s3_is_read_and_never_written(objects: Objects, s3: S3, tmp_path: Path) -> None:
    objects.put("in/a-talk.vtt", TALK.encode(), expected=None)
    objects.put("in/b-talk.vtt", TALK.replace("bread", "cheese").encode(), expected=None)
    before = objects.names("in")
    machine = Machine(s3, tmp_path / "machine")
    out = ("--raw-audio", f"{objects.address}/in", "--artifacts", f"{objects.address}/out", "--direct")
    machine.run("run", "a-talk", *out)
    brought = {path.name for path in machine.home.glob(".mirrors/*/*.vtt")}
    assert brought == {"a-talk.vtt"}
    assert objects.names("in") == before
    assert "out/a-talk/highlights.json" in objects.names("out")
