"""What the fault tests share: a small episode, the command line as a process, and what is left running after it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.integration.test_batch import TALK

HIGHLIGHTS = [sys.executable, "-c", "from flows.main import main; main()"]
NOT_OURS = ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING", "HIGHLIGHTS_TRACEBACK")


def talk(folder: Path) -> Path:
    """Write a small transcript; it needs no Whisper."""
    path = folder / "talk.vtt"
    path.write_text(TALK, encoding="utf-8")
    return path


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a user's shell, with Prefect's home in a folder of the test."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return kept | {"PREFECT_HOME": str(home), "PYTHONPATH": str(ROOT)}


def start(arguments: Sequence[object], home: Path, **more: Any) -> subprocess.Popen[str]:
    """Start `highlights …` in a process group of its own, as a shell does."""
    return subprocess.Popen(
        [*HIGHLIGHTS, *map(str, arguments)], env=environment(home), cwd=ROOT, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
    )  # fmt: skip
