"""Templates take turns."""

from pipeline.records import Section, Transcript
from pipeline.stages.narrate.passages import Passage
from pipeline.stages.narrate.templates import Teller
from tests.builders import speech


def whole(talk: Transcript) -> Section:
    return Section(
        id="t01", title="The kettle", title_source="generated", kind="talk", start=0, end=300,
        words=(0, len(talk.words)),
    )  # fmt: skip


def test_no_frame_is_used_twice_while_there_are_others_and_nobody_adds_to_what_another_said() -> None:
    talk = speech(
        "0:01 Ben Ito: Copper is thin. | 0:20 Ben Ito: Steel is thick. | 0:40 Ben Ito: Glass is clear. "
        "| 1:00 Ana Reyes: Clay is warm."
    )
    teller = Teller(talk, whole(talk), turn=1)
    for k, sentence in enumerate(talk.sentences):
        said = " ".join(w.text for w in talk.words[slice(*sentence.words)]).lower().rstrip(".")
        teller.tell(Passage("clause", (sentence.words,), (), said, sentence.speaker, 0.0, whole=True), last=k == 3)
    assert [s.text for s in teller.told] == [
        "According to Ben Ito, copper is thin.",
        "Ito adds that steel is thick.",
        "Ito goes on to say that glass is clear.",
        "Ana Reyes says that clay is warm.",
    ]
