"""A person's word on quotes wins: pinned passages are shown, banned ones never, and nothing is forgotten."""

import pytest

from pipeline.checks import verbatim
from pipeline.records import Correction, Corrections, Coverage, Gap, Outline, Quotes, Section, TopicMap
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.pins_and_bans import NoSuchPassage, quote_correction
from pipeline.stages.quotes.stage import quotes
from tests.builders import episode, speech
from tests.fakes import BagEmbedder, CapitalParser
from tests.record_builder import highlights

PLAIN = "We had a long and quiet lunch near the old stone river bridge after the meeting of the board."
BEST = "Great bridges are built by small teams that trust each other completely."
TALK = speech(f"0:00 Ada: Why? | 0:02 Bo: {PLAIN} {BEST} | 0:30 Ada: Thank you.")
LUNCH = Gap(start=TALK.sentences[1].start, end=TALK.sentences[1].end)


def choose(*wishes: Correction, per_section: int = 1) -> Quotes:
    section = Section(
        id="t01", title="Work", title_source="generated", kind="talk", start=0, end=40, words=(0, len(TALK.words))
    )
    return quotes(
        episode(), Coverage(speech_s=None, worded_s=40, interpolated_share=0), TALK, Outline(sections=(section,)),
        TopicMap(topics=(), ranked=("t01",)), QuotesConfig(per_section=per_section, least_score=-20),
        embedder=BagEmbedder(), parser=CapitalParser(), corrections=Corrections(corrections=wishes),
    )  # fmt: skip


def wish(op: str, at: Gap) -> Correction:
    return Correction(op=op, target="x", value="", at=(at,))


def test_a_banned_passage_is_never_quoted() -> None:
    (first,) = choose().chosen
    found = choose(wish("ban", Gap(start=first.start, end=first.end)))
    assert first.text not in [q.text for q in found.chosen]
    assert next(c.rejected for c in found.candidates if c.words == first.words) == "banned by a person"
    assert [c.state for c in found.corrections] == ["applied"]


def test_a_pinned_passage_is_first_in_its_section() -> None:
    found = choose(wish("pin", LUNCH), per_section=2).chosen
    (first,) = [q for q in found if q.rank == 1]
    assert (first.text, first.source) == (PLAIN, "pinned")
    assert sorted(q.rank for q in found) == list(range(1, len(found) + 1))
    assert all(verbatim.problems(TALK, q.text, q.words, q.grade) == [] for q in found)


def test_a_pin_that_a_guard_would_refuse_is_flagged() -> None:
    found = choose(wish("pin", Gap(start=TALK.sentences[1].start, end=TALK.sentences[1].start + 1.2)))
    (quote,) = [q for q in found.chosen if q.source == "pinned"]
    assert any(flag.startswith("pinned although") for flag in quote.flags)


@pytest.mark.parametrize(
    ("at", "why"), [(Gap(start=500, end=510), "nothing is said there"), (Gap(start=0, end=9), "it crosses a turn")]
)
def test_a_wish_that_no_longer_fits_is_kept_and_says_why(at: Gap, why: str) -> None:
    (told,) = choose(wish("pin", at)).corrections
    assert (told.state, told.why) == ("conflict", why)


def test_the_later_wish_wins() -> None:
    assert "pinned" not in [q.source for q in choose(wish("pin", LUNCH), wish("ban", LUNCH)).chosen]
    assert "pinned" in [q.source for q in choose(wish("ban", LUNCH), wish("pin", LUNCH)).chosen]


def test_a_wish_names_a_quote_or_words_as_they_were_said() -> None:
    record, transcript = highlights()
    quote = record.quotes[0]
    assert quote_correction(record, transcript, "ban", quote.id).at == (Gap(start=quote.start, end=quote.end),)
    spoken = quote_correction(record, transcript, "pin", "a failed pot you forgot is a trap")
    assert spoken.target == "A failed pot you forgot is a trap."
    for target in ("q99", "a failed pot"):
        with pytest.raises(NoSuchPassage, match="expected a quote's id"):
            quote_correction(record, transcript, "pin", target)
