"""Finds what a person means by SOURCE: an audio file, a transcript, or an episode of the inbox, which is only read."""

import os
import stat
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.errors import BadInput, BadTranscript, NotAudio, machine_failure
from pipeline.formats.times import one_line
from pipeline.records import Chapter, Person, Source
from pipeline.sources import publisher_chapters, publisher_soundbites
from pipeline.sources.inbox_folder import (
    AUDIO,
    TRANSCRIPTS,
    companions,
    file_digest,
    leads_out,
    media,
    own_id,
    shown,
    sidecar_of,
    slug,
)
from pipeline.sources.listens import listens_of
from pipeline.sources.sidecar import Sidecar, is_there, read_sidecar

MEDIA = AUDIO | TRANSCRIPTS
PAGE = "Episode page"  # what the link to the episode's own page is called

Tags = tuple[dict[str, str], tuple[Chapter, ...]]


def find(
    source: str,
    *,
    raw_audio: Path,
    artifacts: Path,
    transcript: Path | None = None,
    meta: Path | None = None,
    tags: Callable[[Path], Tags] = lambda _: ({}, ()),
) -> Source:
    """Return what to work on: `source` is an audio file, a transcript file, or the id of an episode in the inbox.

    `tags` reads what an audio file says of itself. `BadInput` where nothing, or more than one file, is so called.
    """
    path = file_named(source, raw_audio)
    if path is None:
        there = by_name(source, raw_audio)
        if not there:
            raise BadInput(_not_found(source, raw_audio))
        if len(there) > 1:
            names = " and ".join(path.name for path in there)
            raise BadInput(f"expected one file for {source} in {raw_audio}, found {names}: name the file")
        path = there[0]
    return read(path, raw_audio=raw_audio, artifacts=artifacts, transcript=transcript, meta=meta, tags=tags)


def read(
    path: Path,
    *,
    raw_audio: Path,
    artifacts: Path,
    transcript: Path | None = None,
    meta: Path | None = None,
    tags: Callable[[Path], Tags] = lambda _: ({}, ()),
) -> Source:
    """Return the source that an audio or transcript file is, with all that lies beside it.

    `BadInput` where a file that is named is missing or lies outside the inbox, `BadConfig` for a wrong sidecar.
    """
    _check_name(path)
    _check_inside(path, raw_audio)
    place = meta or sidecar_of(path)
    about = read_sidecar(place) if place else Sidecar()
    words, sound = transcript, None if path.suffix.lower() in TRANSCRIPTS else path
    if sound is None:
        if transcript:
            raise BadInput(f"expected audio beside --transcript {transcript}, found another transcript: {path}")
        words = path
    elif words is None and about.transcript and place:
        words = _beside(about.transcript, place)
    if sound:
        _check_plain(sound, NotAudio, "an audio file")
    if words:
        _check_plain(words, BadTranscript, "a transcript file")
    own, marks = tags(sound) if sound else ({}, ())
    chapters = tuple(Chapter(start=c.start, title=title) for c in marks if (title := one_line(c.title)))
    episode_id = about.id or slug(path.stem)
    cover = _cover(about.image, place) if place else None
    plays = listens_of(path, place, lambda: len({other.stem for other in media(path.parent)} - {path.stem}))
    return Source(
        episode_id=episode_id,
        id_from="sidecar" if about.id else "name",
        title=about.title or one_line(own.get("title", "")) or path.stem,
        show=about.show or one_line(own.get("album", "")) or None,
        number=about.number,
        published=about.published,
        language=about.language,
        people=tuple(Person(**person.model_dump(), source="sidecar") for person in about.people),
        links=about.links | ({PAGE: about.url} if about.url and not _is_sound(about.url) else {}),
        licence=about.licence,
        url=about.audio_url or (about.url if about.url and _is_sound(about.url) else None),
        duration=about.duration,
        chapters=_chapters(about, path, chapters),
        soundbites=publisher_soundbites.soundbites_of(path, about),
        listens=plays,
        audio_path=str(sound.absolute()) if sound else None,
        audio_name=_relative(sound, artifacts / episode_id) if sound else None,
        audio_sha256=_digest(sound) if sound else None,
        transcript_path=str(words.absolute()) if words else None,
        transcript_sha256=_digest(words) if words else None,
        cover_path=str(cover) if cover else None,
        cover_sha256=_digest(cover) if cover else None,
        flags=("chapters-left-out",) if publisher_chapters.left_out(path) else (),
    )


def _cover(image: str | None, place: Path) -> Path | None:
    """Return the picture that a sidecar names beside itself; one on the web is not fetched."""
    if not image or "://" in image:
        return None
    path = (place.parent / image).resolve()
    if leads_out(path, place.parent) or not is_there(path):
        raise BadInput(f"expected image = a picture beside {place}, found no file {image!r} there")
    return path


def _beside(transcript: str, place: Path) -> Path:
    """Return the transcript that a sidecar names; `BadTranscript` where it does not lie beside the sidecar."""
    path = place.parent / transcript
    if leads_out(path, place.parent):
        raise BadTranscript(
            f"expected transcript = a file beside {place}, found {transcript!r} elsewhere; "
            "pass a file in another folder with --transcript"
        )
    return path


def _chapters(about: Sidecar, path: Path, own: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """Return the publisher's chapters from the first place that has any: the nearer to a person's hand, the earlier.

    That is the sidecar, the file <name>.chapters.json, the marks in the audio file, the description's timestamps.
    """
    listed = tuple(Chapter(start=c.start, title=c.title) for c in about.chapters)
    return (
        listed
        or publisher_chapters.beside(path)
        or own
        or publisher_chapters.from_description(about.description or "", about.duration)
    )


def _is_sound(url: str) -> bool:
    """Say whether an address ends like a sound file: only such a one is played."""
    return Path(urlsplit(url).path).suffix.lower() in AUDIO


def file_named(source: str, raw_audio: Path) -> Path | None:
    """Return the file that `source` names itself, by its path or as a file of the inbox."""
    for path in (Path(source), raw_audio / source):
        try:
            path.lstat()
        except (OSError, ValueError):  # not there, too long, or no path at all
            continue
        return path
    return None


def by_name(source: str, raw_audio: Path) -> list[Path]:
    """Return the files of the inbox that an id or a name stands for; audio goes before captions of its name."""
    if not raw_audio.is_dir():
        return []
    there = media(raw_audio)
    named = [path for path in there if source in (path.stem, slug(path.stem))]
    found = [path for path in named if own_id(path) in (None, source)] or named
    found = found or [path for path in there if own_id(path) == source]
    return [path for path in found if path.suffix.lower() in AUDIO] or found


def _check_name(path: Path) -> None:
    """Raise where a file's name cannot be written into a record."""
    if shown(str(path)) != str(path):
        raise BadInput(f"expected a file name in UTF-8, found {os.fsencode(path)!r}: rename it")


def _check_inside(path: Path, raw_audio: Path) -> None:
    """Raise where a file of the inbox, or what lies beside it, is a link that leads out of the inbox."""
    if not raw_audio.is_dir() or leads_out(path.parent, raw_audio):
        return  # a file elsewhere was named by hand
    for one in (path, *companions(path)):
        if one.is_symlink() and (target := leads_out(one, raw_audio)):
            raise BadInput(
                f"expected a file inside {raw_audio}, found {one.name}, a link to {target}: move that file there, or "
                "name that file"
            )


def _check_plain(path: Path, kind: type[BadInput], expected: str) -> None:
    """Raise where a path is not a plain file with a printable name; hashing a FIFO would hang for ever."""
    try:
        about = path.stat()
    except OSError as error:
        raise kind(f"expected {expected}, cannot read {path}: {error.strerror}") from error
    if stat.S_ISDIR(about.st_mode):
        raise kind(f"expected {expected}, found the folder {path}: use `highlights batch` for folders")
    if not stat.S_ISREG(about.st_mode):
        raise kind(f"expected {expected}, found a device, pipe or socket: {path}")
    if not about.st_size:
        raise kind(f"expected {expected}, found an empty file: {path}")


def _not_found(source: str, raw_audio: Path) -> str:
    there = list(dict.fromkeys(slug(path.stem) for path in media(raw_audio))) if raw_audio.is_dir() else []
    near = get_close_matches(source, there, n=3) or there[:5]
    hint = f"; there are: {', '.join(near)}" if near else ""
    return f"expected an audio file, a transcript or an episode of {raw_audio}, found no {source[:80]!r}{hint}"


def _relative(path: Path, folder: Path) -> str:
    return os.path.relpath(path.absolute(), folder.absolute())


def _digest(path: Path) -> str:
    try:
        return file_digest(path)
    except OSError as error:
        raise machine_failure(error, f"read {path}") from error
