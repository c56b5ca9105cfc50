"""Voices on file: voiceprints of named people, a file per show beside the episodes, hidden and never served.

A voiceprint is data about a person's body. It is made only when somebody asks for it by name, it stays in this folder,
no page or table shows it, and `remove` deletes it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from pipeline.bench import Bench
from pipeline.errors import BadInput
from pipeline.files import canonical, found_at, remove, write_atomically
from pipeline.lock import hold
from pipeline.ports import Progress, Voiceprints
from pipeline.records import Audio, KnownVoice, KnownVoices, Transcript
from pipeline.remembered import RememberedVoices
from pipeline.settings import Settings, slug
from pipeline.stages.attribute.config import AttributeConfig
from pipeline.stages.attribute.diarization import tell_apart
from pipeline.stages.attribute.recognition import SURE
from pipeline.store import EpisodeStore

FOLDER = ".voices"  # hidden: `serve` and `publish` send no hidden file
LEAST_S = 8.0  # of speech behind a voiceprint: less told two voices apart badly (docs/benchmarks.md)
MOST_OTHERS = 0.1  # of a file's windows may be of other voices
LEAST_OWN = 0.9  # of a window that lies in the turns of one voice
WAIT_S = 10.0


def on_file(root: Path, show: str | None) -> KnownVoices:
    """Return the voices on file of a show; none where it has none. `BadInput` where the file is damaged."""
    if not show:
        return KnownVoices()
    path = _path(root, show)
    data = found_at(path)
    if data is None:
        return KnownVoices()
    try:
        return KnownVoices.model_validate_json(data)
    except ValidationError as error:
        raise BadInput(
            f"{path}: expected voices on file, found {error.errors()[0]['msg']}; remove the file and add them again"
        ) from error


def all_on_file(root: Path) -> Iterator[KnownVoices]:
    """Yield the voices on file of every show that has some, in the order of their names."""
    found = [on_file(root, path.stem) for path in sorted((root / FOLDER).glob("*.json"))]
    yield from sorted(found, key=lambda voices: voices.show.lower())


def add(root: Path, show: str, voice: KnownVoice) -> bool:
    """Put a voice on file; return whether it takes the place of one of the same name."""
    with _held(root, show):
        before = on_file(root, show).voices
        others = [v for v in before if v.name != voice.name]
        named = sorted((*others, voice), key=lambda v: v.name.lower())
        write_atomically(_path(root, show), canonical(KnownVoices(show=show, voices=tuple(named))))
        return len(others) < len(before)


def take_away(root: Path, show: str, name: str) -> None:
    """Take a voice off the file; `BadInput` where there is none of that name."""
    with _held(root, show):
        before = on_file(root, show).voices
        left = tuple(v for v in before if v.name != name)
        if len(left) == len(before):
            known = ", ".join(v.name for v in before) or "nobody"
            raise BadInput(f"expected a voice on file for {show}, found no {name!r}; on file: {known}")
        if left:
            write_atomically(_path(root, show), canonical(KnownVoices(show=show, voices=left)))
        else:
            remove(_path(root, show))


def voice_in(prints: Voiceprints, transcript: Transcript, label: str, *, name: str, heard_in: str) -> KnownVoice:
    """Return the voiceprint of one voice of an episode; `BadInput` where it is not heard, or too little.

    Windows of speech that lie in its turns, and in which nobody else is heard, are taken together.
    """
    turns = [(t.start, t.end) for t in transcript.turns if t.speaker_label == label]
    if not turns:
        labels = ", ".join(dict.fromkeys(t.speaker_label for t in transcript.turns if t.speaker_label)) or "none"
        raise BadInput(f"expected the label of a voice of {heard_in}, found {label!r}; its voices: {labels}")
    two = [(gap.start, gap.end) for gap in transcript.overlaps]
    mine = [
        k
        for k, (a, b) in enumerate(zip(prints.start.tolist(), prints.end.tolist(), strict=True))
        if _shared(a, b, turns) >= LEAST_OWN * (b - a) and not _shared(a, b, two)
    ]
    return voiceprint(prints, mine, name=name, heard_in=f"{heard_in} {label}")


def voiceprint(prints: Voiceprints, windows: list[int], *, name: str, heard_in: str) -> KnownVoice:
    """Return the voiceprint of some windows; `BadInput` where they hold too little speech."""
    seconds = covered([(float(prints.start[k]), float(prints.end[k])) for k in windows])
    if seconds < LEAST_S or prints.engine is None:
        raise BadInput(
            f"expected at least {LEAST_S:g} s in which {name} alone speaks in {heard_in}, found {seconds:.1f} s; "
            "take a longer one"
        )
    mean = prints.vectors[windows].astype(np.float64).mean(0)
    vector = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return KnownVoice(
        name=name, vector=tuple(round(float(x), 5) for x in vector), seconds=round(seconds, 1), heard_in=heard_in,
        engine=prints.engine,
    )  # fmt: skip


def voice_of_file(path: Path, settings: Settings, bench: Bench, *, name: str, progress: Progress) -> KnownVoice:
    """Return the voiceprint of the one voice of a sound file; `BadInput` where several speak, or too little."""
    samples = bench.decoder.decode(path).samples
    prints = bench.voices.voiceprints(samples, bench.vad.speech(samples), progress=progress)
    heard = tell_apart(prints, settings.of(AttributeConfig))
    likeliest = heard.p.argmax(1) if heard.p.size else np.zeros(0, dtype=np.int64)
    counts = np.bincount(likeliest, minlength=1)
    if counts.sum() - counts.max() > MOST_OTHERS * counts.sum():
        raise BadInput(
            f"expected one voice in {path}, found {int((counts > 0).sum())}; cut out a part in which only {name} speaks"
        )
    mine = [k for k, voice in enumerate(likeliest) if voice == counts.argmax() and heard.p[k, voice] >= SURE]
    return voiceprint(replace(prints, engine=bench.voices.identity), mine, name=name, heard_in=path.name)


def listener(
    bench: Bench, settings: Settings, place: EpisodeStore, audio: Audio, *, fresh: bool = False
) -> RememberedVoices:
    """Return what reads the voices of an episode's sound, or remembers them; `fresh` hears the sound again."""
    knobs = [table.model_dump(mode="json") for table in (settings.voice_activity, settings.voices)]
    return RememberedVoices(
        bench.voices, bench.decoder, bench.vad, place,
        basis={"pcm": audio.pcm_sha256, "knobs": knobs}, activity=bench.activity,
        activity_basis={"pcm": audio.pcm_sha256, "knobs": settings.speaker_activity.model_dump(mode="json")},
        track=audio.track or 1, fresh=fresh,
    )  # fmt: skip


def covered(spans: list[tuple[float, float]]) -> float:
    """Return the seconds that spans in order cover together; they may overlap."""
    total, reached = 0.0, 0.0
    for start, end in spans:
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _shared(start: float, end: float, spans: list[tuple[float, float]]) -> float:
    return sum(max(0.0, min(end, b) - max(start, a)) for a, b in spans)


def _path(root: Path, show: str) -> Path:
    return root / FOLDER / f"{slug(show)}.json"


@contextmanager
def _held(root: Path, show: str) -> Iterator[None]:
    with hold(root / FOLDER / f"{slug(show)}.lock", f"the voices on file of {show}", wait_s=WAIT_S):
        yield
