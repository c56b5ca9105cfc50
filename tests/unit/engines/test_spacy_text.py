import pytest

from pipeline.engines.spacy_text import SpacyReader

pytestmark = pytest.mark.model  # loads spaCy's English model


@pytest.fixture(scope="module")
def reader() -> SpacyReader:
    return SpacyReader()


def test_noun_phrases_leave_out_articles_pronouns_and_empty_words(reader: SpacyReader) -> None:
    (reading,) = reader.read(["He wrote the first paper on deep double descent, which was a good thing."])
    assert "deep double descent" in reading.noun_phrases
    assert not {"he", "which", "thing", "good thing"} & set(reading.noun_phrases)


def test_words_written_like_names_are_names(reader: SpacyReader) -> None:
    (reading,) = reader.read(["AlexNet won on ImageNet, and later GPT2 and LSTM cells were compared in London."])
    assert {"AlexNet", "ImageNet", "GPT2", "LSTM", "London"} <= set(reading.names)


def test_plurals_are_left_as_they_are(reader: SpacyReader) -> None:
    (reading,) = reader.read(["We collected training data from many users."])
    assert "training data" in reading.noun_phrases


def test_one_reading_per_text_even_for_none_and_empty(reader: SpacyReader) -> None:
    assert reader.read([]) == []
    assert [len(r.noun_phrases) for r in reader.read(["", "Um."])] == [0, 0]


def test_words_with_hyphens_stay_whole(reader: SpacyReader) -> None:
    (reading,) = reader.read(
        ["The bakers want a two-oven solution, and she is the co-founder of a slow-rising bread club."]
    )
    assert "two-oven solution" in reading.noun_phrases
    assert any("slow-rising bread" in phrase for phrase in reading.noun_phrases)
    assert not any(phrase.startswith("-") or phrase == "co" for phrase in reading.noun_phrases)


def test_adjectives_of_countries_keep_their_capital_and_name_nobody(reader: SpacyReader) -> None:
    (reading,) = reader.read(["He reads the American newspapers every morning."])
    assert "American newspapers" in reading.noun_phrases
    assert "American" not in reading.names


@pytest.mark.parametrize(
    ("text", "points_back"),
    [
        ("I have an interest in it.", True),
        ("Some of the work shows that this seems to help.", True),
        ("So one is scaling up efforts on safety.", True),
        ("We looked at these refinements and applied them.", True),
        ("If the store opened early, that's a big deal.", False),
        ("The network was small, but it worked.", False),
        ("The people who wait know that they deserve better.", False),
        ("It is known that networks overfit.", False),
    ],
)
def test_a_word_whose_meaning_stands_elsewhere_points_back(reader: SpacyReader, text: str, points_back: bool) -> None:
    assert reader.read([text])[0].points_back is points_back


def test_two_statements_with_only_a_comma_between_them_run_on(reader: SpacyReader) -> None:
    readings = reader.read(
        ["You spend a million dollars at home, you can move it six times a year.", "If you double it, you need more."]
    )
    assert [r.runs_on for r in readings] == [True, False]
