"""A file that is being downloaded: hidden beside its place, resumed where it ended, named only when it is whole."""

import json
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import machine_failure
from pipeline.feeds.sniff import HEAD
from pipeline.files import remove, write_atomically
from pipeline.system import flush


class Partial:
    """The bytes got so far of the file that will be `folder/stem` and an ending."""

    def __init__(self, folder: Path, stem: str) -> None:
        self.folder, self.stem = folder, stem
        self.path = folder / f".{stem}.part"  # hidden: no batch takes it for an episode
        self._about = folder / f".{stem}.part.json"

    def size(self) -> int:
        """Return how many bytes there are."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def validator(self, url: str) -> str | None:
        """Return what says that the server's file is still the one begun here; None where it must be got anew."""
        try:
            about = json.loads(self._about.read_bytes())
        except (OSError, ValueError):
            return None
        found = about.get("validator") if isinstance(about, dict) and about.get("url") == url else None
        return found if isinstance(found, str) else None

    def restart(self, url: str, validator: str | None) -> None:
        """Throw away what there is and begin with an empty file; `validator` allows to resume it."""
        remove(self.path)
        write_atomically(self._about, json.dumps({"url": url, "validator": validator}).encode())

    def append(self, chunks: Iterable[bytes]) -> None:
        """Write chunks at the end as they come; what came before an error stays."""
        try:
            with self.path.open("ab") as file:
                for chunk in chunks:
                    file.write(chunk)
        except OSError as error:
            raise machine_failure(error, f"write {self.path}", otherwise="name another folder with --feeds") from error

    def head(self) -> bytes:
        """Return the first bytes."""
        if not self.path.is_file():
            return b""
        with self.path.open("rb") as file:
            return file.read(HEAD)

    def finish(self, ending: str) -> Path:
        """Give the whole file its name, durably; return where it lies."""
        place = self.folder / f"{self.stem}{ending}"
        try:
            flush(self.path)
            self.path.replace(place)
            flush(self.folder)
        except OSError as error:
            raise machine_failure(error, f"write {place}") from error
        remove(self._about)
        return place

    def drop(self) -> None:
        """Remove what there is."""
        remove(self.path)
        remove(self._about)
