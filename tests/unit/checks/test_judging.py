import numpy as np
import pytest

from pipeline.checks import judging
from pipeline.checks.statement import CitedWords, SpeechContext
from pipeline.ports import Premise
from tests.builders import speech
from tests.fakes import BagEmbedder

TALK = speech(
    "0:00 Ana Ito: A big network can represent very complicated functions. "
    "Sour bread needs three days of patience and a warm kitchen. | "
    "1:00 Ben Bell: The city never built the tunnel under the river. "
    "It would have cost forty million dollars."
)
PEOPLE = (("Ana Ito", "guest"), ("Ben Bell", "host"))


def test_the_net_reads_the_evidence_and_what_stands_beside_it() -> None:
    evidence = CitedWords(SpeechContext(TALK, PEOPLE), ((9, 19),))
    premise = judging.speech_of(evidence)
    assert [text for _, text in premise.evidence] == ["Sour bread needs three days of patience and a warm kitchen."]
    assert [text for _, text in premise.before] == ["A big network can represent very complicated functions."]
    assert len(premise.after) == 2


def test_long_evidence_is_narrowed_to_what_the_claim_is_about() -> None:
    filler = tuple((None, f"Word {k} of a long and idle talk about nothing at all that goes on.") for k in range(40))
    premise = Premise((*filler[:20], ("Ana Ito", "Sour bread needs patience."), *filler[20:]))
    vectors = BagEmbedder().embed(["Bread needs patience.", *(text for _, text in premise.evidence)])
    short = judging.narrowed("Bread needs patience.", premise, vectors)
    assert ("Ana Ito", "Sour bread needs patience.") in short.evidence
    assert sum(len(text.split()) for _, text in short.evidence) <= judging.READ_WORDS


@pytest.mark.parametrize(
    ("claim", "count"),
    [("tom is late . anna waits .", 2), ("It costs 1.5 million.", 1), ("It works. It does.", 2), ("…", 1)],
)
def test_a_claim_is_cut_into_its_sentences(claim: str, count: int) -> None:
    assert len(judging.parts(claim)) == count


def test_no_weight_has_the_wrong_sign() -> None:
    for name, weight in judging.BY_RULES.of(judging.ALONE).columns.items():
        assert isinstance(weight, float)
        assert weight >= 0 if name in ("likeness", "overlap") else weight <= 0


def test_every_rule_that_objects_lowers_the_probability_or_leaves_it() -> None:
    calm = dict.fromkeys(judging.ALONE, 0.0) | {"likeness": 0.8, "overlap": 0.9}
    for rule in judging.RULES:
        assert judging.probability({**calm, rule: 1.0}, None) <= judging.probability(calm, None)


def test_the_vectors_of_a_claim_without_evidence_do_no_harm() -> None:
    evidence = CitedWords(SpeechContext(TALK, PEOPLE), ((0, 9),))
    vectors = np.zeros((2, 64), np.float32)
    assert judging.judged("It works.", evidence, vectors, None).likeness == 0.0
