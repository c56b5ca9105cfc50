from collections.abc import Iterator

import pytest

from tests.lying_server import LyingServer


@pytest.fixture
def server() -> Iterator[LyingServer]:
    running = LyingServer()
    yield running
    running.close()
