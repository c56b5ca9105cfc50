"""Transcribes with faster-whisper: the same weights in CTranslate2, int8 on a CPU, half precision on a GPU."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

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
from pipeline.ports import AsrWindow, Progress, Samples
from pipeline.records import Identity, Window

BUNDLES = {"base": "whisper-base-ct2"}
MAX_NEW_TOKENS = 224  # half the decoder's context, openai-whisper's own limit for 30 s
FRAMES_PER_S = 100  # of the mel spectrogram
SEED = 0


class FasterWhisper:
    """A `Transcriber` that drives CTranslate2's encoder, decoder and aligner on our own windows.

    The library's batched pipeline takes windows too, but has no temperature fallback and does not say which language
    it found where; the calls under it have neither limit.
    """

    def __init__(self, config: WhisperConfig) -> None:
        path = whisper_models.named(config.model)
        if path is None and config.model not in BUNDLES:
            raise BadConfig(
                f"faster-whisper has weights for {', '.join(BUNDLES)}, not for “{config.model}”; "
                'choose engine = "openai-whisper", another model, or the path of a CTranslate2 folder'
            )
        if path is not None and path.is_file():
            raise BadConfig(
                f'{path} is a checkpoint of openai-whisper; choose engine = "openai-whisper" or a CTranslate2 folder'
            )
        folder = path or weights.fetch(BUNDLES[config.model])
        import ctranslate2
        from faster_whisper import WhisperModel
        from faster_whisper.audio import pad_or_trim
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        gpu = ctranslate2.get_cuda_device_count() > 0
        try:
            self._model: Any = WhisperModel(
                str(folder),
                device="cuda" if gpu else "cpu",
                compute_type=_compute_type(config, gpu),
                cpu_threads=threads_each(config),
                num_workers=2,  # one encodes while the other decodes
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise MachineLacks(
                f"expected a CTranslate2 model in {folder}, found one that does not load ({_line(error)}); "
                f"{'name another folder' if path else 'delete the folder to fetch it again'}"
            ) from error
        self._config, self._batch = config, batch_of(config, gpu=gpu)
        self._tokenizer_class, self._pad = Tokenizer, pad_or_trim
        self._seed = ctranslate2.set_random_seed
        self._storage = ctranslate2.StorageView.from_array
        english = self._tokenizer("en")
        self._suppressed = get_suppressed_tokens(english, [-1])
        self.eot = english.eot
        self._languages = frozenset(self._model.supported_languages)
        self.identity = Identity(
            name="faster-whisper",
            version=version("faster-whisper"),
            model=whisper_models.title_of(path) if path else config.model,
            digest=whisper_models.digest_of(path) if path else weights.digest(BUNDLES[config.model]),
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
        try:
            yield from listen(
                self, samples, windows, language=language, config=self._config, batch=self._batch, again=again,
                progress=progress,
            )  # fmt: skip
        except RuntimeError as error:  # CTranslate2's only exception: out of memory, a bad shape
            raise TranscriptionFailed(f"faster-whisper failed: {_line(error)}; try a smaller batch") from error

    def encode(self, sounds: Sequence[Sound]) -> Features:
        """Return the encoder's output for sounds of at most 30 s, padded in the mel domain as Whisper does."""
        extract = self._model.feature_extractor
        mels = [self._pad(extract(sound)[..., :-1]) for sound in sounds]
        with _full_memory_told():
            return self._model.encode(np.stack(mels))

    def detect(self, features: Features) -> list[tuple[str, float]]:
        """Return the likeliest language of each sound, and its probability."""
        if not self._model.model.is_multilingual:
            return [("en", 1.0)] * features.shape[0]
        return [(best[0][0][2:-2], float(best[0][1])) for best in self._model.model.detect_language(features)]

    def decode(self, features: Features, language: str, how: Manner) -> list[Decoding]:
        """Return one decoding per sound; sampling is seeded anew each time."""
        tokenizer = self._tokenizer(language)
        hint = tokenizer.encode(" " + how.prompt.strip()) if how.prompt else []
        prompt = self._model.get_prompt(tokenizer, hint, without_timestamps=True)
        self._seed(SEED)
        with _full_memory_told():
            results = self._model.model.generate(
                features,
                [prompt] * features.shape[0],
                beam_size=how.beam,
                sampling_temperature=how.temperature or 1.0,
                sampling_topk=0 if how.temperature else 1,
                max_length=min(self._model.max_length, len(prompt) + MAX_NEW_TOKENS),
                suppress_blank=True,
                suppress_tokens=self._suppressed,
                return_scores=True,
                return_no_speech_prob=True,
            )
        return [self._decoding(tokenizer, result, how.temperature) for result in results]

    def _decoding(self, tokenizer: Any, result: Any, temperature: float) -> Decoding:
        """Turn CTranslate2's length-normalised score into Whisper's mean log probability."""
        tokens = result.sequences_ids[0]
        return Decoding(
            tokens=tuple(tokens),
            text=tokenizer.decode(tokens).strip(),
            avg_logprob=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech_prob=result.no_speech_prob,
            temperature=temperature,
        )

    def align(
        self, features: Features, language: str, texts: Sequence[list[int]], seconds: Sequence[float]
    ) -> list[list[AlignedWord]]:
        """Return the words of each sound, timed by CTranslate2's cross-attention alignment."""
        frames = [int(s * FRAMES_PER_S) for s in seconds]
        with _full_memory_told():
            found = self._model.find_alignment(self._tokenizer(language), [list(t) for t in texts], features, frames)
        return [
            [AlignedWord(w["word"], float(w["start"]), float(w["end"]), float(w["probability"])) for w in words]
            for words in found
        ]

    def _tokenizer(self, language: str) -> Any:
        """Return the tokenizer that opens a transcript in this language."""
        model = self._model
        return self._tokenizer_class(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )


@contextmanager
def _full_memory_told() -> Iterator[None]:
    """Raise `OutOfMemory` where CTranslate2 says that the device's memory is full: it has no exception of its own."""
    try:
        yield
    except RuntimeError as error:
        if "out of memory" in str(error).lower():
            raise OutOfMemory from error
        raise


def _compute_type(config: WhisperConfig, gpu: bool) -> str:
    """Return CTranslate2's name for the arithmetic asked for."""
    if config.quantize == "auto":
        return "float16" if gpu else "int8"
    return "int8" if config.quantize == "int8" else "float32"


def _line(error: Exception) -> str:
    """Return the first line of a library's message, short enough for one of ours."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
