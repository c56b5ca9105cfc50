"""Ctrl-C, SIGTERM and kill -9 as a user meets them: one line, the right exit code, within seconds, nothing left behind.

`python -m benchmarks.interrupts` does it at many random moments.
"""

import signal
import subprocess
from pathlib import Path

import pytest

from flows.interrupts import LINE
from tests.faults.interrupting import Ending, interrupted
from tests.faults.made import HIGHLIGHTS, environment, talk
from tests.integration.test_batch import TALK

AT_MOST_S = 8.0  # 5 s on a machine that is not busy
CTRL_C, TERM, KILL = (signal.SIGINT, True, 130), (signal.SIGTERM, False, 143), (signal.SIGKILL, False, -9)
Kind = tuple[signal.Signals, bool, int]  # the signal, whether the group gets it, the exit code
pytestmark = [pytest.mark.model]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a talk so long that a run of it takes a while."""
    place = tmp_path_factory.mktemp("interrupts")
    lines = TALK.partition("\n\n")[2].split("\n\n")
    cues = [cue.partition("\n")[2] for cue in lines]
    at = (f"{k // 360:02d}:{k // 6 % 60:02d}:{k % 6 * 10:02d}.000" for k in range(100_000))
    starts = [next(at) for _ in range(len(cues) * 400 + 1)]
    talks = [f"{starts[k]} --> {starts[k + 1]}\n{cues[k % len(cues)]}" for k in range(len(starts) - 1)]
    talk(place).write_text("WEBVTT\n\n" + "\n\n".join(talks) + "\n", encoding="utf-8")
    return place


def as_it_should_be(ending: Ending, code: int) -> None:
    assert not ending.before, "the run had ended before the signal"
    assert ending.code == code, ending.err
    assert ending.left == ()
    assert ending.took_s <= AT_MOST_S
    assert "Traceback" not in ending.err
    if code > 0:
        assert ending.last_line == LINE.rstrip()


@pytest.mark.parametrize("after_s", [0.0, 2.5])
@pytest.mark.parametrize("kind", [CTRL_C, TERM])
def test_a_direct_run_ends_with_one_line(  # in the imports, in the work
    folder: Path, tmp_path: Path, kind: Kind, after_s: float
) -> None:
    number, group, code = kind
    command = ("run", folder / "talk.vtt", "--artifacts", tmp_path / "artifacts", "--direct")
    as_it_should_be(interrupted(command, folder, number, after_s=after_s, group=group), code)


@pytest.mark.prefect
@pytest.mark.parametrize("after_s", [3.0, 14.0])
@pytest.mark.parametrize("kind", [CTRL_C, TERM, KILL])
def test_a_run_under_prefect_ends_with_one_line_and_takes_its_server_along(
    folder: Path, tmp_path: Path, kind: Kind, after_s: float
) -> None:
    number, group, code = kind
    command = ("run", folder / "talk.vtt", "--artifacts", tmp_path / "artifacts")  # nothing of it is finished
    as_it_should_be(interrupted(command, folder / "home", number, after_s=after_s, group=group), code)


def test_a_background_job_of_a_shell_does_not_hear_ctrl_c(tmp_path: Path) -> None:
    command = ["run", str(talk(tmp_path)), "--artifacts", str(tmp_path / "artifacts"), "--direct"]
    with subprocess.Popen(
        ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", *HIGHLIGHTS, *command], env=environment(tmp_path),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stderr
        said = process.stderr.readline()  # the first stage has ended: it is at work
        process.send_signal(signal.SIGINT)
        said += process.stderr.read()
    assert process.returncode == 0, said
