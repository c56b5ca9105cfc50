"""Characters that control a terminal or turn the direction of a line reach no answer of a command."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus import PROFILE, publish_corpus
from pipeline.corpus.related import profile
from pipeline.corpus.rendering import rendered
from pipeline.errors import BadConfig
from pipeline.files import canonical
from pipeline.formats.registry import FORMATS
from pipeline.records import Audio, Highlights, Transcript
from pipeline.sources.inbox import find
from pipeline.store import Store
from tests.conftest import Said
from tests.corpus_builder import ANY, WordCounts, renamed
from tests.record_builder import highlights

HIDDEN = "\u202eb\u2066c\x9b31me\x85f\x1b]52;c;x\x07g"
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PLACES = frozenset("title show name role pronouns text speaker speaker_label keyphrases label heard licence".split())
SAFE = ("markdown", "vtt", "srt", "podcast-json", "chapters", "feed-item", "notes", "obsidian")
Cli = Callable[..., Said]


def hostile(value: Any, key: str = "") -> Any:
    """Return a record's fields with hidden characters in every text that somebody says or types."""
    if isinstance(value, dict):
        return {k: hostile(v, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [hostile(item, key) for item in value]
    return value + HIDDEN if isinstance(value, str) and key in PLACES else value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return artifacts of another program, which keeps what ours leaves out."""
    store = Store(tmp_path_factory.mktemp("hidden") / "artifacts")
    made, said = highlights(Audio())
    record = Highlights.model_validate(hostile(made.model_dump()))
    transcript = Transcript.model_validate(hostile(said.model_dump()))
    own = profile(record, transcript, embedder=WordCounts())
    store.episode("e1").publish(rendered(renamed(record, "e1"), transcript) | {PROFILE: canonical(own)})
    publish_corpus(store, ANY)
    return store.root


@pytest.mark.parametrize(
    "words",
    ["show e1", "list", "search water", "verify", "check e1 {folder}/e1/page.md", f"search a{HIDDEN}", "status"],
)
def test_no_answer_holds_a_hidden_character(folder: Path, cli: Cli, words: str) -> None:
    asked = [word.format(folder=folder) for word in words.split(" ")]
    for more in ([], ["--json"]):
        said = cli(*asked, *more, "--artifacts", folder)
        assert said.code in (0, 1), said.err
        assert ODD.findall(said.out + said.err) == []
        if more:
            assert json.loads(said.out)


def test_no_text_for_other_programs_holds_one(folder: Path, cli: Cli) -> None:
    assert set(SAFE) <= {one.name for one in FORMATS}
    for name in SAFE:
        said = cli("export", "e1", "--format", name, "--artifacts", folder)
        assert (said.code, ODD.findall(said.out)) == (0, []), name


def test_a_sidecar_gives_its_texts_without_them(tmp_path: Path) -> None:
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHello there.\n", encoding="utf-8")
    sidecar = 'title = "T\\u202Ea\\u001B[31m"\nshow = "S\\u2066"\n[[people]]\nname = "A\\u0085na"\n'
    assert "\x1b" in tomllib.loads(sidecar)["title"]
    (tmp_path / "talk.toml").write_text(sidecar, encoding="utf-8")
    chapters = {"chapters": [{"startTime": 0, "title": "\u202eTea\x9b"}, {"startTime": 1, "title": "\u202e"}]}
    (tmp_path / "talk.chapters.json").write_text(json.dumps(chapters), encoding="utf-8")
    source = find("talk", raw_audio=tmp_path, artifacts=tmp_path / "artifacts")
    assert (source.title, source.show, source.people[0].name) == ("Ta[31m", "S", "Ana")
    assert [chapter.title for chapter in source.chapters] == ["Tea"]
    (tmp_path / "talk.toml").write_text('title = "\\u202E"\n', encoding="utf-8")
    with pytest.raises(BadConfig, match=r"talk\.toml, line 1: title: .*found none that can be seen"):
        find("talk", raw_audio=tmp_path, artifacts=tmp_path / "artifacts")


def test_a_correction_holds_none(folder: Path, cli: Cli) -> None:
    said = cli("correct", "e1", "title", "t01", "New\u202e", "--no-run", "--artifacts", folder)
    assert (said.code, "expected text without control characters" in said.err) == (2, True)


def test_a_site_has_an_address_that_can_be_written(folder: Path, cli: Cli, tmp_path: Path) -> None:
    said = cli("publish", tmp_path / "site", "--base-url", "http://\udcff", "--artifacts", folder)
    assert (said.code, "expected --base-url https://…" in said.err) == (2, True)


def test_metadata_ends_no_element_of_a_page(folder: Path) -> None:
    made, said = highlights(Audio())
    fields = made.model_dump()
    fields["episode"]["title"] = "</script><script>alert(1)</script>"
    texts = rendered(Highlights.model_validate(fields), said)
    for name in ("metadata.jsonld", "annotations.jsonld"):
        text = texts[name].decode()
        assert "</" not in text
        assert "alert(1)" in str(json.loads(text)), name
