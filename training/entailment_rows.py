"""Rows to train the entailment net on: claims by independent writers, and contrast pairs made from them.

A writer's file `claims_wNN.jsonl` holds `{"id", "claim", "label", "kind"}`, its `items_wNN.jsonl` the passages:
`{"id", "episode", "before", "evidence", "between", "after"}`, each a list of `{"speaker", "text"}`.
"""

import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.ports import Premise, Speech

FIRST_OF_TWO = 8  # claims of an id that stands twice in a file belong to its first passage where they do not say "n"
_NUMBERS = "two three four five six seven eight nine ten twelve twenty thirty fifty hundred".split()
_NEGATED = {
    " is ": " is not ",
    " are ": " are not ",
    " was ": " was not ",
    " were ": " were not ",
    " can ": " cannot ",
    " will ": " will not ",
    " does ": " does not ",
    " should ": " should not ",
    " could ": " could not ",
    " would ": " would not ",
    " has ": " has never ",
}


@dataclass(frozen=True)
class ClaimRow:
    """A claim about a passage: whether it is true, the passage it is about, and who wrote it."""

    writer: str
    passage: str
    claim: str
    label: int
    kind: str
    premise: Premise


def claims(folder: Path, writers: list[str]) -> list[ClaimRow]:
    """Return every well-formed claim of these writers ("w01"), in order."""
    rows = []
    for writer in writers:
        passages: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for line in (folder / f"items_{writer}.jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            passages[item["id"]].append(item)
        seen: dict[str, int] = defaultdict(int)
        for line in (folder / f"claims_{writer}.jsonl").read_text(encoding="utf-8").splitlines():
            try:
                said = json.loads(line)
            except json.JSONDecodeError:
                print(f"claims_{writer}: left out, no JSON: {line[:60]}")
                continue
            here = passages.get(said.get("id"), [])
            if not here or not said.get("claim") or said.get("label") not in (0, 1):
                print(f"claims_{writer}: left out, no passage, claim or label: {line[:60]}")
                continue
            seen[said["id"]] += 1
            second = said.get("n", 2 if seen[said["id"]] > FIRST_OF_TWO else 1) == 2
            item = here[-1] if second else here[0]
            premise = Premise(_speech(item["evidence"]), _speech(item["before"]), _speech(item["after"]))
            where = f"{writer}:{said['id']}:{here.index(item)}"
            rows.append(ClaimRow(writer, where, said["claim"], said["label"], said.get("kind", ""), premise))
    return rows


def _speech(said: list[dict[str, Any]]) -> Speech:
    return tuple((one.get("speaker"), one["text"]) for one in said)


def varied(row: ClaimRow, chance: random.Random) -> ClaimRow:
    """Return a claim with a premise cut as users cut it: without neighbours, without speakers, with wider evidence."""
    premise = row.premise
    if chance.random() < 0.2:
        premise = replace(premise, before=(), after=())
    elif chance.random() < 0.25:
        premise = Premise(premise.before + premise.evidence + premise.after)
    if chance.random() < 0.1:
        premise = Premise(*(tuple((None, text) for _, text in part) for part in vars(premise).values()))
    return replace(row, premise=premise)


class Contrasts:
    """Makes claims by program out of written ones and of the passages: one change that turns a truth into a lie."""

    def __init__(self, rows: list[ClaimRow], seed: int) -> None:
        self._chance = random.Random(seed)
        self._rows = rows
        self._names = sorted({s.split()[-1] for r in rows for s, _ in r.premise.evidence if s})
        self._opposites: dict[str, list[str]] = defaultdict(list)
        words = files("pipeline.language")
        levels: dict[str, str] = json.loads(words.joinpath("word_frequency.json").read_text(encoding="utf-8"))
        everyday = {word for level in levels.values() for word in level.split()}
        for one, other in json.loads(words.joinpath("antonyms.json").read_text(encoding="utf-8")):
            if one in everyday and other in everyday:  # a rare word would tell the lie by itself
                self._opposites[one].append(other)
                self._opposites[other].append(one)

    def some(self, count: int) -> list[ClaimRow]:
        """Return as many claims made by program, about a third of them true.

        Writers paraphrase truths further than lies. A net that read nothing but that would call everything true that
        shares few words with its passage: so many true claims are held against another passage, where they are false.
        """
        made: list[ClaimRow] = []
        true = [row for row in self._rows if row.label]
        episodes: dict[str, list[ClaimRow]] = defaultdict(list)
        for row in true:
            episodes[row.passage.split(":")[1]].append(row)
        while len(made) < count:
            row = self._chance.choice(true)
            roll = self._chance.random()
            if roll < 0.3:  # a sentence of the passage is borne out, and its opposite is not
                speaker, text = self._chance.choice(row.premise.evidence)
                plain = text[:1].upper() + text[1:]
                claim = f"{speaker.split()[-1]} says: {plain}" if speaker and self._chance.random() < 0.3 else plain
                if len(plain.split()) >= 6:
                    made.append(replace(row, claim=claim, kind="said"))
                    if lie := self.turned(claim):
                        made.append(replace(row, claim=lie, label=0, kind="said, turned"))
            elif roll < 0.6:
                if lie := self.turned(row.claim):
                    made += [replace(row, claim=lie, label=0, kind="turned"), row]
            else:
                other = self._chance.choice(self._chance.choice([episodes[row.passage.split(":")[1]], true]))
                if other.passage != row.passage:
                    made.append(replace(row, claim=other.claim, label=0, kind="of another passage"))
        return made[:count]

    def turned(self, text: str) -> str | None:
        """Return a text with one number, name, negation or word changed into its opposite; None where none is there."""
        ways = [self._number, self._negation, self._opposite, self._name]
        self._chance.shuffle(ways)
        return next((lie for way in ways if (lie := way(text)) and lie != text), None)

    def _number(self, text: str) -> str | None:
        found = list(re.finditer(rf"\b(?:\d+|{'|'.join(_NUMBERS)})\b", text))
        if not found:
            return None
        match = self._chance.choice(found)
        if match[0].isdigit():
            value = int(match[0])
            other = str(self._chance.choice([value + 1, value * 2, value * 10, max(1, value // 2), value + 7]))
        else:
            other = self._chance.choice([n for n in _NUMBERS if n != match[0]])
        return text[: match.start()] + other + text[match.end() :]

    def _negation(self, text: str) -> str | None:
        taken = re.sub(r"\b(do|does|did|is|are|was|will) not ", r"\1 ", text, count=1)
        if taken != text:
            return taken
        found = [old for old in _NEGATED if old in text]
        return text.replace(old := self._chance.choice(found), _NEGATED[old], 1) if found else None

    def _opposite(self, text: str) -> str | None:
        found = [m for m in re.finditer(r"\b[a-z]{3,}\b", text) if m[0] in self._opposites]
        if not found:
            return None
        match = self._chance.choice(found)
        return text[: match.start()] + self._chance.choice(self._opposites[match[0]]) + text[match.end() :]

    def _name(self, text: str) -> str | None:
        found = [name for name in self._names if re.search(rf"\b{re.escape(name)}\b", text)]
        if not found:
            return None
        old = self._chance.choice(found)
        other = self._chance.choice([name for name in self._names if name != old])
        return re.sub(rf"\b{re.escape(old)}\b", other, text)
