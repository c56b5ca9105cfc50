"""Does showing names to the recogniser help? `python -m benchmarks.prompts AUDIO --reference FILE --names A,B`.

`glossary_prompt` gives the glossary's spellings to Whisper before each window. FILE holds what is said, as text. A line
for the recogniser without a prompt, with the names that are said, with those and others that are not said, and with
others alone: word error rate after Whisper's normaliser, and how many of the names that are said were heard as written.
"""

import argparse
from collections import Counter
from pathlib import Path

from benchmarks.asr import ENGINES, recognise, table
from pipeline.engines.whisper_decoding import WhisperConfig
from pipeline.language.words import bare
from pipeline.ports import Transcriber


def engine_with(name: str, prompt: str, threads: int) -> Transcriber:
    """Return an engine with the base model and a prompt."""
    config = WhisperConfig(model="base", beam=1, threads=threads, initial_prompt=prompt)
    if name == "faster-whisper":
        from pipeline.engines.faster_whisper import FasterWhisper

        return FasterWhisper(config)
    from pipeline.engines.openai_whisper import OpenAIWhisper

    return OpenAIWhisper(config)


def heard(names: list[str], said: str, words: list[str]) -> tuple[int, int]:
    """Return how often names were heard as written, at most as often as they are said, and how often they are said."""
    true, found = (Counter(bare(word).removesuffix("'s") for word in some) for some in (said.split(), words))
    asked = [bare(name) for name in names]
    return sum(min(true[name], found[name]) for name in asked), sum(true[name] for name in asked)


def main() -> None:
    """Print one line for each engine and prompt."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("audio", type=Path)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--names", required=True, help="names that are said, parted by commas")
    parser.add_argument("--others", default="", help="names that are not said")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    import jiwer
    from whisper.normalizers import EnglishTextNormalizer

    plain, said = EnglishTextNormalizer(), given.reference.read_text(encoding="utf-8")
    names, others = given.names.split(","), [name for name in given.others.split(",") if name]
    shown = {"none": [], "names said": names, "names said and others": names + others, "others": others}
    rows = []
    for engine in given.engine or ENGINES:
        for label, some in shown.items():
            if some or label == "none":
                prompt = f"{', '.join(some)}. " if some else ""  # as bench.whisper_config writes it
                run = recognise(given.audio, engine_with(engine, prompt.strip(), given.threads))
                words = [word.text for word in run.transcript.words]
                wrong = 100 * jiwer.wer(plain(said), plain(" ".join(words)))
                right, all_of_them = heard(names, said, words)
                rows.append((engine, label, len(some), f"{wrong:.2f} %", f"{right} of {all_of_them}"))
                print(rows[-1], flush=True)
    print(table("engine shown names WER heard".split(), rows))


if __name__ == "__main__":
    main()
