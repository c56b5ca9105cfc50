"""Notes in any language hold only words of that language: 0 English words."""

import re

import pytest

from evaluation.spoken import LANGUAGES
from pipeline.checks.support import section_problems
from pipeline.records import Narrative, Outline, Questions, Quotes, TopicMap
from pipeline.stages.narrate.said_notes import SaidNotes, said_narrative
from pipeline.stages.quotes.any_language import candidates_of
from pipeline.stages.quotes.config import QuotesConfig
from tests.talks import talk
from tests.unit.stages.questions.test_any_language import listed
from tests.unit.stages.quotes.test_any_language import NOTHING
from tests.unit.stages.segment.test_cohesion import outline

ENGLISH = frozenset(
    "the and of to says asks adds talks about part this episode is with later toward end question".split()
)


def narrative(language: str) -> tuple[Narrative, Outline]:
    about, transcript, _ = talk(language)
    cut = outline(language)
    found, _ = candidates_of(about, NOTHING, transcript, cut, wishes=(), config=QuotesConfig())
    asked = Questions(questions=tuple(q.model_copy(update={"section": ""}) for q in listed(language).questions))
    notes = SaidNotes(transcript, Quotes(candidates=tuple(found), chosen=()), asked)
    topics = TopicMap(topics=(), ranked=tuple(s.id for s in cut.sections))
    return said_narrative(about, cut, topics, notes=notes), cut


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_told_without_a_word_of_english(language: str) -> None:
    _, transcript, _ = talk(language)
    told, cut = narrative(language)
    said = {w.text.lower().strip(".,!?") for w in transcript.words}
    sentences = [*(s for note in told.sections.values() for s in note), *told.in_short]
    sentences += [told.summary] if told.summary else []
    words = {word for s in sentences for word in re.findall(r"[a-z]+", s.text.lower())}
    assert not (words & ENGLISH) - said
    assert all(told.sections[s.id] and told.points[s.id] for s in cut.sections)
    for section in cut.sections:
        assert not [p for s in told.sections[section.id] for p in section_problems(transcript, s, section)]


def test_french_alone_says_in_french_who_says_it() -> None:
    told, _ = narrative("fr")
    whole = " ".join(s.text for note in told.sections.values() for s in note)
    assert "Bastien Morel dit\u202f: «" in whole or "répond\u202f: «" in whole
    assert all(s.method == "extract" for note in narrative("de")[0].sections.values() for s in note)
