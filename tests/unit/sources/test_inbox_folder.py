"""A folder of sound and captions becomes a list of episodes; what is passed over is named."""

import hashlib
import os
import re
from pathlib import Path

import pytest

from pipeline.errors import BadInput
from pipeline.sources.inbox_folder import listing, slug
from pipeline.sources.sidecar import ID
from tests.unit.sources.conftest import names, passed, put


@pytest.mark.parametrize(
    ("name", "episode_id"),
    [
        ("Three Surprises", "three-surprises"),
        ("Ep. 94 – Ilya: “Why?”", "ep-94-ilya-why"),
        ("Café", "cafe"),
        ("v1.2_final", "v1.2_final"),
        ("-–-", None),
        ("Эпизод 5", None),
        ("x" * 200, None),
        ("catalog", None),
        ("..", None),
    ],
)
def test_an_id_is_the_name_in_plain_letters_or_a_hash(name: str, episode_id: str | None) -> None:
    made = slug(name)
    assert ID.fullmatch(made)
    assert made == (episode_id or made)
    assert (made == name.lower()) is (episode_id == name)
    if episode_id is None:
        assert hashlib.sha256(name.encode()).hexdigest()[:12] in made


def test_a_batch_works_through_audio_and_captions_and_names_what_it_passes_over(box: Path) -> None:
    """Every name of the folder is an episode, belongs to one, or is passed over with the reason."""
    for name in ("b.mp3", "a.flac", "b.vtt", "c.srt", "b.toml", "b.chapters.json", "notes.md", "d.json", ".hidden.mp3"):
        put(box / name)
    put(box / "z.toml")
    put(box / "z.soundbites.json")
    put(box / "b.toml", 'image = "art.png"\n')
    put(box / "art.png")
    (box / "folder.mp3").mkdir()
    os.mkfifo(box / "pipe.mp3")
    (box / "broken.mp3").symlink_to("nowhere.mp3")
    assert names(box) == ["a.flac", "b.mp3", "c.srt"]
    said = passed(box)
    reasons = {
        "b.vtt": r'b\.mp3 is heard instead.*transcript = "b\.vtt"',
        "notes.md": "neither audio nor a transcript",
        "d.json": "highlights run",
        ".hidden.mp3": "hidden",
        "z.toml": "without its episode",
        "z.soundbites.json": "no audio or transcript of its name",
        "folder.mp3": "highlights batch",
        "pipe.mp3": "pipe",
        "broken.mp3": "cannot be read",
    }
    assert said.keys() == reasons.keys()
    assert all(re.search(reasons[name], why) for name, why in said.items()), said
    with pytest.raises(BadInput, match="folder"):
        listing(box / "none")


def test_a_transcript_that_the_sidecar_names_is_not_passed_over(box: Path) -> None:
    put(box / "a.mp3")
    put(box / "a.json")
    assert '"a.json" into a.toml' in passed(box)["a.json"]
    put(box / "a.toml", 'transcript = "a.json"\n')
    assert passed(box) == {}


def test_of_two_files_of_one_name_a_batch_takes_the_one_it_took_before_and_names_the_other(box: Path) -> None:
    flac, opus = put(box / "good.flac"), put(box / "good.opus", "the same talk")
    assert (names(box), list(passed(box))) == (["good.flac"], ["good.opus"])
    assert f"highlights run {opus}" in passed(box)["good.opus"]
    before = {"good": str(opus)}
    assert names(box, made_from=before.get) == ["good.opus"]
    assert list(passed(box, made_from=before.get)) == ["good.flac"]
    put(box / "good.opus.toml", 'id = "good-2"\n')
    assert (names(box), passed(box)) == (["good.flac", "good.opus"], {})
    assert flac.exists()


def test_a_copy_under_a_name_of_the_same_id_is_the_same_episode(box: Path) -> None:
    put(box / "Ep 1.vtt", "WEBVTT one")
    put(box / "ep-1.vtt", "WEBVTT one")
    put(box / "EP_1.vtt", "WEBVTT two")
    put(box / "ep 1.srt", "1 another")
    assert names(box) == ["EP_1.vtt", "Ep 1.vtt", "ep 1.srt"]
    assert passed(box) == {"ep-1.vtt": "the same content as Ep 1.vtt, so the same episode"}
