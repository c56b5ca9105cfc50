"""The page of people: everybody once, with all episodes, their share of the talk and quotes of different episodes."""

from pipeline.formats.people import MOST_QUOTES, SitePerson, appearances, everybody
from pipeline.formats.site import pages
from pipeline.records import Highlights, TalkTime
from tests.corpus_builder import renamed
from tests.record_builder import highlights
from tests.unit.formats.test_html import skeleton


def people_of(records: list[Highlights]) -> list[SitePerson]:
    return everybody(one for record in records for one in appearances(record))


def test_a_person_of_many_episodes_stands_there_once_and_first() -> None:
    record = highlights()[0]
    voice = TalkTime(speaker=record.episode.people[0].name, label="S1", seconds=120.0, share=0.6, turns=3)
    record = record.model_copy(update={"talk_time": (voice,)})
    some = [renamed(record, f"e{k}") for k in range(MOST_QUOTES + 2)]
    one = record.episode.people[0]
    alone = renamed(record, "alone", people=(one.model_copy(update={"name": "Zoe Alone"}),))
    people = people_of([*some, alone])
    assert [person.name for person in people][-1] == "Zoe Alone"
    assert len({person.name for person in people}) == len(people)
    first = next(person for person in people if person.name == one.name)
    assert [a.episode_id for a in first.appearances] == [r.episode.id for r in some]
    assert {(a.minutes, a.share) for a in first.appearances} == {(2, 0.6)}


def test_quotes_are_the_best_ones_of_different_episodes() -> None:
    record = highlights()[0]
    for person in people_of([renamed(record, f"e{k}") for k in range(MOST_QUOTES + 2)]):
        episodes = [one.episode_id for one in person.quoted]
        assert len(set(episodes)) == len(episodes) <= MOST_QUOTES
        best = max((q.score for q in record.quotes if q.speaker == person.name), default=None)
        assert all(one.quote and one.quote.score == best for one in person.quoted)


def test_the_page_leads_to_episodes_and_quotes() -> None:
    record = highlights()[0]
    page = pages([record], {})["people.html"]
    links = set(skeleton(page).links)
    assert "../kettle-7/page.html" in links
    quoted = {f"../kettle-7/page.html#{o.quote.id}" for p in people_of([record]) for o in p.quoted if o.quote}
    assert quoted
    assert quoted <= links
    assert "No episode names a person" in pages([renamed(record, "x", people=())], {})["people.html"]
