"""So many transcriptions at once, over all processes of this machine; a place is free when its holder is gone."""

import threading
from pathlib import Path

from pipeline.limits import place_of


def test_who_finds_no_place_waits_for_one_and_says_so(tmp_path: Path) -> None:
    order: list[str] = []
    heard: list[str] = []
    told = threading.Event()

    def say(text: str) -> None:
        heard.append(text)
        told.set()

    def third() -> None:
        with place_of(tmp_path, 2, say):
            order.append("third")

    with place_of(tmp_path, 2), place_of(tmp_path, 2):
        waiting = threading.Thread(target=third)
        waiting.start()
        assert told.wait(10)
        order.append("others")
    waiting.join(10)
    assert order == ["others", "third"]
    assert heard == ["waiting to transcribe: at most 2 at once on this machine ([batch] transcriptions)"]
