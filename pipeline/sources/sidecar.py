"""Reads the sidecar `<name>.toml` that lies beside an episode and says title, people, links and chapters."""

import errno
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from pipeline.errors import BadConfig, BadInput
from pipeline.formats.times import one_line
from pipeline.records import Record

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
NOT_IDS = frozenset({"catalog", "schema"})  # folders of artifacts/ that are no episodes
MAX_BYTES = 1_000_000  # a sidecar has a few hundred


def _line(text: str) -> str:
    if text and not (line := one_line(text)):
        raise ValueError("expected text, found none that can be seen")
    return line if text else text


def _web(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"]+", url) or not url.isprintable():
        raise ValueError(f"expected an http(s) address, found {url!r:.200}")
    return url


def _day(value: Any) -> Any:
    """Return a TOML date, or a text that begins with one, as YYYY-MM-DD."""
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else value


def _real_day(value: str) -> str:
    return date.fromisoformat(value[:10]).isoformat()


def _seconds(value: Any) -> Any:
    """Return "1:02:03" or "2:03" as seconds; numbers stay."""
    if isinstance(value, str) and re.fullmatch(r"(?:\d+:)?\d+:\d\d(?:\.\d+)?", value):
        total = 0.0
        for part in value.split(":"):
            total = total * 60 + float(part)
        return total
    return value


def _free(episode_id: str) -> str:
    if not ID.fullmatch(episode_id) or episode_id in NOT_IDS:
        raise ValueError("expected at most 80 of a-z 0-9 . _ - from a letter or digit on, not catalog or schema")
    return episode_id


EpisodeId = Annotated[str, AfterValidator(_free)]
Line = Annotated[str, AfterValidator(_line)]  # what turns or ends a line of a terminal or a page is left out
Web = Annotated[str, AfterValidator(_web)]
Day = Annotated[str, BeforeValidator(_day), AfterValidator(_real_day)]
Clock = Annotated[float, BeforeValidator(_seconds), Field(ge=0, allow_inf_nan=False)]


class SidecarPerson(Record):
    """Somebody who speaks."""

    name: Line = Field(min_length=1, max_length=200)
    role: Line | None = None
    pronouns: Line | None = None


class SidecarChapter(Record):
    """A chapter of the publisher; `start` in seconds or as h:mm:ss."""

    start: Clock
    title: Line = Field(min_length=1)


class SidecarSoundbite(Record):
    """A stretch picked by the publisher, as `podcast:soundbite` has it; times in seconds or as h:mm:ss."""

    start: Clock
    duration: Annotated[Clock, Field(gt=0)]
    title: Line | None = Field(default=None, min_length=1)


class Sidecar(Record):
    """What `<name>.toml` may say."""

    id: EpisodeId | None = None
    title: Line | None = Field(default=None, min_length=1, max_length=1000)
    show: Line | None = None
    number: int | float | None = None
    published: Day | None = None
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    url: Web | None = None  # of the episode's page, or of its audio where it ends like a sound file
    audio_url: Web | None = None  # of the published audio
    licence: Line | None = None
    description: str | None = None  # its timestamps are chapters where nothing else says them
    guid: str | None = None
    season: int | None = None
    image: str | None = None  # a picture beside the sidecar, shown instead of the one in the audio file
    duration: Clock | None = None  # as published
    transcript: str | None = None  # a file beside the sidecar, used instead of listening
    people: tuple[SidecarPerson, ...] = ()
    links: dict[Line, Web] = Field(default_factory=dict)
    chapters: tuple[SidecarChapter, ...] = ()
    soundbites: tuple[SidecarSoundbite, ...] = ()


def is_there(path: Path) -> bool:
    """Say whether a file lies beside an episode's: a name longer than the disk allows is no file.

    `BadInput` where the disk does not say.
    """
    try:
        return path.is_file()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise BadInput(f"expected a readable path, cannot read {path}: {error.strerror}") from error


def read_sidecar(path: Path) -> Sidecar:
    """Return a sidecar; `BadConfig` names file, line, key and what is allowed."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadConfig(f"expected a sidecar of at most {MAX_BYTES} bytes, found more: {path}")
        text = path.read_bytes().decode("utf-8-sig")
        return Sidecar.model_validate(tomllib.loads(text))
    except OSError as error:
        raise BadConfig(f"expected a sidecar, cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        raise BadConfig(_explained(error, path, text)) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        raise BadConfig(f"expected TOML, found an error in {path}: {error}") from error


def _explained(error: ValidationError, path: Path, text: str) -> str:
    """Return one line on the first thing that is wrong with a sidecar."""
    first = error.errors()[0]
    keys = [one_line(str(part)) for part in first["loc"]]
    named = [part for part in first["loc"] if isinstance(part, str)]
    line = next(
        (
            n
            for n, row in enumerate(text.splitlines(), 1)
            if re.match(rf'\s*\[*\s*"?{re.escape(named[-1])}"?\s*[=\].]', row)
        ),
        None,
    )
    place = f"{path}, line {line}" if line else str(path)
    if first["type"] == "extra_forbidden":
        tables: dict[str, type[Record]] = {
            "people": SidecarPerson, "chapters": SidecarChapter, "soundbites": SidecarSoundbite
        }  # fmt: skip
        allowed = ", ".join(tables.get(keys[0], Sidecar).model_fields)
        return f"{place}: expected one of {allowed}; found the unknown key {'.'.join(keys)[:80]}"
    return f"{place}: {'.'.join(keys)[:80]}: {first['msg'][:400]}, found {first['input']!r:.80}"
