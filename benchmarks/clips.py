"""Is a clip whole? Cut clips out of real audio, hear each again, and look for its first and last word.

    python -m benchmarks.clips AUDIO [AUDIO…] --artifacts DIR [--length 15]
Every episode is run as a user would run it; beside its own clips, stretches of whole sentences are cut all through it,
so that the figure rests on more than a handful. A cut is mid-word where the sound just inside it is as loud as speech.
"""

import argparse
import shutil
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from flows.job import Job, do
from pipeline.bench import Bench, equip
from pipeline.clipping import stretch_of
from pipeline.engines.clip_edges import QUIET_SHARE
from pipeline.language.words import bare
from pipeline.line import Done
from pipeline.ports import IN_SPEECH, RATE_HZ, Cutting, Samples
from pipeline.records import Clip, Span, Window
from pipeline.settings import defaults

EDGE_S = 0.03  # just inside a cut
ALIKE = 0.6  # of two spellings of one word: a recogniser writes "knight" once and "night" once
SOUNDS = ({"um", "uh", "hmm", "hm", "mm"}, {"yeah", "yes", "yep", "yup"}, {"okay", "ok"})  # spelled at will
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
    same = next((sounds for sounds in SOUNDS if word in sounds), set())
    return bool(same & set(near)) or any(
        word in other or SequenceMatcher(None, word, other).ratio() >= ALIKE for other in near
    )


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


@dataclass(frozen=True)
class Cut:
    """A clip as a file, with the words it should hold."""

    recording: str
    own: bool  # planned and kept by the line itself; else any run of sentences
    words: Span
    cutting: Cutting


def cuts(done: Done, samples: Samples, bench: Bench, path: Path, length_s: float) -> tuple[list[Cut], int]:
    """Return the line's own clips, and all stretches of sentences that would be kept; and how many would not."""
    found = []
    for clip in done.record.clips:
        assert clip.path
        assert clip.words
        data, kind = (done.folder / clip.path).read_bytes(), clip.path.rpartition(".")[2]
        cutting = Cutting(clip.start, clip.end, data, kind, clip.loudness_lufs, clip.peak_dbtp, clip.flags)
        found.append(Cut(path.stem, own=True, words=clip.words, cutting=cutting))
    section = max(done.record.sections, key=lambda s: s.words[1] - s.words[0]).id
    asked = [
        Clip(id="c00", title="", start=0, end=1, words=span, section=section, score=0) for span in spans(done, length_s)
    ]
    stretches = [
        replace(stretch_of(done.record, done.transcript, clip), other_starts=(), other_ends=()) for clip in asked
    ]
    refused = 0
    for clip, cutting in zip(asked, bench.cutter.cut(path, samples, stretches), strict=True):
        assert clip.words
        if set(cutting.flags) & set(IN_SPEECH):
            refused += 1
        else:
            found.append(Cut(path.stem, own=False, words=clip.words, cutting=cutting))
    return found, refused


def heard_again(cut: Cut, done: Done, bench: Bench, place: Path) -> tuple[bool, bool, list[str]]:
    """Return whether the first and the last word are heard in the file, and what was heard where one is not."""
    place.parent.mkdir(exist_ok=True, parents=True)
    place.write_bytes(cut.cutting.data)
    again = bench.decoder.decode(place)
    windows = [
        Window(i=0, start=0.0, end=min(29.9, again.seconds)),
        Window(i=1, start=max(0.0, again.seconds - 29.9), end=again.seconds),
    ]
    heard = bench.transcriber.transcribe(again.samples, windows, language="en", progress=lambda *_: None)
    first, last = ([b for c in h.cues for w in c.words if (b := bare(w.text))] for h in heard)
    said = [b for w in done.transcript.words[slice(*cut.words)] if (b := bare(w.text))]
    holds = is_heard(said[0], first[:NEAR]), is_heard(said[-1], last[-NEAR:])
    at = f"{cut.recording} {cut.cutting.start:.2f}-{cut.cutting.end:.2f}"
    told = [f"{at}: {said[0]} / {first[:NEAR]}"] * (not holds[0]) + [f"{at}: {said[-1]} / {last[-NEAR:]}"] * (
        not holds[1]
    )
    return *holds, told


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("audio", type=Path, nargs="+")
    parser.add_argument("--artifacts", type=Path, required=True)
    parser.add_argument("--length", type=float, default=15.0, help="seconds of a stretch")
    options = parser.parse_args()
    bench = equip(defaults())
    rows: dict[bool, list[tuple[bool, ...]]] = {True: [], False: []}
    missed, loud, refused = [], [], 0
    for path in options.audio:
        done = do(Job(episode_id=str(path), artifacts=str(options.artifacts)))
        samples = bench.decoder.decode(path).samples
        found, not_kept = cuts(done, samples, bench, path, options.length)
        refused += not_kept
        for cut in found:
            c = cut.cutting
            first, last, told = heard_again(cut, done, bench, options.artifacts / "again" / f"clip.{c.extension}")
            cut_in = mid_word(samples, c.start, inside=1), mid_word(samples, c.end, inside=-1)
            rows[cut.own].append((first, last, *cut_in, "no-pause-to-cut-in" not in c.flags))
            missed += [f"{'own ' if cut.own else ''}{line}" for line in told]
            loud.append((c.loudness_lufs, c.peak_dbtp))
    shutil.rmtree(options.artifacts / "again", ignore_errors=True)
    names = ("first word heard", "last word heard", "starts mid-word", "ends mid-word", "a pause at both ends")
    for own, title in ((True, "clips of the line"), (False, "stretches of whole sentences")):
        table = np.array(rows[own], float).reshape(-1, len(names))
        print(f"{len(table)} {title} from {len(options.audio)} recordings")
        for name, share, total in zip(names, table.mean(0), table.sum(0), strict=True):
            print(f"  {name:22}{share:7.1%}{total:6.0f}")
    lufs, peak = np.array([pair for pair in loud if None not in pair], float).T
    print(f"{refused} stretches refused, for they would begin or end in speech")
    print(f"loudness {np.percentile(lufs, 5):.1f} to {np.percentile(lufs, 95):.1f} LUFS (5-95 %)")
    print(f"true peak at most {peak.max()} dBTP")
    print("\n".join(missed))


if __name__ == "__main__":
    main()
