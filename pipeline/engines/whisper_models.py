"""Which Whisper models there are: OpenAI's own table with digests, shapes and cost, and files that a user names.

The table is that of openai-whisper 20250625 (`whisper/__init__.py`, `_MODELS`): a test holds the two together.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import BadConfig

ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}
AUTO = "auto"
CANDIDATES = ("base", "small", "large-v3-turbo")  # of `auto`, worst first; the others are slower and hardly better
ENGLISH, MULTILINGUAL, WITH_CANTONESE = 51864, 51865, 51866  # words of the vocabularies
# CPU seconds of one core for a window of 24 s with `base` in int8 (docs/benchmarks.md).
BASE_ENCODER_S, BASE_DECODER_S, WINDOW_S = 0.75, 0.90, 24.0
MOST_CORES = 8  # more of them do not help a decoder that takes one token at a time
GPU_CORES = 60  # cores that a GPU is reckoned as; not measured
CT2_FILE = "model.bin"


@dataclass(frozen=True)
class WhisperModel:
    """One model of OpenAI's table: its published digest and the shape of its net."""

    name: str
    sha256: str
    width: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    vocabulary: int = MULTILINGUAL
    mels: int = 80
    wer: float | None = None  # per cent, mean of the Open ASR leaderboard's English sets, where it lists the model

    @property
    def file(self) -> str:
        """Return the name of its file at OpenAI's address."""
        return f"{self.name}.pt"

    @property
    def english_only(self) -> bool:
        """Say whether it knows English alone."""
        return self.vocabulary == ENGLISH

    @property
    def encoder_products(self) -> int:
        """Return the multiplications of the encoder's layers for one frame."""
        return self.encoder_layers * 12 * self.width**2

    @property
    def decoder_products(self) -> int:
        """Return the multiplications of the decoder for one token, the step to the vocabulary included."""
        return self.decoder_layers * 16 * self.width**2 + self.vocabulary * self.width

    @property
    def megabytes(self) -> float:
        """Return the size of the file to download: two bytes for each weight, about."""
        return 2 * (self.encoder_products + self.decoder_products) / 1e6


MODELS = {
    model.name: model
    for model in (
        WhisperModel(
            "tiny.en", "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03", 384, 6, 4, 4, ENGLISH
        ),
        WhisperModel("tiny", "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9", 384, 6, 4, 4),
        WhisperModel(
            "base.en", "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead", 512, 8, 6, 6, ENGLISH
        ),
        WhisperModel(
            "base", "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e", 512, 8, 6, 6, wer=10.3
        ),
        WhisperModel(
            "small.en", "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872", 768, 12, 12, 12, ENGLISH
        ),
        WhisperModel("small", "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794", 768, 12, 12, 12),
        WhisperModel(
            "medium.en", "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f", 1024, 16, 24, 24, ENGLISH
        ),
        WhisperModel("medium", "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1", 1024, 16, 24, 24),
        WhisperModel("large-v1", "e4b87e7e0bf463eb8e6956e646f1e277e901512310def2c24bf0e11bd3c28e9a", 1280, 20, 32, 32),
        WhisperModel("large-v2", "81f7c96c852ee8fc832187b0132e569d6c3065a3252ed18e56effd0b6a73e524", 1280, 20, 32, 32),
        WhisperModel(
            "large-v3", "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb", 1280, 20, 32, 32,
            WITH_CANTONESE, 128, wer=7.4,
        ),
        WhisperModel(
            "large-v3-turbo", "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a", 1280, 20, 32, 4,
            WITH_CANTONESE, 128, wer=7.8,
        ),
    )
}  # fmt: skip
NAMES = (*MODELS, *ALIASES)


def bundle_of(name: str) -> str:
    """Return the name of the weights of a model of the table.

    >>> bundle_of("turbo")
    'whisper-large-v3-turbo'
    """
    return f"whisper-{ALIASES.get(name, name)}"


def is_path(model: str) -> bool:
    """Say whether a setting names a file or folder and no model of the table."""
    return model not in NAMES and model != AUTO


def named(model: str) -> Path | None:
    """Return the checkpoint or CTranslate2 folder that a setting names; None where it names a model of the table.

    `BadConfig` where nothing fitting lies there.
    """
    if not is_path(model):
        return None
    path = Path(model).expanduser()
    if path.is_file() and path.suffix == ".pt":
        return path
    if (path / CT2_FILE).is_file():
        return path
    raise BadConfig(
        f"expected whisper.model to be one of {', '.join(NAMES)} or {AUTO}, a checkpoint (.pt) or a folder with "
        f"CTranslate2's {CT2_FILE}, found {model!r}"
    )


def title_of(path: Path) -> str:
    """Return what a checkpoint or folder is called in records."""
    return path.name if path.is_dir() else path.stem


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a checkpoint, or of a CTranslate2 folder's weights."""
    file = path / CT2_FILE if path.is_dir() else path
    about = file.stat()
    return _digest(file, about.st_size, about.st_mtime_ns)


@lru_cache(maxsize=8)
def _digest(file: Path, size: int, changed_ns: int) -> str:
    """Return a file's SHA-256; size and time of change make a file that was replaced another one."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def like(heads: int, decoder_layers: int, vocabulary: int, encoder_layers: int) -> WhisperModel | None:
    """Return the model of the table that has this shape: a fine-tuned checkpoint aligns by the heads of its origin.

    large-v1 and large-v2 have one shape; v2 is taken.
    """
    fitting = [
        m
        for m in MODELS.values()
        if (m.heads, m.decoder_layers, m.vocabulary, m.encoder_layers)
        == (heads, decoder_layers, vocabulary, encoder_layers)
    ]
    return fitting[-1] if fitting else None


def share_of_real_time(model: WhisperModel, *, cores: int, gpu: bool) -> float:
    """Return how long a model takes for a second of speech, reckoned from what `base` was measured to take.

    The encoder's work grows with its multiplications, the decoder's too. On a GPU it is a guess.
    """
    base = MODELS["base"]
    seconds = (
        BASE_ENCODER_S * model.encoder_products / base.encoder_products
        + BASE_DECODER_S * model.decoder_products / base.decoder_products
    )
    return seconds / WINDOW_S / (GPU_CORES if gpu else max(1, min(cores, MOST_CORES)))


def best_for(most: float, *, cores: int, gpu: bool) -> str:
    """Return the best of `CANDIDATES` that takes at most this share of real time here; the smallest where none does.

    >>> best_for(0.1, cores=2, gpu=False), best_for(0.1, cores=2, gpu=True)
    ('base', 'large-v3-turbo')
    """
    fast = [name for name in CANDIDATES if share_of_real_time(MODELS[name], cores=cores, gpu=gpu) <= most]
    return fast[-1] if fast else CANDIDATES[0]


def offers(*, cores: int, gpu: bool) -> Iterator[tuple[WhisperModel, float]]:
    """Yield every model of the table with its share of real time here, the fastest first."""
    shares = [(share_of_real_time(model, cores=cores, gpu=gpu), model) for model in MODELS.values()]
    for share, model in sorted(shares, key=lambda pair: pair[0]):
        yield model, share
