"""The talks written for this project in five languages, as the program reads them: words, turns, sentences."""

from functools import lru_cache

from evaluation.spoken import Written, written
from pipeline.records import Corrections, Episode, Identity, Person, RawTranscript, Source, Transcript
from pipeline.stages.attribute.config import AttributeConfig
from pipeline.stages.attribute.stage import attribute
from pipeline.transcripts import reading


class NoVoices:
    """No sound, so nobody is asked."""

    identity = Identity(name="none", version="1")

    def voiceprints(self, path: object, *, progress: object) -> object:
        raise AssertionError("a transcript without sound has no voices to tell apart")


@lru_cache
def talk(language: str) -> tuple[Episode, Transcript, Written]:
    """Return a talk with its episode and where its subjects begin."""
    told = written(language)
    raw = reading.read(told.vtt.encode(), "talk.vtt", language=None, engine=Identity(name="test", version="1"))
    return _episode(told), transcript_of(raw, _episode(told)), told


def transcript_of(raw: RawTranscript, episode: Episode) -> Transcript:
    source = Source(episode_id=episode.id, title=episode.title)
    return attribute(
        episode, raw, source, AttributeConfig(), corrections=Corrections(), voices=NoVoices(),  # type: ignore[arg-type]
        progress=lambda *_: None,
    )  # fmt: skip


def _episode(told: Written) -> Episode:
    people = tuple(
        Person(name=name, role=role, source="sidecar") for role, name in (("host", told.host), ("guest", told.guest))
    )
    return Episode(id="a-talk", title=told.title, duration=told.sentences[-1][1] + 1, people=people)
