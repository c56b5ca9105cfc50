"""How many words are wrong, and how far off are the starts of sentences? `python -m benchmarks.wer [--way NAME]`.

Our stage with either engine and the libraries' own ways (those of `benchmarks.speed`). The reference is JSON
`{"sentences": [{"speaker", "start", "end", "text"}]}` beside the audio; `--data DIR` hears the recordings whose words
the folder's `manifest.json` (`[{"file", "reference_text"}]`) holds, times unknown. A line over all of them ends each
way. Word error rate after Whisper's own English normaliser.
"""

import argparse
import difflib
import json
from pathlib import Path

import numpy as np

from benchmarks.asr import AsrRun, table
from benchmarks.speed import WAYS

AUDIO = (".opus", ".mp3", ".m4a", ".flac", ".wav", ".ogg")
Said = list[tuple[str, float]]  # words, a space before each, and where they begin, seconds
Sentences = list[dict[str, object]]


def references(reference: Path, data: Path | None) -> list[tuple[Path, Sentences]]:
    """Return recordings and what is said in them: `start` is there where the time is known."""
    stem = reference.name.removesuffix(".reference.json")
    audio = next(p for p in sorted(reference.parent.glob(f"{stem}.*")) if p.suffix in AUDIO)
    found = [(audio, json.loads(reference.read_text())["sentences"])]
    entries = json.loads((data / "manifest.json").read_text()) if data else []
    return found + [
        (data / e["file"], [{"text": e["reference_text"]}]) for e in entries if data and e.get("reference_text")
    ]


def words_of(answer: object) -> Said:
    """Return the words of what any of the ways gives back."""
    if isinstance(answer, AsrRun):
        return [(f" {w.text}", w.start) for w in answer.transcript.words]
    if isinstance(answer, dict):
        return [(w["word"], w["start"]) for segment in answer["segments"] for w in segment["words"]]
    assert isinstance(answer, list)
    return [(w.word, w.start) for segment in answer for w in segment.words]


def starts(sentences: Sentences, words: Said) -> list[float]:
    """Return heard minus true start for every sentence whose first two words were both heard as written."""
    from whisper.normalizers import BasicTextNormalizer

    plain = BasicTextNormalizer()
    said = [(w, k, n) for k, s in enumerate(sentences) for n, w in enumerate(plain(str(s["text"])).split())]
    heard = [(part, start) for text, start in words for part in plain(text).split()]
    matcher = difflib.SequenceMatcher(None, [w for w, _, _ in said], [w for w, _ in heard], autojunk=False)
    pairs = {a + i: b + i for a, b, n in matcher.get_matching_blocks() for i in range(n)}
    return [
        heard[pairs[at]][1] - float(str(sentences[k]["start"]))
        for at, (_, k, n) in enumerate(said)
        if n == 0 and at in pairs and pairs.get(at + 1) == pairs[at] + 1
    ]


def main() -> None:
    """Print one line per way and file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--way", choices=WAYS, action="append")
    parser.add_argument("--reference", type=Path, default=Path("raw_audio/three-surprises.reference.json"))
    parser.add_argument("--data", type=Path, help="folder of recordings with a manifest.json")
    parser.add_argument("--beam", type=int, default=1)
    args = parser.parse_args()
    import jiwer
    from whisper.normalizers import EnglishTextNormalizer

    plain = EnglishTextNormalizer()
    rows: list[tuple[object, ...]] = []
    recordings = references(args.reference, args.data)
    for name in args.way or WAYS:
        way = WAYS[name](args.beam)
        wrong = total = 0
        for audio, sentences in recordings:
            words = words_of(way(audio))
            said = plain(" ".join(str(s["text"]) for s in sentences))
            found = jiwer.process_words(said, plain("".join(text for text, _ in words)))
            errors = (found.substitutions, found.deletions, found.insertions)
            wrong, total = wrong + sum(errors), total + len(said.split())
            off = np.abs(starts(sentences, words)) if sentences[0].get("start") is not None else np.array([np.nan])
            median_s, p95_s = np.quantile(off, [0.5, 0.95]) if len(off) else (np.nan, np.nan)
            rows.append(
                (name, audio.stem, f"{100 * found.wer:.2f} %", *errors, len(off), f"{median_s:.3f}", f"{p95_s:.3f}")
            )
        rows.append((name, "all", f"{100 * wrong / total:.2f} %", *[""] * 6))
    print(table("way audio WER wrong missing added starts median_s p95_s".split(), rows))


if __name__ == "__main__":
    main()
