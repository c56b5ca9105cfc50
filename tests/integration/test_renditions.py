"""`highlights reanchor`: an episode moved to another recording, proved, corrected there, and moved back; real sound."""

import json
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.ports import RATE_HZ, Samples
from tests.conftest import ROOT, Said
from tests.unit.engines.test_sound_prints import talking

pytestmark = pytest.mark.model
TRIM_S, CUT_S, ADVERT_S = 1.5, 11.4, 6.0
TALK = """WEBVTT

00:00.000 --> 00:01.200
<v Ana Reyes>And so.

00:01.600 --> 00:05.000
<v Ana Reyes>My fellow Americans, this is what I want to say to you about kettles today.

00:05.200 --> 00:11.000
<v Ana Reyes>Ask not what your country can do for you. Ask what you can do for your country.

00:11.800 --> 00:17.000
<v Ben Ito>A laboratory that measures honestly learns more from one failure than from ten lucky results.
"""


def write(path: Path, *sounds: Samples) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.concatenate(sounds).astype("<i2").tobytes())
    return path


def record(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "ep" / "highlights.json").read_bytes()))


def words(folder: Path) -> list[dict[str, object]]:
    return list(json.loads((folder / "ep" / "transcript.json").read_bytes())["words"])


@pytest.fixture(scope="module")
def sound() -> Samples:
    """Return seventeen seconds of two speakers."""
    data = [
        Ffmpeg().decode(ROOT / "tests" / "data" / name).samples for name in ("jfk.flac", "librivox_sense_0870.flac")
    ]
    return np.concatenate(data)[: 17 * RATE_HZ]


def test_an_episode_is_moved_to_a_recording_with_an_advert_and_back(
    tmp_path: Path, cli: Callable[..., Said], sound: Samples
) -> None:
    talk, artifacts = tmp_path / "ep.vtt", tmp_path / "artifacts"
    talk.write_text(TALK, encoding="utf-8")
    audio, at = write(tmp_path / "ep.wav", sound), ("--artifacts", artifacts)
    made = cli("run", audio, "--transcript", talk, *at, "--direct")
    assert made.code == 0, made.err
    before, old = record(artifacts), words(artifacts)
    head, cut = round(TRIM_S * RATE_HZ), round(CUT_S * RATE_HZ)
    other = write(tmp_path / "published.wav", sound[head:cut], talking(ADVERT_S, seed=4), sound[cut:])

    said = cli("reanchor", "ep", "--audio", other, *at, "--url", "https://example.org/published.mp3")
    assert said.code == 0, said.err
    assert "2 words are not in it" in said.out
    assert "other sound was put in at 0:09–0:1" in said.out
    assert cli("verify", "ep", *at).code == 0
    now = record(artifacts)
    assert now["episode"]["audio"]["url"] == "https://example.org/published.mp3"  # type: ignore[index]
    assert [one["id"] for one in now["sections"]] == [one["id"] for one in before["sections"]]  # type: ignore[attr-defined]
    for word, was in zip(words(artifacts), old, strict=True):
        if word["time_source"] != "absent":
            later = ADVERT_S if float(str(was["start"])) > CUT_S else 0.0
            assert word["start"] == pytest.approx(float(str(was["start"])) - TRIM_S + later, abs=0.05)
    page = (artifacts / "ep" / "page.html").read_text(encoding="utf-8")
    assert "The times are those of published.wav" in page
    assert "not in this audio" in page
    assert "And so." not in (artifacts / "ep" / "transcript.vtt").read_text(encoding="utf-8")

    given = cli("correct", "ep", "word", "kettles", "pots", *at)
    assert "applied" in given.out, given.err
    assert cli("verify", "ep", *at).code == 0
    cli("correct", "ep", "undo", "1", *at)
    back = cli("reanchor", "ep", "--undo", *at)
    assert back.code == 0, back.err
    assert words(artifacts) == old
    assert record(artifacts)["quotes"] == before["quotes"]
    assert cli("verify", "ep", *at).code == 0


def test_a_forged_map_is_no_proof(tmp_path: Path, cli: Callable[..., Said], sound: Samples) -> None:
    talk, at = tmp_path / "ep.vtt", ("--artifacts", tmp_path / "artifacts")
    talk.write_text(TALK, encoding="utf-8")
    cli("run", write(tmp_path / "ep.wav", sound), "--transcript", talk, *at, "--direct")
    cli("reanchor", "ep", "--audio", write(tmp_path / "other.wav", sound[RATE_HZ:]), *at)
    kept = tmp_path / "artifacts" / "ep" / "stages" / "rendition.json"
    forged = json.loads(kept.read_bytes())
    forged["audio"]["rendition"]["match"]["stretches"][0]["knots"][0][1] += 0.5
    kept.write_text(json.dumps(forged), encoding="utf-8")
    said = cli("verify", "ep", *at)
    assert said.code == 1
    assert "rendition" in said.out + said.err


def test_what_cannot_be_compared_is_refused_in_one_line(
    tmp_path: Path, cli: Callable[..., Said], sound: Samples
) -> None:
    talk, at = tmp_path / "ep.vtt", ("--artifacts", tmp_path / "artifacts")
    talk.write_text(TALK, encoding="utf-8")
    assert cli("run", talk, *at, "--direct").code == 0
    other = write(tmp_path / "other.wav", talking(17.0, seed=8))
    only_text = cli("reanchor", "ep", "--audio", other, *at)
    assert (only_text.code, "made from a transcript" in only_text.err) == (2, True)
    assert cli("run", write(tmp_path / "ep.wav", sound), "--transcript", talk, *at, "--direct").code == 0
    unlike = cli("reanchor", "ep", "--audio", other, *at)
    assert (unlike.code, "0 of 49 words" in unlike.err) == (2, True), unlike.err
    assert cli("reanchor", "ep", *at).code == 2
    assert cli("reanchor", "ep", "--audio", tmp_path / "none.mp3", *at).code == 2
    assert cli("verify", "ep", *at).code == 0
