"""Puts into the wheel what it needs from the top level of the repository: the sample episode, the schedules.

All else about the build stands in pyproject.toml. `flows/starting.py` reads these copies.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = [
    "artifacts/README.md",
    "prefect.yaml",
    "config/shows/the-quiet-bench.toml",
    "raw_audio/three-surprises.LICENSE.md",
    "raw_audio/three-surprises.opus",
    "raw_audio/three-surprises.toml",
]


class BuildWithSample(build_py):
    """Copies the carried files beside the packages; an editable install needs no copies."""

    def run(self) -> None:
        """Build the packages, then add the copies; a missing file ends the build."""
        super().run()
        if self.editable_mode:
            return
        for name in CARRIED:
            target = Path(self.build_lib, "flows", "carried", name)
            self.mkpath(str(target.parent))
            self.copy_file(name, str(target))


setup(cmdclass={"build_py": BuildWithSample})
