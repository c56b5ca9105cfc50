from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engines.reading_net import NoReadingNet
from pipeline.records import Chapter, Outline, Transcript
from pipeline.stages.segment.config import SegmentConfig
from pipeline.stages.segment.stage import segment
from tests.builders import episode, speech
from tests.fakes import BagEmbedder, CapitalParser

TOPICS = {
    "Bread": "Bread dough rests overnight. Flour and yeast make bread rise. A baker kneads bread dough slowly.",
    "Planets": "Planets circle a star. Telescopes show planets and moons. Astronomers measure orbits of planets.",
    "Violins": "A violin has four strings. Old violins sound warm. Makers carve violins from maple wood.",
}


def outline(
    transcript: Transcript, duration: float = 600.0, *, chapters: tuple[Chapter, ...] = (), **knobs: float | str
) -> Outline:
    made = episode(duration=duration, chapters=chapters)
    config = SegmentConfig.model_validate(knobs)
    return segment(made, transcript, config, embedder=BagEmbedder(), parser=CapitalParser(), reading=NoReadingNet())


def talk_about(*names: str, seconds: int = 180) -> Transcript:
    """Each topic for `seconds`, opened by a question of the host."""
    lines = []
    for k, name in enumerate(names):
        at = k * seconds
        lines.append(f"{at // 60}:{at % 60:02d} Ann: So let me ask you, what should we know about {name}?")
        for s in range(8, seconds - 15, 20):
            lines.append(f"{(at + s) // 60}:{(at + s) % 60:02d} Bob: {TOPICS[name]}")
    return speech("\n".join(lines))


def holds_every_word_once(found: Outline, transcript: Transcript, duration: float) -> bool:
    sections = found.sections
    words = [i for s in sections for i in range(*s.words)]
    times = [t for s in sections for t in (s.start, s.end)]
    return (
        words == list(range(len(transcript.words)))
        and times == sorted(times)
        and times[0] == 0.0
        and times[-1] == duration
        and all(a.end == b.start for a, b in pairwise(sections))
    )


def test_change_of_subject_starts_a_section() -> None:
    transcript = talk_about("Bread", "Planets", "Violins")
    found = outline(transcript, 540.0)
    assert [s.start for s in found.sections] == [0.0, 180.0, 360.0]
    assert holds_every_word_once(found, transcript, 540.0)


def test_question_that_opens_a_section_becomes_its_title() -> None:
    found = outline(talk_about("Bread", "Planets", "Violins"), 540.0)
    assert found.sections[1].title == "What should we know about Planets?"


@given(st.lists(st.sampled_from(sorted(TOPICS)), min_size=1, max_size=5), st.integers(30, 200))
@settings(max_examples=10, deadline=None)
def test_sections_hold_every_word_once_and_leave_no_hole(names: list[str], seconds: int) -> None:
    transcript = talk_about(*names, seconds=seconds)
    duration = max(float(len(names) * seconds), transcript.words[-1].end)
    found = outline(transcript, duration)
    assert holds_every_word_once(found, transcript, duration)
    assert [s.id for s in found.sections] == [f"t{k + 1:02d}" for k in range(len(found.sections))]
    assert all(s.end - s.start >= 45 for s in found.sections if s.kind == "talk") or len(found.sections) == 1


def test_item_of_a_news_programme_is_headed_by_what_it_reports() -> None:
    said = "0:00 Good evening. Lawmakers of the north rejected the budget on Tuesday. Bread costs two percent more now."
    assert outline(speech(said), 60.0, kind="news").sections[0].title == "Lawmakers of the north rejected the budget"
    assert (
        outline(speech(said), 60.0, kind="monologue").sections[0].title != "Lawmakers of the north rejected the budget"
    )


def test_silent_episode_has_no_sections() -> None:
    silent = speech("0:00 x").model_copy(update={"words": (), "cues": (), "turns": (), "sentences": ()})
    assert outline(silent) == Outline(sections=())


def test_words_without_sentences_make_one_section() -> None:
    transcript = speech("0:00 Ann: only words").model_copy(update={"sentences": ()})
    found = outline(transcript)
    assert [(s.words, s.start, s.end) for s in found.sections] == [((0, 2), 0.0, 600.0)]


@pytest.mark.parametrize(
    "script", ["0:00 Hello.", "0:00 no punctuation at all just words " * 20, "0:02 Ann: One. Two. Three? Four."]
)
def test_little_talk_makes_one_section(script: str) -> None:
    found = outline(speech(script.strip()), 30.0)
    assert len(found.sections) == 1
    assert found.sections[0].confidence is None


def test_unpunctuated_unnamed_talk_is_covered() -> None:
    transcript = speech("\n".join(f"{k}:00 and then the dough rests and the flour and the bread" for k in range(9)))
    assert holds_every_word_once(outline(transcript, 540.0), transcript, 540.0)


def test_sponsor_read_inside_the_talk_is_a_section_of_its_own() -> None:
    bread = talk_about("Bread", seconds=300)
    ad = "This episode is brought to you by Tea Harbor. Their tea is lovely. Get 20 percent off at tea.com slash x."
    script = _script(bread) + f"\n5:00 Ann: {ad}\n" + _script(talk_about("Planets", seconds=300), later_s=330)
    found = outline(speech(script), 630.0)
    sponsors = [s for s in found.sections if s.kind == "sponsor"]
    assert [(s.title, s.start, s.end) for s in sponsors] == [("Sponsor", 300.0, 330.0)]


def _script(transcript: Transcript, later_s: int = 0) -> str:
    lines = []
    for cue in transcript.cues:
        at = int(cue.start) + later_s
        words = " ".join(w.text for w in transcript.words[slice(*cue.words)])
        lines.append(f"{at // 60}:{at % 60:02d} {cue.speaker_label}: {words}")
    return "\n".join(lines)


def test_plain_talk_of_business_is_no_sponsor() -> None:
    said = "We gave customers a discount. They could download the product. The subscription grew every month."
    transcript = speech("\n".join(f"{k}:{s:02d} Bob: {said}" for k in range(8) for s in (0, 30)))
    assert {s.kind for s in outline(transcript, 480.0).sections} == {"talk"}


def test_introduction_ends_where_the_host_hands_over() -> None:
    script = (
        "0:00 Ann: The following is a conversation with Bob. He bakes. \n"
        "0:20 Ann: And now here's my conversation with Bob.\n" + _script(talk_about("Bread", seconds=400), later_s=25)
    )
    first, second = outline(speech(script), 430.0).sections[:2]
    assert (first.kind, first.title, first.end) == ("intro", "Introduction", 25.0)
    assert second.kind == "talk"


def test_goodbye_is_an_outro() -> None:
    script = _script(talk_about("Bread", seconds=400)) + "\n6:40 Ann: Thank you so much for coming on the show. Bye."
    last = outline(speech(script), 415.0).sections[-1]
    assert (last.kind, last.title, last.start) == ("outro", "Closing", 400.0)


def test_cold_open_is_flagged_and_never_talk() -> None:
    clip = "Every loaf begins with somebody who is willing to wait for a very long time."
    body = _script(talk_about("Bread", "Planets", "Violins", seconds=200), later_s=30) + f"\n10:40 Bob: {clip}"
    script = f"0:00 Bob: {clip}\n0:12 Ann: Welcome to the bread show. Here's my conversation with Bob.\n" + body
    first, second = outline(speech(script), 700.0).sections[:2]
    assert (first.kind, first.title, first.flags, first.end) == ("intro", "Preview", ("teaser",), 12.0)
    assert (second.kind, second.flags) == ("intro", ())


def test_more_sections_per_hour_give_no_fewer_sections() -> None:
    transcript = talk_about(*(["Bread", "Planets", "Violins"] * 3), seconds=120)
    counts = [len(outline(transcript, 1080.0, sections_per_hour=n).sections) for n in (1, 8.5, 60)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_long_episode_has_themes_of_neighbours_and_short_one_has_none() -> None:
    transcript = talk_about(*(["Bread", "Planets", "Violins"] * 5), seconds=200)
    found = outline(transcript, 3000.0)
    ids = [s.id for s in found.sections if s.kind == "talk"]
    assert [i for theme in found.themes for i in theme.sections] == ids
    assert 2 <= len(found.themes) <= 5
    assert outline(transcript, 3000.0, themes_from_s=3600).themes == ()


def test_outline_is_the_same_when_made_twice() -> None:
    transcript = talk_about("Bread", "Planets")
    assert outline(transcript) == outline(transcript)
