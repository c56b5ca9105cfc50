"""Files that others rely on, held against what the code makes; `--update-golden` rewrites them: read the diff."""

import re
from functools import cache
from pathlib import Path

import pytest

from pipeline.formats.knobs import settings_toml
from pipeline.formats.schemas import schemas
from pipeline.settings import PROFILES, defaults, gather
from tests.golden.records_md import records_md
from tests.golden.reference_md import reference
from tests.golden.stages_md import with_stages
from tests.record_builder import highlights

GOLDEN = Path(__file__).parent
PROJECT = GOLDEN.parents[1]
CONFIG = PROJECT / "config"


def without_assets(page: str) -> str:
    """Return a page without the bodies of its style and script, which have files of their own."""
    page = re.sub(r"(<style[^>]*>).*?(</style>)", r"\1…\2", page, flags=re.S)
    page = re.sub(r"(<script>|<script nonce[^>]*>).*?(</script>)", r"\1…\2", page, flags=re.S)
    return re.sub(r"'sha256-[^']+'", "'sha256-…'", page)


@cache
def made() -> dict[Path, str]:
    from pipeline.line import rendered

    record, transcript = highlights()
    page = {
        GOLDEN / "record" / name: without_assets(data.decode()) for name, data in rendered(record, transcript).items()
    }
    contract = {GOLDEN / "schema" / name: text for name, text in schemas().items()}
    config = {CONFIG / path.name: path.read_text(encoding="utf-8") for path in PROFILES.glob("*.toml")}
    docs = PROJECT / "docs"
    contract[docs / "records.md"] = records_md()
    contract[docs / "architecture.md"] = with_stages((docs / "architecture.md").read_text(encoding="utf-8"))
    contract |= {docs / "reference" / name: text for name, text in reference(PROJECT / "artifacts").items()}
    return {CONFIG / "default.toml": settings_toml(defaults()), **config, **contract, **page}


@pytest.mark.parametrize("path", sorted(made()), ids=lambda p: p.relative_to(PROJECT).as_posix())
def test_a_golden_file_is_what_the_code_makes(path: Path, request: pytest.FixtureRequest) -> None:
    text = made()[path]
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path} is missing; make it with: make golden"
    assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; read the diff after: make golden"


def test_the_default_file_changes_no_default() -> None:
    assert gather(config=CONFIG / "default.toml") == defaults()


def test_every_knob_says_why_it_is_there() -> None:
    for table, field in type(defaults()).model_fields.items():
        assert field.annotation
        for name, knob in field.annotation.model_fields.items():
            assert knob.description, f"{table}.{name}"
