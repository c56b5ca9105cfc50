"""The summary names who talks with whom about what; who the guest is stands in the words of the introduction."""

from pipeline.checks.proof import prove
from pipeline.records import Outline, Person, Section, TopicMap
from pipeline.stages.narrate.summary import summarise
from tests.builders import episode, speech
from tests.published import ANA, BEN, RECORD, TALK, made

SCRIPT = """
0:01 Ana Reyes: The following is a conversation with Ben Ito, a baker from Ghent.
0:10 Ben Ito: Copper kettles carry the heat. Steel pots keep the water. Copper kettles last. Steel pots rust.
"""
HOST, GUEST = (
    Person(name="Ana Reyes", role="host", source="sidecar"),
    Person(name="Ben Ito", role="guest", source="sidecar"),
)


def summed(script: str, *people: Person) -> str | None:
    talk = speech(script)
    section = Section(
        id="t01", title="Tea", title_source="generated", kind="talk", start=0.0, end=60.0, words=(0, len(talk.words)),
        confidence=1.0, keyphrases=("copper kettles", "steel pots"),
    )  # fmt: skip
    outline = Outline(sections=(section,))
    found = summarise(episode(60.0, people=people), talk, outline, TopicMap(topics=(), ranked=("t01",)))
    return found and found.text


def test_the_guest_is_who_the_host_says() -> None:
    about = "about copper kettles and steel pots."
    assert summed(SCRIPT, HOST, GUEST) == f"Ana Reyes talks with Ben Ito, “a baker from Ghent,” {about}".replace(
        ",”", "”,"
    )
    without = SCRIPT.replace(", a baker from Ghent", "")
    assert summed(without, HOST, GUEST) == f"Ana Reyes talks with Ben Ito {about}"


def test_without_names_the_episode_is_what_it_announces() -> None:
    bare = SCRIPT.replace("Ana Reyes: The", "The").replace("Ben Ito: Copper", "Copper")
    assert summed(bare) == "“A conversation with Ben Ito, a baker from Ghent”, about copper kettles and steel pots."


def test_a_monologue_is_no_conversation() -> None:
    talk = SCRIPT.replace("Ana Reyes", "Ben Ito").replace("a conversation with Ben Ito, a baker", "my show")
    assert (
        summed(talk, Person(name="Ben Ito", role="host", source="sidecar"))
        == "Ben Ito talks about copper kettles and steel pots."
    )


def test_the_summary_is_proved_again_and_a_thing_that_is_not_said_is_not() -> None:
    assert prove(RECORD, TALK) == []
    clauses = RECORD.summary.clauses
    other = clauses[0].model_copy(update={"words": clauses[1].words})
    summary = RECORD.summary.model_copy(update={"clauses": (other, *clauses[1:])})
    assert "summary" in {p.where for p in prove(RECORD.model_copy(update={"summary": summary}), TALK)}


def test_people_found_by_their_voices_alone_are_summed_up_too() -> None:
    heard_of = TALK.model_copy(update={"people": (ANA, BEN)})
    record = made(heard_of, people=())
    assert record.summary.text.startswith("Ana Reyes ")
    assert prove(record, heard_of) == []
