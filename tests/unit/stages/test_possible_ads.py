"""What may be advertising stays in its section of talk, and is never shown to a reader."""

from typing import Any

import pytest

from pipeline.engines.reading_net import NoReadingNet
from pipeline.records import Coverage, Outline, Question, Questions, Quotes, Section, TopicMap
from pipeline.stages.publish.clip_plan import plan
from pipeline.stages.publish.config import ClipPlanConfig
from pipeline.stages.questions.stage import QuestionsConfig, questions
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.stage import quotes
from pipeline.stages.topics.stage import TopicsConfig, topics
from tests.builders import episode, speech
from tests.fakes import BagEmbedder, CapitalParser

PRAISE = "The new teapot from Tea Harbor keeps every cup of tea warm until evening."
ASKED = "Why does green tea taste bitter after boiling?"
TALK = speech(
    f"0:00 Ada: {ASKED} | 0:05 Bo: Green tea tastes bitter because boiling water burns the young leaves. {PRAISE} "
    "Patient farmers pick the youngest leaves early in the morning. | "
    "1:00 Ada: How long should bread dough rest? | 1:05 Bo: Bread dough rests overnight because yeast works slowly."
)
PRAISED = next(s.words for s in TALK.sentences if TALK.words[s.words[0]].text == "The")
LOOSE = QuotesConfig(least_score=-20)
COVERAGE = Coverage(speech_s=None, worded_s=70.0, interpolated_share=0.0)


def outline(*doubtful: tuple[int, int]) -> Outline:
    second = next(w.i for w in TALK.words if w.start >= 60.0)
    spans = ((0.0, 60.0, 0, second), (60.0, 120.0, second, len(TALK.words)))
    sections = [
        Section(id=f"t{k:02d}", title=f"Part {k}", title_source="generated", kind="talk", start=a, end=b, words=(i, j))
        for k, (a, b, i, j) in enumerate(spans, 1)
    ]
    return Outline(sections=tuple(sections), doubtful=doubtful)


def given(found: Outline) -> dict[str, Any]:
    return {"coverage": COVERAGE, "transcript": TALK, "outline": found, "embedder": BagEmbedder()}


def quoted(found: Outline) -> Quotes:
    ranked = TopicMap(topics=(), ranked=("t01", "t02"))
    return quotes(
        episode(), topic_map=ranked, config=LOOSE, parser=CapitalParser(), reading=NoReadingNet(), **given(found)
    )


def asked(found: Outline) -> Questions:
    return questions(episode(duration=120.0), config=QuestionsConfig(least_score=0.0), **given(found))


def test_it_is_not_quoted() -> None:
    reasons = {c.text: c.rejected for c in quoted(outline(PRAISED)).candidates}
    assert reasons[PRAISE] == "may be advertising"
    assert PRAISE in [c.text for c in quoted(outline()).candidates if c.rejected is None]


def test_it_is_no_question() -> None:
    whole = next(s.words for s in TALK.sentences)
    assert [q.text for q in asked(outline()).questions][:1] == [ASKED]
    assert ASKED not in [q.text for q in asked(outline(whole)).questions]


def test_no_clip_holds_it() -> None:
    question = asked(outline()).questions[0]
    config = ClipPlanConfig(clip_min_s=1.0)

    def clips(found: Outline, *of: Question) -> list[tuple[int, int]]:
        planned = plan(
            TALK, found.sections, config, quotes=Quotes(candidates=(), chosen=()), questions=Questions(questions=of),
            topic_map=TopicMap(topics=(), ranked=("t01",)), doubtful=found.doubtful,
        )  # fmt: skip
        return [clip.words for clip in planned if clip.words]

    assert clips(outline(), question)
    assert all(j <= PRAISED[0] or i >= PRAISED[1] for i, j in clips(outline(PRAISED), question))
    assert clips(outline((0, 3)), question) == []


@pytest.mark.parametrize("words", [(0, 40), PRAISED])
def test_a_section_that_holds_much_of_it_is_not_highlighted(words: tuple[int, int]) -> None:
    seconds = TALK.words[words[1] - 1].end - TALK.words[words[0]].start
    found = topics(TALK, outline(words), TopicsConfig(), embedder=BagEmbedder())
    assert ("t01" in found.ranked) == (seconds < 8.0)
    assert "t02" in found.ranked


def test_where_everything_may_be_advertising_sections_are_ranked_as_ever() -> None:
    found = topics(TALK, outline((0, len(TALK.words))), TopicsConfig(), embedder=BagEmbedder())
    assert found.ranked == topics(TALK, outline(), TopicsConfig(), embedder=BagEmbedder()).ranked
