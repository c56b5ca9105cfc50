"""Items of a news programme are headed by what their first sentence reports."""

import pytest

from pipeline.stages.segment.news_titles import news_headline


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (["Good evening.", "Police arrested four men on Tuesday."], "Police arrested four men"),
        (["In weather, a storm closed two roads in the north."], "A storm closed two roads in the north"),
        (["Police arrested four men after a fire in a warehouse by the old port road."], "Police arrested four men"),
        (
            ["Exports rose six percent in May, the bureau reported."],
            "Exports rose six percent in May, the bureau reported",
        ),
    ],
)
def test_the_first_sentence_that_reports_heads_the_item(said: list[str], line: str) -> None:
    assert news_headline(said) == line


@pytest.mark.parametrize(
    "said",
    [
        ["This is the hour's news.", "Who will pay?", "He had denied it for years."],
        ["Lawmakers voted to raise the tax on diesel by two percent, according to officials at the ministry."],
        ["Shares fell."],
    ],
)
def test_what_stands_not_alone_or_would_lose_its_source_heads_nothing(said: list[str]) -> None:
    assert news_headline(said) is None
