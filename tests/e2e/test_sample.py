"""The sample episode with real ffmpeg, Whisper, MiniLM, spaCy and Prefect: what a stranger gets from `make demo`."""

import io
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.job import Job, do
from pipeline import line
from pipeline.formats.columns import COLUMNS
from pipeline.formats.tables import OF_ONE_FILE
from pipeline.records import Highlights, Transcript
from pipeline.stages import STAGES
from pipeline.store import Store
from tests.conftest import RAW_AUDIO, ROOT, SAMPLE, Run
from tests.databases import bytes_of

pytestmark = [pytest.mark.model, pytest.mark.prefect]

CONTRACT = {
    "highlights.json", "page.html", "page.md", "transcript.json", "transcript.vtt", "transcript.srt", "chapters.json",
    "feed-item.xml", "metadata.jsonld", "annotations.jsonld", "run.json", "profile.json", "transcript.podcast.json",
    "transcript.txt", "ids.json",
}  # fmt: skip


OF_THIS_RUN = ("run.json", ".made_from.json")  # they hold clock times: the diary, and the catalog's note of its files


@pytest.fixture(scope="module")
def record(sample: Run) -> Highlights:
    return Highlights.model_validate_json((sample.folder / "highlights.json").read_bytes())


@pytest.fixture(scope="module")
def transcript(sample: Run) -> Transcript:
    return Transcript.model_validate_json((sample.folder / "transcript.json").read_bytes())


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((RAW_AUDIO / f"{SAMPLE}.reference.json").read_text(encoding="utf-8"))
    return loaded


def test_every_file_of_the_contract_is_there(sample: Run) -> None:
    assert {p.name for p in sample.folder.iterdir() if p.is_file()} == CONTRACT
    assert [p.name for p in sorted((sample.folder / "stages").glob("*.json"))] == [
        *sorted(f"{name}.json" for name in (*(stage.name for stage in STAGES), "source"))
    ]


def test_everything_printed_is_proved(sample: Run, record: Highlights) -> None:
    assert line.verify(Store(sample.artifacts), SAMPLE) == []
    assert record.verification.quotes.passed == record.verification.quotes.checked >= 5
    assert record.verification.sentences.passed == record.verification.sentences.checked >= 12


def test_all_watch_topics_are_found_where_they_are(record: Highlights, reference: dict[str, Any]) -> None:
    assert {t.name for t in record.topics} == {"AlexNet", "Transformers", "Deep Double Descent"}
    for topic in record.topics:
        assert topic.found
        assert topic.start is not None
        said = next(
            s["start"]
            for s in reference["sections"]
            if s["kind"] == "talk" and topic.name.lower().rstrip("s")[:8] in s["title"].lower()
        )
        assert abs(topic.start - said) <= 30, topic


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # whisper's
def test_the_words_are_those_of_the_script(transcript: Transcript, reference: dict[str, Any]) -> None:
    import jiwer
    from whisper.normalizers import EnglishTextNormalizer

    plain = EnglishTextNormalizer()
    said = plain(" ".join(s["text"] for s in reference["sentences"]))
    heard = plain(" ".join(w.text for w in transcript.words))
    assert jiwer.wer(said, heard) <= 0.08


def test_nothing_is_highlighted_from_the_sponsor_or_credited_without_evidence(
    record: Highlights, reference: dict[str, Any]
) -> None:
    sponsor = next(s for s in reference["sections"] if s["kind"] == "sponsor")
    for quote in record.quotes:
        assert quote.end <= sponsor["start"] or quote.start >= sponsor["end"], quote.text
        said = [s for s in reference["sentences"] if s["start"] < quote.end and quote.start < s["end"]]
        assert {quote.speaker} == {s["speaker"] for s in said}, quote.text
    evidence = {p.name: p.evidence and p.evidence.text for p in record.episode.people}
    assert "Daniel Carter" in (evidence["Daniel Carter"] or "")
    assert "Laura Bennett" in (evidence["Laura Bennett"] or "")


def test_the_retracted_sentence_is_not_quoted(record: Highlights, reference: dict[str, Any]) -> None:
    retracted = reference["retraction"]["said"].lower().strip(".")
    assert all(retracted not in q.text.lower() for q in record.quotes)


@pytest.mark.parametrize("name", ["highlights", "transcript"])
def test_records_follow_their_published_schema(sample: Run, name: str) -> None:
    import jsonschema

    schema = json.loads((sample.artifacts / "schema" / f"{name}.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    found = json.loads((sample.folder / f"{name}.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(found)


def test_the_catalog_is_read_back_by_pandas_and_duckdb(sample: Run, record: Highlights) -> None:
    import duckdb
    import pandas as pd

    catalog = sample.artifacts / "catalog"
    for name in OF_ONE_FILE:
        assert list(pd.read_parquet(catalog / f"{name}.parquet").columns) == list(COLUMNS[name])
    quotes = pd.read_parquet(io.BytesIO((catalog / "quotes.parquet").read_bytes()))
    assert quotes["text"].tolist() == [q.text for q in record.quotes]
    joined = duckdb.sql(
        f"select s.title, q.text from '{catalog / 'quotes.parquet'}' q "
        f"join '{catalog / 'sections.parquet'}' s using (episode_id, section_id) order by q.start"
    ).fetchall()
    titles = {s.id: s.title for s in record.sections}
    assert joined == [(titles[q.section], q.text) for q in sorted(record.quotes, key=lambda q: q.start)]


def test_a_second_run_redoes_nothing_and_writes_nothing(sample: Run) -> None:
    files = [p for p in sample.artifacts.rglob("*") if p.is_file() and p.name not in OF_THIS_RUN]
    before = {p: p.stat().st_mtime_ns for p in files}
    done = do(Job(episode_id=SAMPLE, artifacts=str(sample.artifacts)))
    assert all(step.reused for step in done.steps)
    assert before == {p: p.stat().st_mtime_ns for p in before}


def test_a_run_from_nothing_gives_the_same_bytes(sample: Run, tmp_path: Path) -> None:
    again = tmp_path / "artifacts"
    do(Job(episode_id=SAMPLE, artifacts=str(again)))
    for folder in (SAMPLE, "catalog", "schema"):
        for path in sorted(p for p in (sample.artifacts / folder).rglob("*.*") if p.is_file()):
            name = path.relative_to(sample.artifacts)
            if name.name not in OF_THIS_RUN:
                assert same(path, again / name), name


def same(path: Path, other: Path) -> bool:
    """Compare files; the page's link to the audio is relative to its own folder and may differ."""
    return bytes_of(path).replace(relative(path), b"") == bytes_of(other).replace(relative(other), b"")


def relative(path: Path) -> bytes:
    import os

    folder = next(p for p in path.parents if p.name == "artifacts") / SAMPLE
    return os.path.relpath(RAW_AUDIO, folder).encode()


def test_redo_from_quotes_loads_neither_whisper_nor_a_sentence_model(sample: Run, tmp_path: Path) -> None:
    copy = tmp_path / "artifacts"
    shutil.copytree(sample.artifacts, copy)
    program = (
        "import sys\nfrom flows.job import Job, do\n"
        f"done = do(Job(episode_id={SAMPLE!r}, artifacts={str(copy)!r}, redo_from='quotes'))\n"
        "print([s.name for s in done.steps if not s.reused])\n"
        "print(sorted({'whisper', 'torch', 'faster_whisper', 'spacy', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    redone, loaded = done.stdout.splitlines()
    assert redone == str(["quotes", "questions", "narrate", "publish"])
    assert loaded == "[]"


def test_an_altered_artifact_does_not_pass_verify(sample: Run, tmp_path: Path, cli: Callable[..., Any]) -> None:
    copy = tmp_path / "artifacts"
    shutil.copytree(sample.artifacts, copy)
    assert cli("verify", SAMPLE, "--artifacts", copy).code == 0
    path = copy / SAMPLE / "highlights.json"
    quote = json.loads(path.read_bytes())["quotes"][0]
    text = quote["text"]
    path.write_text(path.read_text(encoding="utf-8").replace(text, "Never " + text.lower()), encoding="utf-8")
    said = cli("verify", SAMPLE, "--artifacts", copy)
    assert said.code == 1
    assert f"quotes[{quote['id']}]" in said.out
    assert "was altered" in said.out


def test_the_diary_alone_knows_the_time(sample: Run) -> None:
    year = time.strftime("%Y-")
    run = json.loads((sample.folder / "run.json").read_bytes())
    assert run["started"].startswith(year)
    assert [set(s) for s in run["stages"]] == [{"name", "seconds", "reused", "key"}] * 9
    for path in (sample.folder / "stages").glob("*.json"):
        if path.name == "source.json":
            continue  # like run.json it says where the source lies; neither is served nor published
        text = path.read_text(encoding="utf-8").replace(relative(path).decode(), "")
        assert str(ROOT) not in text, f"{path.name} names a folder of this machine"


def test_prefect_knows_the_stages_and_the_page(sample: Run) -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        tasks = {t.name for t in client.read_task_runs()}
        artifacts = client.read_artifacts()
    assert {f"{stage.name} {SAMPLE}" for stage in STAGES} <= tasks
    page = next(a for a in artifacts if a.key == f"highlights-{SAMPLE}")
    assert page.type == "markdown"
    assert "quotes verified" in str(page.data)


def test_a_topic_is_explained(sample: Run, cli: Callable[..., Any]) -> None:
    said = cli("explain", SAMPLE, "topic", "alexnet", "--artifacts", sample.artifacts)
    assert said.code == 0, said.err
    assert "AlexNet  found" in said.out
    assert cli("explain", SAMPLE, "topic", "Mars", "--artifacts", sample.artifacts).code == 2
    assert cli("explain", SAMPLE, "t99", "--artifacts", sample.artifacts).code == 2
