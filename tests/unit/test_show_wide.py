"""A correction of a whole show concerns the episodes that say its words or have its person, and no others."""

from pathlib import Path

from pipeline.correcting import UNDO
from pipeline.correction_files import ShowCorrections
from pipeline.records import Correction, Episode, Person
from pipeline.show_wide import concerning, lacking, of_show
from pipeline.store import Store
from tests.builders import heard
from tests.corpus_builder import put, renamed
from tests.record_builder import highlights


def asked(op: str, target: str, value: str = "X") -> Correction:
    return Correction(op=op, target=target, value=value, scope="show")


def test_what_nobody_says_and_nobody_is_called_does_not_concern_an_episode() -> None:
    episode = Episode(id="talk", title="Talk", duration=9.0, people=(Person(name="Ilja Sutskever", source="sidecar"),))
    some = [
        asked("word", "decent"), asked("word", "Deep double decent"), asked("word", "deep triple"),
        asked("name", "ILJA Sutskever"), asked("word", "Ilja Sutskever"), asked("word", "cent"), asked("name", "Ada"),
    ]  # fmt: skip
    found = concerning(some, episode, heard("0:00 Ann: Deep double decent's the thing, said Ada."))
    assert [c.target for c in found] == ["decent", "Deep double decent", "ILJA Sutskever", "Ada"]


def test_one_that_was_taken_back_holds_no_more(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = ShowCorrections(tmp_path, "tea-talk")
    for correction in (asked("word", "tea"), asked("word", "pot"), asked(UNDO, "1", "")):
        kept.correct(correction)
    assert [c.target for c in of_show(store, "Tea talk!")] == ["pot"]
    assert of_show(store, None) == of_show(store, "Other") == ()


def test_episodes_that_lack_one_or_have_one_taken_back_are_those_to_make_again(tmp_path: Path) -> None:
    store, (record, transcript) = Store(tmp_path), highlights()
    has = asked("word", "notebook").model_copy(update={"state": "applied"})
    put(store, renamed(record, "lacks", show="Tea Talk"), transcript)
    put(store, renamed(record, "other", show="Coffee Talk"), transcript)
    put(store, renamed(record, "has", show="Tea talk").model_copy(update={"corrections": (has,)}), transcript)
    ids = store.episode_ids()
    assert list(lacking(store, "Tea talk", ids)) == ["has"]  # nothing holds
    ShowCorrections(tmp_path, "tea-talk").correct(asked("word", "notebook"))
    assert list(lacking(store, "Tea talk", ids)) == ["lacks"]
    ShowCorrections(tmp_path, "tea-talk").correct(asked("word", "zeppelin"))
    assert list(lacking(store, "Tea talk", ids)) == ["lacks"]
