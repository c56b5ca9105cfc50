"""Recognises voices that are on file: by how like the middle of all their windows is, and by nothing else."""

from dataclasses import dataclass

import numpy as np

from pipeline.ports import Voiceprints
from pipeline.records import KnownVoices
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.diarization import ToldApart

SURE = 0.9  # a window counts for a voice from this probability on
LEAST_WINDOWS = 6  # of a voice; fewer say little


@dataclass(frozen=True)
class Recognised:
    """Whose voice one is, and how like it is: the cosine of the two."""

    name: str
    likeness: float


def recognised(
    heard: ToldApart, prints: Voiceprints, known: KnownVoices, config: VoicesConfig
) -> dict[int, Recognised]:
    """Return which voices of an episode are on file, by their numbers in `heard`.

    A voice is somebody's where it is like enough, clearly more so than anybody else's on file, and where no other voice
    of the episode is about as like: in doubt it is nobody's. Voices that another engine measured are left out.
    """
    on_file = [v for v in known.voices if v.engine == prints.engine and len(v.vector) == prints.vectors.shape[1]]
    if not on_file or not heard.p.shape[1]:
        return {}
    likeness = _centres(heard, prints) @ np.array([v.vector for v in on_file]).T  # (voices, on file)
    found: dict[int, Recognised] = {}
    for voice, row in enumerate(likeness):
        name = int(row.argmax())
        rivals = [*np.delete(row, name), *np.delete(likeness[:, name], voice)]
        if row[name] >= config.known_likeness and row[name] - max(rivals, default=-1.0) >= config.known_lead:
            found[voice] = Recognised(on_file[name].name, round(float(row[name]), 3))
    return found


def _centres(heard: ToldApart, prints: Voiceprints) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the middle of each voice's sure windows `(voices, dim)`, of unit length; zeros where they are too few."""
    x = prints.vectors.astype(np.float64)
    centres = np.zeros((heard.p.shape[1], x.shape[1]))
    for voice in range(len(centres)):
        sure = heard.p[:, voice] >= SURE
        if sure.sum() >= LEAST_WINDOWS:
            mean = x[sure].mean(0)
            centres[voice] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return centres
