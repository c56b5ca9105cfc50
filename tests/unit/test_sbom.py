"""The bill of materials is the lock's, and every package may be used under a licence that is accepted."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parents[2] / "requirements"


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    spec = spec_from_file_location("sbom", HERE / "sbom.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_pin_of_the_lock_is_in_the_bill_with_its_version(sbom: ModuleType) -> None:
    listed = json.loads((HERE / "sbom.cdx.json").read_bytes())["components"]
    pins = sbom.pins((HERE / "lock.txt").read_text(encoding="utf-8"))
    assert {c["name"]: c["version"] for c in listed} == {name: pin.version for name, pin in pins.items()}, (
        "write it anew: python requirements/sbom.py"
    )
    assert all(pin.hashes for pin in pins.values())


def test_what_a_user_needs_has_no_tool_of_the_tests(sbom: ModuleType) -> None:
    listed = json.loads((HERE / "sbom.cdx.json").read_bytes())["components"]
    required = {c["name"] for c in listed if c["scope"] == "required"}
    assert {"torch", "prefect", "pydantic", "mcp", "httpx"} <= required
    assert not required & {"pytest", "ruff", "mypy", "playwright", "hypothesis", "moto", "flask", "mutagen"}


def test_a_user_installs_what_is_needed_and_no_tool_of_the_tests(sbom: ModuleType) -> None:
    texts = {path.name: text for path, text in sbom.made().items()}
    assert (HERE / "runtime.txt").read_text(encoding="utf-8") == texts["runtime.txt"], "python requirements/sbom.py"
    runtime, lock = (sbom.every((HERE / name).read_text(encoding="utf-8")) for name in ("runtime.txt", "lock.txt"))
    assert {(pin.name, pin.version) for pin in runtime} < {(pin.name, pin.version) for pin in lock}
    names = {pin.name for pin in runtime}
    assert {"torch", "numpy", "networkx", "av", "setuptools"} <= names
    assert not names & {"pytest", "ruff", "mypy", "playwright", "hypothesis", "moto", "flask", "mutagen", "dask"}


def test_no_package_has_a_licence_that_was_not_accepted(sbom: ModuleType) -> None:
    assert sbom.refused() == []


def test_an_unknown_licence_is_refused(sbom: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sbom, "licence", lambda name: "Proprietary" if name == "torch" else "MIT")
    assert sbom.refused() == ["torch: Proprietary"]
