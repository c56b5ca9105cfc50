"""Make the virtual environment from the lock: `python requirements/install.py .venv [runtime]`.

`runtime` leaves out the developers' tools: who runs the program needs none of the tests.

Standard library only, for a machine that has nothing but Python and the package registry. Says what it does in a few
lines; pip's own words appear only when something fails.
"""

import os
import platform
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).parent
PYTORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # PyTorch's own CPU builds
NEEDS_CUDA = "from importlib.metadata import requires; print(any('nvidia' in r for r in requires('torch') or []))"


def say(text: str) -> None:
    """Print one line at once."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def run_pip(python: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pip quietly and return what came of it."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-input", "--no-deps"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)


def pip(python: Path, *arguments: str) -> None:
    """Run pip; show its last lines and stop with exit code 4 when it fails."""
    done = run_pip(python, *arguments)
    if done.returncode:
        say("\n".join((done.stdout + done.stderr).strip().splitlines()[-12:]))
        say("setup: pip could not install the locked packages (above); check the way to the registry, then again")
        sys.exit(4)


def take_cpu_torch(python: Path) -> None:
    """Try to get torch's CPU build where no NVIDIA card wants the other: a wheel at hand first, then PyTorch's index.

    HIGHLIGHTS_TORCH=cuda asks for the other one where there is no card to see: where an image is built.

    Where neither has it, the lock installs PyPI's build. pip's hash mode prefers files whose hash an index names, so a
    wheel that lies on the disk must be asked for alone.
    """
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return
    if shutil.which("nvidia-smi") or os.environ.get("HIGHLIGHTS_TORCH") == "cuda":
        return
    wanted = ["--require-hashes", "-r", str(HERE / "torch-cpu.txt")]
    if run_pip(python, "--no-index", *wanted).returncode:
        run_pip(python, "--retries", "0", "--timeout", "10", "--index-url", PYTORCH_CPU_INDEX, *wanted)


def main() -> None:
    """Create the environment and install the lock into it."""
    if sys.version_info < (3, 11):  # noqa: UP036  the machine's python3 may be any
        say(f"setup: needs Python >= 3.11, found {sys.version.split()[0]}; name another: make demo PYTHON=python3.12")
        sys.exit(4)
    target, started = Path(sys.argv[1]), time.monotonic()
    python = target / "bin" / "python"
    if not python.exists():
        say(f"setup: making {target}")
        venv.create(target, with_pip=True)
    lock = HERE / ("runtime.txt" if sys.argv[2:] == ["runtime"] else "lock.txt")
    count = lock.read_text(encoding="utf-8").count("==")
    say(f"setup: installing {count} pinned packages, about 2 minutes (once)")
    take_cpu_torch(python)
    pip(python, "--require-hashes", "-r", str(lock))
    asked = subprocess.run([str(python), "-c", NEEDS_CUDA], capture_output=True, text=True, check=True)
    if asked.stdout.strip() == "True":
        say("setup: this torch is the CUDA build; installing its libraries (several GB, once)")
        pip(python, "--require-hashes", "-r", str(HERE / "cuda.txt"))
    pip(python, "--no-build-isolation", "-e", str(HERE.parent))
    say(f"setup: done in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
