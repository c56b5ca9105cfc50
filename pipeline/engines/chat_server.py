"""One question to a server that speaks the OpenAI chat API, within a limit of time and of bytes."""

import json
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from pipeline.errors import MachineLacks

LONGEST_ANSWER = 400_000  # bytes; whatever sends more is not answering
CONNECT_S = 10.0


class ChatServer:
    """Asks one address; every trouble is words that say what went wrong."""

    def __init__(self, base_url: str, key: str | None, timeout_s: float) -> None:
        """`base_url` ends before `/chat/completions`; `timeout_s` is for a whole answer."""
        try:
            import httpx
        except ImportError as error:
            raise MachineLacks(
                "expected httpx for writer.base_url, found none: pip install 'episode-highlights[llm]'"
            ) from error
        self._httpx = httpx
        self._url, self._timeout_s = base_url.rstrip("/") + "/chat/completions", timeout_s
        # An answer that is packed could grow a thousandfold when it is unpacked: none is asked for, none is read.
        self._headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def post(self, request: Mapping[str, Any]) -> tuple[str, str | None]:
        """Return the server's answer and nothing, or nothing and why there is none."""
        return self._within(lambda: self._posted(request))

    def _within(self, work: Callable[[], tuple[str, str | None]]) -> tuple[str, str | None]:
        """Return what `work` returns if it ends in time; a server that drips bytes is left to a thread of its own."""
        answers: SimpleQueue[tuple[str, str | None]] = SimpleQueue()
        Thread(target=lambda: answers.put(work()), daemon=True).start()
        try:
            return answers.get(timeout=self._timeout_s)
        except Empty:
            return "", f"no answer within {self._timeout_s:g} s"

    def _posted(self, request: Mapping[str, Any]) -> tuple[str, str | None]:
        timeout = self._httpx.Timeout(self._timeout_s, connect=min(CONNECT_S, self._timeout_s))
        try:
            body = json.dumps(request, ensure_ascii=False).encode("utf-8", errors="replace")
            headers = {**self._headers, "Content-Type": "application/json"}
            with self._httpx.stream("POST", self._url, content=body, headers=headers, timeout=timeout) as response:
                if response.status_code != 200:
                    return "", f"the server answered {response.status_code}"
                if (packed := response.headers.get("content-encoding", "identity")) != "identity":
                    return "", f"the answer is packed as {packed[:20]}, which was not asked for"
                return self._read(response)
        except self._httpx.TimeoutException:
            return "", f"no answer within {self._timeout_s:g} s"
        except (self._httpx.HTTPError, self._httpx.InvalidURL, self._httpx.StreamError) as error:
            return "", f"no connection: {type(error).__name__}"
        except (ValueError, OSError) as error:  # an address or a header that the library cannot use
            return "", f"cannot be asked: {type(error).__name__}"

    def _read(self, response: Any) -> tuple[str, str | None]:
        got = bytearray()
        for piece in response.iter_raw():
            got += piece
            if len(got) > LONGEST_ANSWER:
                return "", "the answer is too long to be one"
        return got.decode("utf-8", errors="replace"), None
