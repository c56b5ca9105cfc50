"""Judge of what still stands: which sentences their own speaker took back right after saying them."""

import re
from collections.abc import Sequence

from pipeline.language.openers import opens_with
from pipeline.records import Transcript

REACH = 3  # sentences of the same speaker that a retraction takes back
REACH_S = 30.0  # and how far back in time


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I)


# Takes back what the same speaker said before, whoever spoke in between.
RETRACTION = _any(
    r"\btak(?:e|ing) (?:that|it|this|what i (?:just )?said) back\b",
    r"\btake back (?:that|what i)\b",
    r"\b(?:i|i'll|let me|i'd|i want to|i have to|i should|i must|i will) retract\b",
    r"\bi (?:just )?misspoke\b",
    r"\bi (?:was|got (?:it|that)) wrong (?:there|just now|about that)\b",
    r"\b(?:scratch|strike) that\b",
    r"\bwalk (?:that|it) back\b",
    r"\blet me (?:correct|rephrase) (?:myself|that|it|what)\b",
    r"\b(?:correct|correcting) myself\b",
    r"\bthat came out wrong\b",
    r"\bthat's not what i meant\b",
)
# Takes back only what stands before it in the same turn: elsewhere it answers the other speaker.
CORRECTION = _any(
    r"(?:actually|wait|oh|sorry|well actually)[,.]? (?:actually[,.]? )?no\b",
    r"no[,.]? (?:sorry|wait|actually|scratch)\b",
    r"(?:sorry|wait)[,.]? i (?:mean|meant)\b",
    r"(?:a )?correction\b",
    r"(?:that|this|it)(?:'s| is| was|'s just| is just) "
    r"(?:not |n't |isn't )(?:quite |really |exactly |entirely |actually |even )?(?:right|true|correct|accurate)\b",
    r"(?:that|this|it)(?: is|'s|) ?(?:wrong|false|isn't (?:right|true|correct))\b",
)


def takes_back(text: str) -> bool:
    """Say whether a sentence withdraws or corrects an earlier one."""
    text = text.replace("’", "'")
    return bool(RETRACTION.search(text)) or opens_with(CORRECTION, text)


def taken_back(transcript: Transcript, texts: Sequence[str]) -> frozenset[int]:
    """Return the numbers of sentences that their speaker takes back right after.

    "It was easy. | No, scratch that. | It was hard." → {0}; `texts` are the transcript's sentences.
    """
    withdrawn: set[int] = set()
    sentences = transcript.sentences
    for k, text in enumerate(texts):
        text = text.replace("’", "'")
        crosses_turns = bool(RETRACTION.search(text))
        if not crosses_turns and not opens_with(CORRECTION, text):
            continue
        own = [
            i
            for i in range(max(0, k - 4 * REACH), k)
            if sentences[i].speaker == sentences[k].speaker
            and (crosses_turns or sentences[i].turn == sentences[k].turn)
            and sentences[k].start - sentences[i].end <= REACH_S
        ]
        withdrawn.update(own[-REACH:])
    return frozenset(withdrawn)
