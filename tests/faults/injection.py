"""Makes the n-th call of a real command fail, or kills the command there, in a forked process each.

    python -m tests.faults.injection FOLDER [--scene NAME...] [--errors N] [--kills N] [--nested N]

tries N points of each, spread evenly over all calls of all scenes, and prints one JSON object per point: what failed,
the exit code, what was said, and what is wrong with the outcome.
"""

import argparse
import errno
import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from tests.faults.disk import CHANGES, ERRORS, KINDS, Point
from tests.faults.scenes import SCENES, Stage, forked, left, mixed, tree

WHATS = {
    "errors": "a call fails",
    "kills": "the program is killed before or after a call that changes something",
    "nested": "so is the same command when it is given again",
}

GOLDEN = 0.618  # a step of this share of a circle leaves no large gap anywhere
TELL_EVERY = 100  # points

T = TypeVar("T")


def wrong(told: Mapping[str, Any], now: Mapping[str, bytes], stage: Stage) -> list[str]:
    """Return what is wrong with the outcome of a command on a failing disk."""
    found = []
    lines = [line for line in told["err"].splitlines() if line.startswith("highlights: ")]
    if "Traceback" in told["err"] or "this is a bug in" in told["err"]:
        found.append("traceback")
    if told["code"] not in (0, 4):
        found.append(f"exit code {told['code']}")
    if told["code"] and (len(lines) != 1 or lines[0].count(";") < 1):
        found.append(f"{len(lines)} lines")
    if not told["code"] and now != stage.new:
        found.append("false success")
    return found + corrupt(now, stage)


def corrupt(now: Mapping[str, bytes], stage: Stage) -> list[str]:
    """Return the files that are neither as before nor as after the command."""
    found = [name for name, data in now.items() if data not in (stage.old.get(name), stage.new.get(name))]
    return [f"corrupt: {', '.join(found)}"] if found else []


def incomplete(stage: Stage) -> list[str]:
    """Run the command again on a whole disk; return what is not as it must be then."""
    again = forked(stage.work, stage.scene.words, None)
    if again["code"] not in (0, stage.scene.again):
        return [f"the same command ends with {again['code']}: {again['err']}"]
    if stage.scene.again and again["code"]:  # done already; what is swept then is swept by any other command
        forked(stage.work, ("run", "{work}/other.vtt", "--direct"), None)
    now = tree(stage.work)
    differs = sorted(name for name in now.keys() | stage.new.keys() if now.get(name) != stage.new.get(name))
    found = [f"not as after an undisturbed run: {', '.join(differs)}"] if differs else []
    remains = left(stage.work)
    return found + ([f"left behind: {', '.join(remains)}"] if remains else [])


def errors(calls: Mapping[str, int]) -> Iterator[Point]:
    """Return the points of a command: each call, with an error and for how long it lasts drawn by lot."""
    lot = random.Random(0)
    for kind in KINDS[:-2]:  # a file system without links or exchange is no failing one
        for n in range(1, calls.get(kind, 0) + 1):
            yield Point(kind, n, lot.choice(("once", "ever")), lot.choice(ERRORS))


def kills(calls: Mapping[str, int]) -> Iterator[Point]:
    """Return the points at which a command is killed: before and after each call that changes something."""
    for kind in CHANGES:
        for n in range(1, calls.get(kind, 0) + 1):
            yield from (Point(kind, n, "before"), Point(kind, n, "after"))


def spread(found: Sequence[T], count: int) -> list[T]:
    """Return so many points, evenly from first to last, in an order of which every beginning is spread evenly too."""
    count = min(count, len(found))
    step = next((k for k in range(round(count * GOLDEN), 0, -1) if math.gcd(k, count) == 1), 1)
    return [found[k * step % count * len(found) // count] for k in range(count)]


def points(stages: Mapping[str, Stage], what: str) -> list[tuple[str, Point]]:
    """Return all points of all scenes at which a call fails, or the program is killed."""
    of_one = errors if what == "errors" else kills
    return [(name, point) for name, stage in stages.items() for point in of_one(stage.calls)]


def attempt(stage: Stage, point: Point, *, nested: random.Random | None = None) -> dict[str, Any]:
    """Try one point; return what came of it. `nested`: the command that follows is killed as well."""
    stage.reset()
    got = forked(stage.work, stage.scene.words, point)
    now = tree(stage.work)
    if point.kills:
        found = [*corrupt(now, stage), *mixed(stage)]
        found += [] if got["code"] == -9 else [f"was not killed, but ended with {got['code']}"]
    else:
        found = wrong(got, now, stage)
    second = None
    if nested:
        second = nested.choice(list(kills(stage.calls)))
        got = forked(stage.work, stage.scene.words, second)
        found += [*corrupt(tree(stage.work), stage), *mixed(stage)]
    found += incomplete(stage)
    row = {"kind": point.kind, "n": point.n, "how": point.how, "errno": errno.errorcode.get(point.number)}
    row |= {"then": f"{second.kind} {second.n} {second.how}"} if second else {}
    return row | {"code": got["code"], "failed": got["failed"], "err": got["err"], "wrong": found}


def main() -> None:
    """Try the points, print one JSON object each; exit code 1 where anything is wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--scene", choices=SCENES, nargs="+", default=["run"])
    for what, meaning in WHATS.items():
        asked.add_argument(f"--{what}", type=int, default=0, metavar="N", help=f"try N points: {meaning}")
    asked.add_argument("--quiet", action="store_true", help="print the points at which something is wrong, and sums")
    options = asked.parse_args()
    stages = {name: Stage(options.folder.resolve() / name, SCENES[name]) for name in options.scene}
    tried, bad, began = Counter[str](), Counter[str](), time.monotonic()
    sizes = {what: len(points(stages, what)) for what in WHATS}
    asked_for = [
        (k / count, what, name, point)
        for what in WHATS
        if (count := getattr(options, what))
        for k, (name, point) in enumerate(spread(points(stages, what), count))
    ]
    for _, what, name, point in sorted(asked_for, key=lambda one: one[0]):  # however far it comes, of each its share
        nested = random.Random(f"{name} {point}") if what == "nested" else None
        row = {"scene": name, "what": what} | attempt(stages[name], point, nested=nested)
        tried[what] += 1
        bad[what] += bool(row["wrong"])
        if row["wrong"] or not options.quiet:
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()
        if tried.total() in (len(asked_for), *range(TELL_EVERY, len(asked_for), TELL_EVERY)):
            told = (f"{what}: {tried[what]} of {sizes[what]} points, {bad[what]} wrong" for what in tried)
            sys.stderr.write(f"{'; '.join(told)}; {time.monotonic() - began:.0f} s\n")
    sys.exit(bool(bad.total()))


if __name__ == "__main__":
    main()
