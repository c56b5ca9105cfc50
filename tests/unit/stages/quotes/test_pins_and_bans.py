"""A person's word on quotes wins: pinned passages are shown, banned ones never, and nothing is forgotten."""

import pytest

from pipeline.checks import verbatim
from pipeline.engines.reading_net import NoReadingNet
from pipeline.language.anchoring import SpokenWords
from pipeline.records import Correction, Corrections, Coverage, Gap, Outline, Quotes, Section, TopicMap
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.pins_and_bans import is_banned, placed
from pipeline.stages.quotes.stage import quotes
from tests.builders import episode, speech
from tests.fakes import BagEmbedder, CapitalParser

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
        embedder=BagEmbedder(), parser=CapitalParser(), reading=NoReadingNet(),
        corrections=Corrections(corrections=wishes),
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


def test_a_wish_finds_its_words_when_their_times_are_others() -> None:
    heard = SpokenWords(TALK.words)
    said = heard.anchor(heard.places(PLAIN)[0])
    late = Gap(start=500, end=510)
    pin = Correction(op="pin", target="x", value="", at=(late,), said=said)
    assert [q.text for q in choose(pin, per_section=2).chosen if q.source == "pinned"] == [PLAIN]
    (moved,) = placed(TALK, [pin])
    assert is_banned(moved.at[0].start, moved.at[0].end, [moved.model_copy(update={"op": "ban"})])
    ban = pin.model_copy(update={"op": "ban"})
    assert PLAIN not in [q.text for q in choose(ban, per_section=2).chosen]
    assert choose(ban).corrections[0].at == (late,), "it is told as it was asked"
