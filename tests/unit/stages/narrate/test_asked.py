"""Which questions may stand in a sentence, and who asks."""

from pipeline.language.words import plain
from pipeline.records import Episode, Question, Questions
from pipeline.stages.narrate.asked import hosts_of, questions_asked
from tests.builders import episode, speech
from tests.fakes import CapitalParser


def asked(script: str, *listed: int) -> list[str]:
    talk = speech(script)
    questions = tuple(
        Question(id=f"a{k}", text="", speaker=None, section="t01", start=0, end=1, words=(talk.sentences[k].words,))
        for k in listed
    )
    found = questions_asked(talk, Questions(questions=questions), CapitalParser())
    return [plain(talk.words, span) for span in found]


def test_a_question_put_to_the_other_counts_and_one_that_its_speaker_answers_does_not() -> None:
    line = "0:01 Ana: So, to you, why does a copper kettle whistle louder? | 0:09 Ben: Because copper is thin."
    assert asked(line) == ["why does a copper kettle whistle louder?"]
    answered = (
        "0:01 Ben: Why does a copper kettle whistle louder? | 0:05 Ben: Copper is thin and carries every sound that "
        "the steam makes on its way out of the spout, and so the whole kitchen hears it before the tea is ready. "
        "| 0:30 Ana: I see."
    )
    assert asked(answered) == []
    assert asked(answered, 0) == ["Why does a copper kettle whistle louder?"], "the question stage listed it"


def test_a_question_without_a_matter_tells_nothing() -> None:
    assert asked("0:01 Ana: Can you describe the main idea? | 0:09 Ben: Copper is thin.") == []


def test_the_host_is_who_asks_most_and_says_least_unless_somebody_named_one() -> None:
    talk = speech(
        "0:01 Ana: Why copper? | 0:05 Ben: Copper is thin and carries every sound of the steam. | 0:20 Ana: And clay? "
        "| 0:25 Ben: Clay holds the leaves of the tea all winter long."
    )
    assert hosts_of(episode(60.0), talk) == {"Ana"}
    named: Episode = episode(60.0, people=({"name": "Ben", "role": "host", "source": "sidecar"},))
    assert hosts_of(named, talk) == {"Ben"}
