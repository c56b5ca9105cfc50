"""What `highlights export` does: reads a record, hands it to a format or an engine, writes one file."""

from pathlib import Path

from pipeline.engines.chapter_writer import write_chapters
from pipeline.errors import BadInput
from pipeline.formats.description import LEAST_CHAPTERS, LEAST_S, description_chapters
from pipeline.formats.epub import epub
from pipeline.formats.obsidian import note, note_name
from pipeline.records import Chapter, Highlights
from pipeline.store import EpisodeStore, write_atomically


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
    """Write the note into a vault's folder."""
    if not folder.is_dir():
        raise BadInput(f"expected a folder of a vault, found none at {folder}")
    record = _record(place)
    path = folder / f"{note_name(record.episode.title)}.md"
    write_atomically(path, note(record).encode())
    return path


def book(place: EpisodeStore, path: Path) -> Path:
    """Write the book."""
    if path.suffix != ".epub":
        raise BadInput(f"expected a name that ends in .epub, found {path}")
    write_atomically(path, epub(_record(place)))
    return path
