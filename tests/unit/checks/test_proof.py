"""A record is proved with the sentences around its words, too."""

from pipeline.checks.proof import Problem, prove
from pipeline.records import Transcript, Word
from pipeline.spans import hull
from tests.record_builder import highlights


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
