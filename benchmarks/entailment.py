"""Ask a model for its entailment score on the labelled sentences, and keep it: `evaluation/claims/entailment.json`.

    python -m benchmarks.entailment --data DATA --url http://127.0.0.1:8080/v1 --model NAME [--labels fifth sixth]

The file holds numbers alone, a list per set in the order of its sentences; `train_judge` and `narrative` read it.
"""

import argparse
import json
import time
from pathlib import Path

from evaluation.claims import CLAIMS, SETS, labelled
from pipeline.engines.chat_writer import ChatWriter, WriterConfig


def main() -> None:
    """Ask about every sentence of the sets, write the file, print how long an answer took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--labels", nargs="+", default=list(SETS))
    args = parser.parse_args()
    writer = ChatWriter(WriterConfig(base_url=args.url, model=args.model, timeout_s=600))
    file = CLAIMS / "entailment.json"
    kept = json.loads(file.read_text(encoding="utf-8"))["sets"] if file.exists() else {}
    for name in args.labels:
        rows, start = labelled(args.data, name), time.perf_counter()
        answers = [writer.entailment(row.speech, row.claim) for row in rows]
        missing = sum(a is None or a.stated is None for a in answers)
        if missing:
            raise SystemExit(f"{name}: no score for {missing} of {len(rows)} sentences; has the server logprobs?")
        kept[name] = [a.stated for a in answers if a]
        print(f"{name}: {len(rows)} sentences, {(time.perf_counter() - start) / len(rows):.2f} s each")
    lines = [f'    "{name}": {json.dumps(numbers)}' for name, numbers in kept.items()]
    text = f'{{\n  "model": {json.dumps(args.model)},\n  "sets": {{\n' + ",\n".join(lines) + "\n  }\n}\n"
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
