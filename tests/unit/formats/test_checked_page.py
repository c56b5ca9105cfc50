from pipeline.formats.checked_page import checked_page
from pipeline.records.checked import CheckedQuotation, CheckedSentence, CheckedText
from tests.record_builder import highlights

RECORD, TRANSCRIPT = highlights()
ALTERED = CheckedQuotation(
    text="it never <works>", verdict="altered", said="it always works", start=1.0, end=2.0, words=((0, 3),)
)
UNSAID = CheckedQuotation(text="never", verdict="not said", said=None, start=None, end=None, words=None)
GOOD = CheckedSentence(text="It works.", verdict="supported", score=0.9, start=1.0, end=2.0, words=((0, 3), (4, 6)))
NOWHERE = CheckedSentence(text="No [b] one.", verdict="not supported", score=0.1, start=None, end=None, words=None)
WRONG = CheckedSentence(text="It fails.", verdict="contradicted", score=0.2, start=1.0, end=2.0, words=((0, 3),))


def test_the_page_shows_each_line_with_a_footnote_and_escapes_the_text() -> None:
    found = CheckedText(quotes=(ALTERED, UNSAID), sentences=(GOOD, NOWHERE, WRONG))
    page = checked_page(found, RECORD, TRANSCRIPT, name="notes.md")
    assert "it never &lt;works&gt;" in page
    assert page.count('href="#fn1"') == 2, "the same words have one footnote"
    assert page.count('<li id="fn') == 2
    assert "contradicted" in page
    assert "notes.md" in page
