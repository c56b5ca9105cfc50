"""One Chromium for all browser tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import find
from tests.e2e.opened import QUIET


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = find()
    if path is None:
        pytest.skip("NO CHROMIUM ON THE PATH: the page was not tried in a browser (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
