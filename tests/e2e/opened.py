"""A page in a real Chromium, and everything it did that it should not."""

import time
from dataclasses import dataclass, field
from typing import Any

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required", "--mute-audio",
]  # fmt: skip


@dataclass
class Opened:
    """A page and everything it did that it should not."""

    page: Any
    faults: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, chromium: Any, url: str, inside: tuple[str, ...], **options: Any) -> "Opened":
        """Open a page; whatever it says on the console, asks for or asks the reader is kept as a fault."""
        opened = cls(chromium.new_context(**{"reduced_motion": "no-preference"} | options).new_page())
        opened.page.on("console", lambda message: opened.faults.append(f"console: {message.text}"))
        opened.page.on("pageerror", lambda error: opened.faults.append(f"error: {error}"))
        opened.page.on("dialog", opened.refuse)
        opened.page.on("request", lambda request: opened.watch(request.url, inside))
        opened.page.goto(url)
        return opened

    def sound(self) -> tuple[bool, float]:
        paused, at = self.page.evaluate("[audio.paused, audio.currentTime]")
        return paused, at

    def refuse(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def watch(self, url: str, inside: tuple[str, ...]) -> None:
        if not url.startswith(inside):
            self.faults.append(f"request: {url}")

    def wait_for(self, condition: str) -> None:
        """Ask again and again from outside: the page's own policy refuses Playwright's `wait_for_function`."""
        give_up = time.monotonic() + 15
        while not self.page.evaluate(f"Boolean({condition})"):
            assert time.monotonic() < give_up, f"never came true: {condition}"
            self.page.wait_for_timeout(20)
