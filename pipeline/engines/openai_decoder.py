"""openai-whisper's own decoding on a faster decoder: what a batch of windows shares is computed once and kept.

`whisper.decoding.DecodingTask` asks an `Inference` for logits; ours keeps each window's cross-attention keys and values
(they are the same for every token, every beam, every retry and the alignment), grows its self-attention cache in place,
and answers only for the places that are looked at. Beams of one window share its keys, so that a beam search batches.

On a CPU the linear layers run in int8. One scale for a whole 30 s window leaves an error of 20 % in the encoder's
output; one for every second of it 9.5 %, at the same speed (`base`, a read speech; float is 0).
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional
from whisper import decoding

ROWS_PER_SCALE = 50  # encoder frames, one second: how many rows of a matrix share the scale of their int8 values
MEDIAN_OF_7 = (  # exchanges that leave the median of seven values in the fourth place (Devillard, 1998, opt_med7)
    (0, 5), (0, 3), (1, 6), (2, 4), (0, 1), (3, 5), (2, 6), (2, 3), (3, 6), (4, 5), (1, 4), (1, 3), (3, 4),
)  # fmt: skip

Tensor = Any  # torch's


@dataclass(frozen=True)
class Encoded:
    """What the encoder made of some windows; the decoder needs only the keys and values, a layer each."""

    keys: tuple[Tensor, ...]  # (n, heads, frames, width)
    values: tuple[Tensor, ...]

    def __len__(self) -> int:
        return len(self.keys[0])


def quantize(model: Any) -> Callable[[Tensor], Tensor]:
    """Put a model's linear layers into int8, in place, and return its last step, states to logits, in int8 as well.

    Weights have one scale per output, activations one per `ROWS_PER_SCALE` rows as they come.
    """
    for module in list(model.modules()):
        if isinstance(module, torch.nn.Linear):
            module.forward = _int8(module.weight, module.bias)
            del module.weight
    return _int8(model.decoder.token_embedding.weight, None)


def _int8(weight: Tensor, bias: Tensor | None) -> Callable[[Tensor], Tensor]:
    """Return a linear layer in int8 as a function of `(…, in)`."""
    scales = weight.detach().abs().amax(1).double().clamp(min=1e-12) / 127
    places = torch.zeros(len(scales), dtype=torch.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a successor that is another package
        whole = torch.quantize_per_channel(weight.detach().float(), scales, places, 0, torch.qint8)
    packed = torch.ops.quantized.linear_prepack(whole, bias)
    multiply = torch.ops.quantized.linear_dynamic
    seven_bits = not torch.cpu._is_vnni_supported()  # older processors add pairs of products in 16 bits: they overflow

    def forward(x: Tensor) -> Tensor:
        rows = x.reshape(-1, x.shape[-1])
        parts = [multiply(part, packed, seven_bits) for part in rows.split(ROWS_PER_SCALE)]
        return (parts[0] if len(parts) == 1 else torch.cat(parts)).view(*x.shape[:-1], -1)

    return forward


class CachedDecoder:
    """A Whisper model's decoder with what it keeps between tokens laid out for speed."""

    def __init__(self, model: Any, project: Callable[[Tensor], Tensor] | None) -> None:
        self._model, self._blocks = model, model.decoder.blocks
        self._heads = model.dims.n_text_head
        self._project = project or (lambda x: x @ model.decoder.token_embedding.weight.to(x.dtype).T)

    def prepare(self, states: Tensor) -> Encoded:
        """Return the keys and values of encoder states `(n, frames, dim)`."""
        cross = [block.cross_attn for block in self._blocks]
        return Encoded(
            tuple(self._split(attention.key(states)).contiguous() for attention in cross),
            tuple(self._split(attention.value(states)).contiguous() for attention in cross),
        )

    def logits(self, hidden: Tensor) -> Tensor:
        """Return logits `(…, vocabulary)` in single precision from states `(…, dim)`."""
        return self._project(hidden).float()

    def states(
        self, tokens: Tensor, encoded: Encoded, past: "Past", watch: dict[int, list[int]] | None = None
    ) -> tuple[Tensor, list[Tensor]]:
        """Return the states `(rows, t, dim)` of tokens that follow `past`, which takes them in.

        `rows` is a multiple of the windows: neighbours hear the same one. `watch` names heads by layer; their
        attention to the window's frames before its softmax comes back, `(rows, heads, t, frames)` a layer.
        """
        decoder, at = self._model.decoder, past.length
        places = decoder.positional_embedding[at : at + tokens.shape[1]]
        x = (decoder.token_embedding(tokens) + places).to(encoded.keys[0].dtype)
        seen = []
        for k, block in enumerate(self._blocks):
            y = block.attn_ln(x)
            keys, values = past.append(k, self._split(block.attn.key(y)), self._split(block.attn.value(y)))
            query = self._split(block.attn.query(y))
            x = x + block.attn.out(
                self._join(functional.scaled_dot_product_attention(query, keys, values, is_causal=tokens.shape[1] > 1))
            )
            y = block.cross_attn.query(block.cross_attn_ln(x))
            query = self._split(y.view(len(encoded), -1, y.shape[-1]))
            if watch and k in watch:
                heads = watch[k]
                seen.append((query[:, heads] * query.shape[-1] ** -0.5) @ encoded.keys[k][:, heads].transpose(-1, -2))
            found = functional.scaled_dot_product_attention(query, encoded.keys[k], encoded.values[k])
            x = x + block.cross_attn.out(self._join(found).view(x.shape))
            x = x + block.mlp(block.mlp_ln(x))
        past.length = at + tokens.shape[1]
        return decoder.ln(x), seen

    def past(self, rows: int, room: int, like: Encoded) -> "Past":
        """Return an empty cache for so many rows of at most `room` tokens."""
        shape = (rows, self._heads, room, like.keys[0].shape[-1])
        return Past([like.keys[0].new_empty((2, *shape)) for _ in self._blocks])

    def _split(self, x: Tensor) -> Tensor:
        """Return `(n, t, dim)` by heads, `(n, heads, t, width)`."""
        return x.view(*x.shape[:2], self._heads, -1).transpose(1, 2)

    def _join(self, x: Tensor) -> Tensor:
        """Return `(n, heads, t, width)` as `(n, t, dim)`."""
        return x.transpose(1, 2).flatten(2)


class Past:
    """Keys and values of the tokens so far; room is taken once, not at every token."""

    def __init__(self, layers: list[Tensor]) -> None:
        self._layers = layers
        self.length = 0

    def append(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Take in the keys and values `(rows, heads, t, width)` of new tokens; return those of all."""
        kept, end = self._layers[layer], self.length + keys.shape[2]
        kept[0, :, :, self.length : end], kept[1, :, :, self.length : end] = keys, values
        return kept[0, :, :, :end], kept[1, :, :, :end]

    def rearrange(self, rows: Sequence[int]) -> None:
        """Let row k go on from what was row `rows[k]`."""
        for kept in self._layers:
            kept[:, :, :, : self.length] = kept[:, list(rows), :, : self.length]


class _Inference(decoding.Inference):
    """What `DecodingTask` asks; after the first call it looks at the last token only."""

    def __init__(self, decoder: CachedDecoder, encoded: Encoded, rows: int, room: int, sot_index: int) -> None:
        self._decoder, self._encoded, self._sot_index = decoder, encoded, sot_index
        self._past = decoder.past(rows, room, encoded)

    def logits(self, tokens: Tensor, audio_features: Tensor) -> Tensor:
        first = self._past.length == 0
        hidden, _ = self._decoder.states(tokens[:, self._past.length :], self._encoded, self._past)
        return self._decoder.logits(hidden[:, [self._sot_index, -1]] if first else hidden[:, -1:])

    def rearrange_kv_cache(self, source_indices: list[int]) -> None:
        if source_indices != list(range(len(source_indices))):
            self._past.rearrange(source_indices)


class _Task(decoding.DecodingTask):
    """openai-whisper's decoding loop, its filters, samplers and beams, on our decoder."""

    sot_index: int

    def __init__(self, model: Any, options: Any, decoder: CachedDecoder, encoded: Encoded) -> None:
        super().__init__(model, options)
        rows = len(encoded) * self.n_group
        self.inference = _Inference(decoder, encoded, rows, self.n_ctx, self.sot_index)
        self.sot_index = 0  # of the two places that the first answer is about
        if options.beam_size is not None:
            self.decoder.inference = self.inference

    def _get_audio_features(self, mel: Tensor) -> Tensor:
        return mel.repeat_interleave(self.n_group, 0)  # run() takes every n_group-th of them back

    def _detect_language(self, audio_features: Tensor, tokens: Tensor) -> tuple[list[str], None]:
        return [self.options.language] * (len(audio_features) // self.n_group), None  # always known here


def decode(model: Any, decoder: CachedDecoder, encoded: Encoded, options: Any) -> list[Any]:
    """Return one `DecodingResult` per window."""
    task = _Task(model, options, decoder, encoded)
    return list(task.run(torch.zeros(len(encoded), 0, device=encoded.keys[0].device)))


def median_of_7(x: Tensor) -> Tensor:
    """Return the running median of 7 along the last axis, edges mirrored: eight times faster than by sorting.

    The same as `whisper.timing.median_filter(x, 7)` for `(n, t, frames)`.
    """
    if x.shape[-1] <= 3:
        return x
    padded = functional.pad(x, (3, 3), mode="reflect")
    v = [padded[..., k : k + x.shape[-1]] for k in range(7)]
    for i, j in MEDIAN_OF_7:
        v[i], v[j] = torch.minimum(v[i], v[j]), torch.maximum(v[i], v[j])
    return v[3]
