from pipeline.formats.name_index import name_index
from pipeline.records import Highlights, Person, Transcript
from tests.builders import speech
from tests.record_builder import highlights

SAID = """
0:01 Ada: Kettle talk, kettle talk. The Copper Kettle is here.
0:20 Bo: Ada's copper kettle, yes. A copper kettle hums. Ada hums, and steam hums.
"""


def made(*phrases: str, people: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    record, _ = highlights()
    sections = tuple(
        section.model_copy(update={"keyphrases": phrases if section.id == "t02" else ()}) for section in record.sections
    )
    named = tuple(Person(name=name, source="sidecar") for name in people)
    episode = record.episode.model_copy(update={"people": named})
    record = record.model_copy(update={"sections": sections, "episode": episode, "topics": ()})
    return [(entry.name, len(entry.times)) for entry in name_index(record, speech(SAID))]


def test_term_is_found_whatever_its_capitals_and_punctuation() -> None:
    assert made("copper kettle") == [("copper kettle", 3)]


def test_possessive_of_a_name_is_the_name_and_people_come_first() -> None:
    assert made("hums", people=("Ada",)) == [("Ada", 2), ("hums", 3)]


def test_part_of_a_name_of_somebody_who_takes_part_is_no_term() -> None:
    assert made("Ada", "hums", people=("Ada Byron",)) == [("hums", 3)]


def test_term_said_once_is_left_out() -> None:
    assert made("steam", "hums") == [("hums", 3)]


def test_part_of_a_longer_term_is_left_out_where_it_is_said_nowhere_else() -> None:
    assert made("copper", "copper kettle") == [("copper kettle", 3)]
    assert made("kettle", "copper kettle") == [("copper kettle", 3), ("kettle", 5)]


def test_times_are_those_of_the_words() -> None:
    def entry(record: Highlights, transcript: Transcript) -> tuple[float, ...]:
        return next(e.times for e in name_index(record, transcript) if e.name == "leaf")

    record, transcript = highlights()
    assert entry(record, transcript) == tuple(w.start for w in transcript.words if w.text.strip(".,") == "leaf")
