"""The published episodes as they are now, each with a sign that changes whenever it is published anew."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.errors import ArtifactDamaged
from pipeline.files import Sign, sign, sign_at
from pipeline.records import Highlights, Profile
from pipeline.store import EpisodeStore, Store

RECORD, TRANSCRIPT, PROFILE = "highlights.json", "transcript.json", "profile.json"
MADE_FROM = (RECORD, TRANSCRIPT, PROFILE)  # files of an episode that decide what is made over all of them
JUST_NOW_S, TRY_AGAIN_S = 5.0, 0.05  # so old is a file that may belong to a publishing that goes on

Signs = list[Sign | None]


@dataclass(frozen=True)
class Neighbour:
    """An episode of the corpus: its record, and its profile where it has one; `seen` are the signs of its files."""

    record: Highlights
    profile: Profile | None
    seen: Signs
    settled: bool = True  # False: what it is related to could not be renewed

    @property
    def id(self) -> str:
        """The episode's id."""
        return self.record.episode.id


def signs(place: EpisodeStore) -> Signs:
    """Return the signs of the files that an episode brings into the corpus."""
    return [sign(place.folder / name) for name in MADE_FROM]


def all_signs(store: Store) -> dict[str, Signs]:
    """Return the signs of all published episodes by id."""
    return {id_: [sign_at(f"{store.root}/{id_}/{name}") for name in MADE_FROM] for id_ in store.episode_ids()}


def gathered(store: Store) -> list[Neighbour]:
    """Return all published episodes; a damaged one is left out and named in the log, so that it stops nobody."""
    everybody, damaged = taken_stock(store)
    tell(error for error, _ in damaged.values())
    return everybody


def taken_stock(store: Store) -> tuple[list[Neighbour], dict[str, tuple[str, Signs]]]:
    """Return all published episodes, and by id what is wrong with each that cannot be read, with its signs."""
    everybody: list[Neighbour] = []
    damaged: dict[str, tuple[str, Signs]] = {}
    for episode_id in store.episode_ids():
        place = store.episode(episode_id)
        seen = signs(place)
        try:
            everybody.append(neighbour(place))
        except ArtifactDamaged as error:
            if signs(place)[0]:  # else it was deleted meanwhile
                damaged[episode_id] = str(error), seen
    return everybody, damaged


def tell(errors: Iterable[str]) -> None:
    """Name in the log what is left out."""
    for error in errors:
        logging.getLogger(__name__).warning("left out of the catalog: %s", error)


def neighbour(place: EpisodeStore) -> Neighbour:
    """Return an episode; one that is being published this moment is read again until its files fit together."""
    while True:
        seen = signs(place)  # before the files are read: what is published meanwhile has another sign
        record = place.load(RECORD, Highlights)
        about = place.load(PROFILE, Profile) if seen[2] else None
        fits = about is not None and about.transcript_revision == record.provenance.transcript_revision
        if fits or about is None or not just_written(seen):
            return Neighbour(record, about if fits else None, seen)
        time.sleep(TRY_AGAIN_S)


def just_written(seen: Signs) -> bool:
    """Say whether an episode may be in the middle of being published."""
    newest = max(one[2] for one in seen if one) / 1e9
    return 0 <= time.time() - newest < JUST_NOW_S
