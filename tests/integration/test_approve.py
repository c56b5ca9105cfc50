"""A person approves, rewrites and edits the narrative by hand; every run keeps it, and `verify` says whose it is."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.job import Job, do
from pipeline.line import verify
from pipeline.records import Highlights
from pipeline.store import Store
from tests.conftest import Said
from tests.published import SCRIPT

pytestmark = pytest.mark.model


def vtt() -> str:
    """Return the talk of `tests.published` as a transcript with voices."""
    lines = ["WEBVTT", ""]
    for row in SCRIPT.strip().splitlines():
        minute, second, who, words = re.fullmatch(r"(\d):(\d\d) ([^:]+): (.*)", row).groups()  # type: ignore[union-attr]
        lines += [f"00:0{minute}:{second}.000 --> 00:0{minute}:{int(second) + 9:02d}.000", f"<v {who}>{words}", ""]
    return "\n".join(lines)


def told(record: Highlights) -> dict[str, tuple[str, str, str]]:
    return {s.id: (s.text, s.method, s.mark) for section in record.sections for s in section.narrative}


def test_a_sentence_is_rewritten_approved_and_edited(
    tmp_path: Path, cli: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "talk.vtt").write_text(vtt(), encoding="utf-8")
    artifacts = str(tmp_path / "artifacts")
    at = ("--artifacts", artifacts)
    watched = ('topics.watch=["AlexNet", "Deep Double Descent"]',)  # a section of a watched topic always has a note
    before = do(Job(episode_id=str(tmp_path / "talk.vtt"), artifacts=artifacts, assignments=watched)).record
    id_ = before.episode.id
    first = next(iter(told(before)))
    assert cli("approve", id_, first, *at).code == 0
    own = "All of this was said in a studio."
    done = cli("rewrite", id_, first, own, *at)
    assert done.code == 0
    assert f"rewritten: {own}" in done.out
    assert cli("rewrite", id_, first, "They called it “a plain lie about the moon”.", *at).code == 2
    assert cli("rewrite", id_, "n0000", own, *at).code == 2
    again = do(Job(episode_id=id_, artifacts=artifacts, made=True, redo_from="narrate", assignments=watched)).record
    assert told(again)[first] == (own, "person", "approved")
    assert verify(Store(Path(artifacts)), id_) == []
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\n"
        f"p.write_text(p.read_text(encoding='utf-8').replace({own!r}, 'It was said in a kitchen.'), encoding='utf-8')\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    assert cli("edit", id_, *at).code == 0
    last = do(Job(episode_id=id_, artifacts=artifacts, made=True, assignments=watched)).record
    assert told(last)[first] == ("It was said in a kitchen.", "person", "approved")
    assert "approved" in (Path(artifacts) / id_ / "page.md").read_text(encoding="utf-8")
