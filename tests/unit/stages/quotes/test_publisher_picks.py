"""What the publisher picked wins: soundbites of the feed, and passages an editor played before the episode."""

from typing import Any

import pytest

from pipeline.checks import verbatim
from pipeline.engines.reading_net import NoReadingNet
from pipeline.language.words import plain
from pipeline.records import (
    Correction,
    Corrections,
    Coverage,
    Gap,
    Outline,
    Questions,
    Quotes,
    Section,
    Soundbite,
    TopicMap,
    Transcript,
)
from pipeline.stages.publish.clip_plan import plan
from pipeline.stages.publish.config import ClipPlanConfig
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.publisher_picks import heard_again, soundbites
from pipeline.stages.quotes.stage import quotes, shown
from tests.builders import episode, speech
from tests.fakes import BagEmbedder, CapitalParser

NO_WISHES = Corrections()
CLIP = "The kiln decides in the night what your hands only hoped for in the morning."
PLAIN = "We had a long and quiet lunch near the old stone river bridge after the meeting of the board."
BEST = "Great potters are made by small workshops that trust each other completely."
NOTES = "I write the date of every firing into a small green notebook beside the door."
OPEN = f"0:00 Bo: {CLIP} | 0:10 Ada: Welcome to the show, today we talk about clay and patience with Bo. | "
BODY = f"0:30 Bo: {BEST} {PLAIN} | 1:00 Ada: And what happens then? | 1:10 Bo: {NOTES} {CLIP} Nobody sees it happen."


def talk(script: str) -> Transcript:
    return speech(script.replace(" | ", "\n"))


def outline(transcript: Transcript, *kinds: tuple[int, str]) -> Outline:
    """Return sections from the sentences named on, of these kinds; an introduction is a cold open."""
    starts = [transcript.sentences[k].words[0] for k, _ in kinds]
    return Outline(
        sections=tuple(
            Section.model_validate(
                {
                    "id": f"t{n:02d}", "title": "x", "title_source": "generated", "kind": kind, "words": (a, b),
                    "start": transcript.words[a].start, "end": transcript.words[b - 1].end,
                    "flags": ("teaser",) if kind == "intro" else (),
                }
            )
            for n, ((_, kind), a, b) in enumerate(
                zip(kinds, starts, [*starts[1:], len(transcript.words)], strict=True), 1
            )
        )
    )  # fmt: skip


BY_WORDING = QuotesConfig(
    per_section=1,
    least_score=-20,
    least_reading=-20,
    least_assured=-20,
    reading_weight=0,
    hand_weight=1,
    score_in_section=20,
)


def choose(transcript: Transcript, parts: Outline, *bites: Soundbite, wishes: Corrections = NO_WISHES) -> Quotes:
    return quotes(
        episode(soundbites=bites), Coverage(speech_s=None, worded_s=40, interpolated_share=0), transcript, parts,
        TopicMap(topics=(), ranked=("t01",)),
        BY_WORDING,
        embedder=BagEmbedder(), parser=CapitalParser(), reading=NoReadingNet(),
        corrections=wishes,
    )  # fmt: skip


TALK = talk(BODY)
PARTS = outline(TALK, (0, "talk"), (3, "talk"))


def at(transcript: Transcript, k: int, **fields: Any) -> Soundbite:
    return Soundbite(start=transcript.sentences[k].start, end=transcript.sentences[k].end, **fields)


def test_a_soundbite_is_quoted_before_what_we_would_choose() -> None:
    assert [q.text for q in choose(TALK, PARTS).chosen if q.section == "t01"] == [BEST]
    found = choose(TALK, PARTS, at(TALK, 1))
    (first,) = [q for q in found.chosen if q.section == "t01" and q.rank == 1]
    assert (first.text, first.source, first.flags) == (PLAIN, "publisher", ())
    assert all(verbatim.problems(TALK, q.text, q.words, q.grade) == [] for q in found.chosen)


def test_a_soundbite_makes_its_section_a_highlight() -> None:
    found = choose(TALK, PARTS, at(TALK, 3))
    assert [q.section for q in found.chosen if q.source == "publisher"] == ["t02"]
    assert shown(TopicMap(topics=(), ranked=("t01",)), found).ranked == ("t01", "t02")
    assert shown(TopicMap(topics=(), ranked=("t02",)), found).ranked == ("t02",)


def test_a_soundbite_that_we_would_not_quote_is_flagged() -> None:
    (quote,) = [q for q in choose(TALK, PARTS, at(TALK, 2)).chosen if q.source == "publisher"]
    assert quote.flags[-1].startswith("picked by the publisher although: ")


def test_a_soundbite_that_may_be_an_advert_is_left_out() -> None:
    doubted = PARTS.model_copy(update={"doubtful": (TALK.sentences[2].words,)})
    found = choose(TALK, doubted, at(TALK, 2))
    assert found.picked == ()
    assert "publisher" not in {q.source for q in found.chosen}


def test_a_ban_and_a_pin_of_a_person_outweigh_the_publisher() -> None:
    spot = Gap(start=TALK.sentences[1].start, end=TALK.sentences[1].end)
    banned = Corrections(corrections=(Correction(op="ban", target="x", value="", at=(spot,)),))
    assert PLAIN not in [q.text for q in choose(TALK, PARTS, at(TALK, 1), wishes=banned).chosen]
    best = Gap(start=TALK.sentences[0].start, end=TALK.sentences[0].end)
    pinned = Corrections(corrections=(Correction(op="pin", target="x", value="", at=(best,)),))
    found = choose(TALK, PARTS, at(TALK, 1), wishes=pinned).chosen
    assert [q.source for q in sorted(found, key=lambda q: q.rank) if q.section == "t01"] == ["pinned", "publisher"]


def test_soundbites_become_whole_sentences_of_talk() -> None:
    first, second = TALK.sentences[0], TALK.sentences[1]
    rough = Soundbite(start=first.start + 0.6, end=second.end - 0.6)
    assert [p.words for p in soundbites(TALK, PARTS, [rough])] == [(first.words[0], second.words[1])]
    inside = Soundbite(start=second.start + 1.5, end=second.end - 1.5)
    assert [p.words for p in soundbites(TALK, PARTS, [inside])] == [second.words]
    sponsor = outline(TALK, (0, "sponsor"), (3, "talk"))
    assert soundbites(TALK, sponsor, [rough, Soundbite(start=9000, end=9030)]) == []


def test_what_the_cold_open_plays_is_quoted_from_the_talk() -> None:
    transcript = talk(OPEN + BODY)
    parts = outline(transcript, (0, "intro"), (2, "talk"))
    (span,) = heard_again(transcript, parts, [plain(transcript.words, s.words) for s in transcript.sentences])
    assert plain(transcript.words, span) == CLIP
    (quote,) = [q for q in choose(transcript, parts).chosen if q.source == "publisher"]
    assert (quote.text, quote.section) == (CLIP, "t02")
    assert quote.start > 60


def test_without_a_cold_open_nothing_is_heard_again() -> None:
    transcript = talk(OPEN + BODY)
    parts = outline(transcript, (0, "talk"))
    assert heard_again(transcript, parts, [plain(transcript.words, s.words) for s in transcript.sentences]) == []


@pytest.mark.parametrize(("title", "wanted"), [("On lunch", "On lunch"), (None, f"“{PLAIN}”")])
def test_the_publishers_stretch_is_the_first_clip_and_nothing_is_added_to_it(title: str | None, wanted: str) -> None:
    found = choose(TALK, PARTS, at(TALK, 1, title=title))
    clips = plan(
        TALK, PARTS.sections, ClipPlanConfig(clip_min_s=1), quotes=found, questions=Questions(questions=()),
        topic_map=TopicMap(topics=(), ranked=("t01", "t02")),
    )  # fmt: skip
    assert (clips[0].id, clips[0].source, clips[0].title) == ("c01", "publisher", wanted)
    assert clips[0].words == TALK.sentences[1].words
    assert {clip.source for clip in clips[1:]} <= {"model"}


def test_a_soundbite_that_begins_early_in_a_sentence_takes_all_of_it_and_one_that_begins_late_none() -> None:
    _, second, third = TALK.sentences[:3]
    late = Soundbite(start=second.start + 0.8 * (second.end - second.start), end=third.end, title=None)
    early = Soundbite(start=second.start + 0.3 * (second.end - second.start), end=third.end, title=None)
    parts = outline(TALK, (0, "talk"))
    assert [picked.words[0] for picked in soundbites(TALK, parts, (early, late))] == [second.words[0], third.words[0]]
