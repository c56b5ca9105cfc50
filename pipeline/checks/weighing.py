"""Judge of a sentence that has an entailment score: what a reason weighs beside it.

The rules that look for lies (`statement`) were mended on sentences of ours, and refuse many true ones of others. Where
a model has read the cited words again and said how sure it is that they state the sentence, what the rules of `HARD`
find still refuses alone: it lies in the words. The others are weighed or, where they told true from false no better
than chance beside the score, say nothing (`distant`, `wording`, `run`, the likeness). The weights are a logistic
regression's, fitted and cross-validated by `python -m training.train_judge`.
"""

import math
from collections.abc import Collection

from pipeline.fitted import Shipped, number

HARD = frozenset({"form", "number", "name", "attribution", "tail", "unsaid"})
WEIGHING = Shipped("pipeline.checks", "weighing.json")
WEIGHED = ("stated", "polarity", "mood")  # log odds of the score, and whether these rules object
LEAST = 0.3  # log odds; 94 of 100 false sentences lie below, each set left out of the fit in turn (docs/benchmarks.md)
LEAST_LIKENESS = 0.45  # cosine under which no score helps; the furthest true sentence of ours lies at .52
SURE = 1e-4  # no score counts for more than these odds


def log_odds(rules: Collection[str], stated: float) -> float:
    """Return the log odds that words bear a sentence out, from the rules that object and the entailment score.

    >>> log_odds([], 0.75) > LEAST > log_odds(["polarity"], 0.75)
    True
    """
    odds = math.log((stated + SURE) / (1 - stated + SURE))
    numbers = WEIGHING.of(WEIGHED)
    stated_, polarity, mood = map(number, numbers.columns.values())
    return numbers.bias + stated_ * odds + polarity * ("polarity" in rules) + mood * ("mood" in rules)


def borne_out(rules: Collection[str], likeness: float, stated: float) -> bool:
    """Say whether the entailment score outweighs what the rules object, on a sentence about the words at all."""
    return not HARD & set(rules) and likeness >= LEAST_LIKENESS and log_odds(rules, stated) >= LEAST
