"""One file given to a reader: read, refused, or what else came of it."""

import traceback
from pathlib import Path

from pipeline.errors import HighlightsError
from tests.fuzz.readers import Reader


def tried(reader: Reader, data: bytes, folder: Path) -> str:
    """Return "read", "refused" where the reader raised an error of ours in one line, else what is wrong."""
    path = folder / "talk" / reader.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    try:
        reader.read(path)
    except HighlightsError as error:
        said = str(error)
        if "\n" in said.strip():
            return f"more than one line: {said[:300]!r}"
        return "refused" if len(said) < 2000 else f"{len(said)} characters: {said[:300]!r}"
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {where.filename}:{where.lineno}: {str(error)[:200]}"
    return "read"
