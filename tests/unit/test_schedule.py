"""The nightly batch has a time zone that is said, and this machine's own is found where it can be told."""

from pathlib import Path

import pytest

from pipeline import schedule
from pipeline.errors import BadConfig
from pipeline.schedule import local_zone, spoken
from pipeline.settings import gather


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that says nothing of its time zone."""
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(schedule, "LOCALTIME", tmp_path / "localtime")
    monkeypatch.setattr(schedule, "TIMEZONE", tmp_path / "timezone")
    return tmp_path


def test_a_machine_that_says_nothing_has_utc(machine: Path) -> None:
    assert local_zone() == "UTC"


def test_the_zone_is_where_localtime_points_to(machine: Path) -> None:
    zone = machine / "zoneinfo" / "Europe" / "Berlin"
    zone.parent.mkdir(parents=True)
    zone.write_bytes(b"")
    (machine / "localtime").symlink_to(zone)
    assert local_zone() == "Europe/Berlin"


def test_the_zone_is_written_in_a_file(machine: Path) -> None:
    (machine / "timezone").write_text("America/New_York\n", encoding="utf-8")
    assert local_zone() == "America/New_York"


@pytest.mark.parametrize(("said", "zone"), [(":Asia/Tokyo", "Asia/Tokyo"), ("CET-1CEST", "UTC"), ("/etc/x", "UTC")])
def test_the_variable_tz_comes_first_where_it_is_a_name(
    machine: Path, monkeypatch: pytest.MonkeyPatch, said: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", said)
    assert local_zone() == zone


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 3 * * *", "03:00 every night"),
        ("30 12 * * *", "12:30 every day"),
        ("0 3 * * 1-5", "cron 0 3 * * 1-5"),
    ],
)
def test_a_simple_schedule_is_said_in_words(cron: str, words: str) -> None:
    assert spoken(cron) == words


@pytest.mark.parametrize("zone", ["Europe/Berlim", "Europe", "../etc", "+02:00"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(BadConfig, match=r"schedule\.timezone: .*expected the name of a time zone"):
        gather(assignments=[f"schedule.timezone='{zone}'"])


@pytest.mark.parametrize(
    "cron", ["3", "0 24 * * *", "0 3 * * * *", "60 3 * * *", "0 3 0 * *", "x 3 * * *", "0 3 * * */0"]
)
def test_a_time_that_does_not_exist_is_refused(cron: str) -> None:
    with pytest.raises(BadConfig, match=r"schedule\.cron: .*expected "):
        gather(assignments=[f"schedule.cron='{cron}'"])


@pytest.mark.parametrize("cron", ["*/15 8-18 * * mon-fri", "0,30 3 1 1-12/3 7", "5 4 * dec SUN"])
def test_every_usual_form_of_a_time_is_taken(cron: str) -> None:
    assert gather(assignments=[f"schedule.cron='{cron}'"]).schedule.cron == cron
