"""Reads from ffmpeg's report which sound tracks a file has. No process, no file."""

import re

from pipeline.ports import Track
from pipeline.transcripts.languages import code_of

_STREAM = re.compile(
    r"^ +Stream #0:(?P<stream>\d+)(?:\[\w+\])?(?:\((?P<language>[^)]*)\))?: (?P<kind>\w+): (?P<rest>.*)$"
)
_TAG = re.compile(r"^ {4,}(?P<name>[^\s:][^:]*?) *: (?P<value>.*)$")
_MARKS = re.compile(r"\(([a-z][a-z ]+)\)")
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_ASIDE = frozenset(("comment", "visual impaired", "hearing impaired", "descriptions", "karaoke", "lyrics", "dub"))
_ASIDE_TITLE = re.compile(
    r"\bcommentary\b|\baudio ?descri|\bdescriptive\b|\bkommentar\b|\bmusic and effects\b|\bm&e\b", re.I
)
_NO_LANGUAGE = frozenset(("und", "unk", "mis", "zxx", "mul"))
_HANDLERS = re.compile(
    r"^(?:SoundHandle[r]?|Sound ?Media ?Handler|.*\bApple\b.*|.*GPAC.*|.*Bento4.*|.*\bMainconcept\b.*)$", re.I
)


def tracks_of(report: str) -> tuple[Track, ...]:
    """Return the sound tracks of the input that ffmpeg describes, in the order of the file."""
    found: list[tuple[re.Match[str], dict[str, str]]] = []
    tags: dict[str, str] = {}
    for line in report.partition("Output #0")[0].splitlines():
        if stream := _STREAM.match(line):
            tags = {}
            if stream["kind"] == "Audio":
                found.append((stream, tags))
        elif line.startswith("  Stream") or not line.startswith("   "):
            tags = {}
        elif tag := _TAG.match(line):
            tags.setdefault(tag["name"].strip().lower(), tag["value"].strip())
    return tuple(_track(number, stream, tags) for number, (stream, tags) in enumerate(found, start=1))


def _track(number: int, stream: re.Match[str], tags: dict[str, str]) -> Track:
    marks = frozenset(_MARKS.findall(stream["rest"]))
    tag = (stream["language"] or "").lower()
    title = tags.get("title") or next(
        (name for key in ("handler_name", "name") if (name := tags.get(key)) and not _HANDLERS.match(name)), None
    )
    clock = _CLOCK.match(next((value for key, value in tags.items() if key.startswith("duration")), ""))
    return Track(
        number=number,
        stream=int(stream["stream"]),
        codec=re.split(r"[ ,(]", stream["rest"], maxsplit=1)[0],
        tag=tag if tag and tag not in _NO_LANGUAGE else None,
        language=code_of(tag) if tag and tag not in _NO_LANGUAGE else None,
        title=title,
        seconds=round(int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3]), 3) if clock else None,
        default="default" in marks,
        aside=bool(marks & _ASIDE or (title and _ASIDE_TITLE.search(title))),
    )
