"""Judge from the words whether the host or a guest speaks, where a transcript names nobody.

A host asks, welcomes, introduces, thanks and reads adverts; a guest answers at length. Each sentence gets the log-odds
of a logistic regression over such signs and over its meaning; a hidden Markov model with two states then reads the
sentences in order, because people speak several sentences in a row and answer after a question (forward-backward:
Rabiner 1989). `host_words.json` holds plain numbers written by `training/train_hosts.py`.
"""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Fitted, Shipped, flat
from pipeline.language.words import STOP_WORDS, bare
from pipeline.ports import Vectors
from pipeline.records import Episode, Transcript

HOST_WORDS = Shipped("pipeline.stages.quotes", "host_words.json")
GUEST_SHARE = 0.05  # of the words; below, the hosts are the show and are quoted
GUEST_SHARE_JUDGED = 0.3  # the same where the words alone tell who speaks: a monologue reads like a host's
UNNAMED_SHARE = 0.5  # of the words; with fewer of nobody, the transcript tells who speaks
LEAST_SENTENCES = 60  # in a shorter talk nobody's manner shows
SURE = 0.999  # 1 is for what the transcript tells
LONG = 25  # words; a host seldom speaks a longer sentence

Numbers = NDArray[np.float64]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I)


SIGNS: dict[str, re.Pattern[str]] = {
    "asks": re.compile(r"\?[\"”’]?$"),
    "asks_you": _any(
        r"\b(?:do|did|are|were|have|would|could|can|will|should|don't|didn't|aren't) you\b.*\?",
        r"\b(?:what|how|why|when|where|who|which)\b[^.!]*\byou(?:r|'re|'ve|'d)?\b[^.!]*\?",
    ),
    "asks_openly": _any(
        r"^(?:(?:and|so|but|well|okay|ok|now|yeah|right)[, ]+)*(?:what|how|why|who|where|when|which|is|are|do|does|"
        r"did|can|could|would|have|has)\b.*\?"
    ),
    "invites": _any(
        r"\b(?:tell|talk|walk|take) (?:me|us|to me|to us)\b(?: a bit| a little)? (?:about|through|more|how|what)\b",
        r"\b(?:can|could|would|maybe) you (?:\w+ )?(?:talk|tell|describe|explain|speak|share|give|walk|say|paint|"
        r"elaborate|comment)\b",
        r"\b(?:i'd|i would) (?:love|like) to (?:ask|hear|talk|get)\b|\blet me ask\b|\bi(?:'m| am) curious\b",
        r"\bi (?:want|wanted|have) to ask\b|\bcurious (?:how|what|if|about|whether)\b|\bask you (?:about|a|the|this)\b",
    ),
    "your": _any(r"\byour?\b(?! know)(?:'re|'ve|'d)?"),
    "your_work": _any(
        r"\byour (?:\w+ ){0,2}(?:book|paper|work|lab|company|team|research|talk|life|career|view|views|thoughts?|sense|"
        r"advice|favorite|intuition|experience|childhood|background|story|thesis|podcast|channel|blog|newsletter)\b",
        r"\byou(?:'ve| have) (?:\w+ )?(?:written|said|talked|mentioned|worked|built|done|been|described|argued)\b",
        r"\byou (?:also |just |once |recently |actually )?(?:wrote|said|mentioned|talked|described|posted|tweeted)\b",
    ),
    "welcomes": _any(
        r"\bwelcome (?:to|back)\b|\bthank(?:s| you) (?:so much )?for (?:being|coming|joining|talking|doing|having|"
        r"listening|watching)\b|\bmy (?:guest|conversation)\b|\bconversation with\b|\btoday (?:we|i|my)\b",
        r"\b(?:subscribe|sponsors?|patreon|review it|five stars|episode|podcast|show notes|transcript)\b",
    ),
    "moves_on": _any(
        r"^(?:(?:and|so|but|okay|ok|well|great|awesome|amazing|yeah)[, ]+)*(?:speaking of|let's (?:talk|go|get|move|"
        r"start|shift)|moving on|going back to|i want to (?:talk|go|come|shift|switch|ask)|before we|"
        r"one (?:last|final|more) (?:question|thing)|last question)\b"
    ),
    "agrees": _any(
        r"^(?:yeah|yes|right|okay|ok|wow|mm-?hmm|uh-?huh|sure|exactly|absolutely|totally|interesting|cool|awesome|"
        r"great|nice|got it|amazing|fascinating|i see|of course|makes sense|that makes sense|i love (?:that|it|this))"
        r"(?: (?:yeah|yes|right|okay))*[.!,]?$"
    ),
    "praises": _any(
        r"\b(?:that's|that is|this is|it's|what an?|such an?) (?:\w+ ){0,2}(?:fascinating|interesting|beautiful|"
        r"awesome|incredible|amazing|great|wonderful|brilliant|hilarious|wild)\b(?: \w+)?[.!]?$"
    ),
    "sums_up": _any(
        r"\bso (?:you're|you are|it sounds|basically you|what you're|the idea is|if i understand)\b",
        r"\b(?:you're|you are) saying\b|\bsounds like\b|\bit seems like you\b",
    ),
    "answers": _any(
        r"^(?:(?:yeah|yes|no|well|so|sure|oh)[, ]+)*(?:that's (?:a|an) (?:\w+ )?(?:good|great|interesting|excellent|"
        r"hard|tough) question|good question|great question|i think|i would say|i'd say|well|no|absolutely)\b"
    ),
    "i_past": _any(
        r"\bi (?:was|had|did|went|started|worked|thought|realized|built|got|came|joined|remember|learned)\b"
    ),
    "we_work": _any(
        r"\bwe(?:'re|'ve|'d)? (?:\w+ )?(?:built|build|had|did|started|found|made|use|used|tried|launched|ran|do|have)\b"
    ),
    "opinion": _any(r"\bi (?:think|believe|feel|would say|guess|mean)\b"),
    "i": _any(r"\bi(?:'m|'ve|'d|'ll)?\b"),
    "filler": _any(r"\b(?:you know|sort of|kind of|i mean|like,)\b"),
    "because": _any(r"\b(?:because|therefore|for example|for instance|which means|in fact)\b"),
    "opens_on": _any(r"^(?:and|but|because|so)\b"),
}
SHAPES = ("log_words", "is_long", "is_short", "content")
NEAR = 4  # sentences on each side that are looked at: the one beside, and the sum of those behind it
SIDES = ("just_before", "just_after", "before", "after")
COLUMNS = (*SIGNS, *SHAPES, *(f"{side}_{name}" for side in SIDES for name in (*SIGNS, *SHAPES)))
MEANINGS = ("meaning", "meaning_around")  # columns that are vectors: own, and the mean of the two on each side


def described(texts: Sequence[str]) -> Numbers:
    """Return (n, len(COLUMNS)): the signs and the length of each sentence and of those around it."""
    plain = [text.replace("’", "'").strip() for text in texts]
    signs = np.array([[min(2, len(sign.findall(text))) for sign in SIGNS.values()] for text in plain], np.float64)
    own = np.column_stack((signs.reshape(len(texts), -1), np.array([_shape(text) for text in plain], np.float64)))
    before: Numbers = sum((_moved(own, k) for k in range(2, NEAR + 1)), np.zeros_like(own))
    after: Numbers = sum((_moved(own, -k) for k in range(2, NEAR + 1)), np.zeros_like(own))
    return np.column_stack((own, _moved(own, 1), _moved(own, -1), before, after))


def meanings(vectors: Vectors) -> tuple[Numbers, Numbers]:
    """Return (n, dim) twice: each sentence's vector, and the mean of the two before and the two after it."""
    own = np.asarray(vectors, np.float64)
    around: Numbers = sum((_moved(own, k) for k in (-2, -1, 1, 2)), np.zeros_like(own)) / 4
    return own, around


def _shape(text: str) -> tuple[float, ...]:
    words = [w for w in map(bare, text.split()) if w]
    n = max(1, len(words))
    return float(np.log(n)), float(n > LONG), float(n <= 3), sum(w not in STOP_WORDS for w in words) / n


def _moved(values: Numbers, by: int) -> Numbers:
    """Return the rows moved down by `by` places, zeros where none come from."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


@cache
def shipped() -> Fitted:
    """Return the numbers of `host_words.json`."""
    return HOST_WORDS.of((*COLUMNS, *MEANINGS))


def host_of(
    episode: Episode, transcript: Transcript, texts: Sequence[str], vectors: Vectors, embedder: str | None
) -> Numbers:
    """Return (n,) how likely the host says each sentence.

    1 or 0 where the transcript tells who speaks, by name or by voice; judged by the words where it does not. All 0
    where the hosts are nearly all there is to hear: they are the show.
    """
    named = {person.name.casefold() for person in episode.people if person.role == "host"}
    voices = {label for label, role in transcript.roles.items() if role == "host"}
    sentences = transcript.sentences
    size = np.array([s.words[1] - s.words[0] for s in sentences], np.float64)
    turns = [transcript.turns[s.turn] for s in sentences]
    known = np.array([bool(t.speaker) or t.speaker_label is not None for t in turns])
    host = np.array(
        [float((bool(t.speaker) and str(t.speaker).casefold() in named) or t.speaker_label in voices) for t in turns]
    )
    least = GUEST_SHARE
    if len(sentences) >= LEAST_SENTENCES and size @ ~known > UNNAMED_SHARE * size.sum():
        host = np.where(known, host, np.minimum(host_share(texts, vectors, embedder), SURE))
        least = GUEST_SHARE_JUDGED
    guests = float(size @ (host < 0.5)) / max(1.0, float(size.sum()))
    return host if guests >= least else np.zeros(len(host))


def host_share(texts: Sequence[str], vectors: Vectors, embedder: str | None, numbers: Fitted | None = None) -> Numbers:
    """Return (n,) how likely the host says each sentence of an episode, from the sentences in order.

    `vectors` are (n, dim) of unit length; those of another embedder than the fitted one have no part in it.
    """
    if not texts:
        return np.zeros(0)
    numbers = numbers or shipped()
    odds = described(texts) @ flat({name: numbers.columns[name] for name in COLUMNS}) + numbers.bias
    if embedder == numbers.embedder:
        parts = zip(meanings(vectors), MEANINGS, strict=True)
        odds = odds + sum(rows @ np.array(numbers.columns[name]) for rows, name in parts)
    told = numbers.constants
    asks = np.array([bool(SIGNS["asks"].search(text.strip())) for text in texts])
    return smoothed(told["trust"] * (odds - told["prior"]), asks, told)


def smoothed(evidence: Numbers, asks: NDArray[np.bool_], told: dict[str, float]) -> Numbers:
    """Return (n,) the posterior of the host by forward-backward; `evidence` are log-likelihood ratios.

    `told` holds how likely the speaker changes after a sentence: `host_ends`, `guest_ends`, and after a question
    `host_asked`, `guest_asked`.
    """
    n = len(evidence)
    likely = np.column_stack((np.exp(np.clip(evidence, -30, 30)), np.ones(n)))  # host, guest
    steps = {
        asked: np.array([[1 - h, h], [g, 1 - g]])
        for asked, h, g in (
            (False, told["host_ends"], told["guest_ends"]),
            (True, told["host_asked"], told["guest_asked"]),
        )
    }
    forward, backward = np.zeros((n, 2)), np.ones((n, 2))
    now = np.array([0.5, 0.5]) * likely[0]
    forward[0] = now / now.sum()
    for k in range(1, n):
        now = (forward[k - 1] @ steps[bool(asks[k - 1])]) * likely[k]
        forward[k] = now / now.sum()
    for k in range(n - 2, -1, -1):
        now = steps[bool(asks[k])] @ (likely[k + 1] * backward[k + 1])
        backward[k] = now / now.sum()
    both = forward * backward
    host: Numbers = both[:, 0] / both.sum(1)
    return host
