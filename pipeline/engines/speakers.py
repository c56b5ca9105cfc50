"""Gives short stretches of speech a place among voices: ECAPA-TDNN by SpeechBrain, run once over each stretch.

Desplanques et al. 2020, "ECAPA-TDNN: Emphasized Channel Attention, Propagation and Aggregation in TDNN Based Speaker
Verification"; weights spkrec-ecapa-voxceleb. The network was made to see one window at a time. Windows that overlap
would cost their overlap again, so its frame layers run once over a whole stretch of speech, with each of the means
that they take over a window taken over a moving window instead; only the pooling is done per window.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from pipeline.errors import MachineLacks
from pipeline.ports import RATE_HZ, Progress, Samples, Voiceprints
from pipeline.records import Identity, Record

MODEL_FILE = "embedding_model.ckpt"
MODEL_SHA256 = "0575cb64845e6b9a10db9bcb74d5ac32b326b8dc90352671d345e2ee3d0126a2"  # checked where it is fetched
DIM = 192
MELS, N_FFT, FRAME = 80, 400, 160  # speechbrain's Fbank: 25 ms windows every 10 ms
FRAMES_PER_S = RATE_HZ // FRAME
FLOOR, TOP_DB = 1e-10, 80.0  # of the log spectrum
CHANNELS, PARTS = 1024, 8  # of the Res2Net blocks
DILATIONS = (2, 3, 4)
BN_EPS, STD_EPS = 1e-5, 1e-12
GATE_FRAMES = 10  # a gate looks at 3 s around it and is computed this often
WINDOWS_AT_ONCE = 4  # pooled together: 7 MB an intermediate; 16 are no faster and hold 400 MB more


class VoiceConfig(Record):
    """Speaker embeddings: the windows from which they are computed."""

    window_s: float = Field(
        default=1.5, ge=0.5, le=5, description="Window length in seconds; shorter windows separate speakers less well"
    )
    hop_s: float = Field(default=0.25, ge=0.05, le=2, description="Step between windows in seconds")
    context_s: float = Field(
        default=3.0,
        ge=0.5,
        le=10,
        description="Length in seconds of the network's moving average; it was trained with 3",
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        default="auto",
        description=(
            "Number format of the frame layers; auto uses bfloat16 if the CPU supports it, which is twice as fast"
        ),
    )
    threads: int = Field(
        default=0, ge=0, le=64, description="CPU threads, one stretch of speech each; 0 uses torch's number"
    )


def identity() -> Identity:
    """Say which model this is, without loading it."""
    return Identity(name="torch", version=version("torch"), model="spkrec-ecapa-voxceleb", digest=MODEL_SHA256)


class Ecapa:
    """A `VoiceReader`: one unit vector of 192 numbers per window."""

    def __init__(self, folder: Path, config: VoiceConfig | None = None) -> None:
        if not (folder / MODEL_FILE).is_file():
            raise MachineLacks(
                f"expected the voice model {MODEL_FILE} in {folder}, found none: run `highlights doctor`"
            )
        import torch

        self.config = config or VoiceConfig()
        self.identity = identity()
        self._torch: Any = torch
        short = self.config.precision == "bfloat16" or (
            self.config.precision == "auto" and torch.cpu._is_avx512_bf16_supported()
        )
        self._numbers = torch.bfloat16 if short else torch.float32
        self._weights: dict[str, Any] = torch.load(folder / MODEL_FILE, map_location="cpu", weights_only=True)
        self._mel = torch.from_numpy(mel_filters())
        self._hamming = torch.hamming_window(N_FFT)
        self._folded = {name: self._norm(name) for name in self._weights if name.endswith("running_mean")}
        self._weights = {k: w.to(self._numbers) for k, w in self._weights.items() if ".conv." in k}

    def voiceprints(
        self, samples: Samples, speech: Sequence[tuple[float, float]], *, progress: Progress = lambda *_: None
    ) -> Voiceprints:
        """Return the windows of all stretches of speech, in order, and a unit vector each."""
        total = sum(b - a for a, b in speech)
        done = 0.0
        found = [Voiceprints(np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros((0, DIM), np.float32))]
        with self._workers() as pool:
            for (a, b), prints in zip(speech, pool.map(lambda at: self._stretch(samples, *at), speech), strict=True):
                found.append(prints)
                done += b - a
                progress("voices", done, total)
        return Voiceprints(
            np.concatenate([p.start for p in found]),
            np.concatenate([p.end for p in found]),
            np.concatenate([p.vectors for p in found]),
        )

    @contextmanager
    def _workers(self) -> Iterator[ThreadPoolExecutor]:
        """Give one worker per CPU thread, each of which takes a stretch of its own: the layers are small for two."""
        before = self._torch.get_num_threads()
        alone = (self._torch.set_num_threads, (1,))
        try:
            with ThreadPoolExecutor(self.config.threads or before, "voices", *alone) as pool:
                yield pool
        finally:
            self._torch.set_num_threads(before)

    def _stretch(self, samples: Samples, a: float, b: float) -> Voiceprints:
        """Return the windows of one stretch of speech, seconds; none where it is shorter than one spectrum."""
        sound = np.asarray(samples[int(a * RATE_HZ) : int(b * RATE_HZ)], np.float32) / 32768.0
        spans = windows(len(sound) // FRAME + 1, self.config) if len(sound) >= N_FFT else []
        return Voiceprints(
            np.array([a + i / FRAMES_PER_S for i, _ in spans], np.float32),
            np.array([min(a + j / FRAMES_PER_S, b) for _, j in spans], np.float32),
            self.embed(sound, spans) if spans else np.zeros((0, DIM), np.float32),
        )

    def embed(self, sound: Any, spans: Sequence[tuple[int, int]]) -> Any:
        """Return one unit vector per span of frames `[i, j)` of a sound in [-1, 1)."""
        torch = self._torch
        with torch.inference_mode():
            deep = self._trunk(self._features(torch.from_numpy(np.ascontiguousarray(sound, np.float32))))
            width = min(j - i for i, j in spans)  # all windows of a stretch are equally long
            starts = [i for i, _ in spans]
            own = self._conv_part(deep, "asp.tdnn.conv", 0)  # of the first attention layer: once for all windows
            groups = [starts[k : k + WINDOWS_AT_ONCE] for k in range(0, len(starts), WINDOWS_AT_ONCE)]
            vectors = torch.cat([self._pool(deep, own, group, width) for group in groups])
        return torch.nn.functional.normalize(vectors, dim=1).numpy()

    # ---- the network

    def _features(self, sound: Any) -> Any:
        """Return log mel energies `(1, 80, frames)` less their running mean."""
        torch = self._torch
        spectrum = torch.stft(
            sound, N_FFT, FRAME, N_FFT, self._hamming, center=True, pad_mode="constant", return_complex=True
        )
        power = spectrum.real**2 + spectrum.imag**2
        decibel = 10 * torch.log10(torch.clamp(self._mel @ power, min=FLOOR))
        decibel = torch.maximum(decibel, decibel.max() - TOP_DB)[None]
        return decibel - self._running_mean(decibel)

    def _trunk(self, x: Any) -> Any:
        """Return the frame layers' answer `(1, 3072, frames)`."""
        torch = self._torch
        x = self._tdnn(x, "blocks.0")
        outputs = []
        for k, dilation in enumerate(DILATIONS, start=1):
            name = f"blocks.{k}"
            y = self._tdnn(x, f"{name}.tdnn1")
            parts = list(torch.chunk(y, PARTS, dim=1))
            for p in range(1, PARTS):
                given = parts[p] if p == 1 else parts[p] + parts[p - 1]
                parts[p] = self._tdnn(given, f"{name}.res2net_block.blocks.{p - 1}", dilation)
            y = self._tdnn(torch.cat(parts, dim=1), f"{name}.tdnn2")
            gate = torch.relu(self._conv(self._running_mean(y, GATE_FRAMES), f"{name}.se_block.conv1"))
            gate = torch.sigmoid(self._conv(gate, f"{name}.se_block.conv2"))
            if gate.shape[2] > 1:
                gate = gate.repeat_interleave(GATE_FRAMES, 2)[:, :, : y.shape[2]]
            x = y * gate + x
            outputs.append(x)
        return self._tdnn(torch.cat(outputs, dim=1), "mfa")

    def _pool(self, deep: Any, own: Any, starts: Sequence[int], width: int) -> Any:
        """Return the vectors of some windows `(n, 192)`: mean and deviation under attention, then the last layer.

        The attention's first layer sees a frame beside the window's plain mean and deviation. `own` is the part of its
        answer that rests on the frame alone; the other two parts are one number per window and channel.
        """
        torch = self._torch
        x = torch.cat([deep[:, :, i : i + width] for i in starts]).float()
        squared = x * x
        mean = x.mean(2, keepdim=True)
        deviation = (squared.mean(2, keepdim=True) - mean**2).clamp(STD_EPS).sqrt()
        about = self._conv_part(mean, "asp.tdnn.conv", 1) + self._conv_part(deviation, "asp.tdnn.conv", 2)
        seen = torch.cat([own[:, :, i : i + width] for i in starts]) + about
        scale, shift = self._folded["asp.tdnn.norm.norm.running_mean"]
        seen = torch.relu(seen + self._weights["asp.tdnn.conv.conv.bias"][None, :, None]) * scale + shift
        attention = torch.softmax(self._conv(torch.tanh(seen), "asp.conv").float(), dim=2)
        mean = (attention * x).sum(2, keepdim=True)
        deviation = ((attention * squared).sum(2, keepdim=True) - mean**2).clamp(STD_EPS).sqrt()
        scale, shift = self._folded["asp_bn.norm.running_mean"]
        return self._conv(torch.cat([mean, deviation], dim=1) * scale + shift, "fc")[:, :, 0].float()

    def _conv_part(self, x: Any, name: str, part: int) -> Any:
        """Return what one third of a layer's inputs adds to its answer, without the bias."""
        weight = self._weights[f"{name}.conv.weight"]
        size = weight.shape[1] // 3
        return self._torch.nn.functional.conv1d(x.to(weight.dtype), weight[:, part * size : (part + 1) * size])

    def _tdnn(self, x: Any, name: str, dilation: int = 1) -> Any:
        scale, shift = self._folded[f"{name}.norm.norm.running_mean"]
        return self._torch.relu(self._conv(x, f"{name}.conv", dilation)) * scale + shift

    def _conv(self, x: Any, name: str, dilation: int = 1) -> Any:
        functional = self._torch.nn.functional
        weight, bias = self._weights[f"{name}.conv.weight"], self._weights[f"{name}.conv.bias"]
        pad = dilation * (weight.shape[2] - 1) // 2
        x = x.to(weight.dtype)
        if weight.shape[2] == 1:
            return weight[:, :, 0] @ x + bias[:, None]
        if pad:
            x = functional.pad(x, (pad, pad), mode="reflect" if x.shape[2] > pad else "replicate")
        return functional.conv1d(x, weight, bias, dilation=dilation)

    def _norm(self, name: str) -> tuple[Any, Any]:
        """Return a batch norm as scale and shift per channel, `(1, channels, 1)`."""
        of = name.removesuffix("running_mean")
        w = self._weights
        scale = w[f"{of}weight"] / (w[f"{of}running_var"] + BN_EPS).sqrt()
        shift = w[f"{of}bias"] - w[name] * scale
        return scale[None, :, None], shift[None, :, None]

    def _running_mean(self, x: Any, every: int = 1) -> Any:
        """Return the mean over the frames around each frame, or each group of `every` frames.

        A constant where the sound is no longer than the frames around.
        """
        frames, width = x.shape[2], round(self.config.context_s * FRAMES_PER_S) // every * every
        if frames <= width:
            return x.mean(2, keepdim=True)
        torch = self._torch
        groups = -(-frames // every)
        summed = torch.nn.functional.pad(x, (0, groups * every - frames)).unflatten(2, (groups, every)).sum(3)
        sums = torch.nn.functional.pad(summed.double().cumsum(2), (1, 0))
        whole = frames // every - width // every  # the last group may be short
        first = (torch.arange(groups) - width // every // 2).clamp(0, whole)
        return ((sums[:, :, first + width // every] - sums[:, :, first]) / width).float()


def windows(frames: int, config: VoiceConfig) -> list[tuple[int, int]]:
    """Return the windows of a stretch as spans of frames; the last ends with the stretch, a short one is one window."""
    length, hop = round(config.window_s * FRAMES_PER_S), max(1, round(config.hop_s * FRAMES_PER_S))
    if frames <= length:
        return [(0, frames)]
    starts = list(range(0, frames - length, hop))
    return [(i, i + length) for i in [*starts, frames - length]]


def mel_filters() -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return speechbrain's triangles `(80, 201)`: symmetric, each as wide as the step to the centre before it."""
    top = 2595 * np.log10(1 + RATE_HZ / 2 / 700)
    hz = 700 * (10 ** (np.linspace(0, top, MELS + 2) / 2595) - 1)
    slope = (np.linspace(0, RATE_HZ / 2, N_FFT // 2 + 1)[None] - hz[1:-1, None]) / np.diff(hz)[:-1, None]
    return np.maximum(0, np.minimum(slope + 1, 1 - slope)).astype(np.float32)
