"""How near generated section titles come to the publisher's, and how empty they are.

    python -m benchmarks.titles --data DIR [--every N] [--since N] [--before FILE] [--keep FILE]
Sections are the publisher's own, so that each has the publisher's title beside it; ours is made as if there were none.
`one word`: titles of one word. `subject shared`: a stem of a content word in common with the publisher's title, or a
cosine of .5 or more to it (`evaluation.titles.shares_subject`). `no own word`: titles whose content words are all said
in most episodes of any show. --keep writes the titles, which hold words of the episodes and stay out of the
repository; --before reads such a file made by an earlier version and prints it beside.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evaluation.episodes import HELD_OUT
from evaluation.labels import show_of
from evaluation.titles import Outlined, outlined, read, shares_subject
from pipeline.bench import equip
from pipeline.language.word_frequency import telling
from pipeline.language.words import content_words
from pipeline.ports import Embedder, SentenceParser
from pipeline.settings import defaults
from pipeline.stages.segment.title_questions import headline
from pipeline.stages.segment.titles import described, graded, titles

LEAST_SENTENCES = 5
TELLS_LITTLE = 0.3  # of `telling`
FRAMES = ("introduction", "intro", "outro", "conclusion", "sponsor", "episode highlight", "closing")


@dataclass(frozen=True)
class Pair:
    """A publisher's chapter and the title made for it."""

    episode: str
    start: float
    published: str
    title: str


def named(id_: str, data: Path, embedder: Embedder, parser: SentenceParser) -> list[Pair]:
    """Return the chapters of talk of an episode with the titles that are made for them."""
    marks = json.loads((data / "episodes" / id_ / "chapters.json").read_text("utf8"))
    title, transcript = read(data, id_, until_s=None)
    view = outlined(title, transcript, [m["start"] for m in marks], embedder=embedder, reader=parser)
    at = {round(m["start"]): m["title"] for m in marks}
    made = ours(view, embedder, parser)
    pairs = []
    for group, text in zip(view.groups, made, strict=True):
        start = float(view.talk.start[group[0]])
        near = min(at, key=lambda second: abs(second - start))
        frame = at[near].lower().startswith(FRAMES)
        if text and len(group) >= LEAST_SENTENCES and not frame and content_words(at[near]):
            pairs.append(Pair(id_, start, at[near], text))
    return pairs


def ours(view: Outlined, embedder: Embedder, parser: SentenceParser) -> list[str]:
    """Return the title that the stage would give each section."""
    pools = described(
        view.talk, view.groups, view.readings, view.phrases, wanted=[True] * len(view.groups),
        embedder=embedder, parser=parser,
    )  # fmt: skip
    return [headline(names[0]) if names else "" for names in titles(graded(pools, view.phrases))]


def report(name: str, pairs: Sequence[Pair], embedder: Embedder) -> None:
    """Print one line."""
    ours, theirs = (embedder.embed([getattr(p, which) for p in pairs]) for which in ("title", "published"))
    cosines = np.einsum("ij,ij->i", ours, theirs)
    shared = [shares_subject(p.title, p.published, float(c)) for p, c in zip(pairs, cosines, strict=True)]
    words = [len(p.title.split()) for p in pairs]
    empty = [all(telling(w) <= TELLS_LITTLE for w in content_words(p.title)) for p in pairs]
    print(
        f"{name:24} {len(pairs):5} titles  subject shared {np.mean(shared):.3f}  cosine {cosines.mean():.3f}  one word "
        f"{np.mean([n == 1 for n in words]):.3f}  words {np.mean(words):.1f}  no own word {np.mean(empty):.3f}"
    )


def by_show(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    """Yield the pairs of all shows together, then of each show."""
    yield "all", list(pairs)
    for show in sorted({show_of(p.episode) for p in pairs}):
        yield show, [p for p in pairs if show_of(p.episode) == show]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="take every n-th episode")
    parser.add_argument("--since", type=int, default=0, help="start at the n-th episode")
    parser.add_argument("--before", type=Path, help="titles of an earlier version")
    parser.add_argument("--keep", type=Path, help="where the titles are written")
    options = parser.parse_args()
    equipment = equip(defaults())
    folders = sorted(f.name for f in (options.data / "episodes").iterdir() if (f / "chapters.json").is_file())
    ids = [f for f in folders if f not in HELD_OUT][options.since :: options.every]
    pairs = [p for id_ in ids for p in named(id_, options.data, equipment.embedder, equipment.parser)]
    if options.keep:
        options.keep.write_text(json.dumps([vars(p) for p in pairs]), encoding="utf8")
    if options.before:
        before = [Pair(**row) for row in json.loads(options.before.read_text("utf8"))]
        places = {(p.episode, p.start) for p in pairs}
        for name, some in by_show([p for p in before if (p.episode, p.start) in places]):
            report(f"before, {name}", some, equipment.embedder)
    for name, some in by_show(pairs):
        report(name, some, equipment.embedder)


if __name__ == "__main__":
    main()
