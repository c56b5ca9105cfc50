"""An id means the same words for ever; where they are gone, a tombstone says what became of them."""

from datetime import date

import pytest

from pipeline.lasting_ids import Before, named, section_ids, with_tombstones
from pipeline.records import Correction, Gap, Highlights, Tombstone, Transcript
from tests.record_builder import highlights

TODAY = date(2026, 3, 1)


@pytest.fixture
def made() -> tuple[Highlights, Transcript]:
    record, transcript = highlights()
    return named(record, transcript), transcript


def without(record: Highlights, quote: str) -> Highlights:
    """Return a record as the stages give it, its ids counted, without one quote."""
    left = [q for q in record.quotes if q.id != quote]
    counted = tuple(q.model_copy(update={"id": f"q{k:02d}"}) for k, q in enumerate(left, 1))
    return record.model_copy(update={"quotes": counted})


def heard_otherwise(transcript: Transcript, wrong: str, right: str) -> Transcript:
    words = tuple(w.model_copy(update={"text": w.text.replace(wrong, right)}) for w in transcript.words)
    return transcript.model_copy(update={"words": words})


def test_ids_are_made_of_the_words_and_refer_to_each_other(made: tuple[Highlights, Transcript]) -> None:
    record, transcript = made
    assert record == named(*highlights())
    assert all(len(q.id) == 5 and q.id[0] == "q" for q in record.quotes)
    sections = {s.id for s in record.sections}
    assert {q.section for q in record.quotes} | {c.section for c in record.clips} <= sections
    assert {s.quote for s in record.sections} - {None} <= {q.id for q in record.quotes}
    assert {q.clip for q in record.quotes} - {None} <= {c.id for c in record.clips}
    assert {id_ for t in (*record.topics, *record.themes) for id_ in t.sections} <= sections
    assert named(record, transcript) == record, "named once, they stay"


def test_quotes_keep_their_ids_when_one_before_them_goes(made: tuple[Highlights, Transcript]) -> None:
    record, transcript = made
    stages, _ = highlights()
    before = {q.text: q.id for q in record.quotes}
    later = named(without(stages, "q01"), transcript)
    assert len(later.quotes) == len(record.quotes) - 1
    assert all(before[q.text] == q.id for q in later.quotes)


def test_another_transcript_keeps_what_says_the_same(made: tuple[Highlights, Transcript]) -> None:
    record, transcript = made
    stages, _ = highlights()
    other = heard_otherwise(heard_otherwise(transcript, "leaf", "leave"), "map", "nap")
    fresh, inherited = named(stages, other), named(stages, other, Before(record, transcript))
    assert [q.id for q in inherited.quotes] == [q.id for q in record.quotes]
    assert [s.id for s in inherited.sections] == [s.id for s in record.sections]
    assert {q.id for q in fresh.quotes} != {q.id for q in record.quotes}


def test_what_is_gone_leaves_a_tombstone_and_comes_back_under_its_id(made: tuple[Highlights, Transcript]) -> None:
    record, transcript = made
    stages, _ = highlights()
    first = record.quotes[0]
    ban = Correction(
        op="ban", target=first.text, value="", at=(Gap(start=first.start, end=first.end),), state="applied"
    )
    banned = without(stages, "q01").model_copy(update={"corrections": (ban,)})
    before = Before(record, transcript)
    later = with_tombstones(named(banned, transcript, before), transcript, before, today=TODAY)
    stone = next(s for s in later.gone if s.id == first.id)
    assert (stone.now, stone.why, stone.since) == (first.section, "a person banned it", "2026-03-01")
    again = named(stages, transcript, Before(later, transcript))
    assert again.quotes[0].id == first.id
    assert with_tombstones(again, transcript, Before(later, transcript), today=TODAY).gone == ()


def test_ids_of_version_0_1_lead_to_what_has_their_words() -> None:
    old, transcript = highlights()
    before = Before(old, transcript)
    now = with_tombstones(named(old, transcript, before), transcript, before, today=TODAY)
    stones = {stone.id: stone for stone in now.gone}
    for quote, was in zip(now.quotes, old.quotes, strict=True):
        assert stones[was.id].now == quote.id
    assert stones["t01"].now == now.sections[0].id
    assert stones["fn1"].now == now.footnotes[0].id


def test_words_that_are_gone_are_said_to_be_gone(made: tuple[Highlights, Transcript]) -> None:
    record, transcript = made
    stages, _ = highlights()
    words = tuple(
        w.model_copy(update={"text": f"other{w.i}"}) if w.i in range(*record.quotes[0].words[0]) else w
        for w in transcript.words
    )
    other = transcript.model_copy(update={"words": (*words,)})
    before = Before(record, transcript)
    later = with_tombstones(named(without(stages, "q01"), other, before), other, before, today=TODAY)
    assert record.quotes[0].id in {s.id for s in later.gone}


def test_a_replacement_that_goes_as_well_is_followed(made: tuple[Highlights, Transcript]) -> None:
    record, transcript = made
    stone = Tombstone(id="qqqqq", now=record.quotes[0].id, why="w", since="2026-01-01", start=0, end=1)
    before = Before(record.model_copy(update={"gone": (stone,)}), transcript)
    stages, _ = highlights()
    later = with_tombstones(named(without(stages, "q01"), transcript, before), transcript, before, today=TODAY)
    assert next(s for s in later.gone if s.id == "qqqqq").now == record.quotes[0].section


def test_the_stages_sections_are_found_in_the_record(made: tuple[Highlights, Transcript]) -> None:
    record, _ = made
    stages, _ = highlights()
    assert section_ids(stages.sections, record)[stages.sections[1].id] == record.sections[1].id
