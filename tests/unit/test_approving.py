"""An editor's text holds every id once; what changed in it becomes wishes, and nothing else does."""

import pytest

from pipeline.approving import approval, editable, edited, judged, rewriting, sentence_of
from pipeline.engines.entailment import NoNet
from pipeline.errors import BadInput
from pipeline.records import Highlights
from tests.fakes import BagEmbedder
from tests.published import RECORD, TALK

TEXT = editable(RECORD)
TOLD = [sentence for section in RECORD.sections for sentence in section.narrative]


def test_a_text_that_nobody_changed_changes_nothing() -> None:
    same = edited(RECORD, TEXT)
    assert (same.summary, same.titles, same.sentences, same.struck) == (None, (), (), ())


def test_every_change_is_found() -> None:
    title = next(s for s in RECORD.sections if s.narrative)
    text = TEXT.replace(f"summary: {RECORD.summary.text}", "summary: All about nets.")
    text = text.replace(f"{title.id}: {title.title}", f"{title.id}: Data at last")
    text = text.replace(f"{TOLD[0].id}: {TOLD[0].text}", f"{TOLD[0].id}: Ito says\nit worked.")
    text = text.replace(f"{TOLD[-1].id}: {TOLD[-1].text}\n", "")
    found = edited(RECORD, text)
    assert (found.summary, found.titles) == ("All about nets.", ((title.id, "Data at last"),))
    assert found.sentences == ((TOLD[0].id, "Ito says it worked."),)
    assert found.struck == (TOLD[-1].id,)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A sentence of nobody.\n" + TEXT, "line 1: expected an id"),
        (TEXT + f"{TOLD[0].id}: Again.\n", "expected each id once"),
        (TEXT.replace(f"summary: {RECORD.summary.text}", "summary:"), "expected a text for summary"),
        ("", "expected a text for summary"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        edited(RECORD, text)


def test_an_approval_holds_the_words_of_the_sentence_and_those_it_cites() -> None:
    kept = approval(RECORD, TALK, TOLD[0].id)
    assert (kept.op, kept.target, kept.value) == ("approve", TOLD[0].text, TOLD[0].text)
    assert len(kept.cites) == len(TOLD[0].words)
    assert sentence_of(RECORD, TOLD[0].id) == TOLD[0]


def test_the_judge_warns_of_what_the_cited_words_do_not_say() -> None:
    def warned(text: str) -> float:
        wish = rewriting(RECORD, TALK, TOLD[0].id, text)
        return judged(RECORD, TALK, wish, embedder=BagEmbedder(), net=NoNet()).probability

    assert warned(TOLD[0].text.replace("“", "").replace("”", "")) > warned("Parliament rejected nine fishing quotas.")


def test_a_summary_that_cites_nothing_rests_on_the_first_talk() -> None:
    bare: Highlights = RECORD.model_copy(update={"summary": RECORD.summary.model_copy(update={"clauses": ()})})
    wish = rewriting(bare, TALK, "summary", "Ito explains why AlexNet worked.")
    assert (wish.op, len(wish.cites)) == ("summary", 1)
