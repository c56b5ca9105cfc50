"""Which sound the served site may send, and the line that says how to allow sound that lies elsewhere.

A record names its sound by a path. Any program can write a record, so the path alone allows nothing: the file must be
sound, and it must lie in the inbox, in artifacts/ or in a folder that a person allowed. Symlinks count as what they
point to.
"""

import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from posixpath import normpath

from flows.job import ARTIFACTS, RAW_AUDIO
from pipeline.corpus import RECORD
from pipeline.errors import ArtifactDamaged, BadInput
from pipeline.records import Highlights
from pipeline.sources.inbox_folder import AUDIO
from pipeline.store import Store


def real_file(path: Path) -> Path | None:
    """Return where a readable plain file really lies, symlinks followed; `None` where there is none."""
    if "\0" in str(path):
        return None
    place = Path(os.path.realpath(path))
    try:
        found = place.is_file()
    except OSError:  # the name is longer than the file system takes
        return None
    return place if found and os.access(place, os.R_OK) else None


def sound_file(path: Path) -> Path | None:
    """Return where a sound file really lies; `None` where the path leads to none."""
    place = real_file(path)
    return place if place and place.suffix.lower() in AUDIO else None


def lies_below(place: Path, folders: Iterable[Path]) -> bool:
    """Say whether a real file lies in one of the folders or below it."""
    return any(place.is_relative_to(os.path.realpath(folder)) for folder in folders)


class Sounds:
    """The sound files that pages play, by the address a browser asks for. Follows the records as they change."""

    def __init__(self, store: Store, folders: Sequence[Path]) -> None:
        self._store, self.folders = store, (*folders, store.root)
        self._named: dict[str, tuple[int, str, Path]] = {}  # by episode: when its record was written, address, file

    def at(self, address: str) -> Path | None:
        """Return the sound to send for an address; `None` where there is none or it is not allowed.

        Two episodes may name two files by one address (`/` is as far up as `..` goes). Neither is sent then: silence
        is better than the wrong voice.
        """
        if Path(address).suffix.lower() not in AUDIO:
            return None
        self._refresh()
        places = {sound_file(path) for _, named, path in self._named.values() if named == address}
        place = places.pop() if len(places) == 1 else None
        return place if place and lies_below(place, self.folders) else None

    def folders_to_allow(self) -> list[Path]:
        """Return the folders that hold sound of these episodes and may not be read, in order."""
        self._refresh()
        return elsewhere((path for _, _, path in self._named.values()), self.folders)

    def _refresh(self) -> None:
        ids = self._store.episode_ids()
        for gone in self._named.keys() - set(ids):
            del self._named[gone]
        for episode_id in ids:
            record = self._store.root / episode_id / RECORD
            written = record.stat().st_mtime_ns if record.is_file() else 0
            if episode_id in self._named and self._named[episode_id][0] == written:
                continue
            path = self._audio_path(episode_id)
            self._named[episode_id] = (written, normpath(f"/{episode_id}/{path}"), record.parent / path)

    def _audio_path(self, episode_id: str) -> str:
        """Return the path of the sound that a record names; empty where it names none or cannot be read."""
        try:
            record = self._store.episode(episode_id).load(RECORD, Highlights)
        except (ArtifactDamaged, BadInput):
            return ""  # `verify` tells of it; the other episodes are served
        return record.episode.audio.path or ""


def elsewhere(paths: Iterable[Path], folders: Sequence[Path]) -> list[Path]:
    """Return the folders of those sound files that lie below none of the allowed ones, in order."""
    places = filter(None, map(sound_file, paths))
    return sorted({place.parent for place in places if not lies_below(place, folders)})


def advice(
    folders: Sequence[Path], *, artifacts: Path = ARTIFACTS, raw_audio: Path = RAW_AUDIO, allowed: Sequence[Path] = ()
) -> str:
    """Return the line that says how to hear sound in such folders on the served site; empty where there are none."""
    if not folders:
        return ""
    options = [f"--allow-audio {shlex.quote(str(folder))}" for folder in (*allowed, *folders)]
    for name, folder, usual in (("--artifacts", artifacts, ARTIFACTS), ("--raw-audio", raw_audio, RAW_AUDIO)):
        options += [f"{name} {shlex.quote(str(folder))}"] if folder.resolve() != usual.resolve() else []
    return f"to play the audio on the site: highlights serve {' '.join(options)}"


def advice_for(record: Highlights, folder: Path) -> str:
    """Return the same line for one episode, where the site as it is served by default would not send its sound."""
    path, artifacts = record.episode.audio.path, folder.parent
    return advice(elsewhere([folder / path], (artifacts, RAW_AUDIO)), artifacts=artifacts) if path else ""
