"""Searching what was said in all episodes."""

from collections.abc import Callable

from pipeline.corpus.gathering import PROFILE, RECORD
from pipeline.errors import ArtifactDamaged, BadInput
from pipeline.formats import search
from pipeline.language.words import plain, search_words
from pipeline.records import Highlights, Hit, Profile, Transcript
from pipeline.store import Store

MOMENTS_EACH, BEFORE, AFTER = 3, 8, 24  # of an episode; words shown before and after the first one found


def find(store: Store, text: str, *, most: int, unreadable: Callable[[str], None] = lambda _: None) -> list[Hit]:
    """Return the moments at which the words of `text` were said, best first, a few per episode.

    An episode that cannot be read is left out; `unreadable` is told why.
    `BadInput` where `text` holds no word to search for.
    """
    wanted = list(dict.fromkeys(search_words(text)))
    if not wanted:
        raise BadInput(f"expected words to search for, found {text!r}")
    hits: list[Hit] = []
    for score, profile in search.ranked(_profiles(store, unreadable), wanted)[:most]:
        try:
            _, transcript = _loaded(store, profile.episode_id)
        except ArtifactDamaged as error:
            unreadable(str(error))
            continue
        for one in search.moments(transcript, wanted)[:MOMENTS_EACH]:
            span = (max(one.word - BEFORE, 0), min(one.word + AFTER, len(transcript.words)))
            first = transcript.words[one.word]
            hits.append(
                Hit(
                    episode_id=profile.episode_id, title=profile.title, start=first.start, word=one.word,
                    speaker=first.speaker, text=plain(transcript.words, span), score=round(score + one.score, 3),
                )
            )  # fmt: skip
    return sorted(hits, key=lambda hit: (-hit.score, hit.episode_id, hit.word))[:most]


def _profiles(store: Store, unreadable: Callable[[str], None]) -> list[Profile]:
    found = []
    for episode_id in store.episode_ids():
        place = store.episode(episode_id)
        try:
            found += [place.load(PROFILE, Profile)] if (place.folder / PROFILE).is_file() else []
        except ArtifactDamaged as error:
            unreadable(str(error))
    return found


def _loaded(store: Store, episode_id: str) -> tuple[Highlights, Transcript]:
    place = store.episode(episode_id)
    return place.load(RECORD, Highlights), place.load("transcript.json", Transcript)
