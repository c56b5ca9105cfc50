"""Who speaks, in which turns, and where sentences end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.proof import revision_of
from pipeline.records import Corrections, Person, RawTranscript, Source, Transcript
from pipeline.stages.attribute.config import AttributeConfig
from pipeline.stages.attribute.stage import attribute, name_of
from tests.builders import episode, heard
from tests.fakes import ScriptedVoices

CONFIG = AttributeConfig()
PEOPLE = (
    Person(name="Lex Fridman", role="host", source="sidecar"),
    Person(name="José Núñez", role="guest", source="sidecar"),
    Person(name="Ann Lee", source="sidecar"),
    Person(name="Ann Kay", source="sidecar"),
)


def attributed(script: str | RawTranscript, config: AttributeConfig = CONFIG, **fields: object) -> Transcript:
    return attribute(
        episode(**({"duration": 3600.0, "people": PEOPLE} | fields)),  # type: ignore[arg-type]
        heard(script) if isinstance(script, str) else script,
        Source(episode_id="x", title="x"),
        config,
        corrections=Corrections(),
        voices=ScriptedVoices([]),
        progress=lambda *_: None,
    )


def sentences(transcript: Transcript) -> list[str]:
    return [" ".join(w.text for w in transcript.words[slice(*s.words)]) for s in transcript.sentences]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Lex Fridman", "Lex Fridman"),
        ("LEX", "Lex Fridman"),
        ("Fridman", "Lex Fridman"),
        ("Dr. Lex Fridman", "Lex Fridman"),
        ("Jose Nunez", "José Núñez"),
        ("Host", "Lex Fridman"),
        ("Ann", None),  # two of them
        ("Ann Kay", "Ann Kay"),
        ("Lex Luthor", "Lex Luthor"),
        ("Ilya", "Ilya"),
        ("Al", "Al"),
        ("Speaker 1", None),
        ("SPEAKER_00", None),
        ("speaker b", None),
        ("Unknown speaker", None),
        ("Co-Host", None),
        ("B", None),
        ("S2", None),
        ("12", None),
    ],
)
def test_a_label_is_a_name_only_with_evidence(label: str, name: str | None) -> None:
    assert name_of(label, PEOPLE) == name


def test_turns_change_with_the_label_and_words_know_their_speaker() -> None:
    transcript = attributed("0:01 LEX: Why did it work? | 0:05 LEX: Tell me. | 0:09 Speaker 1: Data.")
    assert [(t.speaker, t.speaker_label, t.words) for t in transcript.turns] == [
        ("Lex Fridman", "LEX", (0, 6)),
        (None, "Speaker 1", (6, 7)),
    ]
    assert [s.speaker for s in transcript.sentences] == ["Lex Fridman", "Lex Fridman", None]
    assert [s.turn for s in transcript.sentences] == [0, 0, 1]
    assert transcript.words[0].speaker == "Lex Fridman"
    assert transcript.words[6].speaker is None


def test_without_labels_there_is_one_turn_of_an_unknown_speaker() -> None:
    transcript = attributed("0:01 One thing. | 1:00 Another thing.")
    assert [(t.speaker, t.speaker_label, t.words) for t in transcript.turns] == [(None, None, (0, 4))]


def test_a_sentence_never_crosses_a_turn() -> None:
    transcript = attributed("0:01 LEX: And then you | 0:02 Ilya: interrupted me.")
    assert sentences(transcript) == ["And then you", "interrupted me."]


def test_words_that_run_past_the_audio_are_moved_back_inside() -> None:
    transcript = attributed("0:09 LEX: One two three four.", duration=10.0)
    assert all(0 <= w.start < w.end <= 10.0 for w in transcript.words)
    assert transcript.cues[0].end == 10.0
    assert transcript.turns[0].end == transcript.sentences[0].end == 10.0


def test_the_revision_knows_text_times_and_speakers_and_nothing_else() -> None:
    transcript = attributed("0:01 LEX: Why did it work?")
    words = transcript.words
    assert transcript.revision == revision_of(words)
    for change in ({"text": "When"}, {"start": 1.1}, {"end": 9.0}, {"speaker": None}):
        assert revision_of([words[0].model_copy(update=change), *words[1:]]) != transcript.revision
    assert revision_of([words[0].model_copy(update={"p": 0.1}), *words[1:]]) == transcript.revision


def test_nothing_heard_is_nothing_attributed() -> None:
    nothing = heard("0:01 a").model_copy(update={"words": (), "cues": ()})
    transcript = attributed(nothing)
    assert (transcript.words, transcript.turns, transcript.sentences) == ((), (), ())


TOKENS = st.sampled_from(["Dr.", "I.", "and", "So", "end.", "why?", "well,", "…", "U.S.", '"Go."', "3.", "no"])


@given(
    st.lists(
        st.tuples(st.sampled_from(["A B", "Speaker 2", ""]), st.lists(TOKENS, min_size=1, max_size=60)), min_size=1
    )
)
def test_every_word_is_in_one_turn_and_one_sentence_of_it(lines: list[tuple[str, list[str]]]) -> None:
    script = " | ".join(
        f"{k}:00 {label + ': ' if label else ''}{' '.join(tokens)}" for k, (label, tokens) in enumerate(lines)
    )
    transcript = attributed(script, AttributeConfig(max_words=20, max_words_unpunctuated=5), duration=10_000.0)
    everything = list(range(len(transcript.words)))
    assert [i for turn in transcript.turns for i in range(*turn.words)] == everything
    assert [i for sentence in transcript.sentences for i in range(*sentence.words)] == everything
    for sentence in transcript.sentences:
        turn = transcript.turns[sentence.turn]
        assert turn.words[0] <= sentence.words[0] < sentence.words[1] <= turn.words[1]
        assert sentence.words[1] - sentence.words[0] <= 20
        assert sentence.speaker == turn.speaker
    assert all(a.speaker_label != b.speaker_label for a, b in pairwise(transcript.turns))
    assert len({sentence.id for sentence in transcript.sentences}) == len(transcript.sentences)


def test_labels_that_name_nobody_are_named_by_what_is_said() -> None:
    people = (
        Person(name="Ann Lee", role="host", source="sidecar"),
        Person(name="Bo Reed", role="guest", source="sidecar"),
    )
    lines = (
        "0:01 Speaker 1: Welcome, I'm Ann Lee. Why boats? | 0:09 Speaker 2: They are fast, and they are cheap to keep."
    )
    transcript = attributed(f"{lines} | 0:20 Speaker 1: Why is that? | 0:30 Speaker 2: Wood grows.", people=people)
    assert {t.speaker_label: t.speaker for t in transcript.turns} == {"Speaker 1": "Ann Lee", "Speaker 2": "Bo Reed"}
    assert {p.name: p.label for p in transcript.people} == {"Ann Lee": "Speaker 1", "Bo Reed": "Speaker 2"}
