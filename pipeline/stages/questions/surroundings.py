"""What around a question tells whether it stands alone: who asks, where in the talk, and what is said before and after.

A question that follows another of the same breath leans on it; one that speaks of rare things which somebody has just
brought up is about those; after a long speech of the asker it asks about the speech.
"""

import math
import re
from collections.abc import Mapping

from pipeline.language.stems import stem
from pipeline.language.word_frequency import shares
from pipeline.stages.questions.context import Scene
from pipeline.stages.questions.standalone import ADDRESSES, asked, telling_words

OPENING_S = 60.0  # of a section: new subjects are asked about here
LATE = 0.93  # of the talk: then hosts put the questions that they put to everybody
SET_UP = 3  # sentences of the asker before a question; more say no more
JUST_BEFORE = 4  # sentences whose drift a question shares
JUST_AFTER = 3  # sentences, the beginning of a reply
SEVERAL = 6  # words of one kind; more say no more
UNCOMMON = 0.3  # of all conversations hold such a word, or fewer
TURN_NEAR = 60  # sentences either way that are looked at for the length of a turn
# Of a turn and of the uncommon words, where none is known: the means over the labelled questions.
TYPICAL_TURN, TYPICAL_UNSAID = 0.65, 0.3

_YES_NO = re.compile(
    r"^(?:yes|yeah|no|nope|yep|oh|right|exactly|sure|correct|absolutely|of course|mm|uh-huh|totally|definitely|"
    r"not really|i don't)\b",
    re.I,
)
_FIRST_PERSON = re.compile(r"\bI\b|\bI'|\bmy\b", re.I)


def surroundings(scene: Scene, k: int) -> Mapping[str, float]:
    """Return the cues around the question that ends with sentence k, by name; most lie between 0 and 1."""
    first = scene.opens.get(k, k)
    asker = scene.sentences[k]
    before = " ".join(scene.texts[max(0, first - JUST_BEFORE) : first])
    after = " ".join(scene.texts[k + 1 : k + 1 + JUST_AFTER])
    return {
        "after_question": float(_follows_a_question(scene, first)),
        "right_after_question": float(first > 0 and scene.asks(first - 1)),
        "set_up": _set_up(scene, k),
        "turn": _turn(scene, k),
        "opening": _opening(scene, k),
        "late": float(asker.start > LATE * scene.sentences[-1].end),
        "unsaid": _unsaid(scene, k, first),
        "addressed_before": min(SEVERAL, len(ADDRESSES.findall(before))) / SEVERAL,
        "first_person_after": min(SEVERAL, len(_FIRST_PERSON.findall(after))) / SEVERAL,
        "yes_or_no_after": float(bool(_YES_NO.match(after))),
        "guest": float(bool(scene.hosts) and asker.speaker not in scene.hosts),
    }


def _follows_a_question(scene: Scene, first: int) -> bool:
    """Say whether the asker has asked in one of the three sentences before."""
    turn = scene.sentences[first].turn
    return any(scene.asks(n) and scene.sentences[n].turn == turn for n in range(max(0, first - 3), first))


def _set_up(scene: Scene, k: int) -> float:
    """Return how many sentences the asker has said in this turn before it, up to SET_UP, as a share."""
    turn = scene.sentences[k].turn
    count = 0
    for n in range(k - 1, max(-1, k - 1 - SET_UP), -1):
        if scene.sentences[n].turn != turn:
            break
        count += 1
    return count / SET_UP if scene.sentences[k].speaker else 0.0


def _turn(scene: Scene, k: int) -> float:
    """Return how long the asker's turn is, on a log scale: 0.65 is fifty words."""
    sentence = scene.sentences[k]
    if sentence.speaker is None:
        return TYPICAL_TURN
    near = range(max(0, k - TURN_NEAR), min(len(scene.texts), k + TURN_NEAR))
    words = sum(len(scene.texts[n].split()) for n in near if scene.sentences[n].turn == sentence.turn)
    return math.log(1 + words) / 6


def _unsaid(scene: Scene, k: int, first: int) -> float:
    """Return the share of its uncommon words that nobody has said before: it brings up something new."""
    uncommon = [stem(word) for word in telling_words(asked(scene, k)) if shares().get(word, 0.0) < UNCOMMON]
    if not uncommon:
        return TYPICAL_UNSAID
    return sum(scene.first_said.get(word, first) >= first for word in uncommon) / len(uncommon)


def _opening(scene: Scene, k: int) -> float:
    """Say whether the question is asked in the first minute of its section."""
    first = next((n for n in range(k, -1, -1) if scene.section[n] not in (None, scene.section[k])), -1)
    return float(scene.sentences[k].start - scene.sentences[first + 1].start < OPENING_S)
