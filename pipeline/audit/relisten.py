"""Relisten: run the other ASR engine on the quoted spans, and say how far it agrees.

Never the proof: another build of ffmpeg or of a model may give other words. It tells a person where to listen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pipeline.bench import Bench
from pipeline.errors import BadInput
from pipeline.language.words import bare
from pipeline.ports import Progress
from pipeline.records import Highlights, Quote, Transcript, Window
from pipeline.settings import Settings
from pipeline.spans import hull
from pipeline.stages.transcribe.config import TranscribeConfig

PAD_S = 0.3  # around a quote, so that its first and last words are heard whole
LONGEST_S = 29.5  # what an engine decodes at once; longer quotes are left out
OTHER = {"faster-whisper": "openai-whisper", "openai-whisper": "faster-whisper"}


@dataclass(frozen=True)
class Agreement:
    """How far another engine agrees with a quote."""

    quote: str
    engine: str
    words: int
    agreed: int
    heard: str

    @property
    def share(self) -> float:
        """Share of the quote's words that the other engine heard too, in the same order."""
        return self.agreed / self.words if self.words else 1.0


def other_engine(record: Highlights, settings: Settings) -> Settings:
    """Return the settings with the engine that did not make this transcript.

    `BadInput` where no ASR engine made it.
    """
    name = record.provenance.engine.name
    if name not in OTHER:
        raise BadInput(f"expected an episode transcribed by Whisper, found one made from a transcript ({name})")
    chosen = settings.of(TranscribeConfig).model_copy(update={"engine": OTHER[name]})
    return settings.model_copy(update={"transcribe": chosen})


def relisten(
    record: Highlights, transcript: Transcript, folder: Path, bench: Bench, *, progress: Progress = lambda *_: None
) -> list[Agreement]:
    """Return one agreement per quote that is short enough to be decoded at once; the bench holds the other engine.

    `BadInput` where the sound is gone, or is not the sound that the record was made from.
    """
    path = folder / (record.episode.audio.path or "")
    if not record.episode.audio.path or not path.is_file():
        raise BadInput(f"expected the audio of {record.episode.id} at {path}, found none; put it back and try again")
    decoded = bench.decoder.decode(path, record.episode.audio.track or 1)
    if decoded.sha256 != record.episode.audio.pcm_sha256:
        raise BadInput(f"expected the audio that {record.episode.id} was made from, found different audio in {path}")
    quotes = [q for q in record.quotes if q.end - q.start + 2 * PAD_S <= LONGEST_S]
    windows = [
        Window(i=k, start=max(0.0, q.start - PAD_S), end=min(decoded.seconds, q.end + PAD_S))
        for k, q in enumerate(quotes)
    ]
    answers = bench.transcriber.transcribe(decoded.samples, windows, language=transcript.language, progress=progress)
    engine = bench.transcriber.identity.name
    texts = [[w.text for cue in answer.cues for w in cue.words] for answer in answers]
    return [_agreement(q, transcript, said, engine) for q, said in zip(quotes, texts, strict=True)]


def _agreement(quote: Quote, transcript: Transcript, decoded: Sequence[str], engine: str) -> Agreement:
    first, last = hull(quote.words)
    ours = [b for w in transcript.words[first:last] for part in (w.heard or w.text).split() if (b := bare(part))]
    theirs = [b for part in "".join(decoded).split() if (b := bare(part))]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    agreed = sum(block.size for block in blocks)
    return Agreement(quote.id, engine, len(ours), agreed, " ".join("".join(decoded).split()))
