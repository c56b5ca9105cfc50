"""When the nightly batch runs, in which time zone (this machine's own, if it says so), and who hears of failures."""

import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from pipeline.records import Record

LOCALTIME, TIMEZONE = Path("/etc/localtime"), Path("/etc/timezone")  # where systems keep their zone
DAILY = re.compile(r"(\d{1,2}) (\d{1,2}) \* \* \*")
FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("day of the week", 0, 7))
PART = re.compile(r"(?:\*|(\d+)(?:-(\d+))?|[a-z]{3}(?:-[a-z]{3})?)(?:/[1-9]\d*)?", re.IGNORECASE)
UNKNOWN = "UTC"  # the zone of a machine that does not say


class ScheduleConfig(Record):
    """The nightly batch of `highlights up`."""

    cron: str = Field(
        default="0 3 * * *",
        description="Cron schedule: minute, hour, day of month, month, day of week",
    )
    timezone: str = Field(
        default="",
        description="Time zone such as Europe/Berlin; empty uses this machine's time zone, or UTC if it is unknown",
    )

    @field_validator("cron")
    @classmethod
    def _has_five_fields(cls, cron: str) -> str:
        fields = cron.split()
        if len(fields) != len(FIELDS):
            raise ValueError("expected five fields such as 0 3 * * *")
        for field, (name, least, most) in zip(fields, FIELDS, strict=True):
            for part in field.split(","):
                found = PART.fullmatch(part)
                if not found or not all(least <= int(n) <= most for n in found.groups() if n):
                    raise ValueError(f"expected a {name} from {least} to {most}, found {part}")
        return " ".join(fields)

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        if name and not is_zone(name):
            raise ValueError("expected the name of a time zone such as Europe/Berlin")
        return name


class AlertsConfig(Record):
    """Who is told when a run under Prefect fails or finishes."""

    webhook: str = Field(
        default="",
        description="Web address that gets a JSON object when a run fails, crashes or ends with failed episodes; "
        "the environment variable HIGHLIGHTS_WEBHOOK wins, and HIGHLIGHTS_WEBHOOK_SECRET signs it. Empty tells nobody",
    )
    command: str = Field(
        default="",
        description="Command that gets the same JSON object on its standard input, for instance: mail -s failed me",
    )
    finished: bool = Field(default=False, description="Also tell of runs that finished without a failure")


def is_zone(name: str) -> bool:
    """Tell whether the time zone database has this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, no name at all, or a folder of zones
        return False
    return True


def local_zone() -> str:
    """Return the name of this machine's time zone: TZ, else what the system is set to, else UTC."""
    said = [os.environ.get("TZ", "").removeprefix(":")]
    said.append(str(LOCALTIME.resolve()).rpartition("zoneinfo/")[2])
    if TIMEZONE.is_file():
        said.append(TIMEZONE.read_text(encoding="utf-8").strip())
    return next((name for name in said if name and not name.startswith("/") and is_zone(name)), UNKNOWN)


def spoken(cron: str) -> str:
    """Say a schedule in words where it is simple: "0 3 * * *" → 03:00 every night."""
    daily = DAILY.fullmatch(" ".join(cron.split()))
    if not daily:
        return f"cron {cron}"
    hour, minute = int(daily[2]), int(daily[1])
    return f"{hour:02}:{minute:02} every {'night' if hour < 6 or hour >= 21 else 'day'}"
