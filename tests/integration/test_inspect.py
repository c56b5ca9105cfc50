"""`highlights inspect` says what becomes of a transcript; the same report is kept with the episode."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
LINES = (
    "Slow bread is better than fast bread because the flour needs a night of patience to give up its sugar.",
    "Why does nobody bake like that any more, if everybody says that it tastes so much better?",
    "Because a baker who sleeps at night [inaudible] cannot watch the dough, and that is the whole secret.",
    "I learned that from my father, who never owned a clock and was never late with a single loaf.",
)  # fmt: skip


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    body = "".join(
        f"00:00:{10 * k:02}.000 --> 00:00:{10 * k + 8:02}.000\n{who}: <i>{line}</i>\n\n"
        for k, (who, line) in enumerate(zip(["Tobias Reyes", "Mara Lind (host)"] * 2, LINES, strict=True))
    )
    path = tmp_path / "talk.vtt"
    path.write_text(f"WEBVTT\n\n{body}00:00:50.000 --> 00:00:52.000\n[Music]\n", encoding="utf-8")
    return path


def test_inspect_tells_what_every_line_becomes(cli: Cli, talk: Path) -> None:
    said = cli("inspect", talk, "--json")
    report = json.loads(said.out)
    assert (said.code, report["format"], report["encoding"], report["problems"]) == (0, "WebVTT", "utf-8", [])
    assert [(s["name"], s["role"], s["cues"]) for s in report["speakers"]] == [
        ("Tobias Reyes", None, 3),
        ("Mara Lind", "host", 2),
    ]
    assert [(s["text"], s["hole"]) for s in report["skipped"]] == [("[inaudible]", True)]
    assert [s["text"] for s in report["sounds"]] == ["[Music]"]
    assert report["lines"] == {"words": 4, "label": 4, "markup": 5, "sound": 1, "time": 5, "skipped": 1}
    shown = cli("inspect", talk).out
    assert "Mara Lind, host" in shown
    assert "no quote crosses it" in shown


def test_a_file_that_is_refused_gives_json_with_the_problem(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"chapters": []}', encoding="utf-8")
    said = cli("inspect", tmp_path / "a.json", "--json")
    assert said.code == 2
    (problem,) = json.loads(said.out)["problems"]
    assert "found other JSON with the keys chapters" in problem
    assert len(problem) < 300


def test_the_report_is_kept_with_the_episode_and_no_quote_crosses_a_hole(cli: Cli, talk: Path, tmp_path: Path) -> None:
    at = ("--artifacts", tmp_path / "artifacts")
    assert cli("run", talk, "--direct", *at).code == 0
    kept = json.loads((tmp_path / "artifacts" / "talk" / "stages" / "import.json").read_text(encoding="utf-8"))
    assert kept == json.loads(cli("inspect", talk, "--json").out)
    transcript = json.loads((tmp_path / "artifacts" / "talk" / "transcript.json").read_text(encoding="utf-8"))
    (hole,) = transcript["holes"]
    assert transcript["words"][hole]["text"] == "cannot"
    assert all(not s["words"][0] < hole < s["words"][1] for s in (*transcript["turns"], *transcript["sentences"]))
    assert "not understood by the transcriber" in cli("doctor", "talk", *at).out
    assert "Not in the transcript" in (tmp_path / "artifacts" / "talk" / "page.html").read_text(encoding="utf-8")
    assert cli("verify", "talk", *at).code == 0
