"""A test lies where its module lies: `pipeline/checks/mood.py` is tested by `tests/unit/checks/test_mood.py`."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("records", "language", "checks", "formats", "engines", "stages")
# These are tested with another module or need a real file, model or server; the list may only get shorter.
ELSEWHERE = {
    "checks/additions.py": "tests/unit/checks/test_statement.py",
    "engines/audiogram.py": "tests/integration/test_clips.py",
    "engines/chapter_writer.py": "tests/integration/test_export.py",
    "engines/chat_writer.py": "tests/integration/test_writer.py",
    "engines/clip_cutter.py": "tests/integration/test_clips.py",
    "engines/cover_art.py": "tests/integration/test_cover_art.py",
    "engines/faster_whisper.py": "tests/e2e/test_engines.py",
    "engines/ffmpeg.py": "tests/integration/test_decode.py",
    "engines/openai_checkpoint.py": "tests/unit/engines/test_weights.py",
    "engines/openai_decoder.py": "tests/e2e/test_engines.py",
    "engines/openai_whisper.py": "tests/e2e/test_engines.py",
    "engines/speakers.py": "tests/e2e/test_speakers.py",
    "engines/weights_catalog.py": "tests/unit/engines/test_weights.py",
    "formats/columns.py": "tests/unit/formats/test_tables.py",
    "formats/description.py": "tests/integration/test_export.py",
    "formats/epub.py": "tests/integration/test_export.py",
    "formats/knobs.py": "tests/golden/test_golden.py",
    "formats/obsidian.py": "tests/integration/test_export.py",
    "formats/registry.py": "tests/integration/test_recipes.py",
    "formats/reading.py": "tests/unit/formats/test_lanes.py",
    "formats/site_feeds.py": "tests/unit/formats/test_site.py",
    "language/lexicon.py": "tests/unit/checks/test_polarity.py",
    "language/word_frequency.py": "tests/unit/stages/topics/test_discover.py",
    "language/words.py": "tests/unit/checks/test_verbatim.py",
    "records/base.py": "tests/unit/records/test_records.py",
    "records/findings.py": "tests/unit/records/test_records.py",
    "records/highlights.py": "tests/unit/records/test_records.py",
    "records/source.py": "tests/unit/records/test_records.py",
    "records/transcript.py": "tests/unit/records/test_records.py",
    "stages/attribute/person_names.py": "tests/unit/stages/attribute/test_name_evidence.py",
    "stages/narrate/llm_drafts.py": "tests/integration/test_writer.py",
    "stages/narrate/stage.py": "tests/unit/stages/publish/test_stage.py",
    "stages/narrate/summary.py": "tests/unit/stages/publish/test_stage.py",
    "stages/questions/context.py": "tests/unit/stages/questions/test_standalone.py",
    "stages/quotes/hand_score.py": "tests/unit/stages/quotes/test_stage.py",
    "stages/quotes/selection.py": "tests/unit/stages/quotes/test_stage.py",
    "stages/segment/features.py": "tests/unit/stages/segment/test_boundaries.py",
    "stages/segment/phrases.py": "tests/unit/stages/segment/test_stage.py",
    "stages/segment/regression.py": "tests/unit/stages/segment/test_ad_classifier.py",
}
MOST = 40


def modules() -> list[str]:
    """Return the modules that a test must mirror; settings and packages hold no behaviour of their own."""
    paths = (path for folder in FOLDERS for path in (ROOT / "pipeline" / folder).rglob("*.py"))
    return sorted(
        p.relative_to(ROOT / "pipeline").as_posix() for p in paths if p.name not in ("__init__.py", "config.py")
    )


def mirror(module: str) -> Path:
    """Return where the test of a module lies."""
    path = Path(module)
    return ROOT / "tests" / "unit" / path.parent / f"test_{path.name}"


@pytest.mark.parametrize("module", modules())
def test_a_module_has_a_test_of_its_name_in_its_place(module: str) -> None:
    if module in ELSEWHERE:
        assert (ROOT / ELSEWHERE[module]).is_file(), module
        assert not mirror(module).exists(), f"{module} has its own test now: take it out of ELSEWHERE"
    else:
        assert mirror(module).is_file(), f"write {mirror(module).relative_to(ROOT)}"


def test_the_list_of_exceptions_names_modules_and_gets_no_longer() -> None:
    assert set(ELSEWHERE) <= set(modules())
    assert len(ELSEWHERE) <= MOST
