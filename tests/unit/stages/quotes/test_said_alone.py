"""How a passage reads alone is told by signs of any language."""

import numpy as np

from pipeline.language.words import plain
from pipeline.stages.quotes.said_alone import COLUMNS, described, odds, said_talk
from tests.builders import speech
from tests.talks import talk


def test_the_columns_describe_length_place_and_signs() -> None:
    transcript = speech("0:00 A: Warum? | 0:02 B: Brot braucht Zeit, sehr viel Zeit! Und 3 Kilo Mehl.", "de")
    texts = [plain(transcript.words, s.words) for s in transcript.sentences]
    row = dict(zip(COLUMNS, described(said_talk(transcript, texts), 1, 2), strict=True))
    assert (row["opens_turn"], row["closes_turn"], row["after_question"], row["exclaims"], row["figures"]) == (
        1,
        0,
        1,
        1,
        0,
    )
    assert row["sentences"] == 1


def test_a_full_sentence_reads_better_than_a_scrap() -> None:
    _, transcript, _ = talk("de")
    texts = [plain(transcript.words, s.words) for s in transcript.sentences]
    said = said_talk(transcript, texts)
    whole = next(k for k, text in enumerate(texts) if text.startswith("Gutes Brot entsteht"))
    scrap = next(k for k, text in enumerate(texts) if text.startswith("Erstaunlich gut"))
    found = odds(np.array([described(said, whole, whole + 1), described(said, scrap, scrap + 1)]))
    assert found[0] > found[1]
