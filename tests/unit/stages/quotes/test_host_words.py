"""Without names, the words say who asks and who answers; where the transcript tells, they have no say."""

import numpy as np

from pipeline.language.words import plain
from pipeline.records import Person, Transcript
from pipeline.stages.quotes.host_words import COLUMNS, described, host_of, host_share, smoothed
from tests.builders import episode, speech
from tests.fakes import BagEmbedder

ASKED = """
0:00 Ada: Welcome to the podcast, and thank you so much for being here. Can you tell me about your book on bridges?
0:12 Bo: I worked on bridges for eleven years before I wrote a word about them. We built the first one out of wood.
0:26 Bo: Because nobody trusted steel then, we did all of it by hand. I think the river taught us more than school did.
0:40 Ada: I'm curious about your work with children. What was your biggest mistake, and what did you learn?
0:50 Bo: I trusted a drawing that I had not checked. The pillars stood in the wrong place and we lost a whole summer.
1:02 Bo: We pulled them out again and built them a yard further up the river. It was the best summer of my life.
"""
TOLD = {"host_ends": 0.3, "guest_ends": 0.1, "host_asked": 0.6, "guest_asked": 0.1}


def nameless(talk: Transcript) -> Transcript:
    turns = tuple(t.model_copy(update={"speaker": None, "speaker_label": None}) for t in talk.turns)
    return talk.model_copy(update={"turns": turns})


def judged(transcript: Transcript) -> list[float]:
    texts = [plain(transcript.words, s.words) for s in transcript.sentences]
    people = (Person(name="Ada", role="host", source="sidecar"), Person(name="Bo", role="guest", source="sidecar"))
    found = host_of(episode(people=people), transcript, texts, BagEmbedder().embed(texts), None)
    return [float(share) for share in found]


def test_who_asks_is_likelier_the_host_than_who_answers() -> None:
    talk = speech(ASKED * 6)
    shares = np.array(judged(nameless(talk)))
    host = np.array([talk.words[s.words[0]].speaker == "Ada" for s in talk.sentences])
    assert shares[host].mean() > shares[~host].mean() + 0.25
    assert shares[~host].mean() < 0.5 < shares[host].mean()


def test_in_a_short_talk_nobody_is_taken_for_the_host() -> None:
    assert set(judged(nameless(speech(ASKED)))) == {0.0}


def test_where_the_transcript_tells_the_words_have_no_say() -> None:
    shares = judged(speech(ASKED))
    assert set(shares) == {0.0, 1.0}


def test_where_the_hosts_are_all_there_is_to_hear_nobody_is_the_host() -> None:
    shares = judged(speech("0:00 Ada: What is a bridge? A bridge is a promise between two shores that never met."))
    assert set(shares) == {0.0}


def test_a_judged_share_is_never_as_sure_as_a_label() -> None:
    assert max(judged(nameless(speech(ASKED * 6)))) < 1.0


def test_one_odd_sentence_does_not_change_the_speaker() -> None:
    evidence = np.array([-2.0, -2.0, 0.5, -2.0, -2.0])
    shares = smoothed(evidence, np.zeros(5, bool), TOLD)
    assert shares.max() < 0.5


def test_after_a_question_somebody_else_is_likelier() -> None:
    plain_, asked = (smoothed(np.array([3.0, 0.0]), np.array([asks, False]), TOLD)[1] for asks in (False, True))
    assert asked < plain_


def test_every_sentence_has_one_number_per_column() -> None:
    rows = described(["What is it?", "It is a bridge.", ""])
    assert rows.shape == (3, len(COLUMNS))
    assert np.isfinite(rows).all()
    assert host_share([], np.zeros((0, 4), np.float32), None).shape == (0,)
