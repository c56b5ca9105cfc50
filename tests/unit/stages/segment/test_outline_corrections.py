"""A person says where sections start and what is advertising; each correction is applied or says why not."""

import pytest

from pipeline.language.anchoring import SpokenWords
from pipeline.records import Correction, Transcript
from pipeline.stages.segment.outline_corrections import with_corrections
from pipeline.stages.segment.publisher_chapters import ChapterStretch
from tests.unit.stages.segment.test_stage import outline, talk_about

TALK = talk_about("Bread", "Planets", "Violins")
N = len(TALK.sentences)
THIRD = N // 3
STRETCHES = (
    ChapterStretch(0, THIRD, "talk", None),
    ChapterStretch(THIRD, 2 * THIRD, "talk", 0.8, title="Planets"),
    ChapterStretch(2 * THIRD, N, "sponsor", 0.7),
)


def at(op: str, sentence: int, to: int | None = None, transcript: Transcript = TALK) -> Correction:
    found = SpokenWords(transcript.words)

    def anchor(k: int):
        first = transcript.sentences[k].words[0]
        return found.anchor((first, min(first + 12, len(transcript.words))))

    return Correction(op=op, target="x", value="", said=anchor(sentence), there=None if to is None else anchor(to))


def passage(op: str, first: int, last: int) -> Correction:
    words = (TALK.sentences[first].words[0], TALK.sentences[last - 1].words[1])
    said, there = SpokenWords(TALK.words).pair(words)
    return Correction(op=op, target="x", value="", said=said, there=there)


def starts(found: list[ChapterStretch]) -> list[int]:
    assert [s.first for s in found[1:]] == [s.last for s in found[:-1]], "no hole"
    return [s.first for s in found]


def test_sections_are_split_joined_and_moved() -> None:
    split, (told,), _ = with_corrections(TALK, STRETCHES, [at("split", 3)])
    assert starts(split) == [0, 3, THIRD, 2 * THIRD]
    assert told.state == "applied"
    joined, _, _ = with_corrections(TALK, STRETCHES, [at("join", THIRD)])
    assert starts(joined) == [0, 2 * THIRD]
    moved, _, _ = with_corrections(TALK, STRETCHES, [at("move", THIRD, THIRD + 2)])
    assert starts(moved) == [0, THIRD + 2, 2 * THIRD]
    assert moved[1].title == "Planets"


@pytest.mark.parametrize(
    ("correction", "why"),
    [
        (at("move", THIRD, 2 * THIRD + 1), "its new start lies beyond"),
        (at("move", 3, 5), "no section starts there any more"),
        (at("split", 0, transcript=talk_about("Violins", "Bread")).model_copy(
            update={"said": SpokenWords(TALK.words).anchor((0, 12)).model_copy(
                update={"text": "x y z", "before": "q r", "after": "v w"})}),
         "its words are not in the transcript any more"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_reported_and_changes_nothing(correction: Correction, why: str) -> None:
    found, (told,), _ = with_corrections(TALK, STRETCHES, [correction])
    assert found == list(STRETCHES)
    assert told.state == "conflict"
    assert told.why.startswith(why)


def test_a_passage_becomes_advertising_and_a_section_becomes_talk() -> None:
    found, _, talk = with_corrections(TALK, STRETCHES, [passage("sponsor", 3, 7), passage("talk", 2 * THIRD, N)])
    assert [(s.first, s.kind) for s in found] == [
        (0, "talk"), (3, "sponsor"), (7, "talk"), (THIRD, "talk"), (2 * THIRD, "talk"),
    ]  # fmt: skip
    assert talk == ((TALK.sentences[2 * THIRD].words[0], len(TALK.words)),)


def test_saying_it_again_changes_nothing() -> None:
    for correction in (at("split", THIRD), passage("sponsor", 2 * THIRD, N), at("join", 3)):
        found, (told,), _ = with_corrections(TALK, STRETCHES, [correction])
        assert found == list(STRETCHES)
        assert told.state == "applied"
        assert told.why


def test_the_stage_tells_what_became_of_each() -> None:
    assert outline(TALK).corrections == ()
