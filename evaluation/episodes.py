"""Read development episodes as records: cues become timed words, turns and sentences.

A folder holds transcript.jsonl ({start, end, speaker, text} per cue), chapters.json and meta.json.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.ports import Embedder, Vectors
from pipeline.records import Cue, Episode, Identity, Sentence, Transcript, Turn, Word

MAX_SENTENCE_WORDS = 80  # Whisper sometimes forgets punctuation
HELD_OUT = ("lexw094", "ep094")  # shown to people, never trained or tuned on
_NUMBER = re.compile(r"^[\d.]+ [-–] ")  # "276 - Michael Saylor: …"
_END = re.compile(r"[.!?…][\"”’']?$")
_ABBREVIATION = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|U\.S|No|Jr|Sr|Ph\.D|[A-Z])\.$")


@dataclass(frozen=True)
class Sample:
    """An episode with the human boundaries (seconds); the one at 0:00 and the last seconds are left out."""

    episode: Episode
    transcript: Transcript
    boundaries: tuple[float, ...]
    titles: tuple[str, ...]
    edges: tuple[float, ...]  # starts of all chapters
    guest: str  # in lower case: two talks with one guest never stand on both sides of a cross-validation


def transcript_of(cues: list[dict[str, Any]]) -> Transcript:
    """Return a transcript whose word times are interpolated by characters inside each cue."""
    words: list[Word] = []
    records: list[Cue] = []
    for cue in (c for c in cues if c["text"].strip()):
        tokens, first = cue["text"].split(), len(words)
        at = np.cumsum([0, *(len(token) + 1 for token in tokens)]) / sum(len(token) + 1 for token in tokens)
        times = cue["start"] + max(0.0, cue["end"] - cue["start"]) * at
        words += [
            Word.model_construct(
                i=first + k, text=token, start=float(times[k]), end=float(times[k + 1]), p=None,
                speaker=cue.get("speaker"), cue=len(records), time_source="interpolated",
            )
            for k, token in enumerate(tokens)
        ]  # fmt: skip
        records.append(Cue(i=len(records), start=cue["start"], end=words[-1].end, words=(first, len(words))))
    turns, sentences = _turns_and_sentences(words)
    revision = hashlib.sha256(" ".join(w.text for w in words).encode()).hexdigest()
    return Transcript.model_construct(
        revision=revision, language="en", words=tuple(words), cues=tuple(records), turns=turns, sentences=sentences
    )


def _turns_and_sentences(words: list[Word]) -> tuple[tuple[Turn, ...], tuple[Sentence, ...]]:
    turns: list[Turn] = []
    sentences: list[Sentence] = []
    turn_first = first = 0
    for k, word in enumerate(words):
        following = words[k + 1] if k + 1 < len(words) else None
        turn_ends = following is None or following.speaker != word.speaker
        full_stop = _END.search(word.text) and not _ABBREVIATION.match(word.text)
        if turn_ends or full_stop or k + 1 - first >= MAX_SENTENCE_WORDS:
            span, name = (first, k + 1), f"s{len(sentences) + 1:04d}"
            sentences.append(
                Sentence(
                    id=name, start=words[first].start, end=word.end, words=span, speaker=word.speaker, turn=len(turns)
                )
            )
            first = k + 1
        if turn_ends:
            who, start = word.speaker, words[turn_first].start
            turns.append(Turn(speaker=who, speaker_label=who, start=start, end=word.end, words=(turn_first, k + 1)))
            turn_first = k + 1
    return tuple(turns), tuple(sentences)


def load(folder: Path, transcript: str = "transcript.jsonl") -> Sample:
    """Read one episode folder."""
    cues = [json.loads(line) for line in (folder / transcript).read_text("utf8").splitlines()]
    meta = json.loads((folder / "meta.json").read_text("utf8"))
    path = folder / "chapters.json"
    chapters = json.loads(path.read_text("utf8")) if path.exists() else []
    duration = float(meta.get("duration_s") or cues[-1]["end"])
    return Sample(
        episode=Episode(id=folder.name.lower(), title=meta.get("title", folder.name), duration=duration),
        transcript=transcript_of(cues),
        boundaries=tuple(c["start"] for c in chapters if 20 < c["start"] < duration - 5),
        titles=tuple(c["title"] for c in chapters),
        edges=tuple(c["start"] for c in chapters),
        guest=str(meta.get("guest") or _NUMBER.sub("", meta.get("title", folder.name)).split(":")[0]).strip().lower(),
    )


def family(data: Path, name: str) -> list[Sample]:
    """Load all episodes whose folder starts with `name`, but for those held out."""
    folders = sorted((data / "episodes").glob(f"{name}*"))
    return [load(folder) for folder in folders if folder.name not in HELD_OUT]


class KeptEmbedder:
    """An embedder that keeps its answers in a folder: training asks for the same episodes many times."""

    def __init__(self, inner: Embedder, folder: Path) -> None:
        self.inner, self.folder = inner, folder
        self.identity: Identity = inner.identity
        folder.mkdir(parents=True, exist_ok=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the kept `(n, dim)` vectors of exactly this list, or make and keep them."""
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        path = self.folder / f"{digest[:24]}.npy"
        if not path.exists():
            np.save(path, self.inner.embed(texts))
        kept: Vectors = np.load(path)
        return kept
