"""Is a clip whole? Cut clips out of real audio, hear each again, and look for its first and last word.

    python -m benchmarks.clips AUDIO [AUDIO…] --artifacts DIR [--length 15]
Every episode is run as a user would run it; beside its own clips, stretches of whole sentences are cut all through it,
so that the figure rests on more than a handful. A cut is mid-word where the sound just inside it is as loud as speech.
"""

import argparse
import shutil
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from flows.job import Job, do
from pipeline.bench import equip
from pipeline.checks.verbatim import bare
from pipeline.clipping import stretch_of
from pipeline.engines.clip_edges import QUIET_SHARE
from pipeline.line import Done
from pipeline.ports import RATE_HZ, Samples
from pipeline.records import Clip, Span, Window
from pipeline.settings import Settings

EDGE_S = 0.03  # just inside a cut
ALIKE = 0.6  # of two spellings of one word: a recogniser writes "knight" once and "night" once
NEAR = 3  # words from the edge in which the first or last word must be heard


def spans(done: Done, least_s: float) -> list[Span]:
    """Return runs of whole sentences at least so long, one after another through the episode."""
    found, first = [], 0
    sentences = done.transcript.sentences
    for k, sentence in enumerate(sentences):
        if sentence.end - sentences[first].start >= least_s:
            found.append((sentences[first].words[0], sentence.words[1]))
            first = k + 1
    return found


def is_heard(word: str, near: list[str]) -> bool:
    """Say whether a word is among those heard near an edge, however it is spelled there."""
    return any(word in other or SequenceMatcher(None, word, other).ratio() >= ALIKE for other in near)


def mid_word(samples: Samples, at: float, *, inside: int) -> bool:
    """Say whether the sound of EDGE_S inside a cut is speech, by the levels of the 4 s around."""
    i = round(at * RATE_HZ)
    around = np.asarray(samples[max(0, i - 4 * RATE_HZ) : i + 4 * RATE_HZ], np.float64)
    levels = [20 * np.log10(np.sqrt((f**2).mean()) + 1) for f in np.array_split(around, max(1, len(around) // 160))]
    low, high = np.percentile(levels, (10, 90))
    edge = np.asarray(
        samples[i : i + round(EDGE_S * RATE_HZ)] if inside > 0 else samples[i - round(EDGE_S * RATE_HZ) : i]
    )
    level = 20 * np.log10(np.sqrt((edge.astype(np.float64) ** 2).mean()) + 1) if len(edge) else low
    return bool(level > low + 2 * QUIET_SHARE * (high - low))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("audio", type=Path, nargs="+")
    parser.add_argument("--artifacts", type=Path, required=True)
    parser.add_argument("--length", type=float, default=15.0, help="seconds of a stretch")
    options = parser.parse_args()
    bench = equip(Settings())
    rows, missed, loud = [], [], []
    for path in options.audio:
        done = do(Job(episode_id=str(path), artifacts=str(options.artifacts)))
        samples = bench.decoder.decode(path).samples
        own = [c.words for c in done.record.clips if c.words]
        asked = [
            Clip(id="c00", title="", start=0, end=1, words=span, section="", score=0)
            for span in [*own, *spans(done, options.length)]
        ]
        cuts = bench.cutter.cut(path, samples, [stretch_of(done.record, done.transcript, clip) for clip in asked])
        for clip, cutting in zip(asked, cuts, strict=True):
            place = options.artifacts / "again" / f"clip.{cutting.extension}"
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(cutting.data)
            again = bench.decoder.decode(place)
            window = Window(i=0, start=0.0, end=min(29.9, again.seconds))
            tail = Window(i=1, start=max(0.0, again.seconds - 29.9), end=again.seconds)
            heard = bench.transcriber.transcribe(again.samples, [window, tail], language="en", progress=lambda *_: None)
            first, last = ([b for c in h.cues for w in c.words if (b := bare(w.text))] for h in heard)
            assert clip.words
            said = [b for w in done.transcript.words[slice(*clip.words)] if (b := bare(w.text))]
            holds = (is_heard(said[0], first[:NEAR]), is_heard(said[-1], last[-NEAR:]))
            cut_in = (mid_word(samples, cutting.start, inside=1), mid_word(samples, cutting.end, inside=-1))
            rows.append((*holds, *cut_in, cutting.flags == ()))
            missed += [f"{path.stem} {cutting.start:.2f}: {said[0]} / {first[:3]}"] * (not holds[0])
            missed += [f"{path.stem} {cutting.end:.2f}: {said[-1]} / {last[-3:]}"] * (not holds[1])
            loud.append((cutting.loudness_lufs, cutting.peak_dbtp))
    shutil.rmtree(options.artifacts / "again", ignore_errors=True)
    table = np.array(rows, float)
    lufs, peak = np.array([pair for pair in loud if None not in pair], float).T
    names = ("first word heard", "last word heard", "starts mid-word", "ends mid-word", "a pause at both ends")
    print(f"{len(rows)} stretches of {len(options.audio)} recordings")
    for name, share, total in zip(names, table.mean(0), table.sum(0), strict=True):
        print(f"{name:22}{share:7.1%}{total:6.0f}")
    print(f"loudness {np.percentile(lufs, 5):.1f} to {np.percentile(lufs, 95):.1f} LUFS (5-95 %)")
    print(f"true peak at most {peak.max()} dBTP")
    print("\n".join(missed))


if __name__ == "__main__":
    main()
