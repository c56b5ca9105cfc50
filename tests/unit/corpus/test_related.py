import base64

import numpy as np
import pytest

from pipeline.corpus.related import RelatedConfig, profile, relate, shared_terms
from pipeline.records import Identity, Profile, SectionProfile
from tests.record_builder import highlights

MODEL = Identity(name="e", version="1")


class Letters:
    """An embedder whose vectors count letters."""

    identity = MODEL

    def embed(self, texts: list[str]) -> np.ndarray:
        return np.array([[t.count("a"), t.count("e"), t.count("t"), 1] for t in texts], dtype=np.float32)


def packed(*values: float) -> str:
    return base64.b64encode(np.array(values, dtype="<f2").tobytes()).decode()


def about(id_: str, *vector: float, terms: dict[str, int] | None = None, phrases: tuple[str, ...] = ()) -> Profile:
    return Profile(
        episode_id=id_, title=id_, transcript_revision="0", embedder=MODEL, vector=packed(*vector),
        sections=(SectionProfile(id="t01", title="t", start=5.0, vector=packed(*vector)),), phrases=phrases,
        terms=terms or {},
    )  # fmt: skip


def corpus() -> list[Profile]:
    """Return eight episodes that share a strong common direction, of which two pairs speak of the same thing."""
    tea = {"terms": {"tea": 9, "the": 50, "kettle": 4}, "phrases": ("tea", "the", "kettle")}
    others = [about(f"o{k}", 5, *np.eye(6)[k % 6] * 0.5, terms={"the": 50, f"x{k}": 3}) for k in range(6)]
    return [about("tea1", 5, 1, 1, 0, 0, 0, 0, **tea), about("tea2", 5, 1, 0.9, 0, 0, 0, 0, **tea), *others]


def test_episodes_that_are_alike_are_related_and_say_why() -> None:
    found = relate(corpus(), RelatedConfig())
    first = found["tea1"][0]
    assert (first.episode_id, first.shared) == ("tea2", ("tea", "kettle"))
    assert [(m.here, m.there) for m in first.moments] == [(5.0, 5.0)]


def test_what_all_episodes_share_relates_nobody() -> None:
    """Without centring the first coordinate alone would make every pair alike (cosine above .9)."""
    found = relate(corpus(), RelatedConfig())
    assert "o0" not in {other.episode_id for other in found["o3"]}


def test_small_corpus_abstains() -> None:
    assert set(relate(corpus()[:7], RelatedConfig()).values()) == {()}


def test_unlike_episodes_are_not_related() -> None:
    assert relate(corpus(), RelatedConfig(least_likeness=0.9999))["o0"] == ()


def test_vectors_of_another_model_are_left_out() -> None:
    stranger = about("tea3", 5, 1, 1, 0, 0, 0, 0).model_copy(update={"embedder": Identity(name="f", version="1")})
    found = relate([*corpus(), stranger], RelatedConfig())
    assert found["tea3"] == ()
    assert "tea3" not in {other.episode_id for other in found["tea1"]}


def test_reason_names_no_word_that_everybody_says() -> None:
    a, b = corpus()[:2]
    assert "the" not in shared_terms(a, b, {"tea": 2, "the": 8, "kettle": 2}, 8)


def reasons(a: Profile, b: Profile) -> tuple[str, ...]:
    return shared_terms(a, b, dict.fromkeys({*a.terms, *b.terms}, 2), 8)


def test_alike_in_manner_without_a_common_subject_is_no_relation() -> None:
    one, other, *rest = corpus()
    found = relate([one, other.model_copy(update={"phrases": ("milk",)}), *rest], RelatedConfig())
    assert found["tea1"] == ()


def test_words_of_a_sponsors_read_the_show_and_who_takes_part_are_no_reason() -> None:
    terms = {
        "terms": {"cash": 4, "app": 4, "tea": 4, "ada": 4, "hour": 9},
        "phrases": ("Cash App", "tea", "Ada", "hour"),
    }
    a, b = about("a", 1, **terms), about("b", 1, **terms)
    assert set(reasons(a, b)) == {"Cash App", "tea", "Ada", "hour"}
    more = {"show": "The Hour", "people": {"Ada Low": "host"}, "aside": {"cash": 4, "app": 4}}
    assert reasons(a.model_copy(update=more), b) == ("tea",)


def test_guest_of_whom_another_episode_speaks_is_a_reason_and_a_name_needs_no_second_list() -> None:
    said = {"ada": 3, "low": 3, "turing": 5, "tea": 2}
    a = about("a", 1, terms=said, phrases=("tea",)).model_copy(update={"people": {"Ada Low": "guest"}})
    b = about("b", 1, terms=said, phrases=("tea", "Turing"))
    assert reasons(a, b) == ("Ada Low", "tea", "Turing")


def test_profile_counts_words_and_leaves_the_introduction_out_of_the_meaning() -> None:
    record, transcript = highlights()
    made = profile(record, transcript, embedder=Letters())
    assert [section.id for section in made.sections] == ["t02", "t03"]
    assert made.terms["pot"] == sum("pot" in w.text for w in transcript.words)
    talk = [s for s in transcript.sentences if s.words[0] >= record.sections[1].words[0]]
    expected = np.mean(
        [Letters().embed([" ".join(w.text for w in transcript.words[slice(*s.words)])])[0] for s in talk], axis=0
    )
    vector = np.frombuffer(base64.b64decode(made.vector), dtype="<f2")
    assert vector == pytest.approx(expected, rel=0.01)
