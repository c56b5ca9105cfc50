from pathlib import Path

import pytest

from flows.commands import check
from pipeline.errors import BadInput
from pipeline.records.checked import CheckedQuotation, CheckedSentence, CheckedText

ALTERED = CheckedQuotation(
    text="it never <works>", verdict="altered", said="it always works", start=1.0, end=2.0, words=((0, 3),)
)
UNSAID = CheckedQuotation(text="never", verdict="not said", said=None, start=None, end=None, words=None)
GOOD = CheckedSentence(text="It works.", verdict="supported", score=0.9, start=1.0, end=2.0, words=((0, 3), (4, 6)))
NOWHERE = CheckedSentence(text="No [b] one.", verdict="not supported", score=0.1, start=None, end=None, words=None)
WRONG = CheckedSentence(text="It fails.", verdict="contradicted", score=0.2, start=1.0, end=2.0, words=((0, 3),))


def test_faults_are_counted_and_a_faultless_text_has_none() -> None:
    assert check.faults(CheckedText(quotes=(), sentences=(GOOD,))) is None
    found = check.faults(CheckedText(quotes=(ALTERED, UNSAID), sentences=(GOOD, NOWHERE, WRONG)))
    assert found == "2 altered or unsaid quotations, 1 unsupported sentence, 1 contradicted sentence"


def test_the_terminal_shows_every_line_with_its_verdict_and_no_markup_of_the_text() -> None:
    said = "\n".join(check.told(CheckedText(quotes=(ALTERED,), sentences=(GOOD, NOWHERE, WRONG))))
    assert "it [bold]always[/] works" in said
    assert "No \\[b] one." in said
    assert all(verdict in said for verdict in ("altered", "supported", "not supported", "contradicted"))


def test_a_text_without_claims_says_so() -> None:
    assert check.told(CheckedText(quotes=(), sentences=())) == [
        "nothing to check: the text holds no statement and no quotation"
    ]


@pytest.mark.parametrize("data", [b"", b"  \n", b"\xff\xfe\x00", b"a\0b"])
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "notes.md"
    file.write_bytes(data)
    with pytest.raises(BadInput):
        check.read(file)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(BadInput, match="found none at"):
            check.read(path)


def test_a_text_that_is_too_long_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.md"
    file.write_text("word " * (check.MOST_BYTES // 4), encoding="utf-8")
    with pytest.raises(BadInput, match="at most 2 MB"):
        check.read(file)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_bytes("It works.".encode("utf-8-sig"))
    assert check.read(file) == "It works."
