"""Titles that a person gives, and clips that a person wants or does not want, outlive moved borders."""

from pipeline.language.anchoring import SpokenWords
from pipeline.records import Correction
from pipeline.stages.publish.wishes import clip_wishes, titled
from tests.record_builder import highlights, spoken

RECORD, TRANSCRIPT = highlights()
HEARD = SpokenWords(TRANSCRIPT.words)


def title(section: int, value: str) -> Correction:
    first = RECORD.sections[section].words[0]
    return Correction(op="title", target="x", value=value, said=HEARD.anchor((first, first + 12)))


def clip(op: str, phrase: str) -> Correction:
    return Correction(op=op, target=phrase, value="", said=HEARD.anchor(spoken(TRANSCRIPT, phrase)))


def test_a_title_is_given_to_the_section_of_its_words() -> None:
    found, (told,) = titled(TRANSCRIPT, RECORD.sections, [title(1, "On pots")])
    assert (found[1].title, found[1].title_source) == ("On pots", "person")
    assert found[0] == RECORD.sections[0]
    assert told.state == "applied"


def test_a_title_goes_with_its_section_when_the_border_moves() -> None:
    first, second, *rest = RECORD.sections
    later = second.words[0] + 6
    moved = (
        first.model_copy(update={"words": (first.words[0], later), "end": TRANSCRIPT.words[later].start}),
        second.model_copy(update={"words": (later, second.words[1]), "start": TRANSCRIPT.words[later].start}),
        *rest,
    )
    assert titled(TRANSCRIPT, moved, [title(1, "On pots")])[0][1].title == "On pots"


def test_the_later_wish_about_a_clip_wins() -> None:
    phrase = "A failed pot you wrote down is a map."
    both = [clip("pin-clip", phrase), clip("ban-clip", phrase)]
    wishes, told = clip_wishes(TRANSCRIPT, RECORD.sections, both)
    assert (wishes.pinned, wishes.banned) == ((), (spoken(TRANSCRIPT, phrase),))
    wishes, _ = clip_wishes(TRANSCRIPT, RECORD.sections, both[::-1])
    assert [span for span, _ in wishes.pinned] == [spoken(TRANSCRIPT, phrase)]
    assert [c.state for c in told] == ["applied", "applied"]


def test_words_that_are_gone_and_clips_over_a_border_are_conflicts() -> None:
    gone = clip("pin-clip", "A failed pot").said
    assert gone is not None
    lost = gone.model_copy(update={"text": "zz yy xx", "before": "ww vv", "after": "uu tt"})
    end = RECORD.sections[0].words[1]
    over = Correction(op="pin-clip", target="x", value="", said=HEARD.anchor((end - 3, end + 3)))
    wishes, told = clip_wishes(
        TRANSCRIPT, RECORD.sections, [Correction(op="ban-clip", target="x", value="", said=lost), over]
    )
    assert [(c.state, c.why) for c in told] == [
        ("conflict", "its words are not in the transcript any more"), ("conflict", "it crosses a section"),
    ]  # fmt: skip
    assert wishes.pinned == ()
