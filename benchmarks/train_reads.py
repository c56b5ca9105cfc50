"""How much advertising is typed as such, on shows not trained on; and fit the numbers in segment/ad_classifier.json.

python -m benchmarks.train_reads --data DIR --model FOLDER --vectors FOLDER [--out FILE]
Trained on hand-checked adverts (weight 3), and on what the lexicon alone marks in the other families. Each show of the
table is scored by a regression that never saw it; the few numbers of the search were chosen on this very table.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.episodes import KeptEmbedder, Sample, family, transcript_of
from benchmarks.train_segmenter import fit
from pipeline.engines.embeddings import MiniLM
from pipeline.language.words import plain
from pipeline.ports import Embedder
from pipeline.spans import shared
from pipeline.stages.segment import ad_classifier
from pipeline.stages.segment.ads import marked, reads
from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.section_kinds import parts

FAMILIES = ("lexw", "axrp", "lenny")
STRENGTH = 0.001  # C of the regression; .0003 to .01 typed within 5 % of each other
CHECKED_WEIGHT = 3  # rows of hand-checked episodes are repeated so often
TALK_ROWS = 400  # sentences of plain talk per other episode


@dataclass(frozen=True)
class Lesson:
    """An episode: what it is made of, which sentences teach, and which of those advertise."""

    show: str
    talk: Talk
    rows: Floats
    advert: NDArray[np.bool_]
    adverts: tuple[tuple[float, float], ...] = ()  # seconds, hand-checked


def tokens(folder: Path) -> list[dict[str, Any]]:
    """Return words as cues of their own; a token without a leading space goes on with the one before."""
    words: list[dict[str, Any]] = []
    for start, end, text in (w for cue in json.loads((folder / "words.json").read_text("utf8")) for w in cue):
        if words and text and not text.startswith(" "):
            words[-1] |= {"end": end, "text": words[-1]["text"] + text}
        else:
            words.append({"start": start, "end": max(end, start + 0.01), "text": text.strip(), "speaker": None})
    return words


def checked(folder: Path, embedder: Embedder) -> Lesson:
    """Read an episode whose adverts were marked by hand."""
    about = json.loads((folder / "meta.json").read_text("utf8"))
    transcript = transcript_of(tokens(folder))
    texts = tuple(plain(transcript.words, s.words) for s in transcript.sentences)
    start, end = (np.array([getattr(s, edge) for s in transcript.sentences]) for edge in ("start", "end"))
    talk = Talk(texts, start, end, embedder.embed(texts), about["duration_s"])
    adverts = tuple((a["start"], a["end"]) for a in about["ads"])
    advert = np.array([any(a <= (s + e) / 2 < b for a, b in adverts) for s, e in zip(start, end, strict=True)])
    return Lesson(about["show"], talk, ad_classifier.read_features(talk), advert, adverts)


def marked_by_words(name: str, sample: Sample, embedder: Embedder) -> Lesson:
    """Read an episode of another family: its adverts are what the lexicon marks, its talk a sample."""
    texts = tuple(plain(sample.transcript.words, s.words) for s in sample.transcript.sentences)
    start, end = (np.array([getattr(s, edge) for s in sample.transcript.sentences]) for edge in ("start", "end"))
    talk = Talk(texts, start, end, embedder.embed(texts), sample.episode.duration)
    spans = marked(texts, [*start.tolist(), talk.duration])
    kinds = np.array(
        [p.kind for p in parts(texts, start.tolist(), talk.duration, spans) for _ in range(p.first, p.last)]
    )
    plainly = np.flatnonzero(kinds == "talk")
    rng = np.random.default_rng(0)
    drawn = rng.choice(plainly, min(TALK_ROWS, len(plainly)), replace=False)
    use = np.sort(np.concatenate([np.flatnonzero(kinds == "sponsor"), drawn]))
    return Lesson(name, talk, ad_classifier.read_features(talk)[use], (kinds == "sponsor")[use])


def fitted(lessons: list[Lesson]) -> ad_classifier.Regression:
    """Fit on all lessons, those checked by hand counting more."""
    repeated = [e for e in lessons for _ in range(CHECKED_WEIGHT if e.show not in FAMILIES else 1)]
    return fit(np.vstack([e.rows for e in repeated]), np.concatenate([e.advert for e in repeated]) * 1.0, STRENGTH)


def main() -> None:
    """Print the table show by show; with --out, fit on everything and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    lessons = [checked(folder, embedder) for folder in sorted((args.data / "ads").iterdir()) if folder.is_dir()]
    lessons += [marked_by_words(name, sample, embedder) for name in FAMILIES for sample in family(args.data, name)]
    total = np.zeros(4)
    print(f"{'show':24} adverts  typed  talk lost (seconds), share of it")
    for e in (e for e in lessons if e.show not in FAMILIES):
        regression = fitted([other for other in lessons if other.show != e.show])
        times = [*e.talk.start.tolist(), e.talk.duration]
        found = [(times[a] if a else 0.0, times[b]) for a, b in reads(e.talk, regression).sure]
        adverts = sum(b - a for a, b in e.adverts)
        typed = sum(shared(a, b) for a in e.adverts for b in found)
        lost = sum(b - a for a, b in found) - typed
        print(f"{e.show[:24]:24} {adverts:7.0f} {typed:6.0f} {lost:6.0f}  {lost / (e.talk.duration - adverts):.4f}")
        total += (adverts, typed, lost, e.talk.duration - adverts)
    print(f"typed {total[1] / total[0]:.3f} of {total[0]:.0f} s, talk lost {total[2] / total[3]:.4f}")
    if args.out:
        args.out.write_text(json.dumps(fitted(lessons).model_dump(), separators=(",", ":")) + "\n", "utf8")


if __name__ == "__main__":
    main()
