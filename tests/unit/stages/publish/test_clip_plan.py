"""Clips are whole sentences of a shareable length, between pauses, and the most played come first where plays count."""

from typing import Any

import pytest

from pipeline.language.words import plain
from pipeline.records import (
    Answer,
    Candidate,
    Listenable,
    Listens,
    Question,
    Questions,
    Quote,
    Quotes,
    Section,
    Topic,
    TopicMap,
    Transcript,
)
from pipeline.stages.publish.clip_plan import ClipWishes, ids, plan
from pipeline.stages.publish.config import ClipPlanConfig
from tests.builders import speech

SCRIPT = """
0:01 Ana: What do you do when a pot cracks in the kiln?
0:06 Ben: Most potters throw the pieces away at once. I keep every one of them in a box under the table.
0:16 Ben: A cracked pot tells you what the clay wanted. You only have to ask it politely.
0:25 Ben: Then I write the date on the box.
0:34 Ana: How long did it take to learn that?
0:38 Ben: Eleven years and one very patient teacher. She never once told me that I was wrong.
0:48 Ben: She waited until I said it myself. That is the whole art of teaching.
0:58 Ana: Thank you for that.
"""
TALK = speech(SCRIPT)


def sentence(k: int) -> dict[str, Any]:
    s = TALK.sentences[k]
    return {"start": s.start, "end": s.end, "words": (s.words,), "text": plain(TALK.words, s.words)}


def quote(id_: str, k: int, score: float) -> Quote:
    return Quote(id=id_, section="t01", speaker="Ben", grade="verbatim", score=score, rank=1, **sentence(k))


def found(*quotes: Quote, asked: tuple[Question, ...] = ()) -> dict[str, Any]:
    section = Section(
        id="t01", title="Pots", title_source="generated", kind="talk", start=1.0, end=62.0, words=(0, len(TALK.words))
    )
    candidates = tuple(
        Candidate(**sentence(k), section="t01", speaker="Ben", score=k / 10) for k in range(len(TALK.sentences))
    )
    return {
        "sections": (section,),
        "quotes": Quotes(candidates=candidates, chosen=quotes),
        "questions": Questions(questions=asked),
        "topic_map": TopicMap(topics=(Topic(id="x", name="x", found=False, score=0.0),), ranked=("t01",)),
    }


def planned(config: ClipPlanConfig | None = None, listens: tuple[Listens, ...] = (), **given: Any) -> Any:
    sections = given.pop("sections")
    return plan(TALK, sections, config or ClipPlanConfig(), listens=listens, **given)


ANSWERED = Question(
    id="a01", speaker="Ana", section="t01", **sentence(0), answer=Answer(speaker="Ben", **sentence(1))
)  # fmt: skip


def test_a_clip_holds_whole_sentences_around_its_quote() -> None:
    (clip,) = planned(**found(quote("q01", 3, 2.0)))
    edges = {s.words[0] for s in TALK.sentences}, {s.words[1] for s in TALK.sentences}
    assert clip.words[0] in edges[0]
    assert clip.words[1] in edges[1]
    assert 15 <= clip.end - clip.start <= 90
    assert ids([clip], found(quote("q01", 3, 2.0))["quotes"].chosen) == {"q01": "c01"}


def test_a_clip_neither_begins_pointing_back_nor_ends_on_an_open_question() -> None:
    for k in range(1, 10):
        for clip in planned(**found(quote("q01", k, 2.0))):
            text = plain(TALK.words, clip.words)
            assert not text.startswith(("Then", "That"))
            assert not text.endswith("?")


def test_a_question_comes_with_its_answer() -> None:
    (clip,) = planned(**found(asked=(ANSWERED,)))
    assert clip.question == "a01"
    assert clip.title == "What do you do when a pot cracks in the kiln?"
    assert plain(TALK.words, clip.words).startswith("What do you do")
    assert "throw the pieces away" in plain(TALK.words, clip.words)


def stretch(first: int, last: int, score: float) -> Listenable:
    a, b = TALK.sentences[first], TALK.sentences[last]
    return Listenable(start=a.start, end=b.end, words=(a.words[0], b.words[1]), section="t01", score=score)


def test_a_stretch_worth_hearing_comes_before_what_grows_around_quotes_and_nothing_is_added_to_it() -> None:
    given = found(quote("q01", 10, 9.0), asked=(ANSWERED,))
    heard = (stretch(0, 3, 2.0), stretch(6, 9, 1.0))
    given["quotes"] = given["quotes"].model_copy(update={"listenable": heard})
    first, second, *_ = planned(**given)
    assert [first.words, second.words] == [s.words for s in heard]
    assert (first.title, first.question, first.quote) == (ANSWERED.text, ANSWERED.id, None)
    assert (first.score, second.score) == (2.0, 1.0)
    assert second.title.strip("“”") in {sentence(k)["text"] for k in range(6, 10)}


def test_no_more_than_two_stretches_of_one_section_are_offered() -> None:
    given = found()
    heard = tuple(stretch(k, k + 2, 3.0 - k) for k in (0, 3, 6))
    given["quotes"] = given["quotes"].model_copy(update={"listenable": heard})
    clips = planned(ClipPlanConfig(clip_min_s=1), **given)
    assert [clip.words for clip in clips] == [s.words for s in heard[:2]]


def test_a_stretch_without_words_that_read_well_has_the_title_of_its_section() -> None:
    given = found()
    poor = tuple(c.model_copy(update={"features": {"reads": -2.0}}) for c in given["quotes"].candidates)
    given["quotes"] = given["quotes"].model_copy(update={"listenable": (stretch(6, 9, 1.0),), "candidates": poor})
    (clip,) = planned(**given)
    assert (clip.title, clip.quote) == ("Pots", None)


def test_a_stretch_is_named_by_the_quote_in_it_and_kept_to_the_length_asked_for() -> None:
    given = found(quote("q01", 3, 2.0))
    given["quotes"] = given["quotes"].model_copy(update={"listenable": (stretch(1, 4, 2.0),)})
    first, *_ = planned(**given)
    assert (first.quote, first.title) == ("q01", f"“{sentence(3)['text']}”")
    assert first.words == stretch(1, 4, 2.0).words
    lasting = stretch(1, 4, 2.0).end - stretch(1, 4, 2.0).start
    short = planned(ClipPlanConfig(clip_max_s=lasting - 1), **given)
    assert first.words not in [clip.words for clip in short]


def test_two_clips_never_share_half_of_their_words() -> None:
    clips = planned(ClipPlanConfig(clip_max_s=30), **found(quote("q01", 3, 2.0), quote("q02", 4, 1.9)))
    assert [clip.quote for clip in clips] == ["q01"]


def test_plays_rank_clips_and_are_shown() -> None:
    config = ClipPlanConfig(clip_max_s=25)
    given = found(quote("q01", 3, 2.0), quote("q02", 10, 1.0))
    assert [clip.quote for clip in planned(config, **given)] == ["q01", "q02"]
    plays = (Listens(start=0, end=30, count=10), Listens(start=40, end=62, count=90))
    popular = planned(config, plays, **given)
    assert [clip.quote for clip in popular] == ["q02", "q01"]
    assert popular[0].id == "c01"
    assert popular[0].plays > popular[1].plays > 0


@pytest.mark.parametrize("most", [0, 1])
def test_no_more_clips_than_asked_for(most: int) -> None:
    given = found(quote("q01", 3, 2.0), quote("q02", 10, 1.0))
    assert len(planned(ClipPlanConfig(clips_most=most, clip_max_s=25), **given)) == most


def test_a_long_title_is_cut_between_words_and_closed() -> None:
    long = quote("q01", 3, 2.0).model_copy(update={"text": "We keep every broken pot for a year. " * 5})
    (clip,) = planned(**found(long))
    assert len(clip.title) <= 100
    assert clip.title.endswith(" …”")


def test_a_section_too_short_for_a_clip_has_none() -> None:
    given = found(quote("q01", 3, 2.0))
    short: Transcript = TALK
    (section,) = given["sections"]
    first, last = short.sentences[3].words[0], short.sentences[4].words[1]
    given["sections"] = (section.model_copy(update={"words": (first, last)}),)
    assert planned(**given) == ()


def test_a_clip_does_not_end_inside_what_somebody_was_saying() -> None:
    lines = ["0:01 Ben: A cracked pot tells you what the clay wanted. You only have to ask it politely every time.",
             "0:14 Ben: I write the date on the box. Then I put the box away and", "0:24 Ana: Is that all?",
             "0:27 Ben: and wait until the winter has come and gone."]  # fmt: skip
    talk = speech("\n".join(lines))
    cut = next(s for s in talk.sentences if talk.words[s.words[1] - 1].text == "and")
    first = talk.sentences[0]
    quote = Quote(
        id="q01", section="t01", speaker="Ben", grade="verbatim", score=1.0, rank=1, start=first.start, end=first.end,
        words=(first.words,), text=plain(talk.words, first.words),
    )  # fmt: skip
    section = Section(
        id="t01", title="Pots", title_source="generated", kind="talk", start=1.0, end=40.0, words=(0, len(talk.words))
    )
    (clip,) = plan(
        talk, [section], ClipPlanConfig(), quotes=Quotes(candidates=(), chosen=(quote,)),
        questions=Questions(questions=()), topic_map=TopicMap(topics=(), ranked=("t01",)),
    )  # fmt: skip
    assert clip.words
    assert clip.words[1] != cut.words[1]
    assert talk.words[clip.words[1] - 1].text.endswith(".")


def clip_of(script: str, k: int, config: ClipPlanConfig | None = None) -> Any:
    """Return the words of the clip around sentence k of a talk, quoted; None where there is none."""
    talk = speech(script)
    s = talk.sentences[k]
    one = Quote(
        id="q01", section="t01", speaker="Ben", grade="verbatim", score=2.0, rank=1, start=s.start, end=s.end,
        words=(s.words,), text=plain(talk.words, s.words),
    )  # fmt: skip
    section = Section(
        id="t01", title="x", title_source="generated", kind="talk", start=0, end=90, words=(0, len(talk.words))
    )
    found = plan(
        talk, (section,), config or ClipPlanConfig(), quotes=Quotes(candidates=(), chosen=(one,)),
        questions=Questions(questions=()),
        topic_map=TopicMap(topics=(Topic(id="x", name="x", found=False, score=0.0),), ranked=("t01",)),
    )  # fmt: skip
    return plain(talk.words, found[0].words) if found and found[0].words else None


LONG = "I keep a small box of old kiln bricks under the table and I never lend a single one of them to anybody. "


def test_a_clip_goes_on_neither_to_an_announcement_nor_into_another_exchange() -> None:
    told = f"0:00 Ben: {LONG}\n0:12 Ben: {LONG}\n0:24 {{}}"
    for after in (
        "Ben: Now let me bring in a letter from Kent.\n0:34 Ben: It asks about salt.",
        "Ana: How did you find the first of them?\n0:30 Ben: In a field. It was raining hard that day.",
        "Ana: Let us sum that up. It is a box.\n0:34 Ana: It holds what nobody else has kept.",
    ):
        assert clip_of(told.format(after), 0, ClipPlanConfig(clip_max_s=33)) == f"{LONG}{LONG}".strip()


def test_an_answer_that_lies_in_the_next_section_makes_no_clip() -> None:
    given = found(asked=(ANSWERED,))
    (section,) = given["sections"]
    given["sections"] = (section.model_copy(update={"words": (0, TALK.sentences[0].words[1])}),)
    assert planned(ClipPlanConfig(clip_min_s=1), **given) == ()


def test_a_clip_does_not_end_before_what_puts_its_last_words_right() -> None:
    told = f"0:00 Ben: {LONG}\n0:12 Ben: {LONG}\n0:24 Ben: {{}}\n0:34 Ben: {LONG}"
    right = "Or rather, I lend one of them to my neighbour from time to time."
    assert clip_of(
        told.format("They were fired in the year of the great flood here."), 0, ClipPlanConfig(clip_max_s=23)
    ) == (f"{LONG}{LONG}".strip())
    assert clip_of(told.format(right), 0, ClipPlanConfig(clip_max_s=33)) == f"{LONG}{LONG}{right}"


def test_a_persons_clip_comes_first_and_a_banned_one_never() -> None:
    parts = found(quote("q01", 2, 1.0))
    (first, *_) = planned(**dict(parts))
    assert first.words
    assert not [c for c in planned(**dict(parts), wishes=ClipWishes(banned=(first.words,))) if c.words == first.words]
    last = (TALK.sentences[-4].words[0], TALK.sentences[-2].words[1])
    (pinned, *_) = planned(**dict(parts), wishes=ClipWishes(pinned=((last, "t01"),)))
    assert (pinned.words, pinned.source, pinned.id) == (last, "pinned", "c01")
