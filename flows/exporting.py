"""What `highlights export` does: reads a record, hands it to a format or an engine, writes one file."""

from pathlib import Path

from pipeline.bench import write_chapters
from pipeline.errors import BadInput
from pipeline.files import write_atomically
from pipeline.formats.description import LEAST_CHAPTERS, LEAST_S, description_chapters
from pipeline.formats.epub import epub
from pipeline.formats.obsidian import note, note_name, written_for
from pipeline.records import Chapter, Highlights
from pipeline.store import EpisodeStore


def _record(place: EpisodeStore) -> Highlights:
    return place.load("highlights.json", Highlights)


def description(place: EpisodeStore) -> str:
    """Return the chapter lines; `BadInput` where no player would take them."""
    lines = description_chapters(_record(place))
    if lines is None:
        raise BadInput(
            f"expected at least {LEAST_CHAPTERS} sections of {LEAST_S} s in {place.id}: YouTube and Apple ignore fewer"
        )
    return lines


def chapters(place: EpisodeStore, copy: Path) -> Path:
    """Copy the episode's audio with its sections as chapters."""
    record = _record(place)
    source = place.folder / record.episode.audio.path if record.episode.audio.path else None
    if source is None or not source.is_file():
        raise BadInput(f"expected the audio of {place.id}, found {source or 'none: it was made from a transcript'}")
    if not copy.parent.is_dir():
        raise BadInput(f"expected a folder, found none at {copy.parent}")
    marks = [Chapter(start=section.start, title=section.title) for section in record.sections]
    write_chapters(source, copy, marks, duration=record.episode.duration)
    return copy


def obsidian(place: EpisodeStore, folder: Path) -> Path:
    """Write the note into a vault's folder; a note that a person wrote or changed stays as it is.

    Where the name is taken, the episode's id is added to it.
    """
    if not folder.is_dir():
        raise BadInput(f"expected a folder of a vault, found none at {folder}")
    record = _record(place)
    name = note_name(record.episode.title)
    for path in (folder / f"{name}.md", folder / f"{name} ({place.id}).md"):
        if path.is_symlink() or (path.exists() and not path.is_file()):
            continue
        known = written_for(path.read_bytes().decode(errors="replace")) if path.is_file() else (place.id, True)
        if known is None or known[0] != place.id:
            continue
        if not known[1]:
            raise BadInput(
                f"expected {path} as it was exported, found it changed by hand; rename or remove it, then export again"
            )
        write_atomically(path, note(record).encode())
        return path
    raise BadInput(f"expected a free name in {folder}, found other notes at {name}.md and {name} ({place.id}).md")


def book(place: EpisodeStore, path: Path) -> Path:
    """Write the book."""
    if path.suffix != ".epub":
        raise BadInput(f"expected a name that ends in .epub, found {path}")
    write_atomically(path, epub(_record(place)))
    return path
