"""Hears with openai-whisper, the reference: its own `decode` on a batch of windows, int8 on a CPU, fp16 on a GPU."""

import os
import warnings
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from pipeline.engines import weights
from pipeline.engines.listening import AlignedWord, Decoding, Features, Sound, WhisperConfig, listen
from pipeline.errors import BadConfig, MachineLacks, TranscriptionFailed
from pipeline.ports import RATE_HZ, HeardWindow, Progress, Samples
from pipeline.records import Identity, Window

BUNDLES = {"base": "whisper-base", "tiny.en": "whisper-tiny.en"}
TOKENS_PER_S = 50  # encoder frames, the grain of cross-attention
MEDIAN_WIDTH = 7  # of the filter over attention weights, openai-whisper's default
SEED = 0


class OpenAIWhisper:
    """A `Transcriber` that stacks windows, so that the decoder's linear layers work on many at once."""

    def __init__(self, config: WhisperConfig) -> None:
        bundle = BUNDLES[config.model]
        folder = weights.fetch(bundle)
        # OpenMP reads this once, when torch is loaded. Threads that spin while they wait make a busy machine crawl:
        # 44 s of speech took 83 s with, 16 s without (two cores, load 7).
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import torch
        import whisper
        from whisper import decoding, timing, tokenizer

        self._torch, self._whisper, self._decoding, self._timing = torch, whisper, decoding, timing
        if config.threads:
            torch.set_num_threads(config.threads)
        self._gpu = bool(torch.cuda.is_available())
        try:  # by name, not by path: only then do the alignment heads come with it; the file is already there
            self._model: Any = whisper.load_model(
                config.model, device="cuda" if self._gpu else "cpu", download_root=str(folder)
            )
        except (RuntimeError, OSError) as error:
            raise MachineLacks(
                f"expected Whisper's {config.model} weights in {folder}, found none that load ({_line(error)}); "
                f"delete the folder to fetch them again"
            ) from error
        if config.quantize == "int8" or (config.quantize == "auto" and not self._gpu):
            self._to_int8()
        self._config = config
        self._multilingual = bool(self._model.is_multilingual)
        self._languages = frozenset(tokenizer.LANGUAGES) if self._multilingual else frozenset({"en"})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # whisper leaves its vocabulary file to the collector
            english = self._tokenizer("en")
        self.eot = english.eot
        self.identity = Identity(
            name="openai-whisper",
            version=version("openai-whisper"),
            model=config.model,
            digest=weights.digest(bundle),
        )

    def _to_int8(self) -> None:
        """Put the linear layers into int8, weights once and activations as they come; on a GPU this cannot run."""
        torch = self._torch
        if self._gpu:
            raise BadConfig('quantize = "int8" works on a CPU only and this machine has a GPU; set it to "auto"')
        for module in self._model.modules():
            if isinstance(module, torch.nn.Linear):  # whisper's subclass only casts; torch wants its own class
                module.__class__ = torch.nn.Linear
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch announces a successor that is another package
            by_row = torch.ao.quantization.per_channel_dynamic_qconfig  # one scale for a whole matrix costs words
            torch.ao.quantization.quantize_dynamic(self._model, {torch.nn.Linear: by_row}, inplace=True)

    def transcribe(
        self, samples: Samples, windows: Sequence[Window], *, language: str | None, progress: Progress
    ) -> list[HeardWindow]:
        """Return one answer per window, in the order given."""
        if language is not None and language not in self._languages:
            raise BadConfig(f"the {self._config.model} model does not know the language “{language}”")
        try:
            with self._torch.inference_mode():
                return listen(self, samples, windows, language=language, config=self._config, progress=progress)
        except RuntimeError as error:  # out of memory, a bad shape
            raise TranscriptionFailed(f"openai-whisper failed: {_line(error)}; try a smaller batch") from error

    def encode(self, sounds: Sequence[Sound]) -> Features:
        """Return the encoder's output `(n, 1500, dim)`, padded in the mel domain as Whisper's own `transcribe` does."""
        audio, dims = self._whisper.audio, self._model.dims
        mels = [
            audio.pad_or_trim(audio.log_mel_spectrogram(_long_enough(s), dims.n_mels), audio.N_FRAMES) for s in sounds
        ]
        stacked = self._torch.stack(mels).to(self._model.device)
        return self._model.encoder(stacked.half() if self._gpu else stacked)

    def detect(self, features: Features) -> list[tuple[str, float]]:
        """Return the likeliest language of each sound, and its probability."""
        if not self._multilingual:
            return [("en", 1.0)] * len(features)
        _, found = self._decoding.detect_language(self._model, features)
        best = [max(probabilities, key=probabilities.get) for probabilities in found]
        return [(code, float(p[code])) for code, p in zip(best, found, strict=True)]

    def decode(self, features: Features, language: str, temperature: float) -> list[Decoding]:
        """Return one decoding per sound; sampling is seeded anew each time."""
        beam = self._config.beam if self._config.beam > 1 and not temperature else None
        options = self._decoding.DecodingOptions(
            language=language,
            temperature=temperature,
            beam_size=beam,
            prompt=self._config.initial_prompt or None,
            without_timestamps=True,
            fp16=self._gpu,
        )
        with self._torch.random.fork_rng():
            self._torch.manual_seed(SEED)
            # the library's beams attend to one sound only: it never repeats the features of a batch for them
            parts = features.split(1) if beam else [features]
            results = [r for part in parts for r in self._decoding.decode(self._model, part, options)]
        return [
            Decoding(tuple(r.tokens), r.text, float(r.avg_logprob), float(r.no_speech_prob), temperature)
            for r in results
        ]

    def align(
        self, features: Features, language: str, texts: Sequence[list[int]], seconds: Sequence[float]
    ) -> list[list[AlignedWord]]:
        """Return the words of each sound, timed by dynamic time warping over cross-attention.

        The method of `whisper.timing.find_alignment`, for a batch: texts are padded with end tokens, which a causal
        decoder cannot see, and the encoder's output is used again.
        """
        tokenizer = self._tokenizer(language)
        head = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        rows = [[*head, *text, tokenizer.eot] for text in texts]
        longest = max(map(len, rows))
        padded = self._torch.tensor([row + [tokenizer.eot] * (longest - len(row)) for row in rows])
        hidden, attention = self._attend(padded.to(self._model.device), features)
        return [
            self._words(
                tokenizer, text, hidden[k, len(head) - 1 :], attention[:, k, : len(row), : int(s * TOKENS_PER_S)]
            )
            if text
            else []
            for k, (text, row, s) in enumerate(zip(texts, rows, seconds, strict=True))
        ]

    def _attend(self, tokens: Any, features: Features) -> tuple[Any, Any]:
        """Return the decoder's last states `(n, tokens, dim)` and its alignment heads `(heads, n, tokens, frames)`."""
        decoder = self._model.decoder
        heads: dict[int, list[int]] = {}
        for layer, head in self._model.alignment_heads.indices().T.tolist():
            heads.setdefault(layer, []).append(head)
        caught: dict[int, Any] = {}

        def catch(layer: int) -> Any:
            return lambda _module, _inputs, out: caught.__setitem__(layer, out[1][:, heads[layer]].transpose(0, 1))

        hooks = [decoder.blocks[layer].cross_attn.register_forward_hook(catch(layer)) for layer in heads]
        try:
            with self._whisper.model.disable_sdpa():  # the fused kernel keeps no attention weights
                x = decoder.token_embedding(tokens) + decoder.positional_embedding[: tokens.shape[1]]
                x = x.to(features.dtype)
                for block in decoder.blocks:
                    x = block(x, features, mask=decoder.mask)
        finally:
            for hook in hooks:
                hook.remove()
        return decoder.ln(x), self._torch.cat([caught[layer] for layer in sorted(caught)])

    def _words(self, tokenizer: Any, text: list[int], hidden: Any, attention: Any) -> list[AlignedWord]:
        """Return a sound's words from its states `(t, dim)`, first `text[0]`'s, and attention `(heads, t, frames)`."""
        torch = self._torch
        embedding = self._model.decoder.token_embedding.weight
        logits = (hidden[: len(text)] @ embedding[: tokenizer.eot].to(hidden.dtype).T).float()
        probabilities = logits.softmax(-1)[torch.arange(len(text)), torch.tensor(text)].cpu().numpy()
        focus = attention.float().softmax(-1)
        spread, mean = torch.std_mean(focus, dim=-2, keepdim=True, unbiased=False)
        focus = self._timing.median_filter((focus - mean) / spread, MEDIAN_WIDTH).mean(0)
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


def _long_enough(sound: Sound) -> Sound:
    """Return a sound that the spectrogram's reflecting edges fit into: at least one hop of 25 ms."""
    return np.pad(sound, (0, max(0, RATE_HZ // 40 - len(sound))))


def _line(error: Exception) -> str:
    """Return the first line of a library's message, short enough for one of ours."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
