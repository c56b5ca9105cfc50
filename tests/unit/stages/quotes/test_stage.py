from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.commands.explain import WHOLE
from pipeline.checks import verbatim
from pipeline.engines.reading_net import NoReadingNet
from pipeline.ports import SentenceParse, SentenceParser
from pipeline.reading import PassageReader
from pipeline.records import Coverage, Identity, Outline, Person, Quarantine, Quotes, Section, TopicMap, Transcript
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.host_words import GUEST_SHARE
from pipeline.stages.quotes.stage import STAGE, quotes
from tests.builders import episode, speech
from tests.fakes import BagEmbedder, CapitalParser

GOOD = "Great software is built by small teams that trust each other completely."
SECOND = "The best engineers always write less code than everyone else around them."
FILL = "We had lunch near the river after the meeting on Monday."


EVERYTHING = QuotesConfig(
    least_score=-20, every_s=1, least_reading=-20, least_first=-20, least_further=-20, least_assured=-20
)


def choose(
    script: str | Transcript,
    kind: str = "talk",
    config: QuotesConfig | None = None,
    ranked: bool = True,
    reader: SentenceParser | None = None,
    *,
    net: PassageReader | None = None,
    **more: object,
) -> Quotes:
    transcript = script if isinstance(script, Transcript) else speech(script)
    end = transcript.words[-1].end if transcript.words else 0.0
    section = Section.model_validate(
        {
            "id": "t01", "title": "Work", "title_source": "generated", "kind": kind, "start": 0.0, "end": end,
            "words": (0, len(transcript.words)),
        }
    )  # fmt: skip
    coverage = Coverage.model_validate({"speech_s": None, "worded_s": end, "interpolated_share": 0.0} | more)
    people = (Person(name="Ada", role="host", source="sidecar"), Person(name="Bo", role="guest", source="sidecar"))
    return quotes(
        episode(people=people),
        coverage,
        transcript,
        Outline(sections=(section,)),
        TopicMap(topics=(), ranked=("t01",) if ranked else ()),
        config or EVERYTHING,
        embedder=BagEmbedder(),
        parser=reader or CapitalParser(),
        reading=net or NoReadingNet(),
    )


class Grammar:
    """Finds sentences that hold one phrase wanting in one way."""

    identity = Identity(name="grammar", version="1")

    def __init__(self, phrase: str, **reading: bool) -> None:
        self.phrase, self.reading = phrase, reading

    def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
        return [SentenceParse((), (), **(self.reading if self.phrase in text else {})) for text in texts]


def reason(found: Quotes, start: str) -> str | None:
    return next(c.rejected for c in found.candidates if c.text.startswith(start))


@pytest.mark.parametrize("reading", [{"whole": False}, {"points_back": True}])
def test_a_fragment_and_a_pronoun_that_nothing_explains_read_worse(reading: dict[str, bool]) -> None:
    script = f"0:00 Bo: {FILL} {GOOD}"
    everything = QuotesConfig(least_score=-20, least_reading=-20)
    readers = (Grammar("trust"), Grammar("trust", **reading))
    found = [choose(script, config=everything, reader=reader).candidates for reader in readers]
    sound, wanting = (next(c for c in candidates if c.text == GOOD) for candidates in found)
    loss = sound.features.get("by_reading", 0) - wanting.features.get("by_reading", 0)
    assert loss > 0.05
    assert wanting.score == pytest.approx((sound.score or 0) - loss, abs=0.01)


def test_what_does_not_read_well_alone_is_refused() -> None:
    script = f"0:00 Bo: {FILL} {GOOD}"
    assert reason(choose(script), GOOD) is None
    refused = choose(script, config=QuotesConfig(least_score=-20, least_reading=20))
    assert reason(refused, GOOD) == "does not read well alone"
    assert not refused.chosen


@pytest.mark.parametrize("whom", ["Build", "My fellow builders, build"])
def test_a_command_is_no_fragment(whom: str) -> None:
    text = f"{whom} small teams of people that trust each other completely."
    script = f"0:00 Bo: {FILL} {text}"
    readers = (Grammar("trust"), Grammar("trust", whole=False))
    plain, seen = (next(c for c in choose(script, reader=r).candidates if c.text == text) for r in readers)
    assert seen.features == plain.features


def test_the_parts_of_a_score_add_up() -> None:
    for candidate in choose(f"0:00 Bo: {FILL} {GOOD} {SECOND}").candidates:
        if candidate.score is not None:
            parts = [candidate.features.get(name, 0.0) for name in WHOLE]
            assert candidate.score == pytest.approx(sum(parts), abs=0.02)


def test_a_strong_sentence_of_the_guest_is_chosen_with_its_evidence() -> None:
    found = choose(f"0:00 Bo: {FILL} | 0:10 Ada: Why? | 0:12 Bo: {GOOD}", config=QuotesConfig(per_section=1))
    (quote,) = found.chosen
    assert (quote.text, quote.speaker, quote.grade, quote.rank, quote.id) == (GOOD, "Bo", "verbatim", 1, "q01")
    assert quote.speaker_confidence == 1.0
    assert quote.flags == ()


def test_every_sentence_is_a_candidate_with_a_score_or_a_reason() -> None:
    found = choose(f"0:00 Ada: {FILL} Why is that so? | 0:12 Bo: {GOOD} It is. {SECOND}")
    assert {c.text for c in found.candidates} >= {FILL, "Why is that so?", GOOD, "It is.", SECOND}
    assert all((c.score is None) == (c.rejected is not None) for c in found.candidates)


SAID = st.lists(
    st.sampled_from(
        [GOOD, SECOND, FILL, "So, uh, the the future belongs to the people who build it.", "It was, it was good.",
         "And because nobody asked, we never told the world about our failure.", "I take that back.", "Um.",
         "Short words win. Long words lose. Every writer learns that truth the hard way."]
    ), min_size=1, max_size=8,
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["Ada", "Bo", "Cy"]), SAID), min_size=1, max_size=4))
def test_every_candidate_and_quote_is_rendered_from_words_of_one_turn(turns: list[tuple[str, list[str]]]) -> None:
    transcript = speech(" | ".join(f"{n}:00 {who}: {' '.join(said)}" for n, (who, said) in enumerate(turns)))
    found = choose(transcript)
    for candidate in found.candidates:
        assert verbatim.problems(transcript, candidate.text, candidate.words) == []
        assert verbatim.grade_of(transcript.words, candidate.words) in ("verbatim", "cleaned")
    for quote in found.chosen:
        assert verbatim.problems(transcript, quote.text, quote.words, quote.grade) == []
        assert quote.text
        others = sum(word.speaker != "Ada" for word in transcript.words)
        assert quote.speaker != "Ada" or others < GUEST_SHARE * len(transcript.words), "the host, beside a guest"
    assert [q.id for q in found.chosen] == [f"q{n:02d}" for n in range(1, len(found.chosen) + 1)]
    assert sorted(q.rank for q in found.chosen) == list(range(1, len(found.chosen) + 1))
    assert list(found.chosen) == sorted(found.chosen, key=lambda q: q.start)


def test_a_dull_neighbour_does_not_lift_a_strong_sentence() -> None:
    scores = {c.text: c.features.get("feeling", 0.0) for c in choose(f"0:00 Bo: {FILL} {GOOD}").candidates}
    assert scores[f"{FILL} {GOOD}"] == scores[GOOD] / 2


def test_a_cleaned_quote_says_so() -> None:
    (quote,) = choose("0:00 Bo: Great software is built by the the small teams that trust each other.").chosen
    assert quote.grade == "cleaned"
    assert quote.text == "Great software is built by the small teams that trust each other."


def test_what_the_speaker_takes_back_is_never_quoted() -> None:
    found = choose(f"0:00 Bo: {GOOD} Actually, let me take that back. {SECOND}")
    assert reason(found, "Great software") == "taken back by the speaker"
    assert SECOND in [q.text for q in found.chosen]


def test_the_host_is_not_quoted_beside_a_guest() -> None:
    found = choose(f"0:00 Ada: {GOOD} | 0:10 Bo: {SECOND}")
    assert reason(found, "Great") == "the host speaking"
    assert [q.speaker for q in found.chosen] == ["Bo"]


def test_the_host_is_quoted_where_nobody_else_speaks() -> None:
    assert [q.speaker for q in choose(f"0:00 Ada: {GOOD}").chosen] == ["Ada"]


@pytest.mark.parametrize("kind", ["sponsor", "intro", "outro"])
def test_only_talk_is_quoted(kind: str) -> None:
    found = choose(f"0:00 Bo: {GOOD} {SECOND}", kind=kind)
    assert found.chosen == ()
    assert {c.rejected for c in found.candidates} == {f"in a section of kind {kind}"}


def test_quarantined_words_are_never_quoted() -> None:
    suspect = Quarantine(start=0, end=5, words=(3, 4), reason="loop")
    found = choose(f"0:00 Bo: {GOOD} {SECOND}", quarantined=(suspect,))
    assert reason(found, "Great") == "quarantined words"
    assert [q.text for q in found.chosen] == [SECOND]


def test_words_the_recogniser_guessed_are_never_quoted() -> None:
    sure = speech(f"0:00 Bo: {GOOD}")
    guessed = sure.model_copy(update={"words": tuple(w.model_copy(update={"p": 0.4}) for w in sure.words)})
    assert reason(choose(guessed), "Great") == "uncertain words"


def test_one_uncertain_word_is_flagged() -> None:
    sure = speech(f"0:00 Bo: {GOOD}")
    words = (sure.words[0].model_copy(update={"p": 0.1}), *sure.words[1:])
    (quote,) = choose(sure.model_copy(update={"words": words})).chosen
    assert quote.flags == ("uncertain-word",)


def test_without_speakers_quotes_say_so() -> None:
    (quote,) = choose(f"0:00 {GOOD}").chosen
    assert (quote.speaker, quote.speaker_confidence, quote.flags) == (None, None, ("speaker-unknown",))


def test_chosen_quotes_share_no_words() -> None:
    found = choose(
        f"0:00 Bo: Small teams trust each other completely and win. Big teams never trust anyone at all. | "
        f"0:10 Cy: {SECOND}"
    )
    spans = sorted(span for q in found.chosen for span in q.words)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert len(found.chosen) == 2


def test_a_sentence_said_twice_is_printed_once() -> None:
    assert [q.text for q in choose(f"0:00 Bo: {GOOD} | 1:00 Cy: {FILL} | 2:00 Bo: {GOOD}").chosen].count(GOOD) == 1


def test_a_section_without_anything_good_has_no_quote() -> None:
    assert choose(f"0:00 Bo: {FILL}", config=QuotesConfig(least_score=20)).chosen == ()


def test_sections_that_are_not_highlighted_have_candidates_and_no_quotes() -> None:
    found = choose(f"0:00 Bo: {GOOD}", ranked=False)
    assert found.chosen == ()
    assert found.candidates[0].score is not None


def test_an_empty_transcript_has_no_quotes() -> None:
    empty = Transcript(revision="0", language="en", words=(), cues=(), turns=(), sentences=())
    assert choose(empty) == Quotes(candidates=(), chosen=())


def test_the_same_input_gives_the_same_bytes() -> None:
    script = f"0:00 Bo: {GOOD} {FILL} {SECOND} {GOOD}"
    assert choose(script).model_dump_json() == choose(script).model_dump_json()


def test_the_version_names_the_weights() -> None:
    number, *digests = STAGE.version.split("+")
    assert number.isdecimal()
    assert [len(digest) for digest in digests if not digest.startswith("{")] == [8, 8, 8, 8, 8, 8, 8]


def test_a_short_section_has_fewer_quotes() -> None:
    script = f"0:00 Bo: {GOOD} {FILL} | 0:20 Bo: {SECOND} {FILL}"
    assert len(choose(script).chosen) == 2
    assert len(choose(script, config=EVERYTHING.model_copy(update={"every_s": 45.0})).chosen) == 1
    assert [QuotesConfig().most(s) for s in (5, 89, 90, 135, 3600)] == [1, 1, 2, 3, 3]


def test_the_first_of_a_section_reads_best_and_the_others_must_read_better_still() -> None:
    script = f"0:00 Bo: {FILL} {GOOD} {SECOND}"
    every = EVERYTHING.model_copy(
        update={"repetition_cost": 0.0, "kind_cost": 0.0, "score_in_section": 0.0, "run_sentences": 1}
    )
    best, *others = sorted(choose(script, config=every).chosen, key=lambda quote: quote.rank)
    assert len(others) == 2
    assert best.features["reads"] == max(q.features["reads"] for q in (best, *others))
    strict = every.model_copy(update={"least_further": best.features["reads"] + 0.1})
    assert [q.text for q in choose(script, config=strict).chosen] == [best.text]


def test_where_nobody_is_named_a_quote_says_that_the_words_sound_like_a_guests() -> None:
    asked = "Can you tell me about your work? What was your biggest mistake, and I'm curious what you learned?"
    script = " | ".join(f"{minute}:00 {asked} | {minute}:20 {FILL} {GOOD} {FILL} {SECOND}" for minute in range(12))
    found = choose(script, config=EVERYTHING.model_copy(update={"most_host": 0.6}))
    assert found.chosen
    assert {quote.flags for quote in found.chosen} == {("speaker-unknown", "guest-by-words")}
    assert not any(c.rejected is None and "your work" in c.text for c in found.candidates)
    strict = choose(script, config=EVERYTHING.model_copy(update={"most_host": 0.01}))
    assert "the host speaking, by the words" in {c.rejected for c in strict.candidates}


def test_a_section_whose_first_reads_badly_has_none_unless_it_is_among_the_best_of_the_episode() -> None:
    script = f"0:00 Bo: {FILL} {GOOD} {SECOND}"
    strict = EVERYTHING.model_copy(update={"least_first": 20.0})
    assert choose(script, config=strict).chosen
    assert choose(script, config=strict.model_copy(update={"assured": 0})).chosen == ()


def test_a_sentence_that_is_no_quote_says_how_it_reads() -> None:
    found = choose("0:01 Bo: It burns. | 0:05 Bo: Every good loaf of bread is a small victory over the cold oven.")
    short = next(c for c in found.candidates if c.text.startswith("It burns"))
    assert short.rejected
    assert set(short.features) == {"reads"}
    host = choose(
        "0:01 Ada: What is it? | 0:03 Bo: A loaf of bread is a small victory over the cold oven.", kind="intro"
    )
    assert all(not c.features for c in host.candidates)
