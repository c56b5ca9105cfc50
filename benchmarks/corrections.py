"""How many corrections outlive another transcript, and whether each is applied where it belongs.

    python -m benchmarks.corrections TALK.vtt… [--pair TALK.vtt OTHER.vtt]… [--each 34]

Every talk is run, corrected `--each` times in all kinds, and run again under another transcript: `OTHER.vtt` of a
pair, which another recogniser wrote, or the talk with errors made here: of 100 words 6 are others, 2 gone, 2
new; all times are 1.2 s later and each cue's up to .3 s off. Printed: applied, already so, in conflict (each with its
reason), and lost, which must be none; of those applied, how many are at their place by the audio's time.
"""

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows.job import Job, do
from pipeline import correcting
from pipeline.correcting import Wish
from pipeline.errors import BadInput
from pipeline.language.words import STOP_WORDS, bare
from pipeline.records import Correction, Corrections, Highlights, Transcript
from pipeline.store import Store

WRONG, GONE, NEW = 0.06, 0.02, 0.02  # shares of the words
LATER_S, JITTER_S = 1.2, 0.3
NEAR_S = 4.0  # of the time that a correction was about, in the other transcript
MIX = (
    "word word word word word word word word everywhere everywhere name title title title title split split join join "
    "move move sponsor talk speaker speaker speaker pin pin ban pin-clip ban-clip pin-question ban-question title"
).split()
_CUE = re.compile(r"(\d+):(\d\d):(\d\d\.\d{3}) --> (\d+):(\d\d):(\d\d\.\d{3})")


def perturbed(text: str, seed: int) -> str:
    """Return WebVTT as another recogniser might have written it."""
    chance = random.Random(seed)
    vocabulary = sorted({w for line_ in text.splitlines() if "-->" not in line_ for w in line_.split() if w.isalpha()})
    out = []
    for number, line_ in enumerate(text.splitlines()):
        if cue := _CUE.match(line_):
            start = _seconds(cue.groups()[:3]) + LATER_S + chance.uniform(-JITTER_S, JITTER_S)
            end = _seconds(cue.groups()[3:]) + LATER_S + chance.uniform(-JITTER_S, JITTER_S)
            out.append(f"{_stamp(start)} --> {_stamp(max(end, start + 0.05))}")
        elif number == 0 or not line_.strip():
            out.append(line_)
        else:
            voice, mark, said = line_.rpartition(">")
            out.append(voice + mark + " ".join(_misheard(said.split(), vocabulary, chance)))
    return "\n".join(out) + "\n"


def _misheard(words: list[str], vocabulary: list[str], chance: random.Random) -> Iterator[str]:
    for word in words:
        fate = chance.random()
        if fate < WRONG:
            end = re.search(r"\W*$", word)
            yield chance.choice(vocabulary) + (end[0] if end else "")
        elif fate >= WRONG + GONE or len(words) == 1:
            yield word
        if fate > 1 - NEW:
            yield chance.choice(vocabulary)


def _seconds(parts: tuple[str, ...]) -> float:
    return int(parts[0]) * 3600 + int(parts[1]) * 60 + float(parts[2])


def _stamp(seconds: float) -> str:
    minutes, rest = divmod(max(seconds, 0.0), 60)
    return f"{int(minutes // 60):02d}:{int(minutes % 60):02d}:{rest:06.3f}"


def wishes(record: Highlights, transcript: Transcript, number: int, seed: int) -> list[Wish]:
    """Return corrections of all kinds, at places all over an episode."""
    chance = random.Random(seed)
    talk = [s for s in record.sections if s.kind == "talk"]
    long = [s for s in transcript.sentences if s.words[1] - s.words[0] >= 6]
    asks = [s for s in long if transcript.words[s.words[1] - 1].text.endswith("?")]

    def clock(seconds: float) -> str:
        return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d}:{seconds % 60:05.2f}"

    def passage(some: int) -> str:
        k = chance.randrange(len(long) - some)
        return f"{clock(long[k].start)}-{clock(long[k + some - 1].end)}"

    def sentence(of: list) -> str:  # type: ignore[type-arg]
        return " ".join(w.text for w in transcript.words[slice(*chance.choice(of or long).words)])

    def one(kind: str) -> Wish:
        section = chance.choice(talk[1:] or talk)
        words = [w for w in transcript.words if len(bare(w.text)) > 4 and bare(w.text) not in STOP_WORDS]
        word = chance.choice(words)
        context = " ".join(w.text for w in transcript.words[max(0, word.i - 1) : word.i + 2])
        made = {
            "word": lambda: Wish("word", context, f"X{word.i} Y Z"),
            "everywhere": lambda: Wish("word", bare(word.text), f"All{word.i}", "episode"),
            "name": lambda: Wish("name", bare(word.text), f"Name{word.i}"),
            "title": lambda: Wish("title", section.id, f"Title {chance.randrange(10**6)}"),
            "split": lambda: Wish(
                "split", clock(section.start + (section.end - section.start) * chance.uniform(0.3, 0.7))
            ),
            "join": lambda: Wish("join", section.id),
            "move": lambda: Wish("move", section.id, clock(section.start + 25)),
            "sponsor": lambda: Wish("sponsor", passage(4)),
            "talk": lambda: Wish("talk", passage(4)),
            "speaker": lambda: Wish("speaker", passage(2), f"Person {chance.randrange(10**6)}"),
            "pin": lambda: Wish("pin", sentence(long)),
            "ban": lambda: Wish("ban", chance.choice(record.quotes).id),
            "pin-clip": lambda: Wish("pin", passage(5), kind="clip"),
            "ban-clip": lambda: Wish("ban", chance.choice(record.clips).id),
            "pin-question": lambda: Wish("pin", sentence(asks), kind="question"),
            "ban-question": lambda: Wish("ban", chance.choice(record.questions).id) if record.questions else one("ban"),
        }
        return made[kind]()

    return [one(MIX[k % len(MIX)]) for k in range(number)]


@dataclass(frozen=True)
class Fate:
    """What became of the corrections of one episode."""

    before: Counter[str]
    after: Counter[str]
    kinds: Counter[tuple[str, str]]
    reasons: Counter[str]
    lost: int
    placed: tuple[int, int]  # applied at their place, of those whose place can be told


def tried(talk: Path, other: Path | None, number: int, seed: int) -> Fate:
    """Correct an episode, run it under another transcript, and return what became of its corrections."""
    with tempfile.TemporaryDirectory() as folder:
        source, artifacts = Path(folder) / "talk.vtt", Path(folder) / "artifacts"
        source.write_text(talk.read_text(encoding="utf-8"), encoding="utf-8")
        job = Job(episode_id=str(source), artifacts=str(artifacts), corpus=False)
        done = do(job)
        place = Store(artifacts).episode(done.record.episode.id)
        for wish in wishes(done.record, done.transcript, number, seed):
            try:
                correcting.keep(place, partial(_asked, wish))
            except BadInput as error:  # words said twice: a person would give more of them
                print(f"  not kept: {wish.op} {str(error)[-90:]}")
        first = do(job).record
        written = other.read_text(encoding="utf-8") if other else perturbed(talk.read_text(encoding="utf-8"), seed)
        source.write_text(written, encoding="utf-8")
        again = do(job)
        return judged(place.corrections().corrections, first, again.record, again.transcript, shifted=other is None)


def _asked(wish: Wish, record: Highlights, transcript: Transcript, _: Corrections) -> list[Correction]:
    return [correcting.correction_of(record, transcript, wish)]


def judged(
    kept: tuple[Correction, ...], first: Highlights, record: Highlights, transcript: Transcript, *, shifted: bool
) -> Fate:
    """Hold what was kept against what the record says of it, and look where each was applied."""
    told = {_key(c): c for c in record.corrections}
    later = LATER_S if shifted else 0.0
    states, kinds, reasons = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    right = known = 0
    for correction in kept:
        found = told.get(_key(correction))
        state = "lost" if found is None else "already so" if found.state == "applied" and found.why else found.state
        states[state] += 1
        kinds[correction.op, state] += 1
        if found and found.why:
            reasons[f"{correction.op}: {found.why}"[:90]] += 1
        if state == "applied" and correction.said and correction.op in ("word", "title", "speaker", "pin"):
            known += 1
            right += _is_placed(correction, record, transcript, correction.said.start + later)
    before = Counter[str](str(c.state) for c in first.corrections)
    return Fate(before, states, kinds, reasons, states["lost"], (right, known))


def _is_placed(correction: Correction, record: Highlights, transcript: Transcript, at: float) -> bool:
    near = [w for w in transcript.words if abs(w.start - at) <= NEAR_S]
    if correction.op == "word":
        return correction.value.split()[0] in " ".join(w.text for w in near)
    if correction.op == "speaker":
        return any(w.speaker == correction.value for w in near)
    if correction.op == "pin":
        return any(q.source == "pinned" and abs(q.start - at) <= NEAR_S for q in record.quotes)
    return any(s.title == correction.value and s.start - 21 <= at < s.end for s in record.sections)


def _key(correction: Correction) -> str:
    return correction.model_copy(update={"state": "asked", "why": ""}).model_dump_json()


def main() -> None:
    """Print what became of the corrections of each episode, and of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("talks", type=Path, nargs="*")
    parser.add_argument("--pair", type=Path, nargs=2, action="append", default=[])
    parser.add_argument("--each", type=int, default=34)
    args = parser.parse_args()
    everything: list[tuple[Path, Path | None]] = [(talk, None) for talk in args.talks]
    everything += [(talk, other) for talk, other in args.pair]
    total, placed, kinds = Counter[str](), [0, 0], Counter[tuple[str, str]]()
    for seed, (talk, other) in enumerate(everything, start=1):
        found = tried(talk, other, args.each, seed)
        print(f"{talk.stem}: first run {dict(found.before)}; another transcript {dict(found.after)}; "
              f"at their place {found.placed[0]} of {found.placed[1]}", flush=True)  # fmt: skip
        for reason, count in found.reasons.most_common():
            print(f"    {count} × {reason}")
        total += found.after
        kinds += found.kinds
        placed = [placed[0] + found.placed[0], placed[1] + found.placed[1]]
    whole = sum(total.values())
    good = total["applied"] + total["already so"]
    print(f"all: {whole} corrections; applied or already so {good} = {good / max(whole, 1):.3f}, in conflict "
          f"{total['conflict']}, lost {total['lost']}; at their place {placed[0]} of {placed[1]}")  # fmt: skip
    for (op, state), count in sorted(kinds.items()):
        print(f"  {op:13} {state:10} {count}")


if __name__ == "__main__":
    main()
