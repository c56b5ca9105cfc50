"""What `highlights serve` answers to `POST /api/correct`: a correction kept and applied, from its own pages only.

    {"episode": ID, "revision": the transcript's, "op": "title", "target": "t7k3d", "value": "…", "scope"?, "kind"?}

gives `{"state": "applied" or "conflict", "why": text}`, else `{"error": text}`. A request needs the token that the page
was sent with and the origin of this server, so that no other site can correct anything.
"""

import hmac
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from flows.job import Job, do
from pipeline import correcting
from pipeline.correcting import UNDO, Wish
from pipeline.errors import BadInput, HighlightsError
from pipeline.records import Correction, Corrections, Highlights, Record, Transcript
from pipeline.store import Store

TOKEN = "x-correction-token"
MOST_BYTES = 65_536
MOST_CHARS = 2_000
Op = Literal[
    "word", "name", "title", "move", "split", "join", "sponsor", "talk", "speaker", "merge", "pin", "ban", "undo"
]
NEEDS_A_VALUE = frozenset({"word", "name", "title", "move", "speaker", "merge"})

Answer = tuple[HTTPStatus, dict[str, Any]]


class AskedCorrection(Record):
    """A correction as a page asks for it."""

    episode: str = Field(max_length=80)
    revision: str = Field(max_length=64)
    op: Op
    target: str = Field(min_length=1, max_length=MOST_CHARS)
    value: str = Field(default="", max_length=MOST_CHARS)
    scope: Literal["here", "episode"] = "here"
    kind: Literal["", "quote", "clip", "question"] = ""


class CorrectionDesk:
    """Takes corrections of one artifacts folder, one at a time."""

    def __init__(self, artifacts: Path, token: str) -> None:
        self._artifacts, self._token = artifacts, token
        self._turn = threading.Lock()

    def refused(self, headers: dict[str, str], origins: tuple[str, ...]) -> str:
        """Return why a request is not of a page of ours; nothing where it is."""
        if not hmac.compare_digest(headers.get(TOKEN, "").encode(), self._token.encode()):
            return "expected the token of a page of this server; reload the page"
        if headers.get("origin") not in origins:
            return "expected a request of this server's own page"
        if headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return "expected a correction as application/json"
        return ""

    def answer(self, body: bytes) -> Answer:
        """Keep a correction, make the episode again, and return what became of it."""
        try:
            asked = AskedCorrection.model_validate_json(body)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the body"
            return HTTPStatus.BAD_REQUEST, {"error": f"expected a correction, found {where}: {first['msg']}"}
        with self._turn:
            try:
                return self._corrected(asked)
            except BadInput as error:
                return HTTPStatus.BAD_REQUEST, {"error": str(error)}
            except HighlightsError as error:
                return HTTPStatus.SERVICE_UNAVAILABLE, {"error": str(error)}

    def _corrected(self, asked: AskedCorrection) -> Answer:
        place = Store(self._artifacts).episode(asked.episode)
        record = place.record()
        if record.provenance.transcript_revision != asked.revision:
            return HTTPStatus.CONFLICT, {"error": "this page is older than the episode; reload it"}
        value = " ".join(asked.value.split())
        if not value and asked.op in NEEDS_A_VALUE:
            raise BadInput("expected what is right, found nothing")
        wish = Wish(asked.op, asked.target, value, asked.scope, asked.kind)

        def made(record: Highlights, transcript: Transcript, _: Corrections) -> list[Correction]:
            return [correcting.correction_of(record, transcript, wish)]

        (kept,) = correcting.keep(place, made)
        done = do(Job(episode_id=asked.episode, artifacts=str(self._artifacts), made=True))
        told = next((c for c in reversed(done.record.corrections) if _is(c, kept)), None)
        state = "applied" if kept.op == UNDO or told is None else told.state
        return HTTPStatus.OK, {"state": state, "why": told.why if told else ""}


def _is(told: Correction, kept: Correction) -> bool:
    return told.model_copy(update={"state": "asked", "why": ""}) == kept
