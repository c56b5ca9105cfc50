"""An episode's files are those of the published formats; new relations change their lines and nothing else."""

from pathlib import Path

from pipeline.corpus.rendering import RENDERER, known_relations, rendered, renderer, with_related
from pipeline.formats.registry import PUBLISHED
from pipeline.records import Highlights, Transcript
from pipeline.store import Store
from tests.corpus_builder import corpus
from tests.record_builder import highlights


def test_an_episode_has_a_file_of_every_published_format() -> None:
    assert set(rendered(*highlights())) == {"highlights.json", "transcript.json", *(one.file for one in PUBLISHED)}


def test_relations_are_put_into_the_texts_as_rendering_them_anew_would(tmp_path: Path) -> None:
    place = corpus(tmp_path, "kettle-7", "kettle-8").episode("kettle-7")
    record, transcript = place.load("highlights.json", Highlights), place.load("transcript.json", Transcript)
    place.publish(rendered(record, transcript))
    alone = record.model_copy(update={"related": ()})
    assert rendered(alone, transcript) | with_related(place, alone) == rendered(alone, transcript)
    assert known_relations(place) == record.related


def test_what_was_never_published_is_related_to_nothing(tmp_path: Path) -> None:
    assert known_relations(corpus(tmp_path, "kettle-7").episode("nobody")) == ()


def test_the_digest_of_the_renderer_is_a_whole_sha_256() -> None:
    assert len(renderer()) == 64
    assert renderer() == renderer()


def test_what_only_the_transcript_decides_is_taken_over_where_that_is_safe(tmp_path: Path) -> None:
    record, transcript = highlights()
    place = Store(tmp_path).episode("kettle-7")
    place.publish(rendered(record, transcript) | {"transcript.srt": b"as it was published"})
    place.note(**{RENDERER: renderer()})
    assert rendered(record, transcript, place)["transcript.srt"] == b"as it was published"
    other = transcript.model_copy(update={"language": "de"})
    assert rendered(record, other, place) == rendered(record, other)
    (place.folder / "transcript.srt").write_bytes(b"altered")
    assert rendered(record, transcript, place) == rendered(record, transcript)
    place.publish(rendered(record, transcript) | {"transcript.srt": b"by other code"})
    place.note(**{RENDERER: "0" * 64})
    assert rendered(record, transcript, place) == rendered(record, transcript)
