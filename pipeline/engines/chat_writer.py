"""Writes narratives by any server that speaks the OpenAI chat API: llama.cpp, Ollama, vLLM, or a hosted one.

The server's answer is material to be judged, never believed: every sentence goes through `pipeline.checks.statement`.
"""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from pipeline.engines import draft_form, entailment
from pipeline.engines.chat_server import ChatServer
from pipeline.errors import BadConfig
from pipeline.ports import Assignment, Draft, Entailment
from pipeline.records import Identity, Record

FRAMES = "1"  # version of no model at all; in every stage key
CONTRACT = "3"  # version of the instructions, the schema and the entailment request; in the stage keys of a model
KEY_VARIABLE = "HIGHLIGHTS_LLM_KEY"
URL_VARIABLE = "HIGHLIGHTS_LLM_URL"
MODEL_VARIABLE = "HIGHLIGHTS_LLM_MODEL"
CANNOT_CONSTRAIN = ("the server answered 400", "the server answered 422")  # by servers that know no JSON Schema


class WriterConfig(Record):
    """An optional language model that writes narrative sentences; off by default."""

    base_url: str = Field(
        default="",
        description=(
            "Address of the API, such as http://127.0.0.1:8080/v1; empty turns the writer off. The "
            "environment variable HIGHLIGHTS_LLM_URL overrides it. The key is read from "
            "HIGHLIGHTS_LLM_KEY only"
        ),
    )
    model: str = Field(
        default="",
        description="Name of the model at that address; the environment variable HIGHLIGHTS_LLM_MODEL overrides it",
    )
    timeout_s: float = Field(
        default=120.0,
        ge=0.1,
        le=3600,
        description="Time limit of one answer in seconds; a 1.5B model on two cores needs 30",
    )
    max_answer_tokens: int = Field(
        default=900, ge=50, le=8000, description="Longest answer in tokens; 3 sentences with their ids need 400"
    )
    temperature: float = Field(
        default=0.7, ge=0, le=2, description="Temperature of every draft after the first, which has 0"
    )
    second_opinion: bool = Field(
        default=True,
        description=(
            "Also ask the model whether the cited words state each sentence (an entailment score). Needs "
            "log-probabilities; without them only the rules decide (docs/benchmarks.md)"
        ),
    )


def addressed(config: WriterConfig, environment: Mapping[str, str] = os.environ) -> WriterConfig:
    """Return the config with the address and the model that the environment names."""
    named = {"base_url": environment.get(URL_VARIABLE), "model": environment.get(MODEL_VARIABLE)}
    return config.model_copy(update={k: v for k, v in named.items() if v})


def identity(config: WriterConfig) -> Identity:
    """Say which writer this is; "frames" where no model writes."""
    if not config.base_url:
        return Identity(name="frames", version=FRAMES)
    return Identity(name="chat", version=CONTRACT, model=config.model)


class FramesOnly:
    """The writer that leaves everything to the frames: the default."""

    identity = identity(WriterConfig())

    def write(self, assignment: Assignment, number: int = 0) -> Draft | None:
        """Return None: no model writes."""
        return None

    def prompt(self, assignment: Assignment) -> str:
        """Return nothing: nobody is told anything."""
        return ""

    def entailment(self, speech: Sequence[tuple[str | None, str]], claim: str) -> Entailment | None:
        """Return None: nobody is asked."""
        return None


class ChatWriter:
    """Asks a chat model for sentences with citations; every trouble is a draft that says what went wrong."""

    def __init__(self, config: WriterConfig, environment: Mapping[str, str] = os.environ) -> None:
        if not config.base_url.startswith(("http://", "https://")):
            raise BadConfig(f"expected writer.base_url to begin with http:// or https://, found {config.base_url!r}")
        if not config.model:
            raise BadConfig(f"expected writer.model (or {MODEL_VARIABLE}) beside writer.base_url, found none")
        self._server = ChatServer(config.base_url, environment.get(KEY_VARIABLE), config.timeout_s)
        self.config, self.identity = config, identity(config)
        self._constrained = True

    def write(self, assignment: Assignment, number: int = 0) -> Draft | None:
        """Return the model's sentences, or a draft without any that says why there are none."""
        request = self._request(assignment, number)
        body, failure = self._server.post(request if self._constrained else _free(request))
        if self._constrained and failure in CANNOT_CONSTRAIN:
            self._constrained = False  # the instructions alone say what the answer looks like
            body, failure = self._server.post(_free(request))
        return Draft(failure=failure) if failure else draft_form.read(body)

    def prompt(self, assignment: Assignment) -> str:
        """Return what the model is told, as JSON."""
        return json.dumps(draft_form.messages(assignment), ensure_ascii=False)

    def entailment(self, speech: Sequence[tuple[str | None, str]], claim: str) -> Entailment | None:
        """Return how sure the model is that the speech states a claim; None where it is not to be asked."""
        if not self.config.second_opinion:
            return None
        body, failure = self._server.post(entailment.request(self.config.model, speech, claim))
        if failure:
            return Entailment()
        return Entailment(entailment.read(body), *draft_form.usage(draft_form.loaded(body)))

    def answers(self) -> tuple[bool, str]:
        """Ask one short question; say whether the server answers, and whether it gives log-probabilities or why not."""
        asked = entailment.request(self.config.model, [("Ana Ito", "The mill grinds oats.")], "Ito's mill grinds oats.")
        body, failure = self._server.post(asked)
        where = f"{self.config.model} at {self.config.base_url}"
        if failure is None and not isinstance(draft_form.loaded(body), dict):
            failure = "the server's answer is not JSON"
        if failure:
            return False, f"{where}: {failure}; check [writer] and HIGHLIGHTS_LLM_URL, HIGHLIGHTS_LLM_MODEL, _KEY"
        if entailment.read(body) is None:
            return True, f"{where} answers, without log-probabilities: it gives no second opinion"
        return True, f"{where} answers, with log-probabilities: it gives a second opinion"

    def _request(self, assignment: Assignment, number: int) -> dict[str, Any]:
        ids = [i for i, *_ in assignment.speech]
        return {
            "model": self.config.model,
            "messages": draft_form.messages(assignment),
            "temperature": self.config.temperature if number else 0,
            "seed": number,
            "max_tokens": self.config.max_answer_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "note", "strict": True, "schema": draft_form.schema(ids)},
            },
        }


def _free(request: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != "response_format"}
