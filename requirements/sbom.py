"""Write `sbom.cdx.json`, the bill of materials (CycloneDX 1.6) of the lock: what a user needs is `required`; and
`runtime.txt`, the part of the lock that a user installs.

    .venv/bin/python requirements/sbom.py            after `make lock`, or when dependencies changed
    .venv/bin/python requirements/sbom.py --check    exit code 1 where it is not what the lock gives

Licences are what the installed packages say of themselves; `REVIEWED` names those that say nothing in a standard form.
Packages for other systems are not installed here: they are taken for needed, without a licence.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
LOCK, SBOM, RUNTIME = HERE / "lock.txt", HERE / "sbom.cdx.json", HERE / "runtime.txt"
PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)(.*)$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# Free licences that let a program of another licence use the package, as SPDX ids or in packages' own words.
ACCEPTED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Unlicense|Public Domain|0BSD|Zlib|HPND|CNRI|"
    r"LGPL|CC0|Artistic|WTFPL|BlueOak|PostgreSQL", re.I,
)  # fmt: skip
REVIEWED = {  # packages that say nothing, or are of other systems: read in their repositories
    "async-timeout": "Apache-2.0", "axe-playwright-python": "MIT", "pywin32": "PSF-2.0", "whenever": "MIT",
}  # fmt: skip
# Tests only, never imported by the program and in no wheel of it.
BUILD = "setuptools"  # builds our own package in the environment
DEVELOPERS_ONLY = {"mutagen": "GPL-2.0-or-later"}


class Pin:
    """A package of the lock."""

    def __init__(self, name: str, version: str, block: str) -> None:
        self.name, self.version, self.block = canonicalize_name(name), version, block
        self.hashes = HASH.findall(block)


def pins(lock: str) -> dict[str, Pin]:
    """Return the packages of a lock by name; of one that is pinned for several Pythons the last."""
    return {pin.name: pin for pin in every(lock)}


def every(lock: str) -> list[Pin]:
    """Return the pins of a lock in order."""
    found: list[Pin] = []
    block: list[str] = []
    for line in [*lock.splitlines(), "end==0"]:
        if PINNED.match(line):
            if block and (head := PINNED.match(block[0])):
                found.append(Pin(head[1], head[2], "\n".join(block) + "\n"))
            block = [line]
        elif block and line.startswith(" "):
            block.append(line)
    return found


def needed(asked: Iterable[str], known: dict[str, Pin]) -> set[str]:
    """Return the names of all packages that some requirements bring, on any system."""
    waiting = [Requirement(one) for one in asked]
    seen: set[tuple[str, str]] = set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        for extra in ("", *one.extras):
            if (name, extra) in seen or name not in known:
                continue
            seen.add((name, extra))
            waiting += _brought(name, extra)
    return {name for name, _ in seen}


def _brought(name: str, extra: str) -> list[Requirement]:
    try:
        said = distribution(name).requires or []
    except PackageNotFoundError:
        return []  # of another system
    found = [Requirement(one) for one in said]
    asked = re.compile(rf"extra == ['\"]{re.escape(extra)}['\"]") if extra else None
    return [
        one
        for one in found
        if ("extra ==" in str(one.marker) and asked and asked.search(str(one.marker)))
        or (not extra and "extra ==" not in str(one.marker))
    ]


def licence(name: str) -> str:
    """Return what an installed package says of its licence; nothing where it says nothing or is not installed."""
    try:
        about = distribution(name).metadata
    except PackageNotFoundError:
        return REVIEWED.get(name, "")
    if said := about.get("License-Expression"):
        return str(said)
    listed = [c.rpartition("::")[2].strip() for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    listed = [one for one in listed if one != "OSI Approved"]
    text = (about.get("License") or "").strip().splitlines()
    return REVIEWED.get(name) or " AND ".join(listed) or (text[0][:80] if text else "")


def bill(known: dict[str, Pin], runtime: set[str]) -> dict[str, Any]:
    """Return the CycloneDX bill of materials of a lock."""
    program = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    components = []
    for name, pin in sorted(known.items()):
        said = licence(name)
        components.append(
            {
                "type": "library", "name": name, "version": pin.version, "purl": f"pkg:pypi/{name}@{pin.version}",
                "bom-ref": f"pkg:pypi/{name}@{pin.version}", "scope": "required" if name in runtime else "excluded",
                **({"licenses": [{"license": {"name": said}}]} if said else {}),
            }
        )  # fmt: skip
    subject = {"type": "application", "name": program["name"], "version": program["version"]}
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": subject},
        "components": components,
    }  # fmt: skip


def made() -> dict[Path, str]:
    """Return what each file must hold."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = every(LOCK.read_text(encoding="utf-8"))
    known = {pin.name: pin for pin in lock}
    wanted = needed([*project["dependencies"], *project["optional-dependencies"]["mcp"]], known)
    text = json.dumps(bill(known, wanted), indent=1, ensure_ascii=False) + "\n"
    # what is not installed here is of another system, where it may be needed by what we cannot ask
    blocks = [pin.block for pin in lock if pin.name in wanted or pin.name == BUILD or not _is_here(pin.name)]
    return {
        SBOM: text,
        RUNTIME: "# Made by requirements/sbom.py: lock.txt without the developers' tools\n" + "".join(blocks),
    }


def _is_here(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def refused() -> list[str]:
    """Return the packages whose licence is none of those that are accepted, with what they say."""
    found = []
    for name in pins(LOCK.read_text(encoding="utf-8")):
        said = licence(name)
        installed = said or name in REVIEWED
        if installed and not ACCEPTED.search(said) and DEVELOPERS_ONLY.get(name) != said:
            found.append(f"{name}: {said}")
    return found


def main() -> None:
    """Write the files, or say that one is old."""
    for path, text in made().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} is old; write it with: python requirements/sbom.py")


if __name__ == "__main__":
    main()
