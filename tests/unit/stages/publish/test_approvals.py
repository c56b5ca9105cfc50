"""What a person approved, rewrote or struck out stays so in every run, or says why it cannot."""

import pytest

from pipeline.approving import approval, rewriting, striking
from pipeline.checks.proof import prove
from pipeline.errors import BadInput
from pipeline.records import Clause, Correction, NarrativeSentence, Transcript
from pipeline.stages.publish.approvals import CHANGED, GONE, Approved, approved
from tests.published import OUTLINE, RECORD, TALK

FIRST, SECOND = TALK.sentences[2].words, TALK.sentences[3].words
STATED = NarrativeSentence(
    text="Ito says that AlexNet had enough data at last.", method="model", words=(FIRST,), mark="stated",
    clauses=(
        Clause(text="Ito says that AlexNet had enough data at last.", words=(FIRST,), mark="stated", probability=0.9),
    ),
)  # fmt: skip
OTHER = STATED.model_copy(update={"text": "Ito names two cards.", "words": (SECOND,), "clauses": ()})


def run(*told: NarrativeSentence, wishes: list[Correction], talk: Transcript = TALK) -> Approved:
    sections = [s.model_copy(update={"narrative": told if s.id == "t02" else ()}) for s in OUTLINE.sections]
    return approved(talk, sections, None, wishes)


def narrative(found: Approved) -> list[tuple[str, str, str]]:
    return [(s.text, s.method, s.mark) for section in found.sections for s in section.narrative]


def wish(op: str, target: str, value: str) -> Correction:
    """Return a wish about the first sentence, as the command keeps it."""
    shown = run(STATED, OTHER, wishes=[])
    record = RECORD.model_copy(update={"sections": shown.sections})
    id_ = next(s.id for section in shown.sections for s in section.narrative if s.text == target)
    if op == "approve":
        return approval(record, TALK, id_)
    return rewriting(record, TALK, id_, value) if op == "rewrite" else striking(record, TALK, id_)


APPROVE, STRIKE = wish("approve", STATED.text, ""), wish("strike", STATED.text, "")
OWN = "AlexNet had enough data, says Ito."
REWRITE = wish("rewrite", STATED.text, OWN)


def test_an_approved_sentence_keeps_its_probability_and_says_who_answers_for_it() -> None:
    found = run(STATED, OTHER, wishes=[APPROVE])
    assert narrative(found)[0] == (STATED.text, "model", "approved")
    assert found.sections[1].narrative[0].clauses[0].probability == 0.9
    assert [c.state for c in found.corrections] == ["applied"]


def test_an_approved_sentence_is_put_in_the_place_of_what_tells_the_same_words_now() -> None:
    again = STATED.model_copy(update={"text": "Ito had data."})
    assert narrative(run(again, OTHER, wishes=[APPROVE])) == [
        (STATED.text, "person", "approved"),
        (OTHER.text, "model", "stated"),
    ]
    assert narrative(run(OTHER, wishes=[APPROVE]))[0] == (STATED.text, "person", "approved")


def test_a_sentence_in_a_persons_words_replaces_the_models() -> None:
    found = run(STATED, OTHER, wishes=[REWRITE])
    assert narrative(found)[0] == (OWN, "person", "approved")
    assert found.sections[1].narrative[0].words == STATED.words
    shown = run(STATED, OTHER, wishes=[]).sections[1].narrative[0].id
    assert found.sections[1].narrative[0].id == shown, "the id is of the words that it cites"


def test_a_sentence_struck_out_does_not_come_back() -> None:
    assert narrative(run(STATED, OTHER, wishes=[STRIKE])) == [(OTHER.text, "model", "stated")]
    assert narrative(run(OTHER, wishes=[STRIKE])) == [(OTHER.text, "model", "stated")]


def test_a_later_wish_wins() -> None:
    shown = run(STATED, OTHER, wishes=[REWRITE])
    record = RECORD.model_copy(update={"sections": shown.sections})
    again = rewriting(record, TALK, shown.sections[1].narrative[0].id, "Ito had enough.")
    assert narrative(run(STATED, OTHER, wishes=[REWRITE, again]))[0][0] == "Ito had enough."


@pytest.mark.parametrize("kept", [range(len(TALK.words) - 4, len(TALK.words)), range(FIRST[1] - 3, len(TALK.words))])
def test_a_wish_whose_words_are_gone_is_in_conflict_and_kept(kept: range) -> None:
    words = tuple(TALK.words[k].model_copy(update={"i": n}) for n, k in enumerate(kept))
    found = approved(TALK.model_copy(update={"words": words}), [], None, [APPROVE])
    assert [(c.state, c.value) for c in found.corrections] == [("conflict", STATED.text)]
    assert found.corrections[0].why in {GONE, CHANGED}


def test_only_words_that_were_said_stand_between_a_persons_quotation_marks() -> None:
    record = RECORD.model_copy(update={"sections": run(STATED, wishes=[]).sections})
    id_ = record.sections[1].narrative[0].id
    said = "Ito calls the data “finally large enough”."
    assert rewriting(record, TALK, id_, said).value == said
    for wrong in ("Ito calls the data “far too small”.", 'Ito calls the data "huge".', "", "x" * 700, "Ito\x07."):
        with pytest.raises(BadInput):
            rewriting(record, TALK, id_, wrong)
    with pytest.raises(BadInput, match="expected the id of a narrative sentence"):
        rewriting(record, TALK, "n0000", "Ito had data.")


def test_a_persons_sentence_is_proved_to_be_one() -> None:
    found = run(STATED, wishes=[REWRITE]).sections[1].narrative[0]

    def problems(sentence: NarrativeSentence) -> list[str]:
        note = RECORD.footnotes[0].model_copy(update={"words": FIRST})
        numbered = sentence.model_copy(update={"footnotes": (note.n,)})
        sections = [s.model_copy(update={"narrative": (numbered,) if s.id == "t02" else ()}) for s in RECORD.sections]
        record = RECORD.model_copy(update={"sections": tuple(sections), "footnotes": (note, *RECORD.footnotes[1:])})
        return [p.what for p in prove(record, TALK) if p.where.startswith("sections[t02].narrative")]

    assert problems(found) == []
    assert problems(found.model_copy(update={"mark": "said"})) == ["is a person's and not marked approved"]
    quoting = found.model_copy(update={"text": "Ito calls it “a miracle”."})
    assert problems(quoting) == ["quotes what the words that it cites do not say"]
