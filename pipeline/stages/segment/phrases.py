"""Find the phrases that tell a section from the others: class TF-IDF, what editors name sections by, then variety."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.language.word_frequency import telling
from pipeline.language.words import STOP_WORDS, content_words
from pipeline.ports import Embedder, SentenceParse, Vectors
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrase_ranker import EARLY_HALF_S, Facts, fitness

TITLE_LENGTH = 60  # characters: what a podcast app shows of a chapter on one line
SHORTEST_TITLE = 3  # characters: "AI" or "co" tell nothing
OPENING_S = 45.0  # a section says early what it is about: its questions here may become its title
EARLY_S = 25.0  # of it are its opening for phrases
OPENING_BOOST = 4.0  # mentions that being in the opening is worth (decision 505)
ANNOUNCED_WITHIN = 45  # characters after the announcing words
OPENING_MINUTE_S, JUST_BEFORE = 60.0, 3  # seconds; sentences
TRIED = 60  # phrases that are embedded per section
SAMENESS = 2.0  # log-odds lost per unit of cosine to a phrase chosen before; 0 to 5 differ by .01 (decision 506)
PER_SECTION = 4

_LITTLE = r"(?: a (?:bit|little(?: bit)?))?(?: more)?"
ANNOUNCES = re.compile(
    rf"\b(?:talk(?:ed|ing)?(?: to (?:me|us|you))?{_LITTLE} about|ask(?:ed|ing)?(?: you)? about|speaking of|"
    rf"t(?:ell|old) (?:me|us|people){_LITTLE} about|the story of|(?:turn|move on|switch|go|get back|come back) to|"
    r"brings us to|on (?:the|this|that) (?:topic|subject|question) of|"
    r"(?:topic|subject|surprise|chapter|question)(?: is|,|:)|wrote (?:a (?:book|paper|post) )?(?:about|on|called)|"
    r"book (?:is )?called|what (?:is|are|was|were)|what's|define|explain|describe|"
    r"(?:think|thoughts|views?|opinions?) (?:about|on))\b",
    re.I,
)
_VAGUE = frozenset(
    """problem problems difference differences step steps area areas role process approach piece pieces experience
    experiences conversation result results topic topics subject subjects story stories aspect aspects element issue
    issues situation situations level stage form type types value values change changes amount number set list case
    work job skill skills field line state small big good bad new old different same great whole real certain important
    interesting hard first last next other little young right best better wrong separate single main key huge early
    late long short strong simple common general specific particular entire full nice true possible favorite
    paper papers recent insight insights theory theories""".split()
)
# Said in praise or blame of a thing, and no part of its name: "interesting disagreements".
_PRAISE = frozenset(
    """interesting brilliant popular great good bad best worst better favorite amazing beautiful incredible fascinating
    wonderful awesome cool crazy nice terrible important real actual certain different exact specific particular
    possible obvious""".split()
)


@dataclass(frozen=True)
class Phrases:
    """A section's phrases, best first, with the words that carry its topic."""

    best: tuple[str, ...]
    salient: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class Named:
    """The phrases a section might be named by: as they are written, (n, dim) vectors, and what is known of them."""

    phrases: tuple[str, ...]
    vectors: Vectors
    facts: tuple[Facts, ...]


def key_phrases(
    talk: Talk, groups: Sequence[NDArray[np.intp]], parses: Sequence[SentenceParse], embedder: Embedder
) -> list[Phrases]:
    """Return the phrases that tell each group of sentences from the others: class TF-IDF, fitness to name, variety."""
    names = frozenset(name.lower() for r in parses for name in r.names)
    found = []
    for group, named in zip(groups, candidates(talk, groups, parses, embedder), strict=True):
        best = _varied(named)
        salient = frozenset(word for p in best[: 2 * PER_SECTION] for word in content_words(p))
        said = {phrase.lower() for i in group for phrase in (*parses[i].noun_phrases, *parses[i].names)}
        found.append(Phrases(best, salient, names & said))
    return found


def candidates(
    talk: Talk, groups: Sequence[NDArray[np.intp]], parses: Sequence[SentenceParse], embedder: Embedder
) -> list[Named]:
    """Return the phrases tried for each group of sentences, those that set it apart the most."""
    said = [tuple(dict.fromkeys((*r.noun_phrases, *r.names))) for r in parses]
    written = _usual_writing(said)
    names = frozenset(name.lower() for r in parses for name in r.names)
    counts = [Counter(p.lower() for i in group for p in said[i]) for group in groups]
    spread = Counter(phrase for count in counts for phrase in count)
    found = []
    for group, count in zip(groups, counts, strict=True):
        opening = {p.lower() for i in group if talk.start[i] < talk.start[group[0]] + EARLY_S for p in said[i]}
        announced = _announced(talk, group, said)
        weight = {
            p: (count[p] + OPENING_BOOST * (p in opening)) * math.log(1 + len(groups) / spread[p])
            for p in count
            if SHORTEST_TITLE <= len(p) <= TITLE_LENGTH
            and not set(p.split()) <= STOP_WORDS | _VAGUE
            and (p.split()[0] not in _PRAISE or p in names)
        }
        tried = sorted(weight, key=lambda p: (-weight[p], p))[:TRIED]
        vectors = embedder.embed(tried) if tried else talk.vectors[:0]
        repeated = frozenset(_repeated(count, names | announced))
        share = {p: spread[p] / len(groups) for p in tried}
        facts = _facts(talk, group, said, vectors, {p: weight[p] for p in tried}, share, repeated, written)
        found.append(Named(tuple(written[p] for p in tried), vectors, facts))
    return found


def _facts(  # noqa: PLR0917 -- what is known of a section and its phrases
    talk: Talk,
    group: NDArray[np.intp],
    said: Sequence[Sequence[str]],
    vectors: Vectors,
    weight: Mapping[str, float],
    share: Mapping[str, float],
    repeated: frozenset[str],
    written: Mapping[str, str],
) -> tuple[Facts, ...]:
    start, length = talk.start[group[0]], max(float(talk.end[group[-1]] - talk.start[group[0]]), 1e-9)
    minute = [i for i in group if talk.start[i] < start + OPENING_MINUTE_S]
    near = [vectors @ unit(talk.vectors[rows].mean(0)) for rows in (np.array(minute), group, np.arange(talk.n))]
    places = {p: [i for i in group if p in {x.lower() for x in said[i]}] for p in weight}
    asked = {p.lower() for i in minute if talk.texts[i].rstrip().endswith("?") for p in said[i]}
    before = {p.lower() for i in range(max(0, int(group[0]) - JUST_BEFORE), int(group[0])) for p in said[i]}
    most = max(weight.values(), default=1.0)
    return tuple(
        Facts(
            log_share=math.log(weight[p] / most + 1e-3),
            early=1 / (1 + float(talk.start[places[p][0]] - start) / EARLY_HALF_S),
            near_opening=float(near[0][k]),
            near_section=float(near[1][k]),
            near_episode=float(near[2][k]),
            in_opening=bool(talk.start[places[p][0]] < start + EARLY_S),
            in_first_minute=places[p][0] in minute,
            asked=p in asked,
            said_just_before=p in before,
            log_spread=math.log(share[p]),
            throughout=len({min(3, int(4 * float(talk.start[i] - start) / length)) for i in places[p]}) / 4,
            repeated=p in repeated,
            two_words=len(p.split()) == 2,
            more_words=len(p.split()) > 2,
            letters=len(p) / 20,
            plural=p.endswith("s"),
            capital=written[p][:1].isupper(),
            telling=telling(p),
        )
        for k, p in enumerate(weight)
    )


def unit(row: Vectors) -> Vectors:
    """Return a vector of length 1 in the same direction."""
    scaled: Vectors = row / (np.linalg.norm(row) + 1e-9)
    return scaled


def _announced(talk: Talk, group: NDArray[np.intp], said: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the phrases that follow announcing words in the opening: "let's talk about sourdough"."""
    found = set()
    for i in (i for i in group if talk.start[i] < talk.start[group[0]] + EARLY_S):
        text = talk.texts[i].lower()
        for match in ANNOUNCES.finditer(text):
            after = text[match.end() : match.end() + ANNOUNCED_WITHIN]
            found |= {p.lower() for p in said[i] if p.lower() in after}
    return frozenset(found)


def _repeated(count: Counter[str], names: frozenset[str]) -> list[str]:
    """Return the phrases said at least twice, and the given ones; all of them where that leaves too few."""
    kept = [p for p, c in count.items() if c > 1 or p in names]
    return kept if len(kept) >= PER_SECTION else list(count)


def _usual_writing(said: Sequence[Sequence[str]]) -> dict[str, str]:
    """Map each phrase in lower case to the way it is written most often."""
    surface = Counter(phrase for phrases in said for phrase in phrases)
    ordered = sorted(surface, key=lambda p: (surface[p], p))
    return {phrase.lower(): phrase for phrase in ordered}


def _varied(named: Named) -> tuple[str, ...]:
    """Choose by fitness to name the section, against nearness to those chosen (MMR)."""
    tried, vectors = [p.lower() for p in named.phrases], named.vectors
    if not tried:
        return ()
    value = fitness(named.facts)
    chosen: list[int] = []
    while len(chosen) < min(2 * PER_SECTION, len(tried)):
        left = value - (SAMENESS * (vectors @ vectors[chosen].T).max(1) if chosen else 0.0)
        left[[k for k in range(len(tried)) if k in chosen or _same(tried[k], [tried[c] for c in chosen])]] = -np.inf
        if not np.isfinite(left).any():
            break
        chosen.append(int(left.argmax()))
    return tuple(named.phrases[k] for k in chosen)


def _same(phrase: str, chosen: Sequence[str]) -> bool:
    """Say whether a phrase repeats a chosen one: the same words, or some of them, but for a plural s."""
    words = {w.rstrip("s") for w in phrase.split()}
    return any(words <= (other := {w.rstrip("s") for w in c.split()}) or other <= words for c in chosen)
