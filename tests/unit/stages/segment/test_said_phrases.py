"""Titles are words of the section, in its language."""

import pytest

from evaluation.spoken import LANGUAGES
from pipeline.ports import SentenceParse
from pipeline.stages.segment.said_phrases import said_phrases, said_title
from tests.builders import speech
from tests.talks import talk


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_said_in_their_section_and_name_nobody_who_talks(language: str) -> None:
    _, transcript, told = talk(language)
    edges = [start for start, _ in told.subjects]
    groups = [
        [k for k, s in enumerate(transcript.sentences) if a <= s.start + 0.01 and (b is None or s.start + 0.01 < b)]
        for a, b in zip(edges, [*edges[1:], None], strict=True)
    ]
    for group, phrases in zip(groups, said_phrases(transcript, groups), strict=True):
        text = "".join("".join(w.text for w in transcript.words[slice(*transcript.sentences[k].words)]) for k in group)
        assert phrases
        assert all("".join(phrase.split()).lower() in text.lower() for phrase in phrases)
        assert not any(part in phrase.split() for phrase in phrases for part in told.host.split())


def test_with_readings_a_phrase_is_a_noun_phrase() -> None:
    transcript = speech("0:00 A: Le vieux moulin tourne. Le vieux moulin tourne encore.", "fr")
    reading = SentenceParse(("vieux moulin",), ())
    assert said_phrases(transcript, [[0, 1]], [reading, reading]) == [("vieux moulin",)]


def test_a_title_is_short_and_falls_back_to_what_is_said_first() -> None:
    assert said_title(["zug", "Schlafwagen"], "", "de") == "Zug, Schlafwagen"
    assert said_title([], "Ja.", "de") == "Ja."
    assert len(said_title([], "Wort " * 40, "de")) < 70
