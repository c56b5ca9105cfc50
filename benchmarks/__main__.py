"""Run the commands of docs/benchmarks.md by subject and print what they print: `make bench`.

    make bench                                  # what needs no data
    make bench BENCH="--list"                   # subjects and commands
    make bench BENCH="--subject speed topics --data DATA --model FOLDER --vectors FOLDER --artifacts DIR"

The document is the list: a command stands there beside its figures. A command that needs what nobody gave is skipped,
and its line says what it needs. Exit code 1 if a command fails.
"""

import argparse
import os
import platform
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "benchmarks.md"
COMMAND = re.compile(r"`python -m ((?:benchmarks|training)\.[^`]+|pytest [^`]+)`")
GIVEN = {"DATA": "data", "ARTIFACTS": "artifacts", "MODEL": "model", "VECTORS": "vectors"}
SEED = "7"  # of made-up data, where the document leaves it open
MISSING = re.compile(r"[A-Z]{3,}(?![a-z0-9])|…")  # a place that the reader fills, such as AUDIO
LIBRARIES = ("torch", "openai-whisper", "faster-whisper", "onnxruntime", "spacy", "prefect")


class Command(NamedTuple):
    """One command of the document; its words after `python -m`, with places such as DATA in them."""

    subject: str
    words: tuple[str, ...]

    def filled(self, given: Mapping[str, str | None]) -> tuple[str, ...]:
        """Return the words with the places filled that are known."""
        values = {place: given[name] for place, name in GIVEN.items() if given.get(name)} | {"SEED": SEED}
        return tuple(
            re.sub(rf"^({'|'.join(values)})(?=/|$)", lambda found: str(values[found[1]]), word) for word in self.words
        )


def commands(text: str) -> Iterator[Command]:
    """Yield the commands of the document, each once for each subject; parts in brackets may be left out and are."""
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        subject = part.partition("\n")[0].strip().lower()
        for line in dict.fromkeys(" ".join(found.split()) for found in COMMAND.findall(part)):
            words = re.sub(r"--(model|vectors) FOLDER", lambda m: f"--{m[1]} {m[1].upper()}", line)
            words = re.sub(r" \[[^\]]*\]", "", words.replace("--artifacts DIR", "--artifacts ARTIFACTS"))
            yield Command(subject, tuple(shlex.split(words)))


def reason_to_skip(words: tuple[str, ...]) -> str | None:
    """Say why a command cannot run as it stands; None where it can."""
    if words[0].startswith("training."):
        return "it fits weights and writes them: run it by hand"
    missing = [found for word in words if not Path(word).exists() for found in MISSING.findall(word)]
    return f"needs {', '.join(dict.fromkeys(missing))}" if missing else None


def machine() -> str:
    """Return on what the figures are measured."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"machine: {cores} cores, {platform.machine()}, {platform.platform(terse=True)}, "
        f"Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}, load {os.getloadavg()[0]:.1f}\n"
        f"versions: {libraries}"
    )


def run(command: Command, given: Mapping[str, str | None]) -> str:
    """Run one command and return how it ended: done, failed or skipped, with why."""
    words = command.filled(given)
    print(f"\n$ python -m {shlex.join(words)}", flush=True)
    if why := reason_to_skip(words):
        return f"skipped: {why}"
    began = time.monotonic()
    code = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=False).returncode
    seconds = f"{time.monotonic() - began:.0f} s"
    return f"failed with exit code {code}, {seconds}" if code else f"done, {seconds}"


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; return the exit code."""
    found = list(commands(DOCUMENT.read_text(encoding="utf-8")))
    subjects = list(dict.fromkeys(command.subject for command in found))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Reproduce docs/benchmarks.md by subject")
    parser.add_argument("--list", action="store_true", help="print subjects and commands; run nothing")
    parser.add_argument("--subject", nargs="+", default=subjects, choices=subjects, metavar="SUBJECT")
    for name, what in (
        ("data", "development data, which is not in this repository"),
        ("artifacts", "artifacts folder of development episodes"),
        ("model", "folder of the sentence model"),
        ("vectors", "folder in which vectors are kept"),
    ):
        parser.add_argument(f"--{name}", help=what)
    options = parser.parse_args(arguments)
    given = {name: str(Path(path).resolve()) if (path := getattr(options, name)) else None for name in GIVEN.values()}
    wanted = [command for command in found if command.subject in options.subject]
    if options.list:
        for command in wanted:
            why = reason_to_skip(command.filled(given))
            print(f"{command.subject}\tpython -m {shlex.join(command.filled(given))}\t{why or 'runs'}")
        return 0
    print(machine(), flush=True)
    ends, subject = [], ""
    for command in wanted:
        if command.subject != subject:
            subject = command.subject
            print(f"\n== {subject}", flush=True)
        ends.append((command, run(command, given)))
        print(ends[-1][1], flush=True)
    print("\n== all")
    for command, end in ends:
        print(f"{command.subject}\t{command.words[0]}\t{end}")
    return int(any(end.startswith("failed") for _, end in ends))


if __name__ == "__main__":
    sys.exit(main())
