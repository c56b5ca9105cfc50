"""The first quote is a person's choice, or the best one that is read at a glance; on a page of clips, one of theirs."""

from pipeline.formats.first_quote import first_heard, first_quote
from pipeline.formats.html import page
from pipeline.records import Audio, Highlights
from tests.record_builder import highlights


def silent_but_for(quote_at: int) -> Highlights:
    """Return the made-up episode without its sound, with one clip that holds one of its quotes."""
    record, _ = highlights(Audio())
    said = record.quotes[quote_at]
    clip = record.clips[0].model_copy(update={"path": "clips/c.m4a", "start": said.start - 1, "end": said.end + 1})
    return record.model_copy(update={"clips": (clip,)})


def test_a_pinned_quote_comes_first() -> None:
    record, _ = highlights()
    first = first_quote(record)
    other = next(quote for quote in record.quotes if quote is not first and quote.source == "model")
    record = record.model_copy(update={"quotes": tuple(q for q in record.quotes if q.source == "model")})
    pinned = tuple(q.model_copy(update={"source": "pinned"}) if q is other else q for q in record.quotes)
    found = first_quote(record.model_copy(update={"quotes": pinned}))
    assert found
    assert (found.id, found.source) == (other.id, "pinned")


def test_a_page_of_clips_opens_with_a_quote_that_a_clip_holds() -> None:
    record, transcript = silent_but_for(-1), highlights()[1]
    said, heard = first_heard(record)
    assert said == record.quotes[-1] != first_quote(record)
    assert heard == f"clips/c.m4a#t=1.0,{1 + said.end - said.start:g}"
    masthead = page(record, transcript).split('class="best-quote"')[1].split("</figure>")[0]
    assert f'href="{heard}"' in masthead


def test_without_any_sound_the_first_quote_plays_where_the_episode_was_published() -> None:
    record, transcript = highlights(Audio())
    record = record.model_copy(update={"clips": ()})
    first = first_quote(record)
    assert first
    assert first_heard(record) == (None, None)
    for links, played in (({}, False), ({"YouTube": "https://youtu.be/abcdefghijk"}, True)):
        told = record.model_copy(update={"episode": record.episode.model_copy(update={"links": links})})
        masthead = page(told, transcript).split('class="best-quote"')[1].split("</figure>")[0]
        assert ('class="hear"' in masthead) == played
        assert (f"watch?v=abcdefghijk&amp;t={int(first.start)}s" in masthead) == played
