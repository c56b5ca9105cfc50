"""Names of several episodes that are one topic share a page; names that are not keep their own."""

import pytest

from pipeline.formats.site import pages
from pipeline.formats.subjects import subjects_of
from pipeline.formats.transcript_view import slug
from tests.corpus_builder import renamed
from tests.record_builder import highlights


def members(*episodes: str) -> set[frozenset[str]]:
    """Return which names are joined; an episode is its names, parted by commas."""
    told: dict[str, set[str]] = {}
    for k, names in enumerate(episodes):
        for name in names.split(","):
            told.setdefault(slug(name), set()).add(str(k))
    return {frozenset(subject.members) for subject in subjects_of(told, str)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deep Double Descent", "Double descent"),
        ("transformer", "Transformers"),
        ("self-attention", "Self attention"),
        ("co-training", "cotraining"),
        ("Deep neural networks", "neural network"),
    ],
)
def test_two_ways_to_write_a_name_are_one_topic(one: str, other: str) -> None:
    assert members(one, other) == {frozenset({slug(one), slug(other)})}


@pytest.mark.parametrize(
    "episodes",
    [
        ("gradient descent", "double descent"),  # one ending, no name that is the ending
        ("descent", "double descent"),  # one word ends too many names
        ("neural networks", "graph neural networks", "recurrent neural networks"),  # a kind and two of it
        ("neural networks,graph neural networks", "neural networks"),  # one episode tells them apart
        ("double descent", "double descents deep"),  # the beginning is not the end
        ("glass", "glas", "basis"),  # no plural
    ],
)
def test_names_that_only_look_alike_stay_apart(episodes: tuple[str, ...]) -> None:
    assert all(len(names) == 1 for names in members(*episodes))


def test_a_plural_joins_even_within_an_episode_and_counts_it_once() -> None:
    (subject,) = subjects_of({"bees": {"new"}, "bee": {"new", "old"}}, str.title)
    assert (subject.members, subject.name, subject.episodes) == (("bee", "bees"), "Bee", 2)


def test_each_name_leads_to_the_page_with_what_all_episodes_said() -> None:
    record, _ = highlights()
    topic = next(topic for topic in record.topics if topic.found)
    watched = topic.model_copy(update={"name": "Double descent"})
    more = topic.model_copy(update={"name": "Deep Double Descent"})
    both = [
        renamed(record, id_).model_copy(update={"topics": (one,), "discovered": ()})
        for id_, one in (("a", watched), ("b", more))
    ]
    made = pages(both, {})
    assert made["topics/double-descent.html"] == made["topics/deep-double-descent.html"]
    assert all(f"../../{id_}/page.html" in made["topics/double-descent.html"] for id_ in ("a", "b"))
    assert 'value="double-descent deep-double-descent"' in made["index.html"]
    assert made["index.html"].count('<li><a href="topics/') == 1
