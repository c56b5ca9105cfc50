"""One Chromium for all browser tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import find
from tests.e2e.opened import QUIET


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Closed with this folder: Playwright keeps an event loop running, and in one Prefect's calls become coroutines."""
    path = find()
    if path is None:
        pytest.skip("NO CHROMIUM ON THE PATH: the page was not tried in a browser (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
