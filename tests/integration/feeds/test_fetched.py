"""What was fetched of subscriptions is made as a batch is, and marked as it ends."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.feeds import state
from pipeline.feeds.state import Subscription, Taken
from tests.integration.test_batch import TALK


def show(feeds: Path, name: str, *stems: str) -> None:
    """Subscribe to a show of which some episodes are fetched."""
    for stem in stems:
        (feeds / name).mkdir(parents=True, exist_ok=True)
        (feeds / name / f"{stem}.vtt").write_text(TALK, encoding="utf-8")
    episodes = tuple(
        Taken(keys=(stem,), stem=stem, file=f"{stem}.vtt", fetched=f"2026-01-0{k + 1}") for k, stem in enumerate(stems)
    )
    state.save(feeds, Subscription(name=name, url=f"https://{name}.test/feed", added="2026-01-01", episodes=episodes))


def marks(feeds: Path) -> dict[tuple[str, str], tuple[bool, str]]:
    """Return of each episode whether it is marked as made, and why not."""
    shows = {one.name: one for one in state.load(feeds)}
    return {(name, e.stem): (e.made is not None, e.why) for name, one in shows.items() for e in one.episodes}


@pytest.mark.prefect
def test_each_is_marked_in_its_show_also_where_two_have_a_name(tmp_path: Path) -> None:
    from flows.feeds import Fetched

    show(tmp_path, "tea", "talk-1", "talk-2")
    show(tmp_path, "pots", "talk-1")
    files = Fetched(tmp_path, 0.0)
    names = {files.name(path): path for path in files.first()}
    assert sorted(names) == ["pots/talk-1.vtt", "talk-2.vtt", "tea/talk-1.vtt"]
    files.ended(names["pots/talk-1.vtt"], {"source": "pots/talk-1.vtt", "why": ""})
    files.ended(names["talk-2.vtt"], {"source": "talk-2.vtt", "why": "it is no talk"})
    assert marks(tmp_path) == {
        ("pots", "talk-1"): (True, ""), ("tea", "talk-1"): (False, ""), ("tea", "talk-2"): (False, "it is no talk")
    }  # fmt: skip


@pytest.mark.prefect
def test_a_pull_at_work_ends_no_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import feeds, screen

    said: list[Any] = []
    monkeypatch.setattr(screen.current(), "say", said.append, raising=False)
    show(tmp_path, "tea", "talk-1")
    files = feeds.Fetched(tmp_path, 0.0)
    (path,) = files.first()
    with state.alone(tmp_path, wait_s=0.0):
        files.ended(path, {"source": "talk-1.vtt", "why": ""})
    assert marks(tmp_path) == {("tea", "talk-1"): (False, "")}
    assert "talk-1.vtt is marked at the next pull" in said[0]
