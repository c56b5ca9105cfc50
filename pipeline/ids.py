"""Which id an episode gets: one that no other episode has.

The same path or the same content is the same episode. Another source of the same name gets the id with the beginning of
its content's digest behind it; an id that a person chose is never changed, so there the other source is refused.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import BadInput, Busy
from pipeline.files import sha256
from pipeline.records import Episode, Source
from pipeline.store import EPISODE_ID, RESERVED, EpisodeStore, Store

SOURCE = "source"  # the stage file that remembers what an episode was made from
DIGITS = (8, 16)  # of the digest behind an id: the longer one where two digests begin alike
LONGEST = 80


def remembered(place: EpisodeStore) -> Source | None:
    """Return what an episode was made from; None where there is none, or nothing is known of it.

    An older version kept the paths in run.json only: the rest is read back from what it made.
    """
    path = place.stage_path(SOURCE)
    if path.is_file():
        try:
            return Source.model_validate_json(path.read_bytes())
        except ValidationError:
            pass  # written by another version, or damaged: as good as not there
    return _of_an_older_version(place)


def _remember(place: EpisodeStore, source: Source) -> None:
    """Keep what an episode is made from, but not how this run came to its id: an equal run writes nothing."""
    place.keep(SOURCE, source.model_copy(update={"id_from": "name"}))


def known(store: Store, episode_id: str) -> Source | None:
    """Return what the episode of an id was made from; None where that is no id, or no episode that we know."""
    if not EPISODE_ID.fullmatch(episode_id) or episode_id in RESERVED:
        return None
    source = remembered(store.episode(episode_id))
    return source and source.model_copy(update={"episode_id": episode_id, "id_from": "episode"})


def claimed(store: Store, source: Source, *, say: Callable[[str], None] = lambda _: None) -> Source:
    """Return the source under the id that its episode has from now on, also for other processes.

    `BadInput` where a person chose the id and another episode has it; `say` hears of an id that is not the name's.
    """
    with store.claiming():
        episode_id, other = _own(store, source)
        if episode_id != source.episode_id:
            source = _named(store, source, episode_id)
        _remember(store.episode(episode_id), source)
    if other:
        say(f"{other}; this episode gets the id {episode_id}")
    return source


@contextmanager
def held(place: EpisodeStore, source: Source) -> Iterator[None]:
    """Hold an id, under the episode's lock, and give it back if nothing is made of it.

    So a file that cannot be worked on keeps no id from another. `Busy` where the id went to another source meanwhile.
    """
    made = remembered(place)
    if made is None:
        _remember(place, source)
    elif source.id_from != "episode" and not has_content_of(source, made) and not has_place_of(source, made):
        raise Busy(f"another process has just used {place.id} for {file_of(made)}; run {file_of(source)} again")
    try:
        yield
    finally:
        if not _in_use(place, but=SOURCE):
            place.drop(SOURCE)


def file_of(source: Source) -> str | None:
    """Return the path of the file that an episode is made from: its audio, or else its transcript."""
    return source.audio_path or source.transcript_path


def missing(source: Source) -> list[Path]:
    """Return the files of a source that are not where they were."""
    paths = [Path(path) for path in (source.audio_path, source.transcript_path) if path]
    return [path for path in paths if not path.is_file()]


def sound_is_gone(source: Source) -> bool:
    """Say whether a source has sound that is not where it was."""
    return source.audio_path is not None and Path(source.audio_path) in missing(source)


def has_content_of(one: Source, other: Source) -> bool:
    """Say whether two sources are the same sound, or without sound the same transcript."""
    if one.audio_sha256 and other.audio_sha256:
        return one.audio_sha256 == other.audio_sha256
    return one.transcript_sha256 is not None and one.transcript_sha256 == other.transcript_sha256


def has_place_of(one: Source, other: Source) -> bool:
    """Say whether two sources are the same file, whatever is in it now."""
    if one.audio_path and other.audio_path:
        return _same_file(one.audio_path, other.audio_path)
    if not one.transcript_path or not other.transcript_path:
        return False
    return _same_file(one.transcript_path, other.transcript_path)


def _same_file(one: str, other: str) -> bool:
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    return Path(one).exists() and Path(other).exists() and Path(one).samefile(other)  # a disk that ignores case


def _own(store: Store, source: Source) -> tuple[str, str]:
    """Return the id for a source, and, where its name's id is another episode's and this one is new, whose."""
    base = source.episode_id
    if source.id_from == "episode":
        return base, ""
    before = {id_: made for id_ in _alike(store, source) if (made := remembered(store.episode(id_)))}
    for same in (has_content_of, has_place_of):  # content first: a copied file must not take the other's episode over
        for id_, made in before.items():
            if same(source, made):
                return id_, ""
    if not _in_use(store.episode(base)):
        return base, ""
    where = file_of(before[base]) if base in before else None
    whose = f"{base} is already the id of the episode made from {where or 'an unknown file'}"
    if source.id_from == "sidecar":
        raise BadInput(
            f'expected an id that no other episode has, found id = "{base}" for {file_of(source)}, but {whose}: write '
            "a different id into the sidecar"
        )
    for id_ in _suffixed(source):
        if not _in_use(store.episode(id_)):
            return id_, whose
    raise BadInput(
        f"expected an id for {file_of(source)}, but {whose}, and similar ids are in use too: write an id into a sidecar"
    )


def _alike(store: Store, source: Source) -> Iterator[str]:
    """Yield the id of a source's name, and those with a digest behind it that are there."""
    yield source.episode_id
    if source.id_from == "name":
        for digits in DIGITS:
            stem = _shortened(source.episode_id, digits)
            for id_ in store.folders(f"{stem}-*"):
                if re.fullmatch(rf"{re.escape(stem)}-[0-9a-f]{{{digits}}}", id_):
                    yield id_


def _suffixed(source: Source) -> Iterator[str]:
    digest = source.audio_sha256 or source.transcript_sha256 or ""
    for digits in DIGITS:
        yield f"{_shortened(source.episode_id, digits)}-{digest[:digits]}"


def _shortened(base: str, digits: int) -> str:
    return base[: LONGEST - digits - 1].rstrip("-._")


def _in_use(place: EpisodeStore, *, but: str = "") -> bool:
    """Say whether anything was made, or is being made, under an id."""
    stages = place.stage_path("any").parent
    made = stages.is_dir() and any(path.name != f"{but}.json" for path in stages.iterdir())
    return made or (place.folder / "highlights.json").exists()


def _named(store: Store, source: Source, episode_id: str) -> Source:
    """Return a source under another id; the path to its sound is relative to the episode's folder."""
    folder = (store.root / episode_id).absolute()
    name = os.path.relpath(source.audio_path, folder) if source.audio_path else None
    return source.model_copy(update={"episode_id": episode_id, "audio_name": name})


def _of_an_older_version(place: EpisodeStore) -> Source | None:
    asked = place.run().get("asked")
    asked = asked if isinstance(asked, dict) else {}
    first, words = (asked.get(key) if isinstance(asked.get(key), str) else None for key in ("episode_id", "transcript"))
    about = _ingested(place)
    sound = about is not None and about.audio.sha256 is not None
    if first is None and not sound:
        return None
    words = words if sound else first
    return Source(
        **(_common(about) if about else {"title": place.id}),
        episode_id=place.id,
        audio_path=first if sound else None,
        transcript_path=words,
        transcript_sha256=sha256(Path(words).read_bytes()) if words and Path(words).is_file() else None,
    )


def _ingested(place: EpisodeStore) -> Episode | None:
    """Return the episode as it was taken in; None where that cannot be read."""
    path = place.stage_path("01_ingest")
    if not path.is_file():
        return None
    try:
        return Episode.model_validate_json(path.read_bytes())
    except ValidationError:
        return None


def _common(about: Episode) -> dict[str, object]:
    """Return what an episode says of the source it was made from."""
    kept = ("title", "show", "number", "published", "language", "people", "links", "licence", "chapters", "soundbites")
    return {name: getattr(about, name) for name in kept} | {
        "url": about.audio.url,
        "audio_name": about.audio.path,
        "audio_sha256": about.audio.sha256,
    }
