"""Chooses the sound track of a file with several: the one asked for, the one marked default, else one that speaks."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.errors import BadInput
from pipeline.ports import RATE_HZ, Decoder, Samples, Track, VoiceActivity

PROBES, PROBE_S = 20, 30.0  # stretches of a track in which speech is looked for, and their length in seconds
LEAST_SHARE = 0.03  # of the sound looked at that must be speech; talk has 60 % and more, noise 0
FIRST = 1


def chosen(
    path: Path, asked: str, *, language: str | None, must_speak: bool, decoder: Decoder, vad: VoiceActivity
) -> int | None:
    """Return the number of the track to use, `None` where the file has only one.

    `BadInput` names all tracks where none is the one `asked` for, or where none has speech though it `must_speak`.
    """
    tracks = decoder.tracks(path)
    found = named(tracks, asked)
    nameless = len(tracks) == 1 and not tracks[0].tag and not asked.strip().isdecimal()  # may be the one asked for
    if asked and not found and not nameless:
        raise BadInput(
            f"expected the track {asked!r} in {path.name}, found {listed(tracks)}; set ingest.track to a number, a "
            "language or a title of these"
        )
    if len(tracks) < 2:
        return None
    candidates = found if asked else by_preference(tracks, language)
    for track in candidates:
        if speaks(decoder.decode(path, track.number).samples, vad):
            return track.number
    if must_speak:
        where = f"track {candidates[0].number}" if asked and len(candidates) == 1 else "one of the tracks"
        raise BadInput(
            f"expected speech in {where} of {path.name}, found none; it has {listed(tracks)}; set ingest.track to "
            "another one, or check that it is the right file"
        )
    return candidates[0].number


def named(tracks: Sequence[Track], asked: str) -> list[Track]:
    """Return the tracks that a person means by a number from 1, a language or a title; the best ones first."""
    wanted = asked.strip().casefold()
    if wanted.isdecimal():
        return [track for track in tracks if track.number == int(wanted)]
    titled = [track for track in tracks if (track.title or "").casefold() == wanted]
    spoken = [track for track in tracks if wanted in (track.tag, (track.language or "").casefold())]
    wider = [track for track in tracks if wanted in (track.title or "").casefold()]
    return titled or by_preference(spoken, None) or wider


def by_preference(tracks: Sequence[Track], language: str | None) -> list[Track]:
    """Return the tracks in the order in which they are tried.

    Those in another language than the episode's come last, where the file tells; else first comes the one marked
    default, where not all are; commentaries and descriptions come after the rest.
    """
    marked = [track for track in tracks if track.default]
    default = marked[0] if marked and len(marked) < len(tracks) else None
    spoken = (language or "").split("-")[0].casefold()

    def rank(track: Track) -> tuple[bool, bool, bool, int]:
        other = bool(spoken and track.language) and (track.language or "").split("-")[0].casefold() != spoken
        return other, track is not default, track.aside, track.number

    return sorted(tracks, key=rank)


def speaks(samples: Samples, vad: VoiceActivity) -> bool:
    """Say whether a track holds speech, by stretches spread over it."""
    length = round(PROBE_S * RATE_HZ)
    if len(samples) > PROBES * length:
        starts = np.linspace(0, len(samples) - length, PROBES).astype(int)
        samples = np.concatenate([samples[start : start + length] for start in starts])
    spoken = sum(end - start for start, end in vad.speech(samples))
    return spoken > LEAST_SHARE * len(samples) / RATE_HZ


def listed(tracks: Sequence[Track]) -> str:
    """Return the tracks as a person can tell them apart."""
    if not tracks:
        return "no sound track"
    return "; ".join(_described(track) for track in tracks)


def _described(track: Track) -> str:
    parts = [
        f"stream 0:{track.stream}",
        track.codec,
        f"language {track.tag}" if track.tag else "",
        f'"{track.title}"' if track.title else "",
        f"{track.seconds:.0f} s" if track.seconds is not None else "",
        "default" if track.default else "",
        "commentary or description" if track.aside else "",
    ]
    return f"track {track.number} ({', '.join(filter(None, parts))})"
