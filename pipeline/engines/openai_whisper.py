"""Transcribes with openai-whisper, the reference: its own loop on our decoder, int8 on a CPU, fp16 on a GPU."""

import os
import pickle
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from importlib.metadata import version
from typing import Any, TypeVar

import numpy as np

from pipeline.engines import weights, whisper_models
from pipeline.engines.whisper_decoding import (
    AlignedWord,
    Decoding,
    Features,
    Manner,
    OutOfMemory,
    Sound,
    WhisperConfig,
    batch_of,
    listen,
    threads_each,
)
from pipeline.errors import BadConfig, MachineLacks, TranscriptionFailed
from pipeline.ports import RATE_HZ, AsrWindow, Progress, Samples
from pipeline.records import Identity, Window

TOKENS_PER_S = 50  # encoder frames, the grain of cross-attention
SEED = 0

R = TypeVar("R")


def has_gpu() -> bool:
    """Say whether torch finds a GPU here."""
    import torch

    return bool(torch.cuda.is_available())


def without_gradients(method: Callable[..., R]) -> Callable[..., R]:
    """Run a method of the engine in torch's inference mode; a generator must not leave it open between answers.

    `OutOfMemory` where the GPU's memory is full; what was reserved is given back.
    """

    @wraps(method)
    def quiet(self: "OpenAIWhisper", *arguments: object) -> R:
        try:
            with self._torch.inference_mode():
                return method(self, *arguments)
        except self._torch.OutOfMemoryError as error:
            self._torch.cuda.empty_cache()
            raise OutOfMemory from error

    return quiet


class OpenAIWhisper:
    """A `Transcriber` with openai-whisper's weights, decoding loop and guards, and a faster decoder under them."""

    def __init__(self, config: WhisperConfig) -> None:
        path = whisper_models.named(config.model)
        if path is not None and path.is_dir():
            raise BadConfig(f'{path} is a CTranslate2 model; choose engine = "faster-whisper" or a checkpoint (.pt)')
        folder = path.parent if path else weights.fetch(whisper_models.bundle_of(config.model))
        # OpenMP reads this once, when torch is loaded. Threads that spin while they wait make a busy machine crawl:
        # 44 s of speech took 83 s with, 16 s without (two cores, load 7).
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import torch
        import whisper
        from whisper import decoding, timing, tokenizer

        from pipeline.engines import openai_decoder

        self._torch, self._whisper, self._options, self._timing = torch, whisper, decoding.DecodingOptions, timing
        self._gpu = bool(torch.cuda.is_available())
        try:  # by name where there is one: only then do the alignment heads come with it; the file is already there
            self._model: Any = whisper.load_model(
                str(path or config.model), device="cuda" if self._gpu else "cpu", download_root=str(folder)
            )
        except (RuntimeError, OSError, KeyError, TypeError, pickle.UnpicklingError) as error:
            raise MachineLacks(
                f"expected Whisper's weights {path or config.model} in {folder}, found none that load "
                f"({_line(error)}); {'name another file' if path else 'delete the folder to fetch them again'}"
            ) from error
        dims = self._model.dims
        origin = whisper_models.like(dims.n_text_head, dims.n_text_layer, dims.n_vocab, dims.n_audio_layer)
        if path and origin:  # heads that follow the sound; without a known origin the upper half of the layers does
            self._model.set_alignment_heads(whisper._ALIGNMENT_HEADS[origin.name])
        project = None
        if config.quantize == "int8" or (config.quantize == "auto" and not self._gpu):
            if self._gpu:
                raise BadConfig('quantize = "int8" works on a CPU only and this machine has a GPU; set it to "auto"')
            project = openai_decoder.quantize(self._model)
        self._fast, self._decoder = openai_decoder, openai_decoder.CachedDecoder(self._model, project)
        self._alignment_heads: dict[int, list[int]] = {}  # by layer
        for layer, head in self._model.alignment_heads.indices().T.tolist():
            self._alignment_heads.setdefault(layer, []).append(head)
        self._config, self._batch, self._threads = config, batch_of(config, gpu=self._gpu), threads_each(config)
        self._multilingual = bool(self._model.is_multilingual)
        known = list(tokenizer.LANGUAGES)[: self._model.num_languages]
        self._languages = frozenset(known) if self._multilingual else frozenset({"en"})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # whisper leaves its vocabulary file to the collector
            english = self._tokenizer("en")
        self.eot = english.eot
        self.identity = Identity(
            name="openai-whisper",
            version=version("openai-whisper"),
            model=whisper_models.title_of(path) if path else config.model,
            digest=whisper_models.digest_of(path) if path else weights.digest(whisper_models.bundle_of(config.model)),
        )

    def transcribe(
        self,
        samples: Samples,
        windows: Sequence[Window],
        *,
        language: str | None,
        progress: Progress,
        again: bool = False,
    ) -> Iterator[AsrWindow]:
        """Give one answer per window, in the order given; `again` takes the settings of a second pass.

        `BadConfig` for a language that the model does not know, `TranscriptionFailed` where the library fails.
        """
        if language is not None and language not in self._languages:
            raise BadConfig(f"the {self._config.model} model does not know the language “{language}”")
        before = self._torch.get_num_threads()  # others use torch as well
        self._torch.set_num_threads(self._threads)
        try:
            yield from listen(
                self, samples, windows, language=language, config=self._config, batch=self._batch, again=again,
                progress=progress,
            )  # fmt: skip
        except RuntimeError as error:  # out of memory, a bad shape
            raise TranscriptionFailed(f"openai-whisper failed: {_line(error)}; try a smaller batch") from error
        finally:
            self._torch.set_num_threads(before)

    @without_gradients
    def encode(self, sounds: Sequence[Sound]) -> Features:
        """Return the encoder's output `(n, 1500, dim)`, padded in the mel domain as Whisper's own `transcribe` does."""
        audio, dims = self._whisper.audio, self._model.dims
        mels = [
            audio.pad_or_trim(audio.log_mel_spectrogram(_long_enough(s), dims.n_mels), audio.N_FRAMES) for s in sounds
        ]
        stacked = self._torch.stack(mels).to(self._model.device)
        parts = [stacked.half()] if self._gpu else stacked.split(1)  # a CPU gains nothing from a batch here
        return self._decoder.prepare(self._torch.cat([self._model.encoder(part) for part in parts]))

    @without_gradients
    def detect(self, features: Features) -> list[tuple[str, float]]:
        """Return the likeliest language of each sound, and its probability among languages."""
        if not self._multilingual:
            return [("en", 1.0)] * len(features)
        tokenizer = self._tokenizer("en")
        start = self._torch.full((len(features), 1), tokenizer.sot, device=self._model.device)
        hidden, _ = self._decoder.states(start, features, self._decoder.past(len(features), 1, features))
        logits = self._decoder.logits(hidden[:, 0])[:, list(tokenizer.all_language_tokens)]
        best = logits.softmax(-1).max(-1)
        return [(tokenizer.all_language_codes[k], float(p)) for p, k in zip(*best, strict=True)]

    @without_gradients
    def decode(self, features: Features, language: str, how: Manner) -> list[Decoding]:
        """Return one decoding per sound; sampling is seeded anew each time."""
        options = self._options(
            language=language,
            temperature=how.temperature,
            beam_size=how.beam if how.beam > 1 else None,
            prompt=how.prompt or None,
            without_timestamps=True,
            fp16=self._gpu,
        )
        with self._torch.random.fork_rng():
            self._torch.manual_seed(SEED)
            results = self._fast.decode(self._model, self._decoder, features, options)
        return [
            Decoding(tuple(r.tokens), r.text, float(r.avg_logprob), float(r.no_speech_prob), how.temperature)
            for r in results
        ]

    @without_gradients
    def align(
        self, features: Features, language: str, texts: Sequence[list[int]], seconds: Sequence[float]
    ) -> list[list[AlignedWord]]:
        """Return the words of each sound, timed by dynamic time warping over cross-attention.

        The method of `whisper.timing.find_alignment`, for a batch: texts are padded with end tokens, which a causal
        decoder cannot see, and the keys of the decoding are used again.
        """
        tokenizer = self._tokenizer(language)
        head = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        rows = [[*head, *text, tokenizer.eot] for text in texts]
        longest = max(map(len, rows))
        padded = self._torch.tensor([row + [tokenizer.eot] * (longest - len(row)) for row in rows])
        past = self._decoder.past(len(rows), longest, features)
        hidden, seen = self._decoder.states(padded.to(self._model.device), features, past, self._alignment_heads)
        attention = self._torch.cat(seen, 1)
        return [
            self._words(tokenizer, text, hidden[k, len(head) - 1 :], attention[k, :, : len(row), : _frames(s)])
            if text
            else []
            for k, (text, row, s) in enumerate(zip(texts, rows, seconds, strict=True))
        ]

    def _words(self, tokenizer: Any, text: list[int], hidden: Any, attention: Any) -> list[AlignedWord]:
        """Return a sound's words from its states `(t, dim)`, first `text[0]`'s, and attention `(heads, t, frames)`."""
        torch = self._torch
        logits = self._decoder.logits(hidden[: len(text)])[:, : tokenizer.eot]
        likely = logits[torch.arange(len(text)), torch.tensor(text)] - logits.logsumexp(-1)
        probabilities = likely.exp().cpu().numpy()
        focus = attention.float().softmax(-1)
        spread, mean = torch.std_mean(focus, dim=-2, keepdim=True, unbiased=False)
        focus = self._fast.median_of_7((focus - mean) / spread).mean(0)
        token_at, frame_at = self._timing.dtw(-focus[len(tokenizer.sot_sequence) : -1])
        jumps = np.pad(np.diff(token_at), (1, 0), constant_values=1).astype(bool)
        times = frame_at[jumps] / TOKENS_PER_S
        spellings, pieces = tokenizer.split_to_word_tokens([*text, tokenizer.eot])
        edges = np.pad(np.cumsum([len(p) for p in pieces[:-1]]), (1, 0))
        return [
            AlignedWord(spelling, float(times[i]), float(times[j]), float(probabilities[i:j].mean()))
            for spelling, i, j in zip(spellings, edges[:-1], edges[1:], strict=False)
        ]

    def _tokenizer(self, language: str) -> Any:
        """Return the tokenizer that opens a transcript in this language."""
        return self._whisper.tokenizer.get_tokenizer(
            self._multilingual, num_languages=self._model.num_languages, language=language, task="transcribe"
        )


def _frames(seconds: float) -> int:
    """Return how many of the encoder's frames a sound has."""
    return int(seconds * TOKENS_PER_S)


def _long_enough(sound: Sound) -> Sound:
    """Return a sound that the spectrogram's reflecting edges fit into: at least one hop of 25 ms."""
    return np.pad(sound, (0, max(0, RATE_HZ // 40 - len(sound))))


def _line(error: Exception) -> str:
    """Return the first line of a library's message, short enough for one of ours."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
