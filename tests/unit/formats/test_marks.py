"""A reader sees what is proved, what is an estimate and what a person answers for."""

from pipeline.formats.html import page
from pipeline.formats.markdown import markdown
from pipeline.formats.marks import MEANS, least_sure, worth_of, worths
from pipeline.language.page_words import page_words
from pipeline.records import Clause, Highlights, NarrativeSentence
from tests.published import RECORD, TALK

TOLD = next(s for s in RECORD.sections if s.narrative)
CLAUSE = Clause(text="It works.", words=TOLD.narrative[0].words, mark="stated", probability=0.8712)
STATED = TOLD.narrative[0].model_copy(
    update={"id": "n4f2a", "text": "It works.", "method": "model", "mark": "stated", "clauses": (CLAUSE,)}
)
APPROVED = STATED.model_copy(update={"id": "n8d1c", "method": "person", "mark": "approved"})


def with_told(*sentences: NarrativeSentence) -> Highlights:
    sections = [s.model_copy(update={"narrative": sentences if s.id == TOLD.id else ()}) for s in RECORD.sections]
    return RECORD.model_copy(update={"sections": tuple(sections)})


def test_a_record_in_which_all_is_said_has_no_marks() -> None:
    assert worths(RECORD) == {}
    assert 'class="worth' not in page(RECORD, TALK)
    assert "*(stated)*" not in markdown(RECORD, TALK)


def test_page_and_markdown_say_which_mark_a_sentence_bears() -> None:
    record = with_told(STATED, APPROVED)
    assert worths(record) == {"stated": 1, "approved": 1}
    shown = page(record, TALK)
    assert 'id="n4f2a"' in shown
    assert 'class="worth stated" href="#marks"' in shown
    assert 'class="worth approved"' in shown
    assert MEANS["approved"] in shown
    assert "87 % probable" in shown
    text = markdown(record, TALK)
    assert "*(stated)*" in text
    assert "*(approved)*" in text


def test_a_stated_sentence_tells_how_probable_it_is() -> None:
    assert worth_of(STATED, page_words("en")).endswith("(87 % probable by the judge)")
    assert "probable" not in worth_of(APPROVED, page_words("en"))
    assert least_sure([STATED, APPROVED]) == 0.8712
    assert least_sure([]) is None
