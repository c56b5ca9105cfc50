from types import SimpleNamespace

import pytest

from flows.retries import world_failed
from pipeline.errors import BadInput, Busy, MachineLacks, TransientFailure


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (TransientFailure("the registry is away"), True),
        (Busy("another process holds it"), False),
        (MachineLacks("the disk is full"), False),
        (BadInput("no audio"), False),
    ],
)
def test_only_what_may_be_gone_in_a_moment_is_tried_again(error: Exception, again: bool) -> None:
    state = SimpleNamespace(result=lambda raise_on_failure: error)
    assert world_failed(None, None, state) is again
