"""Make the shipped entailment net of trained weights: ONNX, its matrices in int8.

    python -m training.export_entailment --base FOLDER --trained FOLDER [--to FILE]

Needs torch, transformers, onnx and onnxruntime. Prints the digest to pin in `pipeline/engines/entailment_net.py`, the
size, how far int8 moves the log odds, and how long a claim takes on one thread.
"""

import argparse
import hashlib
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from pipeline.engines.entailment_net import MODEL_FILE, EntailmentNet, laid_out
from pipeline.engines.word_pieces import padded
from pipeline.ports import Premise
from training.entailment_rows import claims
from training.shipping import ROOT
from training.train_entailment import CrossEncoder

NAMES = ["input_ids", "attention_mask", "token_type_ids"]


def exported(net: torch.nn.Module, row: tuple[list[int], list[int]], to: Path) -> None:
    """Write a trained net as ONNX with int8 matrices, the embeddings too; `row` is one that it can read."""
    inputs = tuple(torch.from_numpy(value) for value in padded([row, row]).values())
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.onnx")
        axes = {name: {0: "rows", 1: "pieces"} for name in NAMES} | {"odds": {0: "rows"}}
        torch.onnx.export(
            net, inputs, str(whole), input_names=NAMES, output_names=["odds"], dynamic_axes=axes, opset_version=17,
            dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, to, weight_type=QuantType.QInt8, per_channel=True)


def main() -> None:
    """Export, and print what the file is worth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=ROOT / "pipeline" / "engines" / MODEL_FILE)
    parser.add_argument("--claims", type=Path, help="writers' files, to measure the file on")
    parser.add_argument("--held", default="w06")
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    net = CrossEncoder(args.base, 0.0)
    net.load_state_dict(torch.load(args.trained / "net.pt", weights_only=True))
    net.eval()
    exported(net, laid_out(tokenizer, "It works.", Premise(((None, "It does work."),))), args.to)
    data = args.to.read_bytes()
    print(f"{args.to}: {len(data) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(data).hexdigest()}")
    if args.claims:
        rows = claims(args.claims, [args.held])[:200]
        started = time.process_time()
        odds = np.array(EntailmentNet(args.to, args.base).supported([(row.claim, row.premise) for row in rows]))
        seconds = (time.process_time() - started) / len(rows)
        with torch.no_grad():
            inputs = [padded([laid_out(tokenizer, row.claim, row.premise)]) for row in rows]
            exact = np.array([float(net(**{n: torch.from_numpy(v) for n, v in one.items()})[0]) for one in inputs])
        print(f"{seconds:.3f} s a claim with loading; int8 moves the log odds by {np.abs(odds - exact).mean():.3f}")


if __name__ == "__main__":
    main()
