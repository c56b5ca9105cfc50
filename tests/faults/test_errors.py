"""However a command fails, a user reads one line with file and remedy, and gets the documented exit code."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Said
from tests.faults.made import HIGHLIGHTS, environment, talk

ERRORS, KILLS, NESTED = 16, 20, 4  # `make test-faults` tries hundreds


@pytest.mark.model
def test_a_disk_that_fails_and_a_program_that_is_killed_spoil_nothing(tmp_path: Path) -> None:
    points = ("--errors", ERRORS, "--kills", KILLS, "--nested", NESTED)
    command = [sys.executable, "-m", "tests.faults.injection", tmp_path / "disk", *points]
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row for row in rows if row["wrong"]] == [], done.stderr
    assert done.returncode == 0, done.stderr
    counted = Counter(row["what"] for row in rows)
    assert counted == {"errors": ERRORS, "kills": KILLS, "nested": NESTED}
    failed = [row for row in rows if row["what"] == "errors"]
    assert all(row["failed"] for row in failed)
    assert Counter(row["code"] for row in failed)[4] > len(failed) / 2


@pytest.mark.model
def test_what_a_power_failure_takes_leaves_nothing_that_points_at_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.power", str(tmp_path / "power"), "--orders", "6"]
    done = subprocess.run(command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "6 power failures, 0 wrong" in done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from flows.job import Job, do

    folder = tmp_path_factory.mktemp("errors")
    do(Job(episode_id=str(talk(folder)), artifacts=str(folder / "artifacts")))
    return folder


SHAPES = [{"files": 5}, {"artifacts": [1]}, {"asked": "x"}, {"clips": 1}, [1], "x", 5]


@pytest.mark.model
@pytest.mark.parametrize("shape", SHAPES, ids=json.dumps)
def test_a_run_json_of_another_shape_is_called_damaged_and_a_run_mends_it(
    made: Path, cli: Callable[..., Said], shape: object
) -> None:
    at = ("--artifacts", made / "artifacts")
    diary = made / "artifacts" / "talk" / "run.json"
    diary.write_text(json.dumps(shape), encoding="utf-8")
    said = cli("verify", "talk", *at)
    assert said.code == 1
    assert "run.json: is damaged" in said.out
    said = cli("redo", "talk", "--from", "publish", "--direct", *at)
    assert (said.code, len(said.err.splitlines())) == (1, 1), said.err
    assert "run.json is damaged" in said.err
    assert cli("run", made / "talk.vtt", "--direct", *at).code == 0
    assert cli("verify", "talk", *at).code == 0


BROKEN = (
    "import sys; from flows import main; from pipeline.store import EpisodeStore\n"
    "def fails(*_, **__): raise {error}\n"
    "EpisodeStore.record = fails; main.main()"
)


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        ("ValueError('two\\nlines')", 1, "this is a bug in episode-highlights: ValueError: two lines; please report"),
        ("RecursionError('deep')", 1, "RecursionError: deep"),
        ("MemoryError()", 4, "expected more memory"),
        ("OSError(5, 'Input/output error', 'a.json')", 4, "cannot use a.json: Input/output error; check that disk"),
    ],
)
def test_what_nobody_expected_is_one_line_as_well(tmp_path: Path, error: str, code: int, says: str) -> None:
    command = [sys.executable, "-c", BROKEN.format(error=error), "show", "talk", "--artifacts", str(tmp_path)]
    shell = environment(tmp_path) | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=shell, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    assert says in done.stderr
    kept = [path.read_text() for path in tmp_path.glob("highlights-fault-*.txt")]
    assert len(kept) == (code == 1)
    assert all("in fails" in text for text in kept)  # the traceback
    done = subprocess.run(
        command, env=shell | {"HIGHLIGHTS_TRACEBACK": "1"}, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ("Traceback" in done.stderr) == (code == 1)


@pytest.mark.prefect
def test_a_prefect_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    shell = environment(tmp_path) | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    command = [*HIGHLIGHTS, "run", str(talk(tmp_path)), "--artifacts", str(tmp_path / "artifacts")]
    done = subprocess.run(command, env=shell, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "expected a Prefect server at http://127.0.0.1:9/api, found none" in done.stderr.splitlines()[-1]


@pytest.mark.model
def test_an_answer_that_does_not_fit_on_the_disk_is_no_success(made: Path, tmp_path: Path) -> None:
    command = [*HIGHLIGHTS, "show", "talk", "--json", "--artifacts", str(made / "artifacts")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, env=environment(tmp_path), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "No space left on device; free space" in done.stderr


@pytest.mark.model
def test_a_reader_that_has_seen_enough_hears_no_complaint(made: Path, tmp_path: Path) -> None:
    command = [*HIGHLIGHTS, "show", "talk", "--json", "--artifacts", str(made / "artifacts")]
    with subprocess.Popen(
        command, env=environment(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1
