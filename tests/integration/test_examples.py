"""Every program of `examples/` runs over real artifacts and says what it should."""

import base64
import csv
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import webhook
from pipeline.records import Highlights
from tests.conftest import ROOT
from tests.corpus_builder import corpus
from tests.integration.test_batch import TALK
from tests.record_builder import highlights

EXAMPLES = ROOT / "examples"
SECRET = "whsec_" + base64.b64encode(b"tea" * 8).decode()


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("examples") / "artifacts"
    corpus(root, "a", "b")
    return root


@pytest.fixture(scope="module")
def record() -> Highlights:
    return highlights()[0]


def environment(**more: str) -> dict[str, str]:
    ours = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return os.environ | {"PYTHONPATH": ours} | more


def ran(*command: object, **more: str) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment(**more), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


def test_pandas_finds_the_best_quote_of_each_episode(artifacts: Path, record: Highlights) -> None:
    best = max(record.quotes, key=lambda quote: quote.score)
    lines = ran(sys.executable, EXAMPLES / "quotes_pandas.py", artifacts).splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Tea, part 1", "Tea, part 2"]
    assert all(line.endswith(best.text) for line in lines)


def test_duckdb_counts_every_sentence_with_a_speaker(artifacts: Path) -> None:
    said = [sentence for sentence in highlights()[1].sentences if sentence.speaker]
    rows = [line.split("\t") for line in ran(sys.executable, EXAMPLES / "talk_time_duckdb.py", artifacts).splitlines()]
    assert {row[1] for row in rows} == {sentence.speaker for sentence in said}
    assert sum(int(row[2]) for row in rows) == 2 * len(said)


def test_polars_counts_the_episodes_of_each_topic(artifacts: Path) -> None:
    pytest.importorskip("polars")
    names = {topic.name for topic in highlights()[0].topics if topic.found}
    rows = [line.split("\t") for line in ran(sys.executable, EXAMPLES / "topics_polars.py", artifacts).splitlines()]
    assert names <= {row[1] for row in rows}
    assert {row[0] for row in rows} == {"2"}


def test_mentions_are_rows_with_time_and_link(artifacts: Path) -> None:
    out = ran(sys.executable, EXAMPLES / "mentions.py", artifacts, '"failed pot"')
    rows = list(csv.DictReader(out.splitlines()))
    assert {row["episode"] for row in rows} == {"a", "b"}
    assert all(float(row["start_s"]) > 0 and "/page.html" in row["url"] for row in rows)


def test_an_assistant_gets_words_with_proof(artifacts: Path) -> None:
    out = ran(sys.executable, EXAMPLES / "ask_over_mcp.py", artifacts, '"failed pot"')
    assert re.search(r"^[ab] \d+\.\d s, words \[\[\d+, \d+\]\]: .*pot", out, re.M | re.I)
    assert "/page.html#" in out


def test_the_receiver_takes_our_webhooks_and_refuses_others(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, str(EXAMPLES / "receive_webhooks.py"), "0"]
    env = environment(HIGHLIGHTS_WEBHOOK_SECRET=SECRET)
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as receiver:
        try:
            assert receiver.stdout
            address = receiver.stdout.readline().split()[-1]
            monkeypatch.setenv(webhook.SECRET, SECRET)
            assert webhook.post(address, b'{"event": "finished", "message": "done", "episode": "a"}') == 1
            assert receiver.stdout.readline() == "finished a done\n"
            monkeypatch.setenv(webhook.SECRET, "whsec_" + base64.b64encode(b"not" * 8).decode())
            with pytest.raises(urllib.error.HTTPError, match="401"):
                webhook.post(address, b'{"event": "finished", "message": "forged"}')
        finally:
            receiver.terminate()


@pytest.mark.model
def test_a_site_is_written_only_of_what_verifies(cli: Callable[..., Any], tmp_path: Path) -> None:
    talk, artifacts, site = tmp_path / "talk.vtt", tmp_path / "artifacts", tmp_path / "site"
    talk.write_text(TALK, encoding="utf-8")
    assert cli("run", talk, "--artifacts", artifacts, "--direct").code == 0
    program = tmp_path / "bin" / "highlights"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m flows.main "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    ran("sh", EXAMPLES / "publish.sh", artifacts, site, "https://tea.example/show", PATH=path)
    assert (site / "talk" / "page.html").is_file()
    assert "https://tea.example/show/talk/page.html" in (site / "sitemap.xml").read_text(encoding="utf-8")

    (artifacts / "talk" / "page.md").write_text("changed", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"page\.md"):
        ran("sh", EXAMPLES / "publish.sh", artifacts, tmp_path / "other", "https://tea.example/show", PATH=path)
    assert not (tmp_path / "other").exists()
