"""Tells what lies in the inbox: the episodes, and every file that a batch passes over, with the reason."""

import hashlib
import os
import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BadConfig, BadInput
from pipeline.sources import listens, publisher_chapters, publisher_soundbites
from pipeline.sources.sidecar import ID, NOT_IDS, Sidecar, is_there, read_sidecar

AUDIO = frozenset(
    """.mp3 .m4a .m4b .mp4 .aac .ogg .oga .opus .flac .wav .w64 .aif .aiff .wma .webm .mka .mkv .mov .ac3 .amr .caf .au
    .ts""".split()
)
CAPTIONS = frozenset({".vtt", ".srt"})
TRANSCRIPTS = CAPTIONS | set(".json .json3 .sbv .lrc .ttml .dfxp .xml .htm .html .txt".split())
SIDECAR = ".toml"
BESIDE = (publisher_chapters.ENDING, publisher_soundbites.JSON, publisher_soundbites.FEED, listens.NAME)


@dataclass(frozen=True)
class PassedOver:
    """A name in the inbox that a batch makes no episode of, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Listing:
    """What a batch works through, in order of name, and what it passes over."""

    sources: tuple[Path, ...]
    passed_over: tuple[PassedOver, ...]


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


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sidecar_of(path: Path) -> Path | None:
    """Return the sidecar beside an episode's file: that of its full name, else that of its name without the ending."""
    beside = (path.parent / f"{path.name}{SIDECAR}", path.parent / f"{path.stem}{SIDECAR}")
    return next((place for place in beside if is_there(place)), None)


def own_id(path: Path) -> str | None:
    """Return the id a file's sidecar gives, if it can be read: somebody else's mistake is not this episode's."""
    return _about(path).id


def leads_out(path: Path, folder: Path) -> Path | None:
    """Return where a path below `folder` really lies if that is outside of it; None where it stays inside."""
    target = Path(os.path.realpath(path))  # Path.resolve() raises where a link leads to itself
    return None if target.is_relative_to(os.path.realpath(folder)) else target


def media(folder: Path) -> list[Path]:
    """Return every audio file and every caption file of the inbox that can be worked on, in order of name."""
    return [path for path in _entries(folder) if _why_not(path, folder) is None and _is_media(path)]


def listing(folder: Path, *, made_from: Callable[[str], str | None] = lambda _: None) -> Listing:
    """Return what a batch makes of the inbox; `BadInput` where it is no folder.

    Captions beside audio of their name are no episode of their own. Of several files of one name one is taken: that
    which the episode was made from before (`made_from` returns a path for an id), else the first.
    """
    entries = _entries(folder)
    why = {path: reason for path in entries if (reason := _why_not(path, folder)) is not None}
    usable = [path for path in entries if path not in why]
    audio = [path for path in usable if path.suffix.lower() in AUDIO]
    captions = [path for path in usable if path.suffix.lower() in CAPTIONS]
    taken = _one_of_each_name(audio, made_from, why)
    heard = {path.stem: path for path in reversed(audio)}
    alone = [path for path in captions if path.stem not in heard]
    taken += _one_of_each_name(alone, made_from, why)
    taken = _without_copies(sorted(taken), why)
    used = {name for path in taken for name in _belongs_to(path)}
    for path in usable:
        if path not in taken and path not in why and path.name not in used:
            why[path] = _why_no_episode(path, heard)
    passed = (PassedOver(shown(path.name), reason) for path, reason in sorted(why.items()))
    return Listing(tuple(taken), tuple(passed))


def shown(name: str) -> str:
    r"""Return a file's name as text that can be written anywhere: bytes that are no UTF-8 as \xff."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadInput(f"expected a folder of audio files, found none: {folder}")
    return sorted(folder.iterdir())


def _is_media(path: Path) -> bool:
    return path.suffix.lower() in AUDIO | CAPTIONS


def _why_not(path: Path, folder: Path) -> str | None:
    """Return why a name in the inbox cannot be worked on, whatever its kind; None where it can."""
    if shown(path.name) != path.name:
        return "its name is not UTF-8: rename it"
    if path.name.startswith("."):
        return "hidden: its name begins with a dot"
    if path.is_symlink() and (target := leads_out(path, folder)):
        return f"a link to {target} outside the folder; name that file, or move it here"
    try:
        kind = path.stat().st_mode
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if stat.S_ISDIR(kind):
        return f"a folder; batch does not search subfolders; run: highlights batch {path}"
    return None if stat.S_ISREG(kind) else "a device, pipe or socket"


def _one_of_each_name(
    paths: Iterable[Path], made_from: Callable[[str], str | None], why: dict[Path, str]
) -> list[Path]:
    """Return one file of each name without its ending; files with an id of their own are all taken."""
    taken, same = [], defaultdict[str, list[Path]](list)
    for path in paths:
        if sidecar_of(path) == path.parent / f"{path.name}{SIDECAR}" and own_id(path):
            taken.append(path)
        else:
            same[path.stem].append(path)
    for stem, group in same.items():
        before = made_from(slug(stem)) if len(group) > 1 else None
        first = next((path for path in group if str(path.absolute()) == before), group[0])
        taken.append(first)
        for path in group:
            if path != first:
                why[path] = (
                    f"{first.name} has the same name and is taken; to make an episode of this file too: highlights run "
                    f'{path}, or write id = "…" into {path.name}{SIDECAR}'
                )
    return taken


def _without_copies(taken: list[Path], why: dict[Path, str]) -> list[Path]:
    """Return the files without those whose id and content an earlier one has: they are the same episode."""
    same = defaultdict[str, list[Path]](list)
    for path in taken:
        same[own_id(path) or slug(path.stem)].append(path)
    for group in same.values():
        for k, path in enumerate(group):
            if first := next((other for other in group[:k] if other not in why and _alike(other, path)), None):
                why[path] = f"the same content as {first.name}, so the same episode"
    return [path for path in taken if path not in why]


def _alike(one: Path, other: Path) -> bool:
    readable = os.access(one, os.R_OK) and os.access(other, os.R_OK)
    return readable and one.stat().st_size == other.stat().st_size and file_digest(one) == file_digest(other)


def _about(path: Path) -> Sidecar:
    """Return what the sidecar of a file says; nothing where there is none or it cannot be read."""
    place = sidecar_of(path)
    try:
        return read_sidecar(place) if place else Sidecar()
    except BadConfig:
        return Sidecar()


def companions(path: Path) -> list[Path]:
    """Return the files beside an episode's file that say something of it, its sidecar first."""
    beside = (path.parent / f"{path.stem}.{ending}" for ending in BESIDE)
    places = (sidecar_of(path), *beside, path.parent / listens.NAME)
    return [place for place in places if place and os.path.lexists(place)]


def read_with(path: Path) -> list[Path]:
    """Return every place that is looked at when an episode's file is read, itself first, whether anything is there."""
    names = [f"{path.name}{SIDECAR}", f"{path.stem}{SIDECAR}", *(f"{path.stem}.{ending}" for ending in BESIDE)]
    about = _about(path)
    return [path, *(path.parent / name for name in (*names, listens.NAME, about.image, about.transcript) if name)]


def _belongs_to(path: Path) -> Iterator[str]:
    """Yield the names of the files that an episode's file makes use of."""
    about = _about(path)
    yield from (place.name for place in companions(path))
    yield from filter(None, (about.image, about.transcript))


def _why_no_episode(path: Path, heard: dict[str, Path]) -> str:
    """Return why a plain file is neither an episode nor of use to one."""
    ending = path.suffix.lower()
    sound = heard.get(path.stem)
    if ending in TRANSCRIPTS and sound:
        return (
            f'its sound {sound.name} is heard instead; to use this text write transcript = "{path.name}" into '
            f"{path.stem}{SIDECAR}"
        )
    if ending == SIDECAR:
        return "a sidecar without its episode: no audio or transcript of its name is taken"
    if path.name.endswith(tuple(f".{name}" for name in BESIDE)) or path.name == listens.NAME:
        return "no audio or transcript of its name is taken"
    if ending in TRANSCRIPTS:
        return f"it may be a transcript, but batch accepts only {_or(CAPTIONS)}; run: highlights run {path}"
    return f"neither audio nor a transcript ({_or(CAPTIONS)})"


def _or(endings: Collection[str]) -> str:
    return " or ".join(sorted(endings))
