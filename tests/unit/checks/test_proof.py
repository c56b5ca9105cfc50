"""A record proves itself, and every way of lying in it is noticed."""

from typing import Any

import pytest

from pipeline.checks.proof import Problem, prove
from pipeline.records import Highlights, Transcript, Word
from pipeline.spans import hull
from tests.published import RECORD, TALK
from tests.record_builder import highlights


def test_an_honest_record_proves_itself() -> None:
    assert prove(RECORD, TALK) == []
    assert RECORD.verification.quotes.checked == RECORD.verification.quotes.passed == 2
    assert RECORD.verification.sentences.checked == RECORD.verification.sentences.passed > 3


def test_a_narrative_out_of_order_is_found() -> None:
    section = RECORD.sections[1]
    (told,) = section.narrative
    sooner = told.model_copy(update={"words": ((section.words[0], section.words[0] + 5),)})
    turned = section.model_copy(update={"narrative": (told, sooner)})
    other = RECORD.model_copy(update={"sections": (RECORD.sections[0], turned, *RECORD.sections[2:])})
    assert any(p.what == "is told after what was said later" for p in prove(other, TALK))


def altered(path: str, value: object) -> Highlights:
    """Return RECORD with one value replaced: "quotes.0.text" for instance."""
    plain = RECORD.model_dump(mode="json")
    *parents, last = path.split(".")
    place: Any = plain
    for step in parents:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return Highlights.model_validate(plain)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("quotes.0.text", "Two graphics cards did what had taken a laboratory a year.", "quotes[q01]"),
        ("quotes.0.speaker", "Ana Reyes", "quotes[q01]"),
        ("quotes.0.grade", "cleaned", "quotes[q01]"),
        ("quotes.0.start", 31.0, "quotes[q01]"),
        ("quotes.0.section", "t04", "quotes[q01]"),
        ("quotes.0.footnote", 1, "quotes[q01]"),
        ("quotes.0.words", [[3, 9]], "quotes[q01]"),
        ("quotes.0.words", [[500, 510]], "quotes[q01]"),  # no words of the transcript
        ("sections.1.end", RECORD.sections[1].start, "sections[t02]"),  # empty
        ("sections.3.end", 130.0, "sections[t04]"),  # after the audio
        ("sections.3.words", [RECORD.sections[3].words[0], len(TALK.words) - 1], "sections"),  # a word is in none
        ("sections.1.narrative.0.text", "Ben Ito answers that AlexNet failed.", "sections[t02].narrative[0]"),
        ("sections.1.narrative.0.footnotes", [], "sections[t02].narrative[0]"),
        ("sections.1.narrative.0.footnotes", [99], "sections[t02].narrative[0]"),
        ("sections.2.highlight", True, "sections[t03]"),
        ("sections.1.end", 500.0, "sections[t02]"),
        ("summary.text", "In a conversation with Ana Reyes, Ben Ito says that AlexNet failed.", "summary"),
        ("footnotes.2.text", "Something else.", "footnotes[3]"),
        ("footnotes.2.start", 0.0, "footnotes[3]"),
        ("questions.0.text", "Why did AlexNet fail?", "questions[a01]"),
        ("provenance.transcript_revision", "0" * 64, "provenance.transcript_revision"),
        ("episode.duration", 60.0, "transcript.words[60]"),
    ],
)
def test_a_lie_anywhere_is_found(path: str, value: object, where: str) -> None:
    assert where in {p.where for p in prove(altered(path, value), TALK)}


def test_a_changed_transcript_is_found() -> None:
    word = TALK.words[30].model_copy(update={"text": "never"})
    other = TALK.model_copy(update={"words": (*TALK.words[:30], word, *TALK.words[31:])})
    assert "transcript.revision" in {p.where for p in prove(RECORD, other)}


def taken_back_after(transcript: Transcript, word: int) -> Transcript:
    """Return the transcript with a retraction in the next sentence of whoever says the word."""
    said = next(s for s in transcript.sentences if s.words[0] <= word < s.words[1])
    after = next(s for s in transcript.sentences if s.words[0] >= said.words[1] and s.speaker == said.speaker)
    first = after.words[0]
    texts = {first: "Scratch", first + 1: "that,"}
    words: tuple[Word, ...] = tuple(
        w.model_copy(update={"text": texts[w.i]}) if w.i in texts else w for w in transcript.words
    )
    return transcript.model_copy(update={"words": words})


def at(problems: list[Problem], where: str) -> list[Problem]:
    return [p for p in problems if p.where == where and "taken back" in p.what]


def test_a_quote_that_its_speaker_takes_back_is_not_proved_unless_a_person_chose_it() -> None:
    record, transcript = highlights()
    quote = next(q for q in record.quotes if q.id == "q02")
    other = taken_back_after(transcript, hull(quote.words)[1] - 1)
    assert not at(prove(record, transcript), f"quotes[{quote.id}]")
    (problem,) = at(prove(record, other), f"quotes[{quote.id}]")
    assert problem.rules == "quotes"
    pinned = record.model_copy(update={"quotes": (quote.model_copy(update={"source": "pinned"}),)})
    assert not at(prove(pinned, other), f"quotes[{quote.id}]")
