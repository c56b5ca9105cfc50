"""Nobody watches for topics that they did not ask for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.test_batch import TALK

pytestmark = pytest.mark.model

OF_THE_SAMPLE = ("AlexNet", "Transformers", "Deep Double Descent")
ABOUT_TOPICS = (
    *OF_THE_SAMPLE,
    "not in this episode",
    "not found in this episode",
    "Watch topics",
    "watch topic",
    "Other topics",
)


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a-talk.vtt"
    path.write_text(TALK, encoding="utf-8")
    return path


def test_an_episode_of_somebody_new_says_nothing_of_topics(cli: Callable[..., Any], talk: Path) -> None:
    said = cli("run", talk, "--direct")
    assert said.code == 0, said.err
    folder = talk.parent / "artifacts" / "a-talk"
    for text in (said.out, *(p.read_text(encoding="utf-8") for p in (folder / "page.html", folder / "page.md"))):
        assert [words for words in ABOUT_TOPICS if words in text] == []
    assert cli("show", "a-talk").out.splitlines()[2:5] == said.out.splitlines()[2:5]


def test_a_topic_that_is_asked_for_is_answered(cli: Callable[..., Any], talk: Path) -> None:
    said = cli("run", talk, "--direct", "--set", 'topics.watch=["AlexNet"]')
    assert "AlexNet not found in this episode" in said.out
    page = (talk.parent / "artifacts" / "a-talk" / "page.html").read_text(encoding="utf-8")
    assert "Watch topics, with the place where each was found." in page
