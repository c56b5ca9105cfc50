import pytest

from pipeline.corpus.search_rows import KINDS, SAID, SaidWords, content_key, folded_kind, made, passages
from tests.builders import speech
from tests.record_builder import highlights


def test_passages_hold_every_word_once_and_cross_no_turn_or_section() -> None:
    record, transcript = highlights()
    found = passages(record, transcript.model_dump())
    assert " ".join(one.text for one in found) == " ".join(word.text for word in transcript.words)
    assert [one.first_word for one in found[1:]] == [one.end_word for one in found[:-1]]
    for one in found:
        said = transcript.words[one.first_word : one.end_word]
        assert {word.speaker for word in said} == {one.speaker}
        (section,) = (s for s in record.sections if s.words[0] <= one.first_word < s.words[1])
        assert one.end_word <= section.words[1]
        assert (one.section, one.section_kind) == (section.id, section.kind)
        assert (one.start, one.end) == (said[0].start, said[-1].end)


def test_what_was_made_is_there_by_kind() -> None:
    record, _ = highlights()
    found = made(record)
    by_kind = {kind: [one.text for one in found if one.kind == kind] for kind in KINDS}
    assert by_kind[SAID] == []
    assert by_kind["quotes"] == [quote.text for quote in record.quotes]
    assert by_kind["questions"] == [question.text for question in record.questions]
    assert by_kind["titles"] == [record.episode.title, *(section.title for section in record.sections)]
    assert by_kind["narrative"] == [one.text for section in record.sections for one in section.narrative]


@pytest.mark.parametrize("text", ["Hot tea.", "GPT-2 … don't", "今天茶葉", ""])
def test_said_words_come_back(text: str) -> None:
    transcript = speech(f"0:01 {text}" if text else "0:01 and")
    said = SaidWords.of([word.model_dump() for word in transcript.words])
    tokens, words = said.tokens.split(), transcript.words
    assert len(tokens) == len(said.numbers())
    assert all(0 <= n < len(words) for n in said.numbers())
    times = said.starts_and_ends()
    assert [times[2 * k] / 1000 for k in range(len(words))] == pytest.approx([word.start for word in words], abs=6e-4)


def test_key_changes_with_what_search_shows() -> None:
    record, _ = highlights()
    key = content_key(record, made(record), [1, 2, 3])
    renamed = record.model_copy(update={"episode": record.episode.model_copy(update={"show": "Another"})})
    related = record.model_copy(update={"related": ()})
    assert content_key(renamed, made(renamed), [1, 2, 3]) != key
    assert content_key(record, made(record), [1, 2, 4]) != key
    assert content_key(related, made(related), [1, 2, 3]) == key
    assert "pot" in folded_kind(made(record), "quotes")
