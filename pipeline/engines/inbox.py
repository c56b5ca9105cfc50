"""Finds what a person means by SOURCE: an audio file, a transcript, or an episode of the inbox, which is only read."""

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.engines import publisher_chapters, publisher_soundbites
from pipeline.engines.listens import listens_of
from pipeline.engines.sidecar import ID, NOT_IDS, Sidecar, read_sidecar
from pipeline.errors import BadConfig, BadInput, BadTranscript, NotAudio
from pipeline.records import Chapter, Person, Source

PAGE = "Episode page"  # what the link to the episode's own page is called
AUDIO = frozenset(
    """.mp3 .m4a .m4b .mp4 .aac .ogg .oga .opus .flac .wav .w64 .aif .aiff .wma .webm .mka .mkv .mov .ac3 .amr .caf .au
    .ts""".split()
)
CAPTIONS = frozenset({".vtt", ".srt"})
TRANSCRIPTS = CAPTIONS | {".json"}

Tags = tuple[dict[str, str], tuple[Chapter, ...]]


def find(
    source: str,
    *,
    raw_audio: Path,
    artifacts: Path,
    transcript: Path | None = None,
    meta: Path | None = None,
    known: Callable[[str], Source | None] = lambda _: None,
    tags: Callable[[Path], Tags] = lambda _: ({}, ()),
) -> Source:
    """Return what to work on: `source` is an audio file, a transcript file, or the id of an episode in the inbox.

    `known` may remember an episode whose file has left the inbox; `tags` reads what an audio file says of itself.
    """
    path = _located(source, raw_audio)
    if path is None:
        if remembered := known(source):
            return remembered
        raise BadInput(_not_found(source, raw_audio))
    place = _sidecar_of(path, meta)
    about = read_sidecar(place) if place else Sidecar()
    words, sound = transcript, None if path.suffix.lower() in TRANSCRIPTS else path
    if sound is None:
        if transcript:
            raise BadInput(f"expected audio beside --transcript {transcript}, found another transcript: {path}")
        words = path
    elif words is None and about.transcript and place:
        words = place.parent / about.transcript
    if sound:
        _check_plain(sound, NotAudio, "an audio file")
    if words:
        _check_plain(words, BadTranscript, "a transcript file")
    own, chapters = tags(sound) if sound else ({}, ())
    episode_id = about.id or _id_in_folder(path)
    plays = listens_of(path, place, sum(Path(other).stem != path.stem for other in sources(path.parent)))
    return Source(
        episode_id=episode_id,
        title=about.title or own.get("title") or path.stem,
        show=about.show or own.get("album"),
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
        audio_sha256=_sha256(sound) if sound else None,
        transcript_path=str(words.absolute()) if words else None,
        transcript_sha256=_sha256(words) if words else None,
        cover_path=_cover(about.image, place) if place else None,
    )


def _cover(image: str | None, place: Path) -> str | None:
    """Return the picture that a sidecar names beside itself; one on the web is not fetched."""
    if not image or "://" in image:
        return None
    path = (place.parent / image).resolve()
    if not path.is_relative_to(place.parent.resolve()) or not path.is_file():
        raise BadInput(f"expected image = a picture beside {place}, found no file {image!r} there")
    return str(path)


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


def sources(folder: Path) -> list[str]:
    """Return the inbox's episodes in order of name: audio files, and captions that stand alone."""
    if not folder.is_dir():
        raise BadInput(f"expected a folder of audio files, found none: {folder}")
    there = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
    audio = [path for path in there if path.suffix.lower() in AUDIO]
    heard = {path.stem for path in audio}
    alone = [path for path in there if path.suffix.lower() in CAPTIONS and path.stem not in heard]
    return [str(path) for path in sorted(audio + alone)]


def slug(name: str) -> str:
    """Return an episode id for a file's name: its letters in lower case, or a hash where they are not plain.

    >>> slug("Ep. 94 - Ilya Sutskever v1.2")
    'ep-94-ilya-sutskever-v1.2'
    """
    folded = unicodedata.normalize("NFKD", name)
    plain = folded.encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[._-]*[^a-z0-9._]+[._-]*", "-", plain).strip("-._")
    lost = sum(c.isalnum() for c in folded) > sum(c.isalnum() for c in plain)
    if short and not lost and ID.fullmatch(short) and short not in NOT_IDS:
        return short
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"{short[:60].rstrip('-._') or 'episode'}-{digest}"


def _located(source: str, raw_audio: Path) -> Path | None:
    """Return the file that `source` names: a path, a file of the inbox, or an episode's id."""
    for path in (Path(source), raw_audio / source):
        try:
            path.lstat()
        except (OSError, ValueError):  # not there, too long, or no path at all
            continue
        return path
    if not raw_audio.is_dir():
        return None
    there = [Path(path) for path in sources(raw_audio)]
    by_name = [path for path in there if source in (path.stem, slug(path.stem))]
    return next(iter(by_name), None) or next((path for path in there if _own_id(path) == source), None)


def _own_id(path: Path) -> str | None:
    """Return the id a file's sidecar gives, if it can be read: somebody else's mistake is not this episode's."""
    place = _sidecar_of(path, None)
    try:
        return read_sidecar(place).id if place else None
    except BadConfig:
        return None


def _sidecar_of(path: Path, meta: Path | None) -> Path | None:
    if meta is not None:
        return meta
    beside = (path.parent / f"{path.stem}.toml", path.parent / f"{path.name}.toml")
    return next((place for place in beside if place.is_file()), None)


def _id_in_folder(path: Path) -> str:
    """Return the id by the file's name; refuse one that another audio file of the folder would share."""
    own = slug(path.stem)
    if path.suffix.lower() in AUDIO:
        for other in path.parent.iterdir():
            same = other.name != path.name and other.suffix.lower() in AUDIO and slug(other.stem) == own
            if same and not _own_id(other):
                raise BadInput(
                    f"expected one audio file of the episode {own}, found {path.name} and {other.name} in "
                    f'{path.parent}: move one away, or write id = "…" into a sidecar'
                )
    return own


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
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise kind(f"expected a file name in UTF-8, found {os.fsencode(path)!r}: rename it") from error


def _not_found(source: str, raw_audio: Path) -> str:
    there = [slug(Path(path).stem) for path in sources(raw_audio)] if raw_audio.is_dir() else []
    near = get_close_matches(source, there, n=3) or there[:5]
    hint = f"; there are: {', '.join(near)}" if near else ""
    return f"expected an audio file, a transcript or an episode of {raw_audio}, found no {source[:80]!r}{hint}"


def _relative(path: Path, folder: Path) -> str:
    return os.path.relpath(path.absolute(), folder.absolute())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
