"""A sentence is told alone only where its neighbours leave it as it is; a clean talk loses nothing."""

import pytest

from pipeline.checks.context import (
    alone_fault,
    asked_fault,
    cut_fault,
    fault_of,
    needed,
    span_fault,
    standings,
    withdrawn,
)
from pipeline.records import Transcript
from tests.builders import speech

CLAIM = "Every village needs one person who keeps the old maps."


def place(transcript: Transcript, said: str) -> int:
    """Return the sentence that begins so."""
    first = said.split()[:4]
    words = transcript.words
    return next(
        k
        for k, s in enumerate(transcript.sentences)
        if [w.text.rstrip(".,!?") for w in words[s.words[0] : s.words[0] + len(first)]]
        == [w.rstrip(".,!?") for w in first]
    )


def fault(script: str, said: str = CLAIM) -> str | None:
    talk = speech(script if script.startswith("0:") else f"0:00 Bo: {script}")
    k = place(talk, said)
    return alone_fault(standings(talk), k, k + 1)


@pytest.mark.parametrize(
    "after",
    [
        "Let me take that back.", "I take that back.", "I'll retract my statement.", "Scratch that.", "I misspoke.",
        "Actually, no.", "Well that's not right.", "Correction, it was four.", "Sorry, I meant the other one.",
    ],
)  # fmt: skip
def test_a_sentence_that_its_speaker_takes_back_is_never_told(after: str) -> None:
    assert fault(f"{CLAIM} {after}") == "taken back by the speaker"


def test_a_retraction_reaches_past_the_other_speaker_and_a_denial_does_not() -> None:
    talk = f"0:00 Ada: {CLAIM} | 0:05 Bo: Does it cure boredom? | 0:08 Ada: "
    assert fault(f"{talk}I take that back.") == "taken back by the speaker"
    assert fault(f"{talk}Actually, no.") is None


def test_what_was_said_long_before_still_stands() -> None:
    assert fault(f"0:00 Ada: {CLAIM} | 2:00 Ada: I take that back.") is None


def test_only_the_nearest_sentences_are_taken_back() -> None:
    found = standings(speech("0:00 Ada: Ann is red. Tom is blue. Bea is green. Ken is pink. Scratch that."))
    assert [s.refused is not None for s in found] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (f"{CLAIM} Just kidding.", "said in jest"),
        (f"{CLAIM} Yeah, right.", "said in jest"),
        (f"{CLAIM} Well, that is nonsense.", "denied right after"),
        (f"{CLAIM} I no longer believe that.", "denied right after"),
        (f"{CLAIM} Or so I thought.", "denied right after"),
        (f"Imagine a land without roads. {CLAIM}", "supposed before"),
        (f"If I were a mayor, I'd say this. {CLAIM}", "supposed before"),
        (f"There is this saying in the valley. {CLAIM}", "somebody else's words before"),
        (f"Then my grandmother told me. {CLAIM}", "somebody else's words before"),
        (f"Hooke and Boyle said something else in those years. {CLAIM}", "somebody else's words before"),
        (f"According to one clerk, it is simple. {CLAIM}", "told after somebody else"),
        (f"0:00 Bo: {CLAIM} | 0:09 Ada: That's not how towns work. | 0:12 Bo: Fair enough.",
         "given up when the other speaker objects"),
    ],
)  # fmt: skip
def test_a_statement_that_is_not_its_speakers_view_is_never_told(script: str, why: str) -> None:
    assert fault(script) == why


@pytest.mark.parametrize(
    ("script", "said", "why"),
    [
        ("The council met and they decided it was time. We're going to burn the bridge tonight.", "We're going to",
         "somebody else's words before"),
        ("He stole the seal, allegedly. The clerk is a fraud and a thief.", "The clerk is", "told after somebody else"),
        ("The mayor was accused of selling the maps.", "The mayor was", "a suspicion of a person"),
        ("My view is simple. “Never sell a map", "“Never sell a map", "a quotation"),
    ],
)  # fmt: skip
def test_words_in_a_role_and_suspicions_are_never_told(script: str, said: str, why: str) -> None:
    assert fault(script, said) == why


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (f"{CLAIM} Or rather, I shouldn't say needs, I think it's nice to have.", "put right by what follows"),
        (f"{CLAIM} That is maybe too strong.", "put right by what follows"),
        (f"{CLAIM} But I could be wrong.", "doubted by what follows"),
        (f"{CLAIM} Who knows.", "doubted by what follows"),
        (f"{CLAIM} Except in the mountains.", "completed by what follows"),
        (f"{CLAIM} Because maps rot.", "completed by what follows"),
        (f"{CLAIM} But a village without old maps needs two such persons.", "half of a contrast"),
    ],
)
def test_what_follows_is_taken_with_it(script: str, why: str) -> None:
    assert fault(script) == why
    found = standings(speech(f"0:00 Bo: {script}"))
    assert (found[0].before, found[0].after) == (0, 1)
    assert alone_fault(found, 0, 2) is None or found[1].refused is not None


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("There is a third thing which is needed as well. And that is patience.", "announces what comes after it"),
        ("I have a rule. Never bake on a Monday.", "announces what comes after it"),
        ("Old bridges fail for a number of reasons. Rust is one.", "announces what comes after it"),
        ("You can't mend a net in the dark. You have to wait for the sun.", "half of a contrast"),
        ("It's not the price of flour that counts. It's the price of sleep.", "half of a contrast"),
        ("Of course a baker likes long nights. But the children do not.", "granted before a “but”"),
        ("You'd think that rye bread is cheap. It costs a fortune.", "what one would think, before what is"),
        ("The first reason is the price of salt. The second one is the road.", "the first of several"),
        ("The bakers will lose the ability to… Solve it before winter.", "completed by what follows"),
    ],
)
def test_the_first_half_of_a_thought_is_taken_with_the_second(script: str, why: str) -> None:
    found = standings(speech(f"0:00 Bo: {script}"))
    assert alone_fault(found, 0, 1) == why
    assert needed(found, 0, 1) == (0, 2)
    assert alone_fault(found, 0, 2) is None


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("Soon we will run out of the ability to. Solve the hardest cases first.", "under a bound set before"),
        ("Some have the arrogance to say that rye is easy. All can bake it.", "what others are said to think before"),
        ("If you sell a house in war, the state takes half. And your money will be gone by spring.",
         "under a condition set before"),
        ("There is a third thing you need. And that is patience.", "names what was announced before"),
    ],
)  # fmt: skip
def test_what_stands_before_is_taken_with_it(script: str, why: str) -> None:
    found = standings(speech(f"0:00 Bo: {script}"))
    assert alone_fault(found, 1, 2) == why
    assert alone_fault(found, 1, 2, opened=True) is None


def test_a_sentence_that_only_leans_is_refused_where_leaning_counts() -> None:
    talk = speech("0:00 Bo: The mill burned down in May. It changed the whole valley for good.")
    found = standings(talk)
    assert found[1].leans
    assert alone_fault(found, 1, 2) == "leans on what stands before it"
    assert alone_fault(found, 1, 2, leaning=False) is None


@pytest.mark.parametrize(
    "script",
    [
        f"{CLAIM} And that is why I draw.",
        f"I walked there in May. {CLAIM}",
        f"I imagine you know this. {CLAIM}",
        f"{CLAIM} That is not easy to do.",
        f"We were wrong about the bridge. {CLAIM}",
        f"{CLAIM} But the river was cold that year.",
        f"{CLAIM} If you want one, look in the attic.",
        f"They met in the hall and they ate. {CLAIM}",
        f"The baker thinks that rye is best. {CLAIM}",
        f"{CLAIM} I don't know the road to the mill.",
        f"{CLAIM} It's a craft of its own.",
        f"You have to know the hills. {CLAIM}",
        f"0:00 Bo: {CLAIM} | 0:09 Ada: That's not how towns work. | 0:12 Bo: I think it is.",
        f"0:00 Ada: Just kidding. | 0:04 Bo: {CLAIM} | 0:10 Ada: I take that back.",
    ],
)
def test_a_statement_that_stands(script: str) -> None:
    assert fault(script) is None


def test_a_short_interjection_does_not_part_a_speaker_from_his_own_correction() -> None:
    talk = f"0:00 Bo: {CLAIM} | 0:05 Ada: Right. | 0:06 Bo: Or rather, it is nice to have one."
    assert fault(talk) == "put right by what follows"
    assert standings(speech(talk))[0].after == 2
    long = talk.replace("Right.", "My uncle was the one who kept them here for forty years.")
    assert fault(long) is None


def test_one_span_is_judged_as_all_are() -> None:
    talk = speech(f"0:00 Bo: I walked there. {CLAIM} Or rather, it is nice. | 0:30 Ada: You can't. You have to.")
    found = standings(talk)
    for k, sentence in enumerate(talk.sentences):
        assert fault_of(talk, sentence.words) == alone_fault(found, k, k + 1) == span_fault(talk, found, sentence.words)
    inside = (talk.sentences[1].words[0] + 2, talk.sentences[1].words[1] - 1)
    assert fault_of(talk, inside) == "put right by what follows"


def test_a_sentence_in_other_words_rests_on_what_was_supposed_but_not_on_what_was_withdrawn() -> None:
    supposed = speech(f"0:00 Bo: Imagine a land without roads. {CLAIM}")
    assert withdrawn(supposed, supposed.sentences[1].words) is None
    joke = speech(f"0:00 Bo: {CLAIM} Just kidding.")
    assert withdrawn(joke, joke.sentences[0].words) == "said in jest"


def test_a_question_that_is_put_otherwise_is_not_the_one_asked() -> None:
    talk = speech("0:00 Ada: Why do maps rot? Or rather, who lets them rot? | 0:08 Bo: Water.")
    assert asked_fault(talk, talk.sentences[0].words) == "put right by what follows"
    assert asked_fault(talk, talk.sentences[1].words) is None


def test_a_clip_may_hold_a_joke_but_not_end_before_it_is_called_one() -> None:
    found = standings(speech(f"0:00 Bo: I walked there in May. {CLAIM} Just kidding. The road was long."))
    assert cut_fault(found, 0, 2) == "said in jest"
    assert cut_fault(found, 0, 4) is None


def test_an_empty_talk_has_no_standings() -> None:
    empty = speech("0:00 Bo: One.").model_copy(update={"sentences": ()})
    assert list(standings(empty)) == []


def test_standings_are_a_sequence_of_one_for_each_sentence() -> None:
    found = standings(speech("0:00 Ada: Ann is red. Tom is blue. Bea is green. Ken is pink. Scratch that."))
    assert [one.refused for one in found[1:4]] == ["taken back by the speaker"] * 3
    assert (len(found), found[-1], found[1:3]) == (5, list(found)[-1], list(found)[1:3])
    with pytest.raises(IndexError):
        found[5]
