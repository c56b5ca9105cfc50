"""Finds an episode in another recording of it, and keeps what was found beside the answers of the stages."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from pipeline import cuts, ids, reanchoring
from pipeline.bench import Bench, matched_sound
from pipeline.errors import BadInput
from pipeline.files import digest_of
from pipeline.records import Audio, Episode, Gap, OtherAudio, Rendition, Transcript
from pipeline.stages.ingest.stage import waveform
from pipeline.store import EpisodeStore

RENDITION = "rendition"  # the file beside the stages' answers
TRANSCRIPT_STAGE, EPISODE_STAGE = "attribute", "ingest"
LEAST_HEARD = 0.5  # of the words: with fewer it is another episode


@dataclass(frozen=True)
class Anchored:
    """What came of looking for an episode in another recording."""

    other: OtherAudio
    words: int
    absent: int  # of them, those that are not in the other recording
    inserted: tuple[Gap, ...]  # stretches of other sound, in seconds of the other recording


def kept(place: EpisodeStore) -> OtherAudio | None:
    """Return the other recording that an episode's times are to be of; None where there is none.

    `ArtifactDamaged` where it cannot be read.
    """
    return place.answer(RENDITION, OtherAudio) if place.stage_path(RENDITION).is_file() else None


def fits(other: OtherAudio | None, audio: Audio, say: Callable[[str], None] = lambda _: None) -> TypeGuard[OtherAudio]:
    """Say whether another recording was held against this very sound; `say` hears where it was not."""
    if other is None:
        return False
    assert other.audio.rendition
    if other.audio.rendition.pcm_sha256 == audio.pcm_sha256:
        return True
    say(
        f"the times are those of {audio.path}, because it has changed since it was compared with {other.path}: "
        "run `highlights reanchor` again"
    )
    return False


def is_of(other: OtherAudio, audio: Audio) -> bool:
    """Say whether an episode's sound is this recording, matched as it was kept."""
    if other.audio.rendition is None or audio.rendition is None:
        return False
    counted = other.audio.rendition.model_copy(update={"absent": audio.rendition.absent})
    return other.audio.model_copy(update={"rendition": counted}) == audio


def find(place: EpisodeStore, path: Path, bench: Bench, *, url: str | None = None) -> Anchored:
    """Return where an episode lies in another recording; nothing is written.

    `url` is the address at which that recording is published; without one it is that of the episode. `BadInput` where
    the sound of the episode is gone, or less than half of its words are heard in the other recording.
    """
    source, episode = ids.remembered(place), place.answer(EPISODE_STAGE, Episode)
    transcript = place.answer(TRANSCRIPT_STAGE, Transcript)
    if source is None or source.audio_path is None:
        raise BadInput(
            f"expected an episode made from audio, found {place.id} made from a transcript; run it again with "
            f"its audio: highlights run AUDIO --transcript {Path((source and source.transcript_path) or 'FILE').name}"
        )
    here = Path(source.audio_path)
    if not here.is_file():
        raise BadInput(f"expected the audio that {place.id} was made from at {here}, found none; put it back")
    mine, theirs = bench.decoder.decode(here, episode.audio.track or 1), bench.decoder.decode(path)
    if mine.sha256 != episode.audio.pcm_sha256:
        raise BadInput(
            f"expected the sound that {place.id} was made from in {here}, found another; run it again first: "
            f"highlights run {place.id}"
        )
    match = matched_sound(mine.samples, theirs.samples)
    audio = Audio(
        path=os.path.relpath(path.absolute(), place.folder.absolute()),
        sha256=digest_of(path),
        pcm_sha256=theirs.sha256,
        url=url or episode.audio.url,
        declared_s=theirs.declared_s,
        decoded_s=round(theirs.seconds, 3),
        decoder=episode.audio.decoder,
        waveform=waveform(theirs.samples),
        damaged_from=theirs.damaged_from,
        rendition=Rendition(
            path=episode.audio.path, sha256=episode.audio.sha256, pcm_sha256=episode.audio.pcm_sha256,
            duration=episode.duration, match=match,
        ),
    )  # fmt: skip
    moved = reanchoring.transcript_in(transcript, audio)
    absent = sum(word.time_source == "absent" for word in moved.words)
    if absent > (1 - LEAST_HEARD) * len(moved.words):
        heard = f"{len(moved.words) - absent} of {len(moved.words)} words"
        raise BadInput(f"expected another recording of {place.id}, found {heard} of it in {path}; name another file")
    return Anchored(OtherAudio(path=str(path.absolute()), audio=audio), len(moved.words), absent, cuts.inserted(audio))


def keep(place: EpisodeStore, other: OtherAudio | None) -> bool:
    """Keep the other recording, or none any more, for the next run; return whether that is a change."""
    if kept(place) == other:
        return False
    if other is None:
        place.drop(RENDITION)
    else:
        place.keep(RENDITION, other)
    return True
