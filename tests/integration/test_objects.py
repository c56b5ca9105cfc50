"""An object store: puts with a condition, on a real S3-compatible server (moto's) on 127.0.0.1."""

from pathlib import Path

import pytest

from pipeline.errors import HighlightsError
from pipeline.objects import ChangedElsewhere, Objects


def test_a_put_is_refused_where_somebody_else_was_first(objects: Objects) -> None:
    first = objects.put("run.json", b"1", expected=None)
    with pytest.raises(ChangedElsewhere, match="another machine"):
        objects.put("run.json", b"2", expected=None)
    second = objects.put("run.json", b"3", expected=first)
    with pytest.raises(ChangedElsewhere):
        objects.put("run.json", b"4", expected=first)
    assert objects.get("run.json") == (b"3", second)


def test_what_is_not_there_is_none_and_may_be_removed(objects: Objects, tmp_path: Path) -> None:
    assert objects.get("nothing") is None
    assert objects.fetch("nothing", tmp_path / "x") is None
    objects.remove("nothing")
    assert objects.names() == {}


def test_a_server_that_is_away_is_one_clear_line(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_RETRIES", "0")
    with pytest.raises(HighlightsError, match="AWS_ENDPOINT_URL") as caught:
        Objects("s3://podcasts/x").names()
    assert "\n" not in str(caught.value)
