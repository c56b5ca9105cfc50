"""A local HTTP server that answers like a chat API as a script tells it: for faults that no model makes on order."""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[dict[str, Any], int], Any]  # the request and its number → what is answered


Parts = tuple[str, list[str]] | tuple[str, list[str], list[str]]  # text, ids, quotes


def said(sentences: list[Parts | list[Parts]], **usage: int) -> dict[str, Any]:
    """Return a chat completion whose content is the JSON that was asked for; a lone clause is a sentence."""
    drafted = [s if isinstance(s, list) else [s] for s in sentences]
    clauses = [[dict(zip(("text", "ids", "quotes"), (*c, []), strict=False)) for c in s] for s in drafted]
    content = json.dumps({"sentences": [{"clauses": s} for s in clauses]})
    return {"choices": [{"message": {"role": "assistant", "content": content}}], "usage": usage}


def sure(share: float) -> dict[str, Any]:
    """Return a chat completion that says "Yes" with this probability, as a server with log-probabilities does."""
    words = [("Yes", share), (" no", 1 - share), ("Maybe", 1e-9)]
    alternatives = [{"token": word, "logprob": math.log(max(p, 1e-12))} for word, p in words]
    return {
        "choices": [{"message": {"content": "Yes"}, "logprobs": {"content": [{"top_logprobs": alternatives}]}}],
        "usage": {"prompt_tokens": 300, "completion_tokens": 1},
    }


def asks_for_entailment(request: dict[str, Any]) -> bool:
    """Say whether a request asks for entailment."""
    return bool(request.get("logprobs"))


def speech_of(request: dict[str, Any]) -> list[dict[str, str]]:
    """Return the sentences that a request carries."""
    sent: list[dict[str, str]] = json.loads(request["messages"][1]["content"])["section"]["speech"]
    return sent


@contextmanager
def serving(script: Script) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the address and the requests seen so far.

    A script returns a dict (sent as JSON), bytes (sent as they are), an int (a status without a body) or a float
    (seconds of silence).
    """
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append({**request, "authorization": self.headers.get("Authorization"), "path": self.path})
            answer = script(request, len(seen))
            if isinstance(answer, float):
                time.sleep(answer)
                answer = 503
            body = (
                answer if isinstance(answer, bytes) else b"" if isinstance(answer, int) else json.dumps(answer).encode()
            )
            self.send_response(answer if isinstance(answer, int) else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
