"""Related episodes: alike in what they say once the corpus's own average is taken away, with words that say why.

Corpus-level: it runs over the profiles of all episodes after one of them was published. Centred mean vectors: what
every episode shares (a host, a genre) points in one direction and would make everything alike.
"""

import base64
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.formats.search import counted
from pipeline.formats.times import guessed_in
from pipeline.language.words import plain, search_words
from pipeline.ports import Embedder
from pipeline.records import (
    Highlights,
    Identity,
    Moment,
    Profile,
    Record,
    Related,
    SectionProfile,
    Transcript,
)

Matrix = NDArray[np.float32]
SHARED_PHRASE = 0.1  # of likeness that a key phrase in common is worth to two sections
LEAST_SAID = 2  # times in each episode: once is in passing
MEDIUM = frozenset(
    {"podcast", "episode", "show", "listener", "interview", "conversation", "guest", "host"}
)  # no subject


class RelatedConfig(Record):
    """Related episodes."""

    least_episodes: int = Field(
        default=8,
        ge=2,
        le=1000,
        description="Smallest number of episodes; with fewer, the mean vector is unreliable and nothing is related",
    )
    least_likeness: float = Field(
        default=0.3, ge=-1, le=1, description="Smallest cosine of the centred mean vectors of two related episodes"
    )
    most: int = Field(default=5, ge=0, le=50, description="Largest number of related episodes per episode")
    common_share: float = Field(
        default=0.67,
        gt=0,
        le=1,
        description="Share of episodes; a word that occurs in more of them does not count as a shared subject",
    )
    moments: int = Field(
        default=2, ge=0, le=10, description="Largest number of section pairs listed per related episode"
    )
    moment_likeness: float = Field(
        default=0.6,
        ge=-1,
        le=1,
        description="Smallest cosine of the centred vectors of two matching sections; a shared phrase adds .1",
    )


def profile(record: Highlights, transcript: Transcript, *, embedder: Embedder) -> Profile:
    """Return an episode as others see it; sponsors and greetings do not count."""
    vectors = embedder.embed([plain(transcript.words, s.words) for s in transcript.sentences])
    first = [sentence.words[0] for sentence in transcript.sentences]
    talk = [section for section in record.sections if section.kind == "talk"] or list(record.sections)
    rows = {s.id: [k for k, i in enumerate(first) if s.words[0] <= i < s.words[1]] for s in talk}
    all_rows = [k for section in talk for k in rows[section.id]]
    guessed = guessed_in(transcript, record.episode.audio.damaged_from)
    named = (t.name for t in (*record.topics, *record.discovered) if t.found)
    phrases = (*named, *(phrase for section in talk for phrase in section.keyphrases))
    aside = [transcript.words[slice(*section.words)] for section in record.sections if section not in talk]
    return Profile(
        episode_id=record.episode.id,
        title=record.episode.title,
        transcript_revision=transcript.revision,
        embedder=embedder.identity,
        vector=_packed(vectors[all_rows].mean(axis=0)) if all_rows else "",
        sections=tuple(
            SectionProfile(
                id=s.id,
                title=s.title,
                start=s.start,
                vector=_packed(vectors[rows[s.id]].mean(axis=0)),
                approximate=guessed(s.start),
                phrases=s.keyphrases,
            )
            for s in talk
            if rows[s.id]
        ),
        phrases=tuple(dict.fromkeys(phrases)),
        show=record.episode.show,
        people={person.name: person.role for person in record.episode.people},
        terms=counted(transcript.words),
        aside=counted([word for words in aside for word in words]),
    )


def relate(profiles: Sequence[Profile], config: RelatedConfig) -> dict[str, tuple[Related, ...]]:
    """Return for every episode those it is related to, best first; nothing where the corpus is too small.

    Episodes embedded by another model than the first are left out: their vectors mean something else.
    """
    empty: dict[str, tuple[Related, ...]] = {p.episode_id: () for p in profiles}
    embedder = _most_used(profiles)
    usable = [p for p in profiles if p.vector and p.embedder == embedder]
    if len(usable) < config.least_episodes:
        return empty
    vectors = [p.vector for p in usable]
    all_of_them = Neighbours(vectors, profile_of=lambda k: usable[k], heard_in=_document_counts(usable), config=config)
    return empty | {usable[k].episode_id: all_of_them.of(k) for k in range(len(usable))}


class Neighbours:
    """Episodes as each sees the others: `profile_of` gives a profile by its number, `heard_in` counts episodes."""

    def __init__(
        self,
        vectors: Sequence[str],
        *,
        profile_of: Callable[[int], Profile],
        heard_in: Mapping[str, int],
        config: RelatedConfig,
    ) -> None:
        means = np.stack([_unpacked(vector) for vector in vectors])
        self._centre = means.mean(axis=0)
        self._centred = _unit(means - self._centre)
        self._profile_of, self._heard_in, self._config = profile_of, heard_in, config
        self._sections: dict[int, Matrix] = {}

    def likeness(self, k: int) -> Matrix:
        """Return how alike an episode is to each: two digits, so that a new episode does not touch every page."""
        return np.asarray(np.round(self._centred @ self._centred[k], 2), dtype=np.float32)

    def of(self, k: int) -> tuple[Related, ...]:
        """Return to which episodes one is related, best first."""
        likeness, config = self.likeness(k), self._config
        near = np.flatnonzero(likeness >= config.least_likeness)
        ranked = (int(j) for j in near[np.argsort(-likeness[near], kind="stable")] if j != k)
        here = self._profile_of(k)
        found: list[Related] = []
        for j in ranked:  # the first for which there is a reason: alike in manner is no relation
            if len(found) == config.most:
                break
            there = self._profile_of(j)
            shared = shared_terms(here, there, self._heard_in, len(self._centred), common_share=config.common_share)
            if shared:
                moments = _moments(here, there, self._vectors(k) @ self._vectors(j).T, config)
                found.append(
                    Related(
                        episode_id=there.episode_id, title=there.title, score=float(likeness[j]), shared=shared,
                        moments=moments,
                    )
                )  # fmt: skip
        return tuple(found)

    def _vectors(self, k: int) -> Matrix:
        if k not in self._sections:
            stacked = np.stack([_unpacked(s.vector) for s in self._profile_of(k).sections])
            self._sections[k] = _unit(stacked - self._centre)
        return self._sections[k]


def shared_terms(
    here: Profile,
    there: Profile,
    heard_in: Mapping[str, int],
    episodes: int,
    *,
    most: int = 4,
    common_share: float = 0.67,
) -> tuple[str, ...]:
    """Return what both episodes speak of and few others do, by the product of TF-IDF weights.

    What stands out in both comes first, and without any of it there is no reason at all; a name that stands out in one
    is added where the other says it as well. Who takes part is no reason, nor what the show is called, but a guest of
    one of whom the other speaks is.
    """
    listed = [{part for phrase in one.phrases for part in _parts(phrase)} for one in (here, there)]
    own, plain_too = _own_words(here) | _own_words(there), {*here.phrases, *there.phrases}
    guests = [name for one in (here, there) for name, role in one.people.items() if not _hosts(role)]
    weights: dict[str, float] = {}
    in_both: set[str] = set()
    for phrase in dict.fromkeys((*guests, *here.phrases, *there.phrases)):
        parts = _parts(phrase)
        if not parts or (own.issuperset(parts) and phrase not in guests):
            continue
        often = min(_said(one, part) for one in (here, there) for part in parts)
        if often < LEAST_SAID or not MEDIUM.isdisjoint(parts):
            continue
        name = phrase != phrase.lower() and phrase.lower() not in plain_too  # "Turing", but not "Layer" beside "layer"
        both = phrase in guests or all(words.issuperset(parts) for words in listed)
        if not name and not both:
            continue
        rare = sum(math.log(episodes / heard_in[part]) for part in parts) / len(parts)
        if rare >= -math.log(common_share):
            written = phrase if name else phrase.lower()
            weights[written] = math.log1p(often) ** 2 * rare**2
            in_both |= {written} if both else set()
    if not in_both:
        return ()
    best = sorted(weights, key=lambda phrase: (phrase not in in_both, -weights[phrase], phrase))
    kept: list[str] = []
    for phrase in best:
        if len(kept) < most and not any(set(_parts(phrase)) & set(_parts(other)) for other in kept):
            kept.append(phrase)
    return tuple(kept)


def _said(one: Profile, part: str) -> int:
    """Return how often a word is said in an episode's talk."""
    return one.terms.get(part, 0) - one.aside.get(part, 0)


def _own_words(one: Profile) -> set[str]:
    """Return the words of an episode's show and of the names of who takes part."""
    return {part for name in (one.show or "", *one.people) for part in _parts(name)}


def _hosts(role: str | None) -> bool:
    return "host" in (role or "").lower()


@lru_cache(maxsize=1 << 16)
def _parts(phrase: str) -> tuple[str, ...]:
    """Return a phrase's folded words; a corpus asks for the same phrases again and again."""
    return tuple(search_words(phrase))


def _document_counts(profiles: Sequence[Profile]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for one in profiles:
        counts.update(one.terms.keys())
    return counts


def _most_used(profiles: Sequence[Profile]) -> Identity | None:
    used = Counter(one.embedder for one in profiles if one.vector)
    return max(used, key=lambda embedder: used[embedder], default=None)


def _moments(here: Profile, there: Profile, likeness: Matrix, config: RelatedConfig) -> tuple[Moment, ...]:
    """Return the pairs of sections that are most alike, each section once, in the order of this episode."""
    pairs: list[tuple[int, int]] = []
    likeness = likeness + SHARED_PHRASE * np.array(
        [[not _phrases(a).isdisjoint(_phrases(b)) for b in there.sections] for a in here.sections], dtype=np.float32
    )
    for flat in np.argsort(-likeness, axis=None, kind="stable"):
        a, b = divmod(int(flat), likeness.shape[1])
        if likeness[a, b] < config.moment_likeness or len(pairs) == config.moments:
            break
        if all(a != x and b != y for x, y in pairs):
            pairs.append((a, b))
    return tuple(_moment(here.sections[a], there.sections[b]) for a, b in sorted(pairs))


def _phrases(section: SectionProfile) -> set[tuple[str, ...]]:
    return {_parts(phrase) for phrase in section.phrases}


def _moment(here: SectionProfile, there: SectionProfile) -> Moment:
    return Moment(
        here=here.start, there=there.start, titles=(here.title, there.title),
        approximate=(here.approximate, there.approximate),
    )  # fmt: skip


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _packed(vector: Matrix) -> str:
    return base64.b64encode(vector.astype("<f2").tobytes()).decode()


def _unpacked(packed: str) -> Matrix:
    return np.frombuffer(base64.b64decode(packed), dtype="<f2").astype(np.float32)
