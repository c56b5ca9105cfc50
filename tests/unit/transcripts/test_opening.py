"""A transcript file is opened where it can be; else one line says why not."""

from pathlib import Path

import pytest

from pipeline.errors import BadTranscript
from pipeline.transcripts import opening


def test_a_file_is_read_with_its_report(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHello there.\n", encoding="utf-8")
    heard = opening.read_file(path, language="en")
    assert [word.text for word in heard.words] == ["Hello", "there."]
    assert heard.imported is not None
    assert heard.imported.format == "WebVTT"


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadTranscript, match="found none"):
        opening.read_file(tmp_path / "none.vtt", language=None)
    with pytest.raises(BadTranscript, match="found none"):
        opening.read_file(tmp_path, language=None)
    (tmp_path / "large.vtt").write_bytes(b"x" * 100)
    monkeypatch.setattr(opening, "MAX_BYTES", 99)
    with pytest.raises(BadTranscript, match="expected at most 0 MB"):
        opening.read_file(tmp_path / "large.vtt", language=None)
