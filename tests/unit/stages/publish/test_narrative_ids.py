"""A narrative sentence is known by its section's first words and the words that it cites."""

from pipeline.records import NarrativeSentence
from pipeline.stages.publish.narrative_ids import with_ids
from tests.published import OUTLINE, TALK

WORDS = TALK.sentences[2].words


def ids(*spans: tuple[int, int], text: str = "Ito says so.") -> list[str]:
    told = tuple(NarrativeSentence(text=text, method="frame", words=(span,)) for span in spans)
    sections = with_ids(
        TALK, [s.model_copy(update={"narrative": told if s.id == "t02" else ()}) for s in OUTLINE.sections]
    )
    return [sentence.id for section in sections for sentence in section.narrative]


def test_the_id_is_made_of_the_words_and_not_of_the_text() -> None:
    (one,) = ids(WORDS)
    assert one.startswith("n")
    assert len(one) == 5
    assert ids(WORDS, text="Ito says it otherwise.") == [one]
    assert ids(TALK.sentences[3].words) != [one]


def test_two_sentences_about_the_same_words_have_two_ids() -> None:
    assert len(set(ids(WORDS, WORDS))) == 2


def test_touching_spans_are_one() -> None:
    first, last = WORDS
    told = (NarrativeSentence(text="It.", method="frame", words=((first, first + 3), (first + 3, last))),)
    filled = [s.model_copy(update={"narrative": told if s.id == "t02" else ()}) for s in OUTLINE.sections]
    assert [n.id for s in with_ids(TALK, filled) for n in s.narrative] == ids(WORDS)
