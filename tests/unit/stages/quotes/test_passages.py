"""Which passages are considered, and which of them may not be quoted."""

from pipeline.stages.quotes.config import QuotesConfig
from tests.builders import speech
from tests.unit.stages.quotes.test_stage import EVERYTHING, FILL, GOOD, choose, reason


def test_short_sentences_of_one_turn_are_also_considered_together() -> None:
    texts = [
        c.text for c in choose("0:00 Bo: Short words win. Long words lose. | 0:05 Cy: True words stay.").candidates
    ]
    assert "Short words win. Long words lose." in texts
    assert "Long words lose. True words stay." not in texts


def test_half_of_a_contrast_is_quoted_with_its_other_half_or_not_at_all() -> None:
    half = "You can't build great software with a hundred people who have never met each other once."
    rest = "You have to build it with small teams that trust each other."
    found = choose(f"0:00 Bo: {FILL} {half} {rest} {FILL}")
    assert next(c.rejected for c in found.candidates if c.text == half) == "half of a contrast"
    assert f"{half} {rest}" in {quote.text for quote in found.chosen}
    tight = choose(f"0:00 Bo: {FILL} {half} {rest} {FILL}", config=EVERYTHING.model_copy(update={"max_words": 20}))
    assert not any(half in quote.text for quote in tight.chosen)


def test_what_follows_a_sentence_that_was_cut_off_is_not_quoted() -> None:
    transcript = speech(f"0:00 Bo: {FILL} {FILL} {FILL} {FILL} We talked about plans. {GOOD}")
    cut = tuple(w.model_copy(update={"text": "plans"}) if w.text == "plans." else w for w in transcript.words)
    assert reason(choose(transcript), GOOD) is None
    assert reason(choose(transcript.model_copy(update={"words": cut})), GOOD) == "begins inside a sentence"


def test_a_sentence_whose_speaker_is_not_clear_is_not_quoted() -> None:
    transcript = speech(f"0:00 Bo: {FILL} | 0:10 Ada: Why? | 0:12 Bo: {GOOD}")
    unclear = tuple(s.model_copy(update={"speaker_confidence": 0.5}) for s in transcript.sentences)
    found = choose(transcript.model_copy(update={"sentences": unclear}), config=QuotesConfig(per_section=1))
    assert found.chosen == ()
    assert {c.rejected for c in found.candidates} == {"not clear who speaks", "the host speaking"}
