"""Several processes on one artifacts folder: every episode arrives, and a reader meets nothing missing or broken."""

from pathlib import Path

import pytest

from tests.many_writers import together

pytestmark = pytest.mark.model


def test_eight_processes_lose_nothing_and_a_reader_beside_them_meets_only_whole_catalogs(tmp_path: Path) -> None:
    done = together(tmp_path, processes=8, each=5)
    assert done.faults == {}
    assert done.reads > 0
