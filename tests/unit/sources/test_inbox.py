"""What a person means by SOURCE, and what the sidecar says of it."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from pipeline.errors import BadInput, BadTranscript, MachineLacks, NotAudio
from pipeline.records import Chapter
from pipeline.sources import inbox
from pipeline.sources.sidecar import ID
from tests.unit.sources.conftest import Find, names, passed, put

SIDECAR = """\
title = "Three Surprises"
show = "Bent Curves"
number = 12
published = 2024-05-06
language = "en"
url = "https://example.org/12.mp3"
licence = "CC0-1.0"

[[people]]
name = "Ann Lee"
role = "host"
pronouns = "she/her"

[links]
notes = "https://example.org/12"

[[chapters]]
start = "1:02:03"
title = "The end"
"""


def test_an_episode_is_found_by_path_by_file_name_and_by_id(box: Path, find: Find) -> None:
    path = put(box / "Three Surprises.mp3")
    by_path = find(path)
    assert by_path.episode_id == "three-surprises"
    assert find("Three Surprises.mp3") == find("three-surprises") == find("Three Surprises") == by_path


def test_the_sidecar_beside_the_audio_says_what_it_is(box: Path, find: Find) -> None:
    audio = put(box / "three.mp3")
    put(box / "three.toml", SIDECAR)
    source = find("three")
    assert (source.title, source.show, source.number, source.published) == (
        "Three Surprises", "Bent Curves", 12, "2024-05-06",
    )  # fmt: skip
    assert [(p.name, p.role, p.pronouns, p.source) for p in source.people] == [
        ("Ann Lee", "host", "she/her", "sidecar")
    ]
    assert source.links == {"notes": "https://example.org/12"}
    assert source.url == "https://example.org/12.mp3"
    assert source.chapters == (Chapter(start=3723.0, title="The end"),)
    assert source.audio_path == str(audio)
    assert source.audio_name == os.path.join("..", "..", "raw_audio", "three.mp3")  # noqa: PTH118
    assert source.audio_sha256 == hashlib.sha256(b"sound").hexdigest()


def test_a_sidecar_given_by_hand_wins_and_its_id_is_the_episodes(box: Path, find: Find, tmp_path: Path) -> None:
    put(box / "three.mp3")
    put(box / "three.toml", SIDECAR)
    meta = put(tmp_path / "other.toml", 'id = "ep-12"\ntitle = "Other"\n')
    source = find("three", meta=meta)
    assert (source.episode_id, source.title) == ("ep-12", "Other")


def test_an_id_from_a_sidecar_finds_its_episode(box: Path, find: Find) -> None:
    put(box / "three.mp3")
    put(box / "three.toml", 'id = "ep-12"\n')
    put(box / "broken.mp3")
    put(box / "broken.toml", "not toml")
    assert find("ep-12").audio_path == str(box / "three.mp3")


def test_without_a_sidecar_the_files_own_tags_speak_and_then_its_name(box: Path, find: Find) -> None:
    put(box / "Ep 7.mp3")
    chapters = (Chapter(start=0, title="Start"),)
    tagged = find("ep-7", tags=lambda _: ({"title": "Seven", "album": "A Show"}, chapters))
    assert (tagged.title, tagged.show, tagged.chapters) == ("Seven", "A Show", chapters)
    assert (find("ep-7").title, find("ep-7").show) == ("Ep 7", None)


def test_a_transcript_alone_is_an_episode(box: Path, find: Find) -> None:
    path = put(box / "three.vtt", "WEBVTT\n")
    put(box / "three.toml", 'duration = "1:00"\naudio_url = "https://example.org/a.mp3"\n')
    source = find("three")
    assert source.audio_path is None
    assert source.transcript_path == str(path)
    assert source.transcript_sha256 == hashlib.sha256(b"WEBVTT\n").hexdigest()
    assert (source.duration, source.url) == (60.0, "https://example.org/a.mp3")


def test_a_transcript_may_come_with_the_audio_by_option_or_by_sidecar(box: Path, find: Find, tmp_path: Path) -> None:
    put(box / "three.mp3")
    given = put(tmp_path / "given.srt", "1\n")
    assert find("three", transcript=given).transcript_path == str(given)
    put(box / "three.toml", 'transcript = "three.vtt"\n')
    with pytest.raises(BadTranscript, match=r"three\.vtt"):
        find("three")
    put(box / "three.vtt", "WEBVTT\n")
    source = find("three.mp3")
    assert (source.audio_path, source.transcript_path) == (str(box / "three.mp3"), str(box / "three.vtt"))


def test_two_transcripts_are_one_too_many(box: Path, find: Find) -> None:
    put(box / "a.vtt", "WEBVTT\n")
    with pytest.raises(BadInput, match="another transcript"):
        find("a", transcript=box / "a.vtt")


def test_what_is_not_there_is_named_with_what_is(box: Path, find: Find) -> None:
    put(box / "three-surprises.mp3")
    with pytest.raises(BadInput, match="there are: three-surprises"):
        find("three-suprises")
    with pytest.raises(BadInput):
        find("x" * 5000)


def test_a_file_that_is_named_is_used_and_a_name_that_two_files_have_is_not_guessed(box: Path, find: Find) -> None:
    mp3, wav = put(box / "a.mp3"), put(box / "a.wav", "another sound")
    assert find("a.mp3").audio_path == str(mp3)
    assert find(wav).audio_path == str(wav)
    with pytest.raises(BadInput, match=r"found a\.mp3 and a\.wav: name the file"):
        find("a")
    put(box / "a.wav.toml", 'id = "b"\n')
    assert find("a.wav").episode_id == "b"
    assert find("b").audio_path == str(wav)
    assert find("a").audio_path == str(mp3)


def test_what_is_no_plain_file_is_refused_without_reading_it(box: Path, find: Find) -> None:
    os.mkfifo(box / "pipe.mp3")
    (box / "folder.mp3").mkdir()
    (box / "loop.mp3").symlink_to("loop.mp3")
    put(box / "empty.mp3", b"")
    for name, kind in {"pipe": "pipe", "folder": "folder", "loop": "cannot read", "empty": "an empty file"}.items():
        with pytest.raises(NotAudio, match=kind):
            find(box / f"{name}.mp3")


def test_a_link_out_of_the_inbox_is_refused_and_one_inside_it_is_not(box: Path, find: Find, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside.vtt", "WEBVTT\n")
    (box / "out.vtt").symlink_to(outside)
    (box / "in.vtt").symlink_to(put(box / "real.vtt", "WEBVTT\n\n"))
    assert str(outside) in passed(box)["out.vtt"]
    assert "in.vtt" in names(box) or "the same content" in passed(box)["in.vtt"]
    for named in ("out", "out.vtt", box / "out.vtt"):
        with pytest.raises(BadInput):
            find(named)
    assert find("in.vtt").transcript_path == str(box / "in.vtt")
    assert find(outside).transcript_path == str(outside)
    linked = tmp_path / "linked"
    linked.symlink_to(box)  # the inbox itself may lie anywhere
    assert inbox.find("real", raw_audio=linked, artifacts=tmp_path / "artifacts").episode_id == "real"
    assert "real.vtt" in names(linked)


def test_what_lies_beside_an_episode_is_no_link_out_either(box: Path, find: Find, tmp_path: Path) -> None:
    put(box / "a.mp3")
    for name in ("a.toml", "a.chapters.json", "a.listens.csv"):
        (box / name).symlink_to(put(tmp_path / "secret", "x"))
        with pytest.raises(BadInput, match=rf"{name}, a link to"):
            find("a")
        (box / name).unlink()


@pytest.mark.parametrize("name", ["/etc/hostname", "../x.vtt", "link.vtt"])
def test_a_transcript_that_a_sidecar_names_lies_beside_it(box: Path, find: Find, tmp_path: Path, name: str) -> None:
    secret = put(tmp_path / "x.vtt", "WEBVTT\n")
    (box / "link.vtt").symlink_to(secret)
    put(box / "a.mp3")
    put(box / "a.toml", f'transcript = "{name}"\n')
    with pytest.raises(BadTranscript, match="a file beside") as raised:
        find("a.mp3")
    assert "--transcript" in str(raised.value)
    assert find("a.mp3", transcript=secret).transcript_path == str(secret)


def test_a_name_of_255_bytes_is_a_name_and_one_that_is_no_text_is_refused(box: Path, find: Find) -> None:
    long = put(box / ("x" * 251 + ".vtt"), "WEBVTT\n")
    assert ID.fullmatch(find(long).episode_id)
    odd = put(box / os.fsdecode(b"caf\xe9.vtt"), "WEBVTT\n")
    with pytest.raises(BadInput, match=r"UTF-8, found b.*caf\\xe9\.vtt"):
        find(odd)
    assert names(box) == [long.name]
    assert passed(box) == {"caf\\xe9.vtt": "its name is not UTF-8: rename it"}


def test_picture_beside_the_sidecar_is_the_cover_and_one_on_the_web_is_not_asked_for(box: Path, find: Find) -> None:
    audio, art = put(box / "a.mp3"), put(box / "art.png")
    put(box / "a.toml", 'image = "art.png"')
    assert find(audio).cover_path == str(art.resolve())
    put(box / "a.toml", 'image = "https://example.org/art.png"')
    assert find(audio).cover_path is None


@pytest.mark.parametrize("name", ["none.png", "../secret.png", "/etc/hostname", "."])
def test_picture_that_is_not_beside_the_sidecar_is_refused(box: Path, find: Find, name: str) -> None:
    put(box.parent / "secret.png")
    put(box / "a.toml", f'image = "{name}"')
    with pytest.raises(BadInput, match="a picture beside"):
        find(put(box / "a.mp3"))


def test_a_machine_that_cannot_read_any_file_is_told_apart_from_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> str:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(inbox, "file_digest", full)
    with pytest.raises(MachineLacks, match="raise the limit of open files"):
        inbox._digest(tmp_path / "talk.vtt")
