"""Finds who speaks when among up to three voices at once: pyannote's segmentation net, window by window.

Bredin & Laurent 2021, "End-to-end speaker segmentation for overlap-aware resegmentation"; the weights of
pyannote/segmentation that whisperX carries. The net sees 5 s at a time and tells the voices in them apart, without
saying whose they are: the first voice of one window may be the second of the next.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from pipeline.engines.pickled_tensors import read_safetensors
from pipeline.errors import MachineLacks
from pipeline.ports import RATE_HZ, Progress, Samples, SpeakerActivity
from pipeline.records import Identity, Record

MODEL_FILE = "segmentation.safetensors"
# Of what `pickled_tensors` makes of the published checkpoint; checked where it is made.
MODEL_SHA256 = "565640e99f3ed9cd1b64d7972911b4fcefd15fb96c8f3463ddf74f18b8e16679"
WINDOW_S = 5.0  # what the net was trained on
LOWEST_HZ, HIGHEST_HZ = 50.0, 8000.0  # of the band-pass filters, and the narrowest band
STRIDE, POOL, LAYERS, HIDDEN = 10, 3, 4, 128
FRAME = STRIDE * POOL**3  # samples between two answers
FIELD = 991  # samples that one answer sees
BATCH = 16  # windows at once: 90 MB in flight


class ActivityConfig(Record):
    """Overlapping speech: the network that hears up to three speakers at once."""

    enabled: bool = Field(
        default=True, description="Look for overlapping speech and short turns; false saves 20 to 30 s per hour"
    )
    hop_s: float = Field(
        default=1.0,
        ge=0.25,
        le=5,
        description="Step in seconds between windows of 5 s; with longer steps fewer windows decide together",
    )


def identity() -> Identity:
    """Say which model this is, without loading it."""
    return Identity(name="torch", version=version("torch"), model="pyannote-segmentation", digest=MODEL_SHA256)


class PyanNet:
    """An `ActivityReader` with pyannote's architecture: sinc filters, four recurrent layers both ways, two linear."""

    def __init__(self, folder: Path, config: ActivityConfig | None = None) -> None:
        if not (folder / MODEL_FILE).is_file():
            raise MachineLacks(f"expected the model {MODEL_FILE} in {folder}, found none: run `highlights doctor`")
        import torch

        self.config, self.identity = config or ActivityConfig(), identity()
        self._torch: Any = torch
        self._weights = {name: torch.from_numpy(w) for name, w in read_safetensors(folder / MODEL_FILE).items()}
        width = self._weights["sincnet.conv1d.2.weight"].shape[0]
        self._lstm = torch.nn.LSTM(width, HIDDEN, LAYERS, batch_first=True, bidirectional=True).eval()
        self._lstm.load_state_dict(
            {name.removeprefix("lstm."): w for name, w in self._weights.items() if name.startswith("lstm.")}
        )
        with torch.inference_mode():
            self._bank = self._filters()

    def activity(self, samples: Samples, *, progress: Progress = lambda *_: None) -> SpeakerActivity:
        """Return how surely each of three voices is heard in each frame of each window; the last is filled up."""
        width, hop = round(WINDOW_S * RATE_HZ), round(self.config.hop_s * RATE_HZ)
        starts = list(range(0, max(1, len(samples) - width + hop), hop))
        found = []
        for k in range(0, len(starts), BATCH):
            rows = [np.asarray(samples[at : at + width], np.float32) / 32768.0 for at in starts[k : k + BATCH]]
            batch = np.stack([np.pad(row, (0, width - len(row))) for row in rows])
            found.append(np.round(self.heard(batch) * 255).astype(np.uint8))
            progress("overlaps", min(starts[min(k + BATCH, len(starts)) - 1] + width, len(samples)) / RATE_HZ,
                     len(samples) / RATE_HZ)  # fmt: skip
        return SpeakerActivity(
            start=np.array([at / RATE_HZ for at in starts], np.float32),
            p=np.concatenate(found),
            first_s=FIELD / 2 / RATE_HZ,
            frame_s=FRAME / RATE_HZ,
        )

    def heard(self, sound: Any) -> Any:
        """Return `(n, frames, 3)` probabilities for `(n, samples)` of sound in [-1, 1)."""
        torch = self._torch
        functional, w = torch.nn.functional, self._weights
        with torch.inference_mode():
            x, _ = self._lstm(self._sincnet(torch.from_numpy(sound)[:, None]).transpose(1, 2))
            for k in (0, 1):
                x = functional.leaky_relu(functional.linear(x, w[f"linear.{k}.weight"], w[f"linear.{k}.bias"]))
            return torch.sigmoid(functional.linear(x, w["classifier.weight"], w["classifier.bias"])).numpy()

    # ---- the network

    def _sincnet(self, x: Any) -> Any:
        functional, w = self._torch.nn.functional, self._weights
        x = self._norm(x, "sincnet.wav_norm1d")
        x = functional.conv1d(x, self._bank, stride=STRIDE).abs()
        for k in range(3):
            if k:
                x = functional.conv1d(x, w[f"sincnet.conv1d.{k}.weight"], w[f"sincnet.conv1d.{k}.bias"])
            x = functional.leaky_relu(self._norm(functional.max_pool1d(x, POOL, POOL), f"sincnet.norm1d.{k}"))
        return x

    def _norm(self, x: Any, name: str) -> Any:
        w = self._weights
        return self._torch.nn.functional.instance_norm(x, weight=w[f"{name}.weight"], bias=w[f"{name}.bias"])

    def _filters(self) -> Any:
        """Return the band-pass filters `(80, 1, 251)`: 40 even ones, then the same 40 shifted by a quarter wave.

        Ravanelli & Bengio 2018, "Speaker recognition from raw waveform with SincNet"; the odd ones are Pariente et al.
        2020's.
        """
        torch, w = self._torch, self._weights
        name = "sincnet.conv1d.0.filterbank"
        low = LOWEST_HZ + w[f"{name}.low_hz_"].abs()
        high = (low + LOWEST_HZ + w[f"{name}.band_hz_"].abs()).clamp(LOWEST_HZ, HIGHEST_HZ)
        times, window = w[f"{name}.n_"], w[f"{name}.window_"]
        band, below, above = high - low, low @ times, high @ times
        even = (torch.sin(above) - torch.sin(below)) / (times / 2) * window
        odd = (torch.cos(below) - torch.cos(above)) / (times / 2) * window
        both = (
            torch.cat([even, 2 * band, even.flip(1)], dim=1),
            torch.cat([odd, torch.zeros_like(band), -odd.flip(1)], dim=1),
        )
        return torch.cat([half / (2 * band) for half in both])[:, None]
