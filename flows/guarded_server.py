"""Prefect's server behind a check of the Host header: `python -m flows.guarded_server PORT [ADDRESS [NAME…]]`.

A page on the web cannot name this server as its own by DNS rebinding then. The server's own pages may talk to it alone
and to nobody's counter of visitors. Prefect has neither.
"""

import os
import sys
from typing import Any

import uvicorn
from prefect.server.api.server import create_app
from prefect.server.database.configurations import AioSqliteConfiguration
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows import access

HOSTS = [access.LOOPBACK, "localhost"]
KEEP_ALIVE_S = 5  # as `prefect server start` sets it


class OwnPagesOnly:
    """Tells the browser that a page of this server talks to this server alone and stands in no other's frame."""

    def __init__(self, app: ASGIApp, port: int, hosts: list[str]) -> None:
        places = [f"{scheme}://{host}:{port}" for scheme in ("http", "ws") for host in hosts]
        self.app, self.policy = app, f"connect-src 'self' {' '.join(places)}; frame-ancestors 'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the policy to every answer over HTTP."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = self.policy
            await send(message)

        await self.app(scope, receive, answer)


def wait_for_the_database() -> None:
    """Let every transaction of Prefect that may write take SQLite's lock at its start, and so wait for it.

    Prefect begins most of them as readers. One that writes later fails at once ("database is locked", HTTP 503) where
    another has written meanwhile, whatever the timeout is.
    """
    begin = AioSqliteConfiguration.begin_transaction

    def begin_as_writer(self: Any, session: Any, with_for_update: bool = True) -> Any:
        return begin(self, session, with_for_update=True)

    AioSqliteConfiguration.begin_transaction = begin_as_writer  # type: ignore[method-assign]


def main() -> None:
    """Serve on an address of this machine (127.0.0.1) until a signal comes, under no name but those given."""
    port, listen, names = int(sys.argv[1]), *(sys.argv[2:3] or [access.LOOPBACK]), sys.argv[3:]
    if not os.environ.get(access.SERVER):  # `up` gives one: who starts this by hand must not open the machine
        sys.exit(f"expected the key of the server in {access.SERVER}, found none; start it with: highlights up")
    wait_for_the_database()
    hosts = [*HOSTS, *names]
    app = OwnPagesOnly(create_app(final=True), port, hosts)
    uvicorn.run(
        TrustedHostMiddleware(app, allowed_hosts=hosts, www_redirect=False),
        host=listen, port=port, timeout_keep_alive=KEEP_ALIVE_S, proxy_headers=False, log_level="warning",
    )  # fmt: skip


if __name__ == "__main__":
    main()
