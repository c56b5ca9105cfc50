"""Relisten on real sound: the other engine transcribes what is quoted, and a transcript alone has no sound."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.audit.relisten import OTHER
from tests.conftest import SAMPLE, Run
from tests.integration.test_batch import TALK

pytestmark = [pytest.mark.model, pytest.mark.prefect]


def test_the_other_engine_agrees_with_the_quotes(sample: Run, cli: Callable[..., Any]) -> None:
    said = cli("verify", SAMPLE, "--relisten", "--json", "--artifacts", sample.artifacts)
    assert said.code == 0, said.err
    rows = json.loads(said.out)["relisten"][SAMPLE]
    record = json.loads((sample.folder / "highlights.json").read_bytes())
    assert {r["engine"] for r in rows} == {OTHER[record["provenance"]["engine"]["name"]]}
    assert [r["quote"] for r in rows] == [q["id"] for q in record["quotes"]]
    assert sum(r["agreed"] for r in rows) >= 0.95 * sum(r["words"] for r in rows)


def test_an_imported_transcript_has_nothing_to_hear(cli: Callable[..., Any], tmp_path: Any) -> None:
    talk = tmp_path / "talk.vtt"
    talk.write_text(TALK, encoding="utf-8")
    assert cli("run", talk, "--direct", "--artifacts", tmp_path / "artifacts").code == 0
    said = cli("verify", "--relisten", "--artifacts", tmp_path / "artifacts")
    assert said.code == 2
    assert "transcribed by Whisper" in said.err
