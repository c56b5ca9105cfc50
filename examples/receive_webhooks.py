"""Take the webhooks of `highlights`: HIGHLIGHTS_WEBHOOK_SECRET=… python examples/receive_webhooks.py PORT.

Each message that is signed as Standard Webhooks says is printed as one line. Anything else is refused with 401.
"""

import base64
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OLDEST_S = 300
LONGEST = 100_000  # bytes


def is_signed(secret: bytes, headers: dict[str, str], body: bytes, now_s: float) -> bool:
    """Tell whether a message was signed with the secret within the last five minutes."""
    id_, at, signatures = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not at.isdecimal() or abs(now_s - int(at)) > OLDEST_S:
        return False
    wanted = "v1," + base64.b64encode(hmac.digest(secret, f"{id_}.{at}.".encode() + body, "sha256")).decode()
    return any(hmac.compare_digest(wanted, one) for one in signatures.split())


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what is signed, 401 to the rest."""

    def do_POST(self) -> None:
        """Take one message."""
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(min(length, LONGEST))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if length > LONGEST or not is_signed(SECRET, headers, body, time.time()):
            self.send_response(401)
        else:
            message = json.loads(body)
            print(message["event"], message.get("episode") or "", message["message"], flush=True)
            self.send_response(204)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing but messages."""


if __name__ == "__main__":
    text = os.environ["HIGHLIGHTS_WEBHOOK_SECRET"]
    SECRET = base64.b64decode(text.removeprefix("whsec_")) if text.startswith("whsec_") else text.encode()
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print(f"waiting at http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
