"""How many words are wrong, and how far off are the starts of sentences? `python -m benchmarks.wer [--engine NAME]`.

The reference is JSON `{"sentences": [{"speaker", "start", "end", "text"}]}` beside the audio; `--data DIR` hears every
audio file there that has one. Word error rate after Whisper's own English normaliser.
"""

import argparse
import difflib
import json
from pathlib import Path

import numpy as np

from benchmarks.hearing import ENGINES, Hearing, build, hear, table

AUDIO = (".opus", ".mp3", ".m4a", ".flac", ".wav", ".ogg")


def starts(sentences: list[dict[str, object]], hearing: Hearing) -> list[float]:
    """Return heard minus true start for every sentence whose first two words were both heard as written."""
    from whisper.normalizers import BasicTextNormalizer

    plain = BasicTextNormalizer()
    said = [(w, k, n) for k, s in enumerate(sentences) for n, w in enumerate(plain(str(s["text"])).split())]
    heard = [(part, w.start) for w in hearing.heard.words for part in plain(w.text).split()]
    matcher = difflib.SequenceMatcher(None, [w for w, _, _ in said], [w for w, _ in heard], autojunk=False)
    pairs = {a + i: b + i for a, b, n in matcher.get_matching_blocks() for i in range(n)}
    return [
        heard[pairs[at]][1] - float(str(sentences[k]["start"]))
        for at, (_, k, n) in enumerate(said)
        if n == 0 and at in pairs and pairs.get(at + 1) == pairs[at] + 1
    ]


def main() -> None:
    """Print one line per engine and file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--reference", type=Path, default=Path("raw_audio/three-surprises.reference.json"))
    parser.add_argument("--data", type=Path, help="folder of audio files with NAME.reference.json beside them")
    parser.add_argument("--beam", type=int, default=1)
    args = parser.parse_args()
    import jiwer
    from whisper.normalizers import EnglishTextNormalizer

    plain = EnglishTextNormalizer()
    rows = []
    references = sorted(args.data.glob("*.reference.json")) if args.data else [args.reference]
    for name in args.engine or ENGINES:
        engine = build(name, beam=args.beam)
        for reference in references:
            stem = reference.name.removesuffix(".reference.json")
            audio = next(p for p in sorted(reference.parent.glob(f"{stem}.*")) if p.suffix in AUDIO)
            sentences = json.loads(reference.read_text())["sentences"]
            hearing = hear(audio, engine)
            said = plain(" ".join(s["text"] for s in sentences))
            errors = jiwer.process_words(said, plain(" ".join(w.text for w in hearing.heard.words)))
            off = np.abs(starts(sentences, hearing)) if sentences[0].get("start") is not None else np.array([np.nan])
            median_s, p95_s = np.quantile(off, [0.5, 0.95]) if len(off) else (np.nan, np.nan)
            rows.append(
                (name, stem, f"{hearing.seconds:.0f}", f"{100 * errors.wer:.2f} %", errors.substitutions,
                 errors.deletions, errors.insertions, len(off), f"{median_s:.3f}", f"{p95_s:.3f}",
                 len(hearing.heard.coverage.gaps), len(hearing.heard.coverage.quarantined))
            )  # fmt: skip
    print(table("engine audio seconds WER wrong missing added starts median_s p95_s gaps quarantined".split(), rows))


if __name__ == "__main__":
    main()
