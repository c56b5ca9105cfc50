"""A web address is told of a run: signed as Standard Webhooks says, tried a few times, never for long.

Headers: `webhook-id` (the same in every attempt), `webhook-timestamp` (seconds since 1970), `webhook-signature`
(`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, without a secret left out). https://www.standardwebhooks.com
"""

import base64
import binascii
import hashlib
import hmac
import os
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable

SECRET = "HIGHLIGHTS_WEBHOOK_SECRET"  # `whsec_` and base64, or any text of at least 24 characters
LIMIT_S = 10.0  # for an address to take it
WAITS_S = (2.0, 10.0)  # before the second and the third attempt, which is the last
MAY_WORK_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
LEAST_SECRET = 24


def signature(secret: bytes, id_: str, at: int, body: bytes) -> str:
    """Return what `webhook-signature` holds."""
    signed = hmac.new(secret, f"{id_}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def secret_from_environment() -> bytes | None:
    """Return the key for signing; None where there is none, `ValueError` where it is too short or damaged."""
    text = os.environ.get(SECRET, "")
    if not text:
        return None
    if not text.startswith("whsec_"):
        if len(text) < LEAST_SECRET:
            raise ValueError(f"expected at least {LEAST_SECRET} characters in {SECRET}, found {len(text)}")
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError(f"expected base64 after whsec_ in {SECRET}, found something else") from error


def post(address: str, body: bytes, *, sleep: Callable[[float], None] = time.sleep) -> int:
    """Post a JSON body and return the number of the attempt that was taken, from 1.

    An answer that may be another in a moment, or none, is asked again, twice at most; then `OSError` or `ValueError`
    is raised, as for an answer that stays.
    """
    if not address.startswith(("https://", "http://")):
        raise ValueError("expected an address that begins with https:// or http://")
    secret, id_ = secret_from_environment(), f"msg_{uuid.uuid4().hex}"
    for attempt, wait in enumerate((*WAITS_S, None), start=1):
        at = int(time.time())
        headers = {"Content-Type": "application/json", "webhook-id": id_, "webhook-timestamp": str(at)}
        if secret:
            headers["webhook-signature"] = signature(secret, id_, at, body)
        try:
            with urllib.request.urlopen(urllib.request.Request(address, body, headers, method="POST"), timeout=LIMIT_S):
                return attempt
        except OSError as error:
            answered = error.code if isinstance(error, urllib.error.HTTPError) else None
            if wait is None or (answered is not None and answered not in MAY_WORK_LATER):
                raise
            sleep(wait)
    raise AssertionError("the last attempt returns or raises")
