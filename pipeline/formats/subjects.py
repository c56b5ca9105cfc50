"""Topics over all episodes: which names of several episodes are one topic."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.language.stems import singular

LEAST_SHARED_WORDS = 2  # "descent" ends many names that are not one topic


@dataclass(frozen=True)
class Subject:
    """A topic over all episodes."""

    members: tuple[str, ...]
    """Ids of the names that are this topic, the one that it is shown under first."""
    name: str
    episodes: int

    @property
    def id(self) -> str:
        """Return the id that it is shown under."""
        return self.members[0]


def subjects_of(episodes: Mapping[str, set[str]], name_of: Callable[[str], str]) -> list[Subject]:
    """Return the topics of these ids with their episodes, those of most episodes first; `name_of` gives an id's name.

    Names that differ in case, hyphens or a plural are one topic. So are two of which one is the end of the other
    ("double descent", "deep double descent"), unless an episode tells them apart or several names end so: then the
    short one is the kind of which the others are.
    """
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for id_ in episodes:
        alike["".join(_words(id_))].append(id_)
    groups = _joined_by_their_ends([tuple(ids) for ids in alike.values()], episodes)
    subjects = []
    for ids in groups:
        members = tuple(sorted(ids, key=lambda id_: (-len(episodes[id_]), id_.count("-"), id_)))
        subjects.append(Subject(members, name_of(members[0]), len(_episodes(members, episodes))))
    return sorted(subjects, key=lambda s: (-s.episodes, s.name.lower(), s.id))


def _words(id_: str) -> tuple[str, ...]:
    return tuple(singular(word) for word in id_.split("-"))


def _episodes(ids: Sequence[str], episodes: Mapping[str, set[str]]) -> set[str]:
    return set().union(*(episodes[id_] for id_ in ids))


def _joined_by_their_ends(
    groups: Sequence[tuple[str, ...]], episodes: Mapping[str, set[str]]
) -> Iterable[tuple[str, ...]]:
    """Return the groups, two as one where the name of one is the end of the other's and of no third."""
    by_words = {_words(id_): k for k, ids in enumerate(groups) for id_ in ids}
    ends_in = {  # each group with the shorter ones that its name ends with
        k: {
            by_words[words[cut:]]
            for words in map(_words, ids)
            for cut in range(1, len(words) - LEAST_SHARED_WORDS + 1)
            if words[cut:] in by_words
        }
        - {k}
        for k, ids in enumerate(groups)
    }
    longer = Counter(short for shorts in ends_in.values() for short in shorts)
    joined = dict(enumerate(groups))
    for k, shorts in ends_in.items():
        if len(shorts) != 1:
            continue
        (short,) = shorts
        told_apart = _episodes(groups[k], episodes) & _episodes(groups[short], episodes)
        if longer[short] == 1 and not ends_in[short] and not told_apart:
            joined[short] += joined.pop(k)
    return joined.values()
