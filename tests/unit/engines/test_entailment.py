"""A entailment score: what is asked, and what is read off an answer."""

import json
import math
from typing import Any

import pytest

from pipeline.engines.entailment import messages, read, request


def answer(*words: tuple[str, float]) -> str:
    alternatives = [{"token": word, "logprob": math.log(p)} for word, p in words]
    return json.dumps({"choices": [{"logprobs": {"content": [{"top_logprobs": alternatives}]}}]})


def test_the_share_of_yes_counts_every_spelling_and_nothing_else() -> None:
    assert read(answer(("Yes", 0.5), (" yes", 0.1), ("No", 0.2), ("Well", 0.2))) == 0.75
    assert read(answer(("No", 0.9), ("Perhaps", 0.1))) == 0.0


@pytest.mark.parametrize(
    "body",
    [
        "<html>",
        "[]",
        "{}",
        json.dumps({"choices": [{"logprobs": None}]}),
        json.dumps({"choices": [{"logprobs": {"content": []}}]}),
        json.dumps({"choices": [{"logprobs": {"content": [{"top_logprobs": [{"token": "Yes"}]}]}}]}),
        json.dumps({"choices": [{"logprobs": {"content": [{"top_logprobs": [{"token": "Yes", "logprob": "x"}]}]}}]}),
        answer(("Maybe", 1.0)),
    ],
)
def test_an_answer_without_probabilities_is_no_score(body: str) -> None:
    assert read(body) is None


def test_words_of_one_speaker_stand_in_one_line_and_nobody_known_is_called_speaker() -> None:
    speech = [("Ana Ito", "It rained."), ("Ana Ito", "We stayed."), (None, "Why?")]
    shown = messages(speech, "They stayed because of rain.")
    assert shown[0]["role"] == "system"
    assert shown[-1]["content"].startswith("Passage:\nAna Ito: It rained. We stayed.\nSpeaker: Why?\n\nSentence: They")
    assert [m["content"] for m in shown if m["role"] == "assistant"] == ["Yes", "No", "No", "Yes"]


def test_one_token_is_asked_for_with_its_alternatives() -> None:
    body: dict[str, Any] = request("small", [(None, "It rained.")], "It rained.")
    assert (body["model"], body["max_tokens"], body["logprobs"], body["temperature"]) == ("small", 1, True, 0)
