"""Are voices given the right names? `python -m benchmarks.names --data DATA`.

Takes transcripts whose speakers are known, hides the names behind voices, moves three in ten turn edges by up to four
words as telling voices apart does, and asks the naming rules. Counted are voices with at least 3 % of the words.
Told with roles: the sidecar names everybody and says who hosts; told: names only; not told: no sidecar.
"""

import argparse
import json
import random
from collections import Counter
from itertools import groupby
from pathlib import Path

from benchmarks.asr import table
from pipeline.records import Person, Word
from pipeline.stages.attribute.name_evidence import VoiceStretch
from pipeline.stages.attribute.person_names import plain
from pipeline.stages.attribute.speaker_names import name_voices

HOSTS = ("Lex Fridman", "Daniel Filan", "Lenny Rachitsky")  # who hosts the shows of the development data
LEAST_SHARE, MOVED, MOST_MOVED = 0.03, 0.3, 4
TELLING = ("told with roles", "told", "not told")


def load(folder: Path) -> tuple[list[Word], list[str]]:
    """Return an episode's words and who says each."""
    words: list[Word] = []
    said_by: list[str] = []
    for line in (folder / "transcript.jsonl").read_text().splitlines():
        cue = json.loads(line)
        texts = cue["text"].split()
        step = max(cue["end"] - cue["start"], 0.1) / max(1, len(texts))
        for k, text in enumerate(texts):
            start = cue["start"] + k * step
            words.append(Word(i=len(words), text=text, start=start, end=start + step, cue=0, time_source="imported"))
            said_by.append(cue["speaker"] or "")
    return words, said_by


def moved(voices: list[int], chance: random.Random) -> list[int]:
    """Return the voices with some edges of turns moved by a few words."""
    found = list(voices)
    for k in range(1, len(voices)):
        if voices[k] != voices[k - 1] and chance.random() < MOVED:
            n = chance.randint(1, MOST_MOVED)
            first, last = (k, min(k + n, len(voices))) if chance.random() < 0.5 else (max(0, k - n), k)
            found[first:last] = [voices[k - 1] if first == k else voices[k]] * (last - first)
    return found


def judged(words: list[Word], said_by: list[str], told: list[Person]) -> Counter[str]:
    """Count the voices that were named rightly, wrongly and not at all."""
    people = list(dict.fromkeys(said_by))
    voices = moved([people.index(name) for name in said_by], random.Random(0))
    stretches: list[VoiceStretch] = []
    for voice, run in groupby(voices):
        first = stretches[-1].words[1] if stretches else 0
        stretches.append(VoiceStretch(voice, (first, first + len(list(run)))))
    cast = name_voices(words, stretches, [f"S{k + 1}" for k in range(len(people))], told)
    answers: Counter[str] = Counter()
    for voice, share in Counter(voices).items():
        if share >= LEAST_SHARE * len(voices):
            name, true = cast.names.get(voice), plain(people[voice])
            right = name is not None and (plain(name) == true or true in plain(name))  # "Dr" before it is no error
            answers["right" if right else "none" if name is None else f"wrong: {name} for {people[voice]}"] += 1
    return answers


def main() -> None:
    """Print one line per show and way of telling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    args = parser.parse_args()
    totals: dict[tuple[str, str], Counter[str]] = {}
    for meta_path in sorted(args.data.glob("episodes/*/meta.json")):
        meta = json.loads(meta_path.read_text())
        if not meta["has_speakers"]:
            continue
        words, said_by = load(meta_path.parent)
        names = meta.get("speakers") or [meta["host"], meta["guest"]]
        roles = {n: "host" if n in HOSTS else "guest" for n in names}
        told = {
            "told with roles": [Person(name=n, role=roles[n], source="sidecar") for n in names],
            "told": [Person(name=n, source="sidecar") for n in names],
            "not told": [],
        }
        for way in TELLING:
            totals.setdefault((meta["show"], way), Counter()).update(judged(words, said_by, told[way]))
    rows = []
    for (show, way), answers in totals.items():
        wrong = {k: n for k, n in answers.items() if k.startswith("wrong")}
        rows.append([show, way, answers["right"], answers["none"], sum(wrong.values()), "; ".join(wrong)])
    print(table(["show", "", "right", "no name", "wrong", ""], rows))


if __name__ == "__main__":
    main()
