"""A webhook is signed as the specification says, tried again where that may help, and no more than three times."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.error import HTTPError

import pytest

from flows import webhook

BODY = b'{"test": 2432232314}'


@pytest.fixture
def hook() -> Iterator[tuple[str, list[int], list[dict[str, Any]]]]:
    """An address, the statuses that it answers with in turn (204 after them), and what it was sent."""
    statuses: list[int] = []
    got: list[dict[str, Any]] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            got.append({**sent, "body": self.rfile.read(int(sent["content-length"]))})
            self.send_response(statuses.pop(0) if statuses else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Taker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", statuses, got
        server.shutdown()


def test_the_signature_is_that_of_the_published_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(webhook.SECRET, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    secret = webhook.secret_from_environment()
    assert secret is not None
    said = webhook.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY)
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_can_check_what_it_gets(hook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address, _, got = hook
    monkeypatch.setenv(webhook.SECRET, "a secret of enough letters")
    assert webhook.post(address, BODY) == 1
    (sent,) = got
    own = webhook.signature(
        b"a secret of enough letters", sent["webhook-id"], int(sent["webhook-timestamp"]), sent["body"]
    )
    assert sent["webhook-signature"] == own
    other = webhook.signature(b"another secret of enough letters", sent["webhook-id"], 1, sent["body"])
    assert other != own


def test_it_is_sent_again_under_the_same_id_and_then_given_up(hook: Any) -> None:
    address, statuses, got = hook
    waited: list[float] = []
    statuses[:] = [503, 429]
    assert webhook.post(address, BODY, sleep=waited.append) == 3
    assert len({one["webhook-id"] for one in got}) == 1
    assert waited == list(webhook.WAITS_S)
    statuses[:] = [500] * 9
    with pytest.raises(HTTPError):
        webhook.post(address, BODY, sleep=waited.append)
    assert len(got) == 6


def test_an_answer_that_stays_is_not_asked_for_again(hook: Any) -> None:
    address, statuses, got = hook
    statuses[:] = [410]
    with pytest.raises(HTTPError):
        webhook.post(address, BODY)
    assert len(got) == 1
    assert "webhook-signature" not in got[0]  # no secret, no signature


@pytest.mark.parametrize("secret", ["short", "whsec_not base64!"])
def test_a_secret_that_is_none_sends_nothing(hook: Any, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address, _, got = hook
    monkeypatch.setenv(webhook.SECRET, secret)
    with pytest.raises(ValueError, match=webhook.SECRET):
        webhook.post(address, BODY)
    assert got == []
