"""Engines that keep what they made: decoded windows, voices, vectors and grammar, one file each below `stages/`.

A killed run loses the one piece it was making, and a redo needs no model.
"""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from pipeline.files import key_of
from pipeline.ports import (
    ActivityReader,
    AsrCue,
    AsrWindow,
    AsrWord,
    Decoder,
    Embedder,
    Progress,
    Samples,
    SentenceParse,
    SentenceParser,
    SpeakerActivity,
    Transcriber,
    Vectors,
    VoiceActivity,
    Voiceprints,
    VoiceReader,
)
from pipeline.reading import Extract, PassageReader, ReadingOdds
from pipeline.records import Identity, Window
from pipeline.store import EpisodeStore

_PARSES = TypeAdapter(list[SentenceParse])
_ODDS = TypeAdapter(list[ReadingOdds])


class RememberedWindows:
    """A transcriber that keeps each window it has decoded, so that a killed run loses only the one at work."""

    def __init__(
        self, transcriber: Transcriber, store: EpisodeStore, *, basis: Mapping[str, object], fresh: bool = False
    ) -> None:
        """`basis` is what a window's words depend on beside engine, language and place; `fresh` decodes all anew."""
        self.transcriber, self.store, self.basis, self.fresh = transcriber, store, basis, fresh
        self.identity = transcriber.identity

    def transcribe(
        self,
        samples: Samples,
        windows: Sequence[Window],
        *,
        language: str | None,
        progress: Progress,
        again: bool = False,
    ) -> list[AsrWindow]:
        """Return one answer per window, decoding only those not decoded before; each is kept as soon as it is there."""
        keys = [self._key(w, language, again) for w in windows]
        kept = {} if self.fresh else {k: self.store.piece("windows", k) for k in keys}
        decoded = {k: _window_from(data) for k, data in kept.items() if data is not None}
        missing = [(k, w) for k, w in zip(keys, windows, strict=True) if k not in decoded]
        total = sum(w.end - w.start for w in windows)
        done = total - sum(w.end - w.start for _, w in missing)
        progress("transcribe", done, total)
        if missing:
            answers = self.transcriber.transcribe(
                samples, [w for _, w in missing], language=language, again=again, progress=lambda *_: None
            )
            for (key, window), answer in zip(missing, answers, strict=True):
                self.store.keep_piece("windows", key, json.dumps(asdict(answer)).encode())
                decoded[key] = answer
                done += window.end - window.start
                progress("transcribe", done, total)
        return [decoded[k] for k in keys]

    def _key(self, window: Window, language: str | None, again: bool) -> str:
        place = {"language": language, "at": (window.start, window.end)} | ({"again": True} if again else {})
        return key_of({**self.basis, "engine": self.identity.model_dump(), **place})


def _window_from(data: bytes) -> AsrWindow:
    plain = json.loads(data)
    cues = (AsrCue(**{**cue, "words": tuple(AsrWord(**w) for w in cue["words"])}) for cue in plain["cues"])
    return AsrWindow(language=plain["language"], language_p=plain["language_p"], cues=tuple(cues))


class RememberedVoices:
    """The voices of an audio file, listened to once: a redo needs neither the sound nor the models."""

    def __init__(
        self,
        reader: VoiceReader,
        decoder: Decoder,
        vad: VoiceActivity,
        store: EpisodeStore,
        *,
        basis: Mapping[str, object],
        activity: ActivityReader | None = None,
        activity_basis: Mapping[str, object] | None = None,
        track: int = 1,
        fresh: bool = False,
    ) -> None:
        """`basis` is what the vectors depend on beside the engines: the sound and the settings; `track` is decoded.

        `activity` listens for voices that speak at once, with a basis of its own.
        """
        self.track = track
        self.reader, self.decoder, self.vad, self.store, self.fresh = reader, decoder, vad, store, fresh
        self.activity = activity
        self.identity = reader.identity if activity is None else _together(reader.identity, activity.identity)
        self.basis = {**basis, "engine": reader.identity.model_dump(), "vad": vad.identity.model_dump()}
        self.activity_basis = {**(activity_basis or {}), "engine": activity.identity.model_dump() if activity else None}

    def voiceprints(self, path: Path, *, progress: Progress) -> Voiceprints:
        """Return the windows of speech and a unit vector each, kept as 16-bit numbers, and who speaks at once."""
        listening = _Listening(self, path, progress)
        with np.load(io.BytesIO(self._kept(self.basis, listening.voices)), allow_pickle=False) as kept:
            prints = Voiceprints(
                kept["start"], kept["end"], kept["vectors"].astype(np.float32), engine=self.reader.identity
            )
        if (activity := self.activity) is None:
            return prints
        data = self._kept(self.activity_basis, lambda: listening.together(activity))
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            first, frame = kept["times"].tolist()
            return replace(prints, activity=SpeakerActivity(kept["start"], kept["p"], first, frame))

    def _kept(self, basis: Mapping[str, object], listen: Callable[[], dict[str, Any]]) -> bytes:
        """Return what was kept under a basis, made first where there is none."""
        key = key_of(basis)
        data = None if self.fresh else self.store.piece("voices", key)
        if data is None:
            out = io.BytesIO()
            np.savez_compressed(out, **listen())
            data = out.getvalue()
            self.store.keep_piece("voices", key, data)
        return data


class _Listening:
    """One reading of a file, decoded when it is first needed and not twice."""

    def __init__(self, of: RememberedVoices, path: Path, progress: Progress) -> None:
        self.of, self.path, self.progress = of, path, progress

    @cached_property
    def samples(self) -> Samples:
        return self.of.decoder.decode(self.path, self.of.track).samples

    def voices(self) -> dict[str, Any]:
        found = self.of.reader.voiceprints(self.samples, self.of.vad.speech(self.samples), progress=self.progress)
        return {"start": found.start, "end": found.end, "vectors": found.vectors.astype(np.float16)}

    def together(self, activity: ActivityReader) -> dict[str, Any]:
        found = activity.activity(self.samples, progress=self.progress)
        return {"start": found.start, "p": found.p, "times": np.array([found.first_s, found.frame_s])}


def _together(voices: Identity, activity: Identity) -> Identity:
    """Return one identity for two engines that answer together."""
    return Identity(
        name=voices.name, version=voices.version, model=f"{voices.model} + {activity.model}",
        digest=key_of({"voices": voices.model_dump(), "activity": activity.model_dump()}),
    )  # fmt: skip


class RememberedVectors:
    """An embedder that keeps what it embedded, one file per call, so that a redo needs no model."""

    def __init__(self, embedder: Embedder, store: EpisodeStore) -> None:
        self.embedder, self.store = embedder, store
        self.identity = embedder.identity

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return `(n, dim)`, one unit vector per text."""
        key = key_of({"engine": self.identity.model_dump(), "texts": list(texts)})
        if (data := self.store.piece("vectors", key)) is not None:
            vectors: Vectors = np.load(io.BytesIO(data), allow_pickle=False)
            return vectors
        vectors = self.embedder.embed(texts)
        out = io.BytesIO()
        np.save(out, vectors, allow_pickle=False)
        self.store.keep_piece("vectors", key, out.getvalue())
        return vectors


class RememberedParses:
    """A parser of sentences that keeps its parses, one file per call, so that a redo loads no grammar."""

    def __init__(self, parser: SentenceParser, store: EpisodeStore) -> None:
        self.parser, self.store = parser, store
        self.identity = parser.identity

    def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
        """Return one parse per text, in order."""
        key = key_of({"engine": self.identity.model_dump(), "texts": list(texts)})
        if (data := self.store.piece("readings", key)) is not None:
            return _PARSES.validate_json(data)
        parses = self.parser.parse(texts)
        self.store.keep_piece("readings", key, _PARSES.dump_json(parses))
        return parses


class RememberedOdds:
    """A reading net that keeps what it found, one file per call, so that a redo loads no net."""

    def __init__(self, reading: PassageReader, store: EpisodeStore) -> None:
        self.reading, self.store = reading, store
        self.identity = reading.identity

    def read(self, extracts: Sequence[Extract]) -> list[ReadingOdds] | None:
        """Return the odds of each extract, in order; None where there is no net."""
        key = key_of({"engine": self.identity.model_dump(), "extracts": [asdict(extract) for extract in extracts]})
        if (data := self.store.piece("odds", key)) is not None:
            return _ODDS.validate_json(data)
        odds = self.reading.read(extracts)
        if odds is not None:
            self.store.keep_piece("odds", key, _ODDS.dump_json(odds))
        return odds
