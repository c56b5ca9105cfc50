"""The house stands: one direction of imports, heavy tools each in one room, files and functions of a readable size."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("pipeline/**/*.py"), *ROOT.glob("flows/**/*.py")])

# The layers from top to bottom: what stands in one may import what stands below, and its neighbours in the layer but
# for those beyond a `|`. It may import nothing from above.
LAYERS = (
    "flows",
    "line audit clipping collecting gone correcting show_wide approving comparing static_site renditions",
    "memory remembered ids lasting_ids migrating bench unchanged known_voices reanchoring",
    "settings",
    "stages | engines transcripts sources feeds",
    "corpus",
    "formats",
    "checks",
    "language",
    "ports reading store correction_files diary swapping mirror leases objects files lock limits versions stage fitted",
    "records spans errors folders links schedule system code_digest cards cuts",
)
# Steps down that are forbidden all the same, each with its reason.
FORBIDDEN = {
    ("flows", "engines"): "the bench is the one place that names engines",
    ("stages", "corpus"): "a stage knows of one episode",
    ("stages", "formats"): "a stage gives values, not texts",
    ("engines", "corpus"): "an engine knows of one episode",
    ("engines", "formats"): "an engine gives values, not texts",
    ("engines", "checks"): "an engine does not judge",
    ("formats", "checks"): "a format shows what was judged before",
}
OPEN_THE_STORE = {
    "flows", "line", "correcting", "audit", "clipping", "collecting", "memory", "remembered", "ids", "unchanged",
    "known_voices",
    "corpus", "store", "static_site", "show_wide", "renditions",
}  # fmt: skip
# Tools that cost seconds to import or may be replaced: each is named in these files only.
HOME_OF = {
    "whisper": {"pipeline/engines/openai_whisper.py", "pipeline/engines/openai_decoder.py"},
    "torch": {
        "pipeline/engines/openai_whisper.py",
        "pipeline/engines/openai_decoder.py",
        "pipeline/engines/speaker_activity.py",
        "pipeline/engines/speakers.py",
    },
    "faster_whisper": {"pipeline/engines/faster_whisper.py", "pipeline/engines/voice_activity.py"},
    "ctranslate2": {"pipeline/engines/faster_whisper.py"},
    "spacy": {"pipeline/engines/spacy_text.py", "pipeline/engines/spacy_french.py"},
    "babel": {"pipeline/language/page_words.py"},
    "py3langid": {"pipeline/language/identification.py"},
    "onnxruntime": {
        "pipeline/engines/embeddings.py",
        "pipeline/engines/word_piece_net.py",
        "pipeline/engines/voice_activity.py",
    },
    "tokenizers": {
        "pipeline/engines/embeddings.py",
        "pipeline/engines/word_piece_net.py",
    },
    "charset_normalizer": {"pipeline/transcripts/encoding.py"},
    "httpx": {
        "pipeline/engines/chat_server.py",
        "pipeline/engines/chat_writer.py",
        "pipeline/feeds/connection.py",
        "pipeline/feeds/fetch.py",
    },
    "prefect_dask": {"flows/backlog.py"},
    "prefect_ray": {"flows/backlog.py"},
    "obstore": {"pipeline/objects.py"},
    "PIL": {"pipeline/engines/quote_cards.py"},
    "httpcore": {"pipeline/feeds/connection.py", "pipeline/feeds/fetch.py"},
    "feedparser": {"pipeline/feeds/reading.py"},
    "lxml": {"pipeline/feeds/markup.py"},
    "pandas": set(),  # importing it takes longer than a small table: Arrow makes them
    "deltalake": {"pipeline/formats/delta_tables.py"},
    "pyarrow": {"pipeline/formats/tables.py", "pipeline/formats/table_files.py", "pipeline/formats/delta_tables.py"},
    "imageio_ffmpeg": {"pipeline/engines/ffmpeg.py"},
    "prefect": {
        "flows/episode.py",
        "flows/batch.py",
        "flows/feeds.py",
        "flows/site.py",
        "flows/queues.py",
        "flows/cleanup.py",
        "flows/run_screen.py",
        "flows/deployments.py",
        "flows/page_edits.py",
        "flows/heartbeats.py",
        "flows/backlog.py",
        "flows/guarded_server.py",
    },
    "starlette": {"flows/site_server.py", "flows/guarded_server.py", "flows/json_api.py"},
    "fastapi": {"flows/json_api.py"},
    "uvicorn": {"flows/site_server.py", "flows/own_server.py", "flows/guarded_server.py"},
    "mcp": {"flows/mcp_server.py"},
    "h11": {"flows/site_server.py"},
}
ENGINE_PARTS = {
    "weights",
    "weights_catalog",
    "word_pieces",
    "word_piece_net",
    "entailment",
    "openai_checkpoint",
    "pickled_tensors",
    "whisper_decoding",
    "openai_decoder",
    "sound_prints",
    "spool",
    "ffmpeg",
    "ffmpeg_report",
    "clip_edges",
    "audio_tracks",
    "audiogram",
    "headings",
    "draft_form",
    "chat_server",
    "whisper_models",
}  # parts that engines share
MAX_FILE, MAX_FUNCTION = 400, 60


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Return every module a file imports, at the top or inside a function, with its line."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, node.lineno)]
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return tuple(found)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(module: str) -> str | None:
    """Return what the layers call a module: `flows`, or the first name below `pipeline`."""
    parts = module.split(".")
    if parts[0] == "flows":
        return "flows"
    return parts[1] if parts[0] == "pipeline" and len(parts) > 1 else None


def is_ours(module: str) -> bool:
    """Say whether a module or package of this project has that name: an imported value has none."""
    path = ROOT.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def place(name: str) -> tuple[int, int]:
    """Return the layer of a room, counted from the top, and its group between the `|` of that layer."""
    for depth, layer in enumerate(LAYERS):
        for group, names in enumerate(layer.split("|")):
            if name in names.split():
                return depth, group
    raise AssertionError(f"{name} stands in no layer; name it in LAYERS")


def refused(here: str, there: str) -> str | None:
    """Return why a room may not import another, None where it may."""
    (depth, group), (other, beside) = place(here), place(there)
    if other < depth:
        return "it stands above"
    if other == depth and group != beside:
        return "it stands beyond a `|`"
    if there == "store" and here not in OPEN_THE_STORE:
        return "only what keeps or publishes opens the store"
    return FORBIDDEN.get((here, there))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_run_in_one_direction(path: Path) -> None:
    here = room(module_of(path))
    for module, line in imports(path):
        there = room(module)
        if here and there and here != there and is_ours(module):
            why = refused(here, there)
            assert not why, f"{name(path)}:{line}: {here} imports {there}: {why}"


@pytest.mark.parametrize(
    ("here", "there", "why"),
    [
        ("engines", "sources", None),
        ("line", "records", None),
        ("records", "line", "it stands above"),
        ("stages", "engines", "it stands beyond a `|`"),
        ("formats", "store", "only what keeps or publishes opens the store"),
        ("formats", "checks", "a format shows what was judged before"),
    ],
)
def test_layers_say_what_may_be_imported(here: str, there: str, why: str | None) -> None:
    assert refused(here, there) == why


# Scripts run by hand: what makes shipped files, what measures, and what both share.
SCRIPTS = {
    "training": {"training", "evaluation"},
    "benchmarks": {"benchmarks", "evaluation"},
    "evaluation": {"evaluation"},
}


@pytest.mark.parametrize("path", sorted(p for f in SCRIPTS for p in ROOT.glob(f"{f}/*.py")), ids=name)
def test_scripts_that_ship_and_scripts_that_measure_do_not_import_each_other(path: Path) -> None:
    others = SCRIPTS.keys() - SCRIPTS[path.parent.name]
    for module, line in imports(path):
        assert module.split(".")[0] not in others, f"{name(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_the_program_needs_no_script(path: Path) -> None:
    for module, line in imports(path):
        assert module.split(".")[0] not in SCRIPTS, f"{name(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", sorted(ROOT.glob("pipeline/stages/**/*.py")), ids=name)
def test_no_stage_imports_another(path: Path) -> None:
    own = module_of(path).split(".")[2] if len(module_of(path).split(".")) > 2 else ""
    for module, line in imports(path):
        parts = module.split(".")
        if own and parts[:2] == ["pipeline", "stages"] and len(parts) > 2 and parts[2] != own:
            raise AssertionError(f"{name(path)}:{line} imports {module}")


@pytest.mark.parametrize("path", sorted(ROOT.glob("pipeline/engines/*.py")), ids=name)
def test_engines_import_only_the_parts_they_share(path: Path) -> None:
    for module, line in imports(path):
        parts = module.split(".")
        if parts[:2] == ["pipeline", "engines"] and len(parts) > 2:
            assert parts[2] in ENGINE_PARTS, f"{name(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_heavy_tool_is_named_in_its_home_only(path: Path) -> None:
    for module, line in imports(path):
        homes = HOME_OF.get(module.split(".")[0])
        assert homes is None or name(path) in homes, f"{name(path)}:{line} imports {module}"


def test_there_is_no_import_circle() -> None:
    graph = {module_of(p): {m for m, _ in imports(p)} for p in SOURCES}
    graph = {m: {x for x in found if x in graph and x != m} for m, found in graph.items()}
    seen: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path, module))
        if module not in seen:
            for other in sorted(graph[module]):
                walk(other, (*path, module))
            seen.add(module)

    for module in graph:
        walk(module, ())


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_and_functions_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_FILE, f"{name(path)} is too long"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            size = (node.end_lineno or 0) - node.lineno + 1
            wide = name(path) == "pipeline/line.py" and node.name == "_stages"  # the order of the line, in one piece
            assert wide or size <= MAX_FUNCTION, f"{name(path)}:{node.lineno} {node.name} has {size} lines"


@pytest.mark.parametrize("path", [p for p in SOURCES if "pipeline" in p.parts], ids=name)
def test_files_are_written_only_by_store_and_engines(path: Path) -> None:
    if (
        room(module_of(path)) in ("files", "store", "swapping", "lock", "system", "engines")
        or path.stem == "generations"
    ):
        return
    if name(path) == "pipeline/feeds/partial.py":  # a download grows over minutes; it gets its name when it is whole
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        attribute = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        assert attribute not in ("write_text", "write_bytes", "mkdir", "unlink"), f"{name(path)}:{node.lineno}"
        assert attribute != "open" or room(module_of(path)) == "sources", f"{name(path)}:{node.lineno}"  # which reads


def test_help_is_instant_because_nothing_heavy_is_imported() -> None:
    program = (
        "import sys; sys.argv = ['highlights', '--help']\n"
        "from flows import commands\n"
        "try: commands.app()\nexcept SystemExit: pass\n"
        f"print(sorted(set({sorted(HOME_OF)!r}) & {{m.split('.')[0] for m in sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_importing_the_line_imports_no_heavy_tool() -> None:
    program = (
        f"import sys, pipeline.line\nprint(sorted(set({sorted(HOME_OF)!r}) & {{m.split('.')[0] for m in sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_two_classes_have_one_name() -> None:
    """A reader who searches for a name finds one thing."""
    homes: dict[str, list[str]] = {}
    for path in (*SOURCES, *(p for folder in ("evaluation", "benchmarks") for p in ROOT.glob(f"{folder}/*.py"))):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(name(path))
    assert {found: places for found, places in homes.items() if len(places) > 1} == {}
