"""A glossary changes spellings, never what was said, and every number that points into the words follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Gap, Quarantine, RawTranscript
from pipeline.stages.transcribe.glossary import Term, respell
from tests.builders import heard

TERMS = (
    Term(write="AlexNet", heard=("Alex Net", "Alexnet")),
    Term(write="Sutskever", heard=("Sotskever",)),
    Term(write="Lex Fridman", heard=("Lex Friedman",)),
    Term(write="GPT 2", heard=("gpt2",)),
)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("The Alex Net paper.", "The AlexNet paper."),
        ("So Alex Net's size, “alex net”, won.", "So AlexNet's size, “AlexNet”, won."),
        ("Ilya Sotskever, said it.", "Ilya Sutskever, said it."),
        ("I am Lex Friedman.", "I am Lex Fridman."),
        ("We use gpt2 here.", "We use GPT 2 here."),
        ("Alex, net gains matter.", "Alex, net gains matter."),
        ("Alexander nets it.", "Alexander nets it."),
        ("AlexNet stays.", "AlexNet stays."),
    ],
)
def test_whole_words_are_spelled_and_their_signs_kept(said: str, written: str) -> None:
    assert " ".join(w.text for w in respell(heard(f"0:01 {said}"), TERMS).words) == written


def test_the_heard_words_stay_in_the_record_and_their_time_is_whole() -> None:
    before = heard("0:01 the Alex Net paper")
    after = respell(before, TERMS)
    assert [w.heard for w in after.words] == [None, "Alex Net", None]
    assert (after.words[1].start, after.words[1].end) == (before.words[1].start, before.words[2].end)


def test_a_name_never_reaches_over_two_cues() -> None:
    assert [w.text for w in respell(heard("0:01 my Alex | 0:05 Net is"), TERMS).words] == ["my", "Alex", "Net", "is"]


def test_one_word_that_becomes_two_says_that_its_times_are_interpolated() -> None:
    after = respell(heard("0:01 use gpt2 now"), TERMS)
    assert [w.time_source for w in after.words] == ["measured", "interpolated", "interpolated", "measured"]
    assert [w.i for w in after.words] == [0, 1, 2, 3]


def test_without_a_match_the_hearing_is_the_same() -> None:
    before = heard("0:01 nothing to see here")
    assert respell(before, TERMS) is before
    assert respell(before, ()) is before


PIECES = st.lists(
    st.sampled_from(["Alex Net", "gpt2", "Sotskever,", "word", "Lex Friedman", "Alex"]), min_size=1, max_size=8
)


@given(st.lists(PIECES, min_size=1, max_size=4))
def test_cues_and_quarantines_hold_the_same_words_as_before(lines: list[list[str]]) -> None:
    before = heard(" | ".join(f"{k}:00 {' '.join(line)}" for k, line in enumerate(lines)))
    spans = [cue.words for cue in before.cues]
    marked = tuple(Quarantine(start=0, end=1, words=s, reason="x") for s in spans)
    gaps = (Gap(start=0, end=1),)
    before = before.model_copy(
        update={"coverage": before.coverage.model_copy(update={"quarantined": marked, "gaps": gaps})}
    )
    after: RawTranscript = respell(before, TERMS)
    assert [w.i for w in after.words] == list(range(len(after.words)))
    assert [q.words for q in after.coverage.quarantined] == [c.words for c in after.cues]
    edges = [0, *(c.words[1] for c in after.cues)]
    assert [c.words[0] for c in after.cues] == edges[:-1]
    assert edges[-1] == len(after.words)
    assert all(a.end <= b.start + 1e-9 for a, b in zip(after.words, after.words[1:], strict=False))
    for cue in after.cues:
        assert {w.cue for w in after.words[cue.words[0] : cue.words[1]]} == {cue.i}
