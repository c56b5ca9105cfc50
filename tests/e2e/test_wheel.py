"""The wheel, as somebody who has no checkout meets it: built, installed elsewhere, run from an empty folder."""

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLE, Run
from tests.e2e.running_up import RUN_S, START_S, free_port
from tests.integration.test_batch import TALK

OTHERS = ("HIGHLIGHTS_", "PREFECT_", "PYTHONPATH")  # what a user's shell does not have
CARRIED = {
    "artifacts/README.md", "config/shows/the-quiet-bench.toml", "prefect.yaml", "raw_audio/three-surprises.LICENSE.md",
    "raw_audio/three-surprises.opus", "raw_audio/three-surprises.toml",
}  # fmt: skip


def tracked() -> list[str]:
    """Return the files of the checkout: those git knows, and new ones that it does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the tree, so that no earlier build lends it a file."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in tracked():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes((ROOT / name).read_bytes())
    (tree / "pipeline" / "formats" / "page" / "later").mkdir()  # what somebody may add without touching pyproject.toml
    (tree / "pipeline" / "formats" / "page" / "later" / "new.js").write_text("1;", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "wheel", "-q", ".", "--no-deps", "--no-build-isolation", "-w", str(out)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_packages_and_what_is_carried(wheel: Path) -> None:
    wanted = {name for name in tracked() if name.startswith(("pipeline/", "flows/", "episode_highlights/"))}
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
        for name in wanted:
            assert archive.read(name) == (ROOT / name).read_bytes(), name
        for name in CARRIED:
            assert archive.read(f"flows/carried/{name}") == (ROOT / name).read_bytes(), name
    added = {f"flows/carried/{name}" for name in CARRIED} | {"pipeline/formats/page/later/new.js"}
    assert found == wanted | added


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own, and an empty folder to work in."""

    bin: Path
    folder: Path
    env: Mapping[str, str]

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start `highlights …` in the folder."""
        command = [str(self.bin / "highlights"), *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: object, code: int = 0) -> str:
        """Run `highlights …` in the folder to its end; return what it answered."""
        with self.start(*arguments) as running:
            out, err = running.communicate(timeout=RUN_S)
        assert running.returncode == code, out + err
        return out + err


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel into a fresh environment that sees the packages of this one, but not this checkout."""
    place, folder = tmp_path_factory.mktemp("venv"), tmp_path_factory.mktemp("empty")
    env = {k: v for k, v in os.environ.items() if not k.startswith(OTHERS)}
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    python = place / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([str(python), "-c", where], env=env, capture_output=True, text=True, check=True)
    # a plain path in a .pth adds that folder alone: the editable install's own .pth in it is not read
    (Path(site.stdout.strip()) / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    done = subprocess.run([*command, str(wheel)], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    asked = "import episode_highlights, flows, pipeline; print(pipeline.__file__); print(flows.__file__)"
    files = subprocess.run([str(python), "-c", asked], cwd=folder, env=env, capture_output=True, text=True, check=True)
    assert all(Path(line).is_relative_to(place) for line in files.stdout.splitlines()), files.stdout
    return Installed(place / "bin", folder, env)


@pytest.fixture(scope="module")
def started(installed: Installed) -> Installed:
    """Begin as README says: `highlights init`, then an episode in the inbox."""
    said = installed.run("init")
    assert "highlights run my-show-12" in said
    assert "all files already exist" in installed.run("init")
    (installed.folder / "raw_audio" / "my-show-12.vtt").write_text(TALK, encoding="utf-8")
    return installed


@pytest.mark.model
def test_an_episode_is_made_proved_shown_and_served_from_an_empty_folder(started: Installed) -> None:
    folder = started.folder
    said = started.run("run", "my-show-12", "--direct")
    assert "page: artifacts/my-show-12/page.html" in said
    assert (folder / "artifacts" / "my-show-12" / "page.html").is_file()
    assert "verified  my-show-12" in started.run("verify")
    assert "my-show-12" in started.run("show", "my-show-12")
    assert "artifacts is writable" in started.run("doctor", "--fetch")
    (folder / "elsewhere").mkdir()
    home = Installed(started.bin, folder / "elsewhere", {**started.env, "HIGHLIGHTS_HOME": str(folder)})
    assert "verified  my-show-12" in home.run("verify")
    (folder / "config" / "house.toml").write_text("[quotes]\nper_section = 0\n", encoding="utf-8")
    assert "quotes verified 0/0" in started.run(
        "redo", "my-show-12", "--from", "quotes", "--direct", "--profile", "house"
    )
    started.run("run", "my-show-12", "--direct", "--profile", "fast")
    with started.start("serve", "--port", "0") as serving:
        assert serving.stdout
        try:
            address = serving.stdout.readline().strip()
            with urllib.request.urlopen(f"{address}my-show-12/page.html", timeout=20) as answer:
                assert b"my-show-12" in answer.read()
        finally:
            serving.send_signal(signal.SIGINT)
            serving.wait(30)


@pytest.mark.model
@pytest.mark.prefect
def test_the_demo_brings_its_own_episode(started: Installed, sample: Run) -> None:
    shutil.copytree(sample.folder, started.folder / "artifacts" / SAMPLE)  # so that nobody listens a second time
    said = started.run("demo", "--direct")
    assert "copied the sample episode to raw_audio/" in said
    assert "stages were finished already" in said
    assert "AlexNet found at" in said
    assert "verified  three-surprises" in said
    assert (started.folder / "raw_audio" / "three-surprises.LICENSE.md").is_file()


@pytest.fixture(scope="module")
def up(started: Installed) -> Iterator[str]:
    """Start `highlights up` in the folder; give its API's address; end it as Ctrl-C does."""
    port = free_port()
    (started.folder / "flows").mkdir()
    assert f"found {started.folder / 'flows'}: Prefect would run it" in started.run("up", "--port", port, code=2)
    (started.folder / "flows").rmdir()
    with started.start("up", "--port", port) as running:
        assert running.stdout
        limit, line = time.monotonic() + START_S, "-"
        while line and "Prefect is up" not in line and time.monotonic() < limit:
            line = running.stdout.readline()
        assert line, running.stderr and running.stderr.read()
        yield f"http://127.0.0.1:{port}/api"
        running.send_signal(signal.SIGINT)
        try:
            assert running.wait(60) == 0
        finally:
            running.terminate()


@pytest.mark.prefect
@pytest.mark.model
def test_up_works_through_the_inbox_of_the_folder_it_was_started_in(started: Installed, up: str) -> None:
    env = {**started.env, "PREFECT_HOME": str(started.folder / ".prefect")}
    command = [str(started.bin / "highlights"), "prefect", "deployment", "run", "batch/nightly", "--watch"]
    done = subprocess.run(
        command, cwd=started.folder, env=env, capture_output=True, text=True, timeout=RUN_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads((started.folder / "artifacts" / "catalog" / "batch.json").read_bytes())["episodes"]
    assert ("my-show-12", True) in [(row["episode_id"], row["done"]) for row in rows]
    assert (started.folder / ".prefect" / "server.log").is_file()
