"""A file of corrections is appended to, and a line that is none is named."""

from pathlib import Path

import pytest

from pipeline.correction_files import ShowCorrections, append, corrections_in
from pipeline.errors import BadInput
from pipeline.records import Correction


def test_what_a_person_wrote_stays_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text('{"op": "word", "target":"tee",  "value":"tea"}', encoding="utf-8")
    append(path, Correction(op="name", target="Ada", value="Ida"))
    assert path.read_text(encoding="utf-8").startswith('{"op": "word", "target":"tee",  "value":"tea"}\n{"op":"name"')
    assert [c.value for c in corrections_in(path).corrections] == ["tea", "Ida"]


def test_a_line_that_is_no_correction_is_named(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text("\nnonsense\n", encoding="utf-8")
    with pytest.raises(BadInput, match="line 2: expected a correction"):
        corrections_in(path)


def test_each_show_has_a_file_of_its_own(tmp_path: Path) -> None:
    ShowCorrections(tmp_path, "tea-talk").correct(Correction(op="word", target="tee", value="tea", scope="show"))
    assert ShowCorrections(tmp_path, "tea-talk").corrections().corrections[0].scope == "show"
    assert ShowCorrections(tmp_path, "other").corrections().corrections == ()
