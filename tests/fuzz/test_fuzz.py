"""Whatever bytes a file holds, its reader reads it or refuses it in one line. `make test-fuzz` tries many more."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutations import near
from tests.fuzz.readers import READERS
from tests.fuzz.tries import tried

EXAMPLES = 60


@pytest.mark.parametrize("kind", READERS)
def test_any_bytes_are_read_or_refused(kind: str, tmp_path: Path) -> None:
    reader = READERS[kind]
    for seed in reader.seeds:
        assert tried(reader, seed.encode(), tmp_path) == "read", "the seed itself is read"

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.deferred(lambda: near(reader.seeds)))
    def law(data: bytes) -> None:
        assert tried(reader, data, tmp_path) in ("read", "refused")

    law()
