"""Several processes that make episodes in one artifacts folder, a reader beside them, and what came of it.

python -m tests.many_writers write ARTIFACTS FILE...      makes each file's episode in turn, the first by the command
python -m tests.many_writers read ARTIFACTS STOP          reads the catalog until the file STOP is there
"""

import contextlib
import hashlib
import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

from pipeline.formats.tables import OF_ONE_FILE, rows
from pipeline.records import Highlights
from pipeline.store import Store

THINGS = "kettle pot leaf garden engine ladder violin harbour lantern bridge".split()
PLACES = "kitchen mountain factory theatre village museum desert station".split()
TALK = """WEBVTT

00:00.000 --> 00:06.000
<v Ana Reyes>Welcome to the show. Today my guest is Ben Ito.

00:06.000 --> 00:12.000
<v Ana Reyes>Why did the {thing} in the {place} begin to work so well?

00:12.000 --> 00:24.000
<v Ben Ito>The {thing} became old enough that a patient {place} could finally learn from it. Nobody had expected that.

00:24.000 --> 00:40.000
<v Ben Ito>A {place} that measures every {thing} honestly learns more from failure number {k} than from ten lucky ones.
"""


@dataclass
class Outcome:
    """What a round gave; all but `reads` and `seconds` should be empty."""

    errors: list[str] = field(default_factory=list)  # runs that did not end with 0, in their own words
    unseen: list[str] = field(default_factory=list)  # episodes not in the catalog when their run had ended with 0
    missing_rows: list[str] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)
    broken_reads: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # half-written files
    reads: int = 0
    generations: int = 0  # that the reader saw
    seconds: float = 0.0

    @property
    def faults(self) -> dict[str, list[str]]:
        """What is not as it should be, by kind."""
        kinds = ("errors", "unseen", "missing_rows", "missing_files", "broken_reads", "left")
        return {kind: found for kind in kinds if (found := getattr(self, kind))}


def talks(folder: Path, count: int) -> list[Path]:
    """Write so many small transcripts, each different."""
    folder.mkdir(parents=True)
    for k in range(count):
        text = TALK.format(thing=THINGS[k % len(THINGS)], place=PLACES[k % len(PLACES)], k=k + 1)
        (folder / f"talk-{k:04d}.vtt").write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def together(folder: Path, *, processes: int, each: int, alone: bool = False) -> Outcome:
    """Have so many processes make so many episodes each in one folder; `alone` starts a process for every episode."""
    files, artifacts, stop = talks(folder / "talks", processes * each), folder / "artifacts", folder / "stop"
    started = time.monotonic()
    with _started("read", artifacts, stop) as reader:
        said: list[dict[str, str]] = []
        shares = [files[k::processes] for k in range(processes)]
        for some in zip(*shares, strict=True) if alone else [None]:
            work = [[file] for file in some] if some else shares
            writers = [_started("write", artifacts, *share) for share in work]
            said += [json.loads(line) for writer in writers for line in writer.communicate()[0].splitlines()]
        stop.touch()
        found = json.loads(reader.communicate()[0])
    outcome = Outcome(seconds=time.monotonic() - started, reads=found["reads"], generations=found["generations"])
    outcome.broken_reads = found["broken"]
    outcome.errors = [f"{one['file']}: {one['error']}" for one in said if one["error"]]
    outcome.unseen = [one["file"] for one in said if one["unseen"]]
    if len(said) != len(files):
        outcome.errors.append(f"{len(said)} of {len(files)} runs answered")
    inspect(artifacts, [file.stem for file in files], outcome)
    return outcome


def inspect(artifacts: Path, ids: Iterable[str], outcome: Outcome) -> None:
    """Compare the catalog that stands in the end with the episodes that were made."""
    import pandas as pd

    catalog = artifacts / "catalog"
    tables = {name: pd.read_parquet(catalog / f"{name}.parquet") for name in OF_ONE_FILE}
    index = (catalog / "index.html").read_text(encoding="utf-8")
    feed = (catalog / "feed.json").read_text(encoding="utf-8")
    for id_ in ids:
        path = artifacts / id_ / "highlights.json"
        if not path.is_file():
            outcome.missing_files.append(str(path))
            continue
        expected = rows(Highlights.model_validate_json(path.read_bytes()))
        for name, table in tables.items():
            count = int((table["episode_id"] == id_).sum())
            if count != len(expected[name]):
                outcome.missing_rows.append(f"{name}: {count} of {len(expected[name])} rows of {id_}")
        if not (catalog / "search" / "e" / f"{id_}.js").is_file():
            outcome.missing_files.append(f"search/e/{id_}.js")
        outcome.missing_rows += [
            f"{where}: {id_}" for where, text in (("site", index), ("feed", feed)) if id_ not in text
        ]
    outcome.missing_files += [
        f"search/t/{name}.js" for name in shards(index) if not (catalog / "search" / "t" / f"{name}.js").is_file()
    ]
    outcome.left = [str(path) for path in artifacts.rglob(".tmp-*")]


def shards(index: str) -> list[str]:
    """Return the word files that the site's front page counts on."""
    found = re.search(r'id="listing">(.*?)</script>', index)
    blocks = json.loads(found[1])["shards"] if found else []
    return [f"{block}/{name}" for block, names in enumerate(blocks) for name in names]


def _started(what: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.many_writers", what, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


# ---- in a process of its own


def write(artifacts: Path, files: Sequence[str]) -> None:
    """Make the first file's episode as a user would, the others with engines loaded once; print a line for each."""
    import pandas as pd

    for file, make in zip(files, (_by_command, *repeat(_by_line, len(files) - 1)), strict=True):
        failed = make(artifacts, file)
        listed = failed or Path(file).stem in set(
            pd.read_parquet((artifacts / "catalog").resolve() / "episodes.parquet")["episode_id"]
        )
        print(json.dumps({"file": file, "error": failed, "unseen": not listed}), flush=True)


def _by_command(artifacts: Path, file: str) -> str:
    from flows.main import main

    error, out = io.StringIO(), io.StringIO()
    sys.argv = ["highlights", "run", file, "--direct", "--artifacts", str(artifacts)]
    code: object = 0
    try:
        with contextlib.redirect_stderr(error), contextlib.redirect_stdout(out):
            main()
    except SystemExit as stop:
        code = stop.code
    return "" if code in (0, None) else f"{code} {error.getvalue().strip()[-300:]}"


def _by_line(artifacts: Path, file: str) -> str:
    from flows.job import Job, find
    from pipeline.errors import HighlightsError
    from pipeline.line import process

    settings, bench = _equipped()
    store = Store(artifacts)
    try:
        process(find(Job(episode_id=file, artifacts=str(artifacts)), store)[0], settings, bench, store)
    except HighlightsError as error:
        return f"{error.exit_code} {error}"
    return ""


@cache
def _equipped() -> tuple[Any, Any]:
    from pipeline.bench import equip
    from pipeline.settings import gather

    settings = gather()
    return settings, equip(settings)


def read(artifacts: Path, stop: Path) -> None:
    """Read the catalog as programs do until `stop` is there; print what was missing, broken or of two times."""
    broken: list[str] = []
    generations: set[str] = set()
    reads = 0
    while not stop.exists():
        if (artifacts / "catalog").exists():
            for how in (_by_path, _in_one):
                try:
                    seen, count = how(artifacts / "catalog")
                except Exception as error:
                    broken.append(f"{how.__name__}: {error!r}"[:300])
                else:
                    generations.add(seen)
                    reads += count
        time.sleep(0.1)  # leaves the processor to the writers
    print(json.dumps({"broken": broken, "reads": reads, "generations": len(generations)}))


def _by_path(catalog: Path) -> tuple[str, int]:
    """Open each file once by its path in artifacts/catalog, whatever is there just then."""
    import pandas as pd

    index = (catalog / "index.html").read_text(encoding="utf-8")
    assert index.rstrip().endswith("</html>"), "index.html is cut off"
    frames = [pd.read_parquet(io.BytesIO((catalog / f"{name}.parquet").read_bytes())) for name in OF_ONE_FILE]
    assert all(len(frame.columns) for frame in frames)
    for name in ("site.css", "site.js", "graph.js", "quotes.csv", "feed.xml", "related.html", "datapackage.json"):
        assert (catalog / name).stat().st_size, f"{name} is empty"
    for name in shards(index):
        assert (catalog / "search" / "t" / f"{name}.js").read_bytes().endswith(b");\n"), f"{name}.js is cut off"
    return "", len(frames) + 8


def _in_one(catalog: Path) -> tuple[str, int]:
    """Resolve artifacts/catalog once and read everything there: all of one moment."""
    import pandas as pd

    folder = catalog.resolve()
    package = json.loads((folder / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        paths = resource["path"]
        parts = [(folder / path).read_bytes() for path in ([paths] if isinstance(paths, str) else paths)]
        assert resource["bytes"] == sum(map(len, parts)), f"{paths} is not of the same time as datapackage.json"
        found = hashlib.sha256(parts[0]).hexdigest()
        assert resource.get("hash") in (None, f"sha256:{found}"), f"{paths} is not of the same time as datapackage.json"
    frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in OF_ONE_FILE}
    ids = set(frames["episodes"]["episode_id"])
    strangers = {f"{name}: {id_}" for name, frame in frames.items() for id_ in set(frame["episode_id"]) - ids}
    assert not strangers, f"rows of episodes that are not listed: {sorted(strangers)[:3]}"
    index = (folder / "index.html").read_text(encoding="utf-8")
    unlisted = [id_ for id_ in ids if id_ not in index]
    assert not unlisted, f"in the tables and not on the site: {unlisted[:3]}"
    unsearchable = [id_ for id_ in ids if not (folder / "search" / "e" / f"{id_}.js").read_bytes().endswith(b");\n")]
    assert not unsearchable, f"search files cut off: {unsearchable[:3]}"
    return str(folder) + str(len(ids)), len(frames) + len(ids) + len(package["resources"])


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), sys.argv[3:])
    else:
        read(Path(sys.argv[2]), Path(sys.argv[3]))
