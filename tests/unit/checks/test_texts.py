from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.checks import judging
from pipeline.checks.retrieval import Retriever, stretches
from pipeline.checks.statement import CitedWords, SpeechContext
from pipeline.checks.texts import TextChecker, unquoted
from pipeline.ports import Premise
from pipeline.records import Identity
from tests.builders import speech
from tests.fakes import BagEmbedder

TALK = speech(
    "0:00 Ana Ito: A big network can represent very complicated functions. "
    "Sour bread needs three days of patience and a warm kitchen. | "
    "1:00 Ben Bell: The city never built the tunnel under the river. "
    "It would have cost forty million dollars. | "
    "2:00 Ana Ito: My grandmother taught me to bake when I was nine years old."
)
PEOPLE = (("Ana Ito", "guest"), ("Ben Bell", "host"))


def checker() -> TextChecker:
    return TextChecker(TALK, PEOPLE, BagEmbedder(), None)


def verdict(text: str) -> str:
    (sentence,) = checker().checked(text).sentences
    return sentence.verdict


def test_what_was_said_is_supported_by_its_own_words() -> None:
    (found,) = checker().checked("Sour bread needs three days of patience and a warm kitchen.").sentences
    assert found.verdict == "supported"
    assert found.words is not None
    assert " ".join(w.text for i, j in found.words for w in TALK.words[i:j]).count("Sour bread needs three days") == 1
    assert found.start is not None
    assert found.start >= 0


@pytest.mark.parametrize(
    "text",
    ["The city built the tunnel under the river.", "The tunnel would have cost ninety million dollars."],
)
def test_the_opposite_and_another_number_are_contradicted(text: str) -> None:
    assert verdict(text) == "contradicted"


def test_what_nobody_spoke_of_is_not_supported() -> None:
    assert verdict("Parliament rejected a proposal on fishing quotas.") == "not supported"


def test_a_sentence_with_an_invented_quotation_is_not_supported() -> None:
    found = checker().checked("Ito says that sour bread needs three days: “Never hurry a hungry baker, my friends”.")
    assert [q.verdict for q in found.quotes] == ["not said"]
    assert [s.verdict for s in found.sentences] != ["supported"]


def test_a_text_without_statements_gives_nothing() -> None:
    found = checker().checked("# Sour bread\n\nDoes it need patience?\n")
    assert (found.quotes, found.sentences) == ((), ())


def test_two_checks_of_one_text_are_equal() -> None:
    text = "Ito bakes “sour bread”. Bell never built a tunnel."
    assert checker().checked(text) == checker().checked(text)


def test_quotation_marks_are_taken_out_and_apostrophes_stay() -> None:
    assert unquoted("“It’s ‘done’,” he says of Ito's bread.") == "It’s done, he says of Ito's bread."


def test_retrieval_finds_words_and_neighbours() -> None:
    ranks = Retriever(TALK, BagEmbedder()).ranked("the tunnel would have cost 40 million dollars")
    assert int(ranks.argmax()) in (2, 3)
    assert stretches(ranks, 1)[0] == (2, 4)


class Certain:
    """A net that is sure of everything that holds a word."""

    identity = Identity(name="certain", version="1")

    def __init__(self, word: str) -> None:
        self.word = word
        self.read: list[Premise] = []

    def supported(self, pairs: Sequence[tuple[str, Premise]]) -> list[float]:
        self.read += [premise for _, premise in pairs]
        return [9.0 if self.word in claim else -9.0 for claim, _ in pairs]


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
