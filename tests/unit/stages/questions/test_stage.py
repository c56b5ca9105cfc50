from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks import verbatim
from pipeline.records import Coverage, Outline, Person, Quarantine, Questions, Section, Transcript
from pipeline.stages.questions.stage import QuestionsConfig, questions
from tests.builders import episode, speech
from tests.fakes import BagEmbedder

ASKED = "Why does green tea taste bitter after boiling?"
ANSWER = "Green tea tastes bitter because boiling water burns the young leaves."
LEAST = 0.0  # points; these tests are about what is found, not about how it is weighed
OTHER = "My sister keeps seven sheep behind the old railway station."


def ask(
    script: str | Transcript,
    kind: str = "talk",
    config: QuestionsConfig | None = None,
    duration: float = 600.0,
    **more: object,
) -> Questions:
    transcript = script if isinstance(script, Transcript) else speech(script)
    section = Section.model_validate(
        {
            "id": "t01", "title": "Tea", "title_source": "generated", "kind": kind, "start": 0.0, "end": duration,
            "words": (0, len(transcript.words)),
        }
    )  # fmt: skip
    coverage = Coverage.model_validate({"speech_s": None, "worded_s": 1.0, "interpolated_share": 0.0} | more)
    people = (Person(name="Ada", role="host", source="sidecar"), Person(name="Bo", role="guest", source="sidecar"))
    return questions(
        episode(duration=duration, people=people),
        coverage,
        transcript,
        Outline(sections=(section,)),
        config or QuestionsConfig(least_score=LEAST),
        embedder=BagEmbedder(),
    )


def test_a_question_is_found_with_the_sentence_that_answers_it() -> None:
    (asked,) = ask(f"0:00 Ada: {ASKED} | 0:05 Bo: {OTHER} {ANSWER} {OTHER}").questions
    assert (asked.id, asked.text, asked.speaker, asked.section) == ("a01", ASKED, "Ada", "t01")
    assert asked.answer is not None
    assert (asked.answer.text, asked.answer.speaker) == (f"{ANSWER} {OTHER}", "Bo")


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        (f"So {ASKED[0].lower()}{ASKED[1:]}", ASKED),
        (f"And, um, {ASKED[0].lower()}{ASKED[1:]}", ASKED),
        ("So far what has drinking green tea every morning taught you?",) * 2,
    ],
)
def test_a_leading_so_or_and_is_trimmed(said: str, printed: str) -> None:
    transcript = speech(f"0:00 Ada: {said} | 0:06 Bo: {ANSWER}")
    (asked,) = ask(transcript).questions
    assert asked.text == printed
    assert verbatim.problems(transcript, asked.text, asked.words, "verbatim") == []


@pytest.mark.parametrize(
    "said", ["Really?", "Is it?", "And that's green tea, right?", "He asked, why does tea go cold?"]
)
def test_questions_that_do_not_stand_alone_are_left_out(said: str) -> None:
    assert ask(f"0:00 Ada: {said} | 0:06 Bo: {ANSWER}").questions == ()


def test_a_question_the_asker_answers_at_once_is_rhetorical() -> None:
    assert ask(f"0:00 Bo: {ASKED} {ANSWER} {OTHER} {OTHER} | 0:30 Ada: Interesting.").questions == ()


def test_a_question_asked_twice_is_listed_once() -> None:
    again = f"0:00 Ada: {ASKED} | 0:05 Bo: {ANSWER} | 2:00 Ada: And {ASKED.lower()} | 2:05 Bo: {OTHER}"
    assert len(ask(again).questions) == 1


def test_a_question_nobody_answers_has_no_answer() -> None:
    config = QuestionsConfig(least_score=LEAST, least_likeness=0.5)
    (asked,) = ask(f"0:00 Ada: {ASKED} | 0:05 Bo: {OTHER}", config=config).questions
    assert asked.answer is None


def test_without_speakers_an_addressed_question_is_found() -> None:
    (asked,) = ask(f"0:00 Why do you think green tea tastes bitter after boiling? | 0:05 {ANSWER} {OTHER}").questions
    assert asked.speaker is None
    assert asked.answer is not None


def test_without_speakers_a_statement_with_a_question_mark_is_not_listed() -> None:
    assert ask(f"0:00 Green tea from northern Japan tasting bitter? | 0:05 {ANSWER} {OTHER}").questions == ()


@pytest.mark.parametrize("kind", ["sponsor", "intro", "outro"])
def test_only_talk_holds_questions(kind: str) -> None:
    assert ask(f"0:00 Ada: {ASKED} | 0:05 Bo: {ANSWER}", kind=kind).questions == ()


def test_quarantined_words_are_neither_question_nor_answer() -> None:
    def suspect(i: int, j: int) -> tuple[Quarantine]:
        return (Quarantine(start=0, end=1, words=(i, j), reason="loop"),)

    script = f"0:00 Ada: {ASKED} | 0:05 Bo: {ANSWER}"
    assert ask(script, quarantined=suspect(0, 2)).questions == ()
    (asked,) = ask(script, quarantined=suspect(10, 12)).questions
    assert asked.answer is None


def _talk(n: int, every_s: int) -> str:
    topics = "copper tea|green moss|river stones|winter bread|paper boats|desert rain|iron bells|wooden clocks".split(
        "|"
    )
    places = "Alba|Brno|Cork|Dover|Essen|Fargo|Ghent|Hull".split("|")
    things = [f"{topics[k % 8]} from {places[k // 8 % 8]}" for k in range(n)]
    return " | ".join(
        f"0:{k * every_s // 60}:{k * every_s % 60} Ada: Why do you love {thing} so deeply? | "
        f"0:{(k * every_s + 5) // 60}:{(k * every_s + 5) % 60} Bo: Loving {thing} is a family habit."
        for k, thing in enumerate(things)
    )


def test_questions_keep_their_distance() -> None:
    found = ask(_talk(60, 15), duration=900.0).questions
    assert all(b.start - a.start >= 25 for a, b in pairwise(found))
    assert len(found) == 8


def test_a_long_episode_may_list_more() -> None:
    assert len(ask(_talk(60, 60), duration=3600.0).questions) == 15


def test_a_very_short_episode_still_has_questions() -> None:
    assert len(ask(_talk(6, 15), duration=90.0).questions) >= 4


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), st.integers(12, 60))
def test_every_question_and_answer_is_rendered_and_no_answer_passes_the_next_question(n: int, every_s: int) -> None:
    transcript = speech(_talk(n, every_s))
    found = ask(transcript, duration=float(n * every_s)).questions
    for question in found:
        assert verbatim.problems(transcript, question.text, question.words) == []
        if question.answer:
            assert verbatim.problems(transcript, question.answer.text, question.answer.words) == []
            assert question.end <= question.answer.start
    for question, following in pairwise(found):
        assert question.answer is None or question.answer.end <= following.start
    assert [q.id for q in found] == [f"a{k:02d}" for k in range(1, len(found) + 1)]


def test_an_empty_transcript_has_no_questions() -> None:
    empty = Transcript(revision="0", language="en", words=(), cues=(), turns=(), sentences=())
    assert ask(empty).questions == ()


@pytest.mark.parametrize(
    "said",
    [
        "What are the pros and cons of that?",
        "Do you think those teapots are better than these?",
        "And how does that fit the story of your town?",
        "Or is green tea better than black tea in winter?",
    ],
)
def test_a_question_that_speaks_of_what_it_does_not_name_is_left_out(said: str) -> None:
    assert ask(f"0:00 Ada: {said} | 0:06 Bo: {ANSWER}").questions == ()


def test_a_question_cut_in_two_is_joined() -> None:
    transcript = speech(f"0:00 Ada: Why do you think the best green tea | 0:06 Bo: {ANSWER}")
    cut = speech(f"0:00 Ada: Why do you love the taste of bitter tea. In the long winter? | 0:08 Bo: {ANSWER}")
    assert ask(transcript).questions == ()
    (asked,) = ask(cut).questions
    assert asked.flags == ("joined",)
    assert asked.text.endswith("In the long winter?")


def test_what_is_asked_in_the_same_breath_is_listed_under_the_question() -> None:
    further = "Does the water matter much for the taste?"
    transcript = speech(f"0:00 Ada: {ASKED} {further} Right? | 0:10 Bo: {ANSWER}")
    (asked,) = ask(transcript).questions
    assert [f.text for f in asked.follow_ups] == [further]
    assert all(verbatim.problems(transcript, f.text, f.words) == [] for f in asked.follow_ups)


def test_a_guests_own_question_is_rhetoric_where_the_host_is_known() -> None:
    assert ask(f"0:00 Bo: {ASKED} | 0:06 Ada: {ANSWER}").questions == ()


def test_an_unanswered_question_says_so() -> None:
    config = QuestionsConfig(least_score=LEAST, least_likeness=0.9)
    (asked,) = ask(f"0:00 Ada: {ASKED} | 0:05 Bo: {OTHER}", config=config).questions
    assert asked.flags == ("unanswered",)
