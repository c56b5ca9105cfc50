"""What a new project starts with: the files of `highlights init`, the sample episode, the schedules.

Some of these files lie at the top of the repository and in no package, the sample for instance. A wheel holds copies of
them in `flows/carried/` (setup.py puts them there); a checkout uses its own.
"""

import os
from pathlib import Path

from pipeline.errors import BadInput
from pipeline.files import write_all
from pipeline.folders import HOME

HERE = Path(__file__).parent
CARRIED = HERE / "carried"
STARTER = HERE / "starter"
SCHEDULES = "prefect.yaml"
ABOUT_ARTIFACTS = "artifacts/README.md"
SAMPLE = "three-surprises"
SAMPLE_FILES = (
    f"raw_audio/{SAMPLE}.opus",
    f"raw_audio/{SAMPLE}.toml",
    f"raw_audio/{SAMPLE}.LICENSE.md",
    "config/shows/the-quiet-bench.toml",
)


def carried(name: str) -> Path:
    """Return where a file of the repository's top level lies: inside the installed package, else in the checkout."""
    inside = CARRIED / name
    return inside if inside.is_file() else HERE.parent / name


def schedules(project: Path) -> Path:
    """Return the deployments that `up` applies: the project's own file where there is one."""
    own = project / SCHEDULES
    return own if own.is_file() else carried(SCHEDULES)


def check_names(project: Path) -> None:
    """Refuse a project that holds a folder or module with the name of one of our packages.

    Prefect imports from a run's working directory first, so it would take that one for ours.
    """
    for name in ("flows", "pipeline"):
        for there in (project / name, project / f"{name}.py"):
            if there.exists() and not there.samefile(HERE.with_name(name)):
                raise BadInput(
                    f"expected no {name} of your own in the project's folder, found {there}: Prefect would run it "
                    f"instead of the program's; start in another folder, or name one with {HOME}"
                )


def put_starter(project: Path) -> list[str]:
    """Write what a new project needs and does not have yet; return the names of what was written."""
    from pipeline.formats.knobs import settings_toml
    from pipeline.settings import defaults

    files = {
        "config/default.toml": settings_toml(defaults(), commented=True).encode(),
        **{p.relative_to(STARTER).as_posix(): p.read_bytes() for p in sorted(STARTER.rglob("*.toml"))},
        **{name: carried(name).read_bytes() for name in (SCHEDULES, ABOUT_ARTIFACTS)},
    }
    return _put(project, files)


def put_sample(project: Path) -> list[str]:
    """Put the sample episode into a project's inbox where it is missing; return the names of what was written."""
    return _put(project, {name: carried(name).read_bytes() for name in SAMPLE_FILES})


def _put(project: Path, files: dict[str, bytes]) -> list[str]:
    """Write the files that are not there, each whole or not at all; what is there is never touched."""
    for name in files:
        place = (project / name).absolute().parent
        above = next(path for path in (place, *place.parents) if os.path.lexists(path))
        if not above.is_dir():
            raise BadInput(f"expected a folder, found a file: {above}; move it away, or name another folder")
    new = {name: data for name, data in files.items() if not os.path.lexists(project / name)}
    write_all(project, new)
    return list(new)
