"""Reads names out of words: people the publisher told us of, also misspelt; else a full name in capitals."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from pipeline.records import Person

ALIKE_FULL, ALIKE_PART = 0.8, 0.82  # likeness of letters from which a heard name is a told one
LONGEST = 5  # words of a name
_TITLES = frozenset({"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "sir"})
_END = re.compile(r"[.,;:!?…]$")
_NOT_NAMES = frozenset(
    """i the a an and but so or not very really just from in on at of to for with happy glad sorry sure going here your
    my our host this that excited delighted today now what how why who when monday tuesday wednesday thursday friday
    saturday sunday january february march april june july august september october november december american british
    english french german african european asian indian chinese jewish christian muslim catholic republican democrat
    god executive director president vice ceo cto cfo chief officer professor minister secretary founder editor
    senior""".split()
)


def plain(name: str) -> str:
    """Return a name without case, accents, full stops and double blanks."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).replace(".", " ").split())


class NameBook:
    """The people an episode is said to hold, and how their names are recognised in what was heard."""

    def __init__(self, people: Sequence[Person], *, cased: bool = True, strangers: bool = True) -> None:
        """`cased`: names have capitals here; `strangers`: the people told may not be all who talk."""
        self.cased, self.strangers = cased, strangers and cased
        self.names = list(dict.fromkeys(person.name for person in people))
        self._full = {name: plain(name) for name in self.names}
        parts: dict[str, set[str]] = {}
        for name, full in self._full.items():
            for part in [p for p in full.split() if p not in _TITLES]:
                parts.setdefault(part, set()).add(name)
        self._parts = {part: next(iter(of)) for part, of in parts.items() if len(of) == 1}  # two Anns: neither

    def read(self, texts: Sequence[str], at: int, *, strangers: bool) -> tuple[str, int] | None:
        """Return the name that begins at word `at` and the word after it; `strangers`: also a full name in capitals."""
        run: list[str] = []
        for text in texts[at : at + LONGEST]:
            bare = _END.sub("", text.strip("\"“”'’()")).strip("\"“”'’()")
            bare = re.sub(r"['’]s$", "", bare)
            if not bare or (self.cased and not bare[:1].isupper()):
                break
            run.append(bare)
            if _END.search(text) and not (plain(bare) in _TITLES or len(bare) == 1):
                break
        while run and plain(run[0]) in _TITLES:
            run, at = run[1:], at + 1
        if run and (plain(run[0]) in _NOT_NAMES or re.match(r"i['’]", run[0], re.I)):
            return None
        for length in range(len(run), 0, -1):
            if known := self.known(" ".join(run[:length])):
                return known, at + length
        told = [w for w in run if plain(w) not in _NOT_NAMES and w.replace("-", "").replace("'", "").isalpha()]
        if strangers and self.strangers and 2 <= len(run) <= 4 and told == run and all(len(w) > 1 for w in run[::2]):
            return " ".join(run), at + len(run)
        return None

    def known(self, heard: str) -> str | None:
        """Return the one told person whom this spelling means, else None.

        >>> NameBook([Person(name="Laura Bennett", source="sidecar")]).known("Lora Benett")
        'Laura Bennett'
        """
        said = plain(heard)
        if not said or said in _NOT_NAMES:
            return None
        for name, full in self._full.items():
            if said == full:
                return name
        if " " in said:
            scores = sorted(((_alike(said, full), name) for name, full in self._full.items()), reverse=True)
            clear = scores and scores[0][0] >= ALIKE_FULL
            return scores[0][1] if clear and (len(scores) == 1 or scores[1][0] < scores[0][0] - 0.1) else None
        found = {name for part, name in self._parts.items() if _same_part(said, part)}
        return found.pop() if len(found) == 1 else None


def _same_part(said: str, part: str) -> bool:
    if said == part:
        return True
    if min(len(said), len(part)) < 4:
        return len(said) == 3 and part.startswith(said)  # Dan for Daniel
    return said[0] == part[0] and (part.startswith(said) or _alike(said, part) >= ALIKE_PART)


def _alike(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
