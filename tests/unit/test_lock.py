"""A lock says who holds it; what is wrong with its file is one clear error, what happens inside it is not its own."""

import os
from pathlib import Path

import pytest

from pipeline.errors import Busy, MachineLacks
from pipeline.lock import hold, holder


def test_a_lock_says_who_holds_it(tmp_path: Path) -> None:
    path, heard = tmp_path / "a" / "one.lock", []
    with hold(path, "one"):
        assert f"process {os.getpid()} (since 20" in holder(path)
        with pytest.raises(Busy, match=f"one is still in use by process {os.getpid()}"):  # noqa: SIM117
            with hold(path, "one", wait_s=0.3, say=heard.append):
                pass
    assert len(heard) == 1
    with hold(path, "one", say=heard.append):
        assert len(heard) == 1


def test_a_holder_that_has_not_signed_yet_is_another_process(tmp_path: Path) -> None:
    (tmp_path / "one.holder").write_text("[1")
    assert holder(tmp_path / "one.lock") == "another process"


def test_a_lock_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MachineLacks, match="--artifacts"), hold(tmp_path / "file" / "one.lock", "one"):
        pass


def test_an_error_of_the_work_is_not_taken_for_one_of_the_lock(tmp_path: Path) -> None:
    def work() -> None:
        with hold(tmp_path / "one.lock", "one"):
            raise PermissionError(13, "Permission denied", "elsewhere")

    with pytest.raises(PermissionError, match="elsewhere"):
        work()
    with hold(tmp_path / "one.lock", "one"):
        pass  # and the lock is free again
