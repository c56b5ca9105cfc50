"""`highlights voices`: put on file from real sound, listed, taken away; what cannot be is one clear line."""

import json
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.ports import RATE_HZ
from tests.conftest import Said

pytestmark = pytest.mark.model
SAMPLE = Path("raw_audio/three-surprises.opus")
ALONE = (0.5, 17.9)  # Daniel Carter, by the sample's reference
SHOW = "The Quiet Bench"


def test_a_voice_is_put_on_file_listed_and_taken_away(tmp_path: Path, cli: Callable[..., Said]) -> None:
    start, end = ALONE
    own, at = tmp_path / "daniel.wav", ("--artifacts", tmp_path / "artifacts")
    alone = Ffmpeg().decode(SAMPLE).samples[round(start * RATE_HZ) : round(end * RATE_HZ)]
    with wave.open(str(own), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes((alone * 32767).astype("<i2").tobytes())
    added = cli("voices", "add", "Daniel Carter", own, "--show", SHOW, *at)
    assert (added.code, "on file: Daniel Carter" in added.out) == (0, True), added.err
    told = json.loads(cli("voices", "list", "--json", *at).out)["voices"]
    assert [(v["name"], v["show"], v["heard_in"]) for v in told] == [("Daniel Carter", SHOW, "daniel.wav")]
    assert 8 <= told[0]["seconds"] <= end - start
    several = cli("voices", "add", "Laura Bennett", SAMPLE, "--show", SHOW, *at)
    assert (several.code, "expected one voice in" in several.err) == (2, True), several.err
    assert cli("voices", "remove", "Daniel Carter", *at).code == 0
    assert json.loads(cli("voices", "list", "--json", *at).out) == {"voices": []}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("add", "Ann", "nowhere.wav", "--show", "x"), "found no file at nowhere.wav"),
        (("add", "Ann", "nowhere.wav"), "--show SHOW"),
        (("add", " ", "nowhere.wav", "--show", "x"), "found an empty one"),
        (("add", "Ann", "tea-1", "S1"), "tea-1"),
        (("remove", "Ann"), "found none"),
    ],
)
def test_what_cannot_be_is_one_line(
    tmp_path: Path, cli: Callable[..., Said], asked: tuple[str, ...], said: str
) -> None:
    refused = cli("voices", *asked, "--artifacts", tmp_path)
    assert refused.code != 0
    assert said in refused.err
    assert refused.err.count("\n") == 1
