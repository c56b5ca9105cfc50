"""The key of the Prefect server is made once, readable by its owner alone, and goes to no other server."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows import access, processes
from pipeline.errors import MachineLacks


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without a word on Prefect, restored afterwards."""
    for name in [n for n in os.environ if n.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    for name in (access.CLIENT, access.SERVER, access.URL):
        monkeypatch.setenv(name, "")  # so that what the code sets is taken back
        monkeypatch.delenv(name)
    for name in ("PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "PREFECT_SERVER_CORS_ALLOWED_ORIGINS"):
        monkeypatch.setenv(name, "")


def test_the_key_is_for_its_owner_alone_and_stays(tmp_path: Path) -> None:
    home = tmp_path / "prefect"
    first = access.key(home)
    assert access.key(home) == first
    assert first.startswith("highlights:")
    assert len(first) > 40
    assert access.key_path(home).stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700


def test_many_who_start_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: access.key(tmp_path), range(64)))
    assert len(found) == 1
    assert [p.name for p in tmp_path.iterdir()] == [access.KEY_FILE]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    access.key(tmp_path)
    access.key_path(tmp_path).chmod(0o644)
    with pytest.raises(MachineLacks, match="found mode 644; delete it"):
        access.key(tmp_path)


def test_a_server_that_this_process_will_start_is_closed(tmp_path: Path) -> None:
    access.prepare(tmp_path)
    assert os.environ[access.SERVER] == os.environ[access.CLIENT] == access.key(tmp_path)
    assert os.environ["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"
    assert os.environ["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1"


def test_a_server_that_the_person_chose_never_gets_our_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(access.URL, "https://prefect.example/api")
    access.prepare(tmp_path)
    assert access.CLIENT not in os.environ
    assert not access.key_path(tmp_path).exists()


def test_a_server_that_the_profile_names_never_gets_our_key(tmp_path: Path) -> None:
    profile = 'active = "ours"\n[profiles.ours]\nPREFECT_API_URL = "https://prefect.example/api"\n'
    (tmp_path / "profiles.toml").write_text(profile, encoding="utf-8")
    access.prepare(tmp_path)
    assert access.CLIENT not in os.environ


def test_a_server_whose_process_is_gone_is_not_used(tmp_path: Path) -> None:
    gone: processes.Running = {
        "url": "http://127.0.0.1:9/api",
        "processes": {"server": {"pid": 1, "started": "another boot 1"}},
    }
    processes.remember(tmp_path / access.STATE_FILE, gone)
    access.prepare(tmp_path)
    assert access.URL not in os.environ
