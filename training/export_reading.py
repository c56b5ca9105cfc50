"""Make the shipped reading net of trained weights: ONNX, its matrices in int8.

    python -m training.export_reading --base FOLDER --trained FOLDER [--to FILE] [--data DIR]

Needs torch, transformers, onnx and onnxruntime. Prints the digest to pin in `pipeline/engines/reading_net.py`, the
size, and with `--data`, how far int8 moves the log odds of rows and how long one takes on one thread.
"""

import argparse
import hashlib
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from pipeline.engines.reading_net import MODEL_FILE, ReadingNet, laid_out
from pipeline.engines.word_pieces import padded
from pipeline.reading import Extract
from training.export_entailment import exported
from training.reading_rows import quoted
from training.shipping import ROOT
from training.train_reading import PassageNet


def main() -> None:
    """Export, and print what the file is worth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=ROOT / "pipeline" / "engines" / MODEL_FILE)
    parser.add_argument("--data", type=Path, help="to measure the file on graded quotes")
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    net = PassageNet(args.base)
    net.load_state_dict(torch.load(args.trained / "net.pt", weights_only=True))
    net.eval()
    exported(net, laid_out(tokenizer, Extract("It works.", "A talk", "Well.", "It does.")), args.to)
    data = args.to.read_bytes()
    print(f"{args.to}: {len(data) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(data).hexdigest()}")
    if args.data:
        extracts = [row.extract for row, _ in zip(quoted(args.data), range(200), strict=False)]
        started = time.process_time()
        odds = np.array(ReadingNet(args.to, args.base).read(extracts))
        seconds = (time.process_time() - started) / len(extracts)
        with torch.no_grad():
            inputs = [padded([laid_out(tokenizer, extract)]) for extract in extracts]
            exact = np.array([net(**{n: torch.from_numpy(v) for n, v in one.items()})[0].numpy() for one in inputs])
        print(f"{seconds:.3f} s an extract with loading; int8 moves the log odds by {np.abs(odds - exact).mean():.3f}")


if __name__ == "__main__":
    main()
