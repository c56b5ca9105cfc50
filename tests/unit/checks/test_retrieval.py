from pipeline.checks.retrieval import Retriever, stretches
from tests.builders import speech
from tests.fakes import BagEmbedder

TALK = speech(
    "0:00 Ana Ito: A big network can represent very complicated functions. "
    "Sour bread needs three days of patience and a warm kitchen. | "
    "1:00 Ben Bell: The city never built the tunnel under the river. "
    "It would have cost forty million dollars."
)


def test_retrieval_finds_words_and_neighbours() -> None:
    ranks = Retriever(TALK, BagEmbedder()).ranked("the tunnel would have cost 40 million dollars")
    assert int(ranks.argmax()) in (2, 3)
    assert stretches(ranks, 1)[0] == (2, 4)
