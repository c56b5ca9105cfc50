"""A whole artifacts folder made of copies of the made-up episode, without an engine."""

import array
import math
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.corpus import PROFILE, publish_corpus, rendered
from pipeline.corpus.related import RelatedConfig, profile
from pipeline.files import canonical
from pipeline.ports import Vectors
from pipeline.records import Audio, Highlights, Identity, Transcript
from pipeline.store import Store
from tests.record_builder import DURATION_S, highlights

RATE_HZ = 8000
DEFAULT = RelatedConfig()
ANY = RelatedConfig(least_episodes=2, least_likeness=-1, common_share=1)  # relates every episode to every other


class WordCounts:
    """An embedder that needs no model: a text's vector says which hashed words it holds."""

    identity = Identity(name="word-counts", version="1")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text."""
        vectors = np.zeros((len(texts), 32), dtype=np.float32)
        for k, text in enumerate(texts):
            for word in text.lower().split():
                vectors[k, sum(map(ord, word)) % 32] += 1
        return vectors


def sound(path: Path) -> None:
    """Write a tone as long as the made-up episode."""
    tone = array.array("h", (int(2000 * math.sin(i / 6)) for i in range(int(DURATION_S) * RATE_HZ)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(tone.tobytes())


def renamed(record: Highlights, id_: str, **fields: object) -> Highlights:
    """Return a record under another id."""
    return record.model_copy(update={"episode": record.episode.model_copy(update={"id": id_, **fields}), "related": ()})


def put(store: Store, record: Highlights, transcript: Transcript) -> None:
    """Publish one episode as the line would."""
    own = profile(record, transcript, embedder=WordCounts())
    place = store.episode(record.episode.id)
    place.publish(rendered(record, transcript) | {PROFILE: canonical(own)})


def corpus(root: Path, *ids: str, related: RelatedConfig = DEFAULT) -> Store:
    """Make a folder of episodes with their site; the first has a sound beside it."""
    store = Store(root)
    for k, id_ in enumerate(ids):
        record, transcript = highlights(Audio(path="tone.wav") if k == 0 else Audio())
        put(store, renamed(record, id_, title=f"Tea, part {k + 1}"), transcript)
    sound(root / ids[0] / "tone.wav")
    publish_corpus(store, related)
    return store
