"""What a model is asked about a sentence it did not see written: whether a passage states it, yes or no.

The answer's probability is read off the log-probabilities of its one token; a server that gives none gives no score.
"""

import json
import math
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pipeline.ports import Premise
from pipeline.records import Identity

INSTRUCTIONS = (
    "You check sentences against a passage of recorded speech. Answer Yes only if the passage says what the sentence "
    "says: the same people doing the same things, the same numbers, names and directions, nothing turned round, "
    "denied, exaggerated or added. Otherwise answer No."
)
_HOLT = (
    "Mara Holt: I never liked the sea. My father sold nets in Bergen for twenty years, so we always lived beside it."
)
_REEVE = "Tom Reeve: The new plant will probably cost more than the old one, but it might save the town."
# One true and one false sentence on each of two passages, none of them from any episode.
EXAMPLES = (
    (_HOLT, "Holt's father sold nets in Bergen for two decades.", "Yes"),
    (_HOLT, "Holt loved the sea that she grew up beside.", "No"),
    (_REEVE, "The old plant cost more than the new one will, Reeve expects.", "No"),
    (_REEVE, "Reeve thinks that the town could be rescued by the new plant.", "Yes"),
)
LOGPROBS = 10  # alternatives asked for; "Yes" and "No" in several spellings are among them


def messages(speech: Sequence[tuple[str | None, str]], claim: str) -> list[dict[str, str]]:
    """Return the conversation: instructions, the examples, then the passage and the sentence.

    >>> messages([("Ana Ito", "It works."), ("Ana Ito", "Mostly.")], "It works.")[-1]["content"].splitlines()[:2]
    ['Passage:', 'Ana Ito: It works. Mostly.']
    """
    turns = groupby(speech, key=lambda said: said[0])
    passage = "\n".join(f"{who or 'Speaker'}: {' '.join(words for _, words in lines)}" for who, lines in turns)
    shown = [{"role": "system", "content": INSTRUCTIONS}]
    for text, sentence, answer in EXAMPLES:
        shown += [{"role": "user", "content": _question(text, sentence)}, {"role": "assistant", "content": answer}]
    return [*shown, {"role": "user", "content": _question(passage, claim)}]


def _question(passage: str, sentence: str) -> str:
    return f"Passage:\n{passage}\n\nSentence: {sentence}\n\nDoes the passage state this sentence? Yes or No."


class NoNet:
    """Stands where an installation carries no entailment net, and is false; its identity is part of the keys."""

    identity = Identity(name="none", version="1")

    def __bool__(self) -> bool:
        """Say that there is no net."""
        return False

    def supported(self, pairs: Sequence[tuple[str, Premise]]) -> list[float]:
        """Return nothing: nobody reads."""
        return []


def request(model: str, speech: Sequence[tuple[str | None, str]], claim: str) -> dict[str, Any]:
    """Return the body of a chat completion that answers with one token and its alternatives."""
    return {
        "model": model,
        "messages": messages(speech, claim),
        "temperature": 0,
        "seed": 0,
        "max_tokens": 1,
        "logprobs": True,
        "top_logprobs": LOGPROBS,
    }


def read(body: str) -> float | None:
    """Return the share of "yes" among "yes" and "no" in a server's answer; None where it holds neither."""
    try:
        alternatives = json.loads(body)["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        sure = {"yes": 0.0, "no": 0.0}
        for one in alternatives:
            word = one["token"].strip().lower()
            if word in sure:
                sure[word] += math.exp(min(0.0, float(one["logprob"])))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None
    both = sum(sure.values())
    return round(sure["yes"] / both, 4) if both > 0 else None
