"""Every program of `examples/` runs over real artifacts and says what it should."""

import base64
import csv
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows import webhook
from tests.conftest import ROOT
from tests.corpus_builder import corpus

EXAMPLES = ROOT / "examples"
SECRET = "whsec_" + base64.b64encode(b"tea" * 8).decode()


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("examples") / "artifacts"
    corpus(root, "a", "b")
    return root


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | more


def ran(*command: object, **more: str) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment(**more), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


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
