"""What two runs have in common is not told; what only one has, or has otherwise, is told once."""

import pytest

from pipeline.comparing import aligned_written, compared
from pipeline.lasting_ids import Before, named
from pipeline.records import Highlights, Transcript
from tests.record_builder import highlights

STAGES, TALK = highlights()
RECORD = named(STAGES, TALK)
NOW = Before(RECORD, TALK)
LATER = RECORD.sections[1].model_copy(update={"start": 9.9})


def test_equal_runs_differ_in_nothing() -> None:
    found = compared(NOW, NOW)
    assert (found.changes, found.reworded, found.word_error_rate, found.made) == ((), (), 0.0, ())


def changed(**fields: object) -> Before:
    return Before(RECORD.model_copy(update=fields), TALK)


@pytest.mark.parametrize(
    ("later", "what", "how", "text"),
    [
        (changed(quotes=RECORD.quotes[1:]), "quote", "lost", RECORD.quotes[0].text),
        (changed(questions=()), "question", "lost", RECORD.questions[0].text),
        (
            changed(sections=(RECORD.sections[0].model_copy(update={"title": "Tea"}), *RECORD.sections[1:])),
            "section", "retitled", "Tea",
        ),
        (
            changed(sections=(RECORD.sections[0], LATER, *RECORD.sections[2:])),
            "section", "moved", RECORD.sections[1].title,
        ),
    ],
)  # fmt: skip
def test_a_change_is_told_with_its_words(later: Before, what: str, how: str, text: str) -> None:
    change = compared(NOW, later).changes[0]
    assert (change.what, change.how, change.text) == (what, how, text)
    back = compared(later, NOW).changes[0]
    assert back.how == {"lost": "gained"}.get(how, how)


def heard_otherwise(transcript: Transcript) -> Transcript:
    words = tuple(w.model_copy(update={"text": w.text.replace("leaf", "leave")}) for w in transcript.words)
    return transcript.model_copy(update={"words": words})


def test_words_are_told_with_their_error_rate() -> None:
    other = heard_otherwise(TALK)
    found = compared(NOW, Before(RECORD, other))
    wrong = sum("leaf" in word.text for word in TALK.words)
    assert found.word_error_rate == pytest.approx(wrong / len(TALK.words), abs=1e-4)
    assert {(one.before, one.after) for one in found.reworded} >= {("leaf", "leave")}
    assert aligned_written(TALK, other)[-1][1] == len(TALK.words)


def test_what_was_made_otherwise_is_named() -> None:
    provenance = RECORD.provenance.model_copy(update={"config_sha256": "0" * 64})
    record: Highlights = RECORD.model_copy(update={"provenance": provenance})
    assert compared(NOW, Before(record, TALK)).made == ("settings",)
