"""`highlights export`: write the highlights in the formats that other programs read."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts
from pipeline.errors import BadInput

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from pipeline.formats.registry import Format
    from pipeline.store import EpisodeStore

STDOUT = "-"
HOLD_CHAPTERS = (".mp3", ".m4a", ".m4b", ".mp4", ".mka", ".ogg", ".opus")  # other files are copied without


def export(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="Write this format, such as json, csv, md, txt, notes or epub. An unknown name lists all formats.",
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write --format to this file; - is standard output.")
    ] = STDOUT,
    chapters_into: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a copy of the audio with chapter marks (ID3 CHAP, MP4, Vorbis)."),
    ] = None,
    description: Annotated[
        bool, typer.Option("--description", help="Print chapters for a YouTube or Apple Podcasts description.")
    ] = False,
    obsidian: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a note into this folder of an Obsidian vault.")
    ] = None,
    epub: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the highlights as an EPUB 3 book.")] = None,
    for_players: Annotated[
        Path | None,
        typer.Option(
            "--for-players", metavar="DIR",
            help="Write what audio players look for: a copy of the audio with chapters, and .srt and .chapters.json.",
        ),
    ] = None,
    artifacts: Artifacts = ARTIFACTS,
) -> None:  # fmt: skip
    """Write an episode in other formats: audio with chapters, description chapters, an Obsidian note, an EPUB."""
    from pipeline.formats.registry import FORMATS, named
    from pipeline.store import Store

    if not (format_ or chapters_into or description or obsidian or epub or for_players):
        raise BadInput(
            "expected --format NAME, --chapters-into FILE, --description, --obsidian DIR, --epub FILE or "
            "--for-players DIR, found none"
        )
    place = Store(artifacts).episode(episode_id)
    for name, where in ((format_, output), ("description" if description else None, STDOUT), ("epub", epub)):
        if name and where:
            if (wanted := named(name)) is None:
                names = ", ".join(one.name for one in FORMATS)
                raise BadInput(f"expected a format ({names}), found {name[:80]!r}")
            _written(place, wanted, str(where))
    for made in (
        _audio_with_chapters(place, chapters_into) if chapters_into else None,
        _note(place, obsidian) if obsidian else None,
    ):
        if made:
            _tell(made)
    for path in _player_files(place, for_players) if for_players else ():
        _tell(path)


def _player_files(place: "EpisodeStore", folder: Path) -> list[Path]:
    """Write a copy of the audio with chapters, captions and chapters named like it; no file is overwritten.

    They do not go beside the audio itself: captions there would be read as a transcript that somebody gave.
    """
    from pipeline.files import copy, write_atomically
    from pipeline.formats.captions import srt
    from pipeline.formats.chapters import chapters

    source = _audio_of(place)
    if not folder.is_dir():
        raise BadInput(f"expected a folder, found none at {folder}")
    if folder.resolve() == source.parent.resolve():
        raise BadInput(
            f"expected another folder than that of {source.name}, found {folder}: captions beside it would be read as "
            "its transcript"
        )
    sound, texts = folder / source.name, [folder / f"{source.stem}{ending}" for ending in (".srt", ".chapters.json")]
    if taken := [path.name for path in (sound, *texts) if path.exists()]:
        raise BadInput(
            f"expected free names in {folder}, found {', '.join(taken)}; remove them, or name another folder"
        )
    if source.suffix.lower() in HOLD_CHAPTERS:
        _audio_with_chapters(place, sound)
    else:
        copy(source, sound)
    record, transcript = place.published()
    for path, text in zip(texts, (srt(transcript), chapters(record)), strict=True):
        write_atomically(path, text.encode())
    return [sound, *texts]


def _written(place: "EpisodeStore", wanted: "Format", where: str) -> None:
    """Render a format and write it to a file or to stdout, and say where the file is."""
    from pipeline.files import write_atomically

    path = Path(where)
    suffix = Path(wanted.file).suffix
    if where != STDOUT and path.suffix != suffix:
        raise BadInput(f"expected a name that ends in {suffix}, found {path}")
    data = wanted.data(*place.published())
    if where != STDOUT:
        write_atomically(path, data)
        _tell(path)
        return
    if wanted.is_text:
        text = data.decode()
        sys.stdout.write(screen.visible(text) if sys.stdout.isatty() else text)
        return
    if sys.stdout.isatty():
        raise BadInput(f"expected -o FILE for {wanted.name}, found a terminal; {wanted.media_type} is not text")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def _audio_with_chapters(place: "EpisodeStore", copy: Path) -> Path:
    """Copy the episode's audio with its sections as chapters."""
    from pipeline.bench import write_chapters
    from pipeline.records import Chapter

    record, source = place.record(), _audio_of(place)
    if not copy.parent.is_dir():
        raise BadInput(f"expected a folder, found none at {copy.parent}")
    marks = [Chapter(start=section.start, title=section.title) for section in record.sections]
    write_chapters(source, copy, marks, duration=record.episode.duration)
    return copy


def _audio_of(place: "EpisodeStore") -> Path:
    """Return the episode's audio file; `BadInput` where there is none."""
    name = place.record().episode.audio.path
    source = place.folder / name if name else None
    if source is None or not source.is_file():
        raise BadInput(f"expected the audio of {place.id}, found {source or 'none: it was made from a transcript'}")
    return source


def _note(place: "EpisodeStore", folder: Path) -> Path:
    """Write the note into a vault's folder; a note that a person wrote or changed stays as it is.

    Where the name is taken, the episode's id is added to it.
    """
    from pipeline.files import write_atomically
    from pipeline.formats.obsidian import note, note_name, written_for

    if not folder.is_dir():
        raise BadInput(f"expected a folder of an Obsidian vault, found none at {folder}")
    record = place.record()
    name = note_name(record.episode.title)
    for path in (folder / f"{name}.md", folder / f"{name} ({place.id}).md"):
        if path.is_symlink() or (path.exists() and not path.is_file()):
            continue
        known = written_for(path.read_bytes().decode(errors="replace")) if path.is_file() else (place.id, True)
        if known is None or known[0] != place.id:
            continue
        if not known[1]:
            raise BadInput(
                f"expected {path} unchanged since the last export, found your changes; rename or remove it, "
                "then export again"
            )
        write_atomically(path, note(record).encode())
        return path
    raise BadInput(f"expected a free name in {folder}, found other notes at {name}.md and {name} ({place.id}).md")


def _tell(path: Path) -> None:
    sys.stdout.write(screen.visible(str(path)) + "\n")
