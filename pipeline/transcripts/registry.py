"""The formats that are read, each a row: its name, how it is known, how it is read. The first that fits reads."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from pipeline.errors import BadTranscript
from pipeline.transcripts import (
    assemblyai,
    deepgram,
    html_page,
    openai_api,
    podcast_json,
    rev_json,
    stamped_text,
    subrip,
    ttml,
    webvtt,
    whisper_cpp,
    whisper_json,
    youtube_json3,
)  # fmt: skip
from pipeline.transcripts.document import Document, Parsed

SHOWN = 60  # characters of an unknown file that a message shows


@dataclass(frozen=True)
class InputFormat:
    """One input format."""

    name: str
    is_json: bool
    sniff: Callable[[Document], bool]
    read: Callable[[Document], Parsed]


def _row(module: ModuleType, *, is_json: bool = False) -> InputFormat:
    return InputFormat(module.NAME, is_json, module.sniff, module.read)


FORMATS = (
    _row(webvtt),
    _row(subrip),
    _row(podcast_json, is_json=True),
    _row(whisper_cpp, is_json=True),
    _row(deepgram, is_json=True),
    _row(rev_json, is_json=True),
    _row(youtube_json3, is_json=True),
    _row(whisper_json, is_json=True),
    _row(assemblyai, is_json=True),
    _row(openai_api, is_json=True),
    _row(ttml),
    _row(html_page),
    _row(stamped_text),
)


def parse(doc: Document) -> tuple[str, Parsed]:
    """Return the name of a file's format and what is in it; `BadTranscript` says what was found and what is read."""
    if doc.is_json:
        _check_json(doc)
    for row in FORMATS:
        if row.is_json == doc.is_json and row.sniff(doc):
            return row.name, row.read(doc)
    raise BadTranscript(
        f"expected a transcript ({'; '.join(row.name for row in FORMATS)}), found {_what(doc)}: {doc.name}"
    )


def _check_json(doc: Document) -> None:
    try:
        doc.json  # noqa: B018 -- reads it
    except json.JSONDecodeError as error:
        raise BadTranscript(f"expected JSON, found {error.msg}: {doc.name}:{error.lineno}") from error
    except (RecursionError, ValueError) as error:
        raise BadTranscript(f"expected a JSON transcript, found JSON that cannot be read: {doc.name}") from error


def _what(doc: Document) -> str:
    """Return what a file that is no transcript holds, in a few words."""
    if doc.is_json:
        if isinstance(doc.json, dict):
            keys = ", ".join(str(key)[:SHOWN] for key in list(doc.json)[:8])[: 3 * SHOWN]
            return f"other JSON with the keys {keys}" if keys else "other JSON without keys"
        return "other JSON, a list" + (f" of {type(doc.json[0]).__name__}" if doc.json else " that is empty")
    filled = [line for line in doc.lines if line.strip()]
    if not filled:
        return "an empty file"
    if filled[0].lstrip().startswith("<"):
        return f"markup that begins with {filled[0].strip()[:SHOWN]!r}"
    begin = f"{len(filled)} lines that begin with {filled[0].strip()[:SHOWN]!r:.{SHOWN + 2}}"
    return f"no cue times such as 00:01.000 --> 00:02.500 in {begin}"
